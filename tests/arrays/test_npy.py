from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessionbrowser.arrays.npy import NpyHeader, read_npy_header, read_npy_header_at
from sessionbrowser.errors import Damaged, Missing, NotOrdinaryFile, OneDataError, Unsafe
from sessionbrowser.platform import RegularFile, portable
from tests.arrays.making import any_dtype, arrays, header_text, npy_bytes, saved


def header_of(path, content, **options) -> NpyHeader:
    """Read a header in all three ways, which must agree, and return it (or raise what it raises)."""
    path.write_bytes(content)
    answers = []
    for read in (_by_file, read_npy_header_at, _portably):
        try:
            answers.append(read(path, **options))
        except OneDataError as error:
            answers.append((type(error), error.what, error.path, error.to_do))
    assert answers[0] == answers[1] == answers[2]
    if isinstance(answers[0], NpyHeader):
        return answers[0]
    kind, what, where, to_do = answers[0]
    assert where == path
    raise kind(what, where, to_do)


def _by_file(path, **options):
    with RegularFile(path) as file:
        return read_npy_header(file, **options)


def _portably(path, **options):
    with portable():
        return read_npy_header_at(path, **options)


@given(array=arrays(any_dtype))
@settings(max_examples=80, deadline=None)
def test_what_numpy_saves_is_read_as_numpy_reads_it(array, tmp_path_factory):
    header = header_of(tmp_path_factory.mktemp("npy") / "a.b.npy", saved(array))
    assert header.shape == array.shape
    assert header.dtype == array.dtype
    assert header.size == array.size
    assert header.nbytes == array.nbytes
    c_first = array.flags.c_contiguous
    assert header.order == ("C" if c_first else "F")
    assert saved(array)[header.data_offset :] == array.tobytes("A")


@pytest.mark.parametrize("version", [(1, 0), (2, 0), (3, 0)])
def test_all_versions_are_read(tmp_path, version):
    header = header_of(tmp_path / "a.npy", npy_bytes(header_text("<f4", (3, 2)), bytes(24), version))
    assert (header.version, header.shape, header.dtype) == (version, (3, 2), np.dtype("<f4"))


def test_version_3_has_field_names_in_any_script(tmp_path):
    descr = [("Zeit μs", "<f8")]
    header = header_of(tmp_path / "a.npy", npy_bytes(header_text(descr, (1,)), bytes(8), (3, 0)))
    assert header.dtype.names == ("Zeit μs",)


def test_a_long_header_is_read_whole(tmp_path):
    dtype = np.dtype([(f"field{i}", "<f4") for i in range(200)])
    assert header_of(tmp_path / "a.npy", saved(np.zeros(2, dtype))).dtype == dtype


@pytest.mark.parametrize(
    "text",
    [
        "{'shape': (2,), 'fortran_order': False, 'descr': '<i2'}",
        '{"descr": "<i2", "fortran_order": False, "shape": (2,)}   \n',
        "{'descr': '<i2', 'fortran_order': False, 'shape': (2L,), }\n",
        "{'descr': '<i2', 'fortran_order': False, 'shape': (2), }\n",
    ],
)
def test_unusual_but_sound_headers_are_read(tmp_path, text):
    assert header_of(tmp_path / "a.npy", npy_bytes(text, bytes(4))).shape == (2,)


def test_objects_are_told_and_not_measured(tmp_path):
    header = header_of(tmp_path / "a.npy", npy_bytes(header_text("|O", (10,)), b"pickle"))
    assert header.is_object
    assert not header_of(tmp_path / "a.npy", saved(np.zeros(3))).is_object


def test_bytes_after_the_data_do_no_harm(tmp_path):
    assert header_of(tmp_path / "a.npy", saved(np.zeros(3)) + b"more").shape == (3,)


