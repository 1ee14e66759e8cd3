from __future__ import annotations

import struct
import tracemalloc
import zipfile
import zlib

import numpy as np
import pytest

from sessionbrowser.arrays.npz import read_csc
from sessionbrowser.errors import Damaged
from sessionbrowser.platform import RegularFile
from tests.arrays.making import csc_members, header_text, npy_bytes, npz


def load(path):
    with RegularFile(path) as file:
        return read_csc(file)


@pytest.fixture
def content(tmp_path):
    return npz(tmp_path / "whole.npz", csc_members()).read_bytes()


def fails(tmp_path, content, what):
    path = tmp_path / "a.npz"
    path.write_bytes(content)
    with pytest.raises(Damaged, match=what):
        load(path)


def test_other_files(tmp_path, content):
    fails(tmp_path, b"", "empty file")
    fails(tmp_path, content[:400], "cut after 400 B; the end of the zip file is missing")
    fails(tmp_path, npy_bytes(header_text("<f4", ())), "it is an npy file under the name of an npz file")
    fails(tmp_path, b"hello" * 99, "not a zip file")


def test_every_cut_is_noticed(tmp_path, content):
    for length in range(len(content)):
        fails(tmp_path, content[:length], ".")


def test_a_comment_at_the_end_is_skipped(tmp_path):
    path = npz(tmp_path / "a.npz", csc_members())
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = b"x" * 60_000
    assert load(path).nnz == 3


def test_zip64_figures_are_read(tmp_path, content):
    """As an archive of more than 4 GiB has them."""
    end = content.rfind(b"PK\x05\x06")
    _, _, _, count, _, length, start, _ = struct.unpack("<4s4H2LH", content[end:])
    wide = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, length, start)
    wide += struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    full = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    (tmp_path / "a.npz").write_bytes(content[:end] + wide + full)
    assert load(tmp_path / "a.npz").nnz == 3
    fails(tmp_path, content[:end] + full, "its list of members is damaged")


def test_members_with_wide_figures_are_read(tmp_path):
    path = tmp_path / "a.npz"
    with zipfile.ZipFile(path, "w") as archive:
        for name, value in csc_members().items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array(member, value)
    assert load(path).nnz == 3


def test_doubled_members(tmp_path):
    path = npz(tmp_path / "a.npz", csc_members())
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("data.npy", b"other")
    fails(tmp_path, path.read_bytes(), "two members called data.npy")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_to_pack(tmp_path, method):
    fails(tmp_path, npz(tmp_path / "b.npz", csc_members(), method).read_bytes(), "packed in an unknown way")


def patched(content, name, **facts):
    """Return an archive whose directory tells other facts of one member."""
    places = {
        "flags": (8, "<H"),
        "crc": (16, "<L"),
        "packed": (20, "<L"),
        "size": (24, "<L"),
        "position": (42, "<L"),
    }
    entry = content.rfind(b"PK\x01\x02", 0, content.rfind(name.encode()))
    content = bytearray(content)
    for fact, value in facts.items():
        offset, form = places[fact]
        struct.pack_into(form, content, entry + offset, value)
    return bytes(content)


def test_figures_that_lie(tmp_path, content):
    for facts, what in [
        ({"flags": 1}, "its member data.npy is encrypted"),
        ({"crc": 7}, "not the same, as when written"),
        ({"size": 0xFFFFFFF0}, "promises more than can be in it"),
        ({"size": 150}, "not as long|not the same"),
        ({"size": 20}, "its member data: cut inside"),
        ({"packed": 0xFFFFFFF}, "promises more than can be in it"),
        ({"packed": 9}, "promises more|cut inside"),
        ({"position": 3}, "not where it should be"),
        ({"position": 0}, "not as long|cannot be inflated|do not fit|not of the types"),
    ]:
        fails(tmp_path, patched(content, "data.npy", **facts), what)


def test_a_bomb_is_inflated_no_further_than_promised(tmp_path):
    """The directory promises 140 bytes, and the stream holds 100 MB."""
    good = npy_bytes(header_text("<f4", (3,)), bytes(12))
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    stream = squeeze.compress(good + bytes(100_000_000)) + squeeze.flush()
    content = npz(tmp_path / "a.npz", csc_members() | {"data": good + bytes(100_000_000)}).read_bytes()
    assert stream in content
    content = patched(content, "data.npy", size=len(good), crc=zlib.crc32(good))
    tracemalloc.start()
    fails(tmp_path, content, "its member data.npy is not as long")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3_000_000