def test_a_cut_file_tells_how_much_there_is(tmp_path):
    content = saved(np.zeros(700))[:1909]
    with pytest.raises(Damaged, match=r"cut after 1\.9 kB of 5\.7 kB"):
        header_of(tmp_path / "a.npy", content)
    assert header_of(tmp_path / "a.npy", content, whole=False).shape == (700,)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "empty file"),
        (b"\x93NUM", "cut inside its header, after 4 B"),
        (b"\x93NUMPY\x01\x00\x76\x00", "cut inside its header, after 10 B"),
        (saved(np.zeros(3))[:60], "cut inside its header, after 60 B"),
        (b"PK\x03\x04" + bytes(40), "it is a zip archive (npz) under the name of an npy file"),
        (b"\x80\x04\x95" + bytes(40), "it is a bare pickle under the name of an npy file"),
        (bytes(4000), "it starts with zeros, not with an npy header"),
        (b"time,value\n1,2\n", "not an npy file (starts with “time,v”)"),
        (b"\x07\x1b[31m" + bytes(9), "not an npy file (starts with “..[31m”)"),
        (npy_bytes("", version=(9, 1)) + bytes(9), "npy version 9.1 is not known"),
        (npy_bytes(" " * 20_000, version=(2, 0)), "its header claims 20.0 kB; at most 10 kB are read"),
        (b"\x93NUMPY\x02\x00\xff\xff\xff\xff" + bytes(99), "its header claims 4.29 GB; at most 10 kB are read"),
        (npy_bytes(b"\xff\xfe\xfd", version=(3, 0)), "its header is not text"),
        (npy_bytes("import os"), "its header is not that of an array"),
        (npy_bytes("{'descr': '<f4', 'fortran_order': False}"), "its header lacks the dtype, order or shape"),
        (npy_bytes("('descr', 'fortran_order', 'shape')"), "its header lacks the dtype, order or shape"),
        (npy_bytes(header_text("<f4", (-1,))), "its header has an impossible shape or order"),
        (npy_bytes(header_text("<f4", (True,))), "its header has an impossible shape or order"),
        (npy_bytes(header_text("<f4", [3])), "its header has an impossible shape or order"),
        (npy_bytes(header_text("<f4", (3,), 1)), "its header has an impossible shape or order"),
        (npy_bytes(header_text("<f4", (2**40, 2**40))), "its header promises more bytes than any disk has"),
        (npy_bytes(header_text("<f4", (0, 2**70))), "its header promises more bytes than any disk has"),
        (npy_bytes(header_text("<f4", (1,) * 40)), "its header promises 40 axes; at most 32 make sense"),
        (npy_bytes(header_text("<f4", (2**38,))), "cut after 79 B of 1.1 TB"),
        (npy_bytes(header_text("<q9", (3,))), "unknown type of values '<q9'"),
        (npy_bytes(header_text("f4,f4", (3,))), "unknown type of values 'f4,f4'"),
        (npy_bytes(header_text("<i3", (3,))), "unknown type of values '<i3'"),
        (npy_bytes(header_text("|S99999999999", (3,))), "unknown type of values '|S99999999999'"),
        (npy_bytes(header_text([], (3,))), "unknown type of values []"),
        (npy_bytes(header_text({"a": 1}, (3,))), "unknown type of values {'a': 1}"),
        (npy_bytes(header_text([("a", "<f4"), ("a", "<f4")], (3,))), "unknown type of values"),
        (npy_bytes(header_text([("a", "<f4", (2**31,))], (3,))), "unknown type of values"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(tmp_path, content, what):
    with pytest.raises(Damaged) as caught:
        header_of(tmp_path / "a.npy", content)
    assert caught.value.what.startswith(what)
    assert caught.value.to_do


@pytest.mark.parametrize(
    "text",
    [
        "(" * 9_000,
        "[" * 4_000 + "]" * 4_000,
        "-" * 9_000 + "1",
        "{" * 500,
        "lambda: " * 900,
        "9" * 9_000,
        "not " * 2000,
    ],
)
def test_texts_that_would_exhaust_a_parser_are_refused(tmp_path, text):
    with pytest.raises(Damaged, match="its header"):
        header_of(tmp_path / "a.npy", npy_bytes(text))


@pytest.mark.parametrize("descr", [[("a", "|O")], [("a", [("b", "<f4"), ("c", "O")])], [("a", "O", (2,))]])
def test_objects_hidden_in_fields_are_unsafe(tmp_path, descr):
    with pytest.raises(Unsafe, match="nothing was run"):
        header_of(tmp_path / "a.npy", npy_bytes(header_text(descr, (1,)), bytes(64)))


@given(where=st.integers(0, 127), byte=st.integers(0, 255), length=st.integers(0, 140))
@settings(max_examples=200, deadline=None)
def test_one_wrong_byte_or_a_cut_gives_a_header_or_one_clear_error(where, byte, length, tmp_path_factory):
    content = bytearray(saved(np.zeros((3, 4), [("a", "<f4"), ("b", "<i2", (2,))])))
    content[where] = byte
    for broken in (bytes(content), bytes(content[:length])):
        try:
            header = header_of(tmp_path_factory.mktemp("npy") / "a.npy", broken)
        except (Damaged, Unsafe) as error:
            assert error.what
        else:
            assert header.is_object or header.data_offset + header.nbytes <= len(broken)


def test_what_is_no_file_is_said_and_never_waited_for(tmp_path):
    (tmp_path / "folder.npy").mkdir()
    for read in (read_npy_header_at, _portably):
        with pytest.raises(NotOrdinaryFile, match="a folder"):
            read(tmp_path / "folder.npy")
        with pytest.raises(Missing):
            read(tmp_path / "nothing.npy")
