from __future__ import annotations

import tracemalloc
import zipfile

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from sessionbrowser.arrays.npz import read_csc, read_sparse_header
from sessionbrowser.errors import Damaged, OneDataError, TooLarge
from sessionbrowser.platform import RegularFile, portable
from tests.arrays.making import csc_members, header_text, npy_bytes, npz


def load(path, **options):
    with RegularFile(path) as file:
        return read_csc(file, **options)


def header_of(path):
    with RegularFile(path) as file:
        return read_sparse_header(file)


@given(
    form=st.sampled_from(["csc", "csr", "coo", "bsr", "dia"]),
    dtype=st.sampled_from(["?", "i1", "i8", "f4", "f8", "c8"]),
    blocks=st.tuples(st.integers(0, 5), st.integers(0, 5)),
    compressed=st.booleans(),
    seed=st.integers(0, 99),
)
@settings(max_examples=80, deadline=None)
def test_every_format_that_scipy_saves_is_read(tmp_path_factory, form, dtype, blocks, compressed, seed):
    random = np.random.default_rng(seed)
    shape = (blocks[0] * 2, blocks[1] * 3)
    dense = ((random.random(shape) < 0.3) * random.integers(1, 9, shape)).astype(dtype)
    if 0 in shape:
        form = "csc"
    matrix = sp.csr_array(dense)
    matrix = matrix.tobsr((2, 3)) if form == "bsr" else matrix.asformat(form)
    path = tmp_path_factory.mktemp("npz") / "a.npz"
    sp.save_npz(path, matrix, compressed=compressed)
    header, loaded = header_of(path), load(path)
    assert header.format == form
    assert (header.shape, header.dtype) == (shape, matrix.dtype)
    assert header.stored == matrix.data.size
    assert isinstance(loaded, sp.csc_array)
    assert loaded.has_canonical_format
    assert loaded.dtype == matrix.dtype
    assert np.array_equal(loaded.toarray(), dense)


def test_the_figures_of_a_header_are_those_of_the_file(tmp_path):
    members = csc_members()
    header = header_of(npz(tmp_path / "a.npz", members))
    assert (header.format, header.shape, header.stored) == ("csc", (2, 3), 3)
    assert (header.dtype, header.index_dtype) == (np.float32, members["indices"].dtype)
    assert header.inflated == sum(members[name].nbytes + 128 for name in ("data", "indices", "indptr"))


def test_newer_coo_files_with_one_array_of_coordinates_are_read(tmp_path):
    path = npz(
        tmp_path / "a.npz",
        {
            "format": np.array("coo"),
            "shape": np.array((2, 3)),
            "data": np.array([4.0, 5.0, 1.0]),
            "coords": np.array([[0, 1, 1], [2, 0, 0]]),
        },
    )
    assert load(path).toarray().tolist() == [[0, 0, 4], [6, 0, 0]]


def test_doubled_and_unsorted_entries_are_put_in_order(tmp_path):
    members = csc_members() | {
        "indices": np.array([1, 0, 1]),
        "indptr": np.array([0, 3, 3, 3]),
        "data": np.array([1.0, 2.0, 4.0]),
    }
    matrix = load(npz(tmp_path / "a.npz", members))
    assert matrix.toarray().tolist() == [[2, 0, 0], [5, 0, 0]]
    assert matrix.indices.tolist() == [0, 1]


def test_room_for_more_entries_is_cut_off(tmp_path):
    members = csc_members() | {"indices": np.array([1, 0, 1, 99, -7]), "data": np.arange(5.0)}
    assert load(npz(tmp_path / "a.npz", members)).toarray().tolist() == [[0, 1, 0], [0, 0, 2]]


def test_float16_and_big_endian_values_are_read(tmp_path):
    members = csc_members() | {"data": np.array([1, 2, 3], ">f2"), "indices": np.array([1, 0, 1], ">i4")}
    matrix = load(npz(tmp_path / "a.npz", members))
    assert matrix.dtype == np.float32
    assert matrix.toarray().tolist() == [[0, 2, 0], [1, 0, 3]]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"indices": np.array([1, 0, 2])}, "it has a value at index 2 of an axis of 2"),
        ({"indices": np.array([1, 0, -1])}, "it has a value at index -1 of an axis of 2"),
        ({"indices": np.array([1, 0, 2**40])}, "it has a value at index 1099511627776 of an axis of 2"),
        ({"indices": np.array([1, 0, 2**64 - 1], "u8")}, "it has a value at index 18446744073709551615"),
        ({"indptr": np.array([0, 2, 1, 3])}, "its columns start at impossible places"),
        ({"indptr": np.array([1, 1, 2, 3])}, "its columns start at impossible places"),
        ({"indptr": np.array([0, 1, 2, 4])}, "its columns start at impossible places"),
        ({"indptr": np.array([0, -5, 2, 3])}, "its columns start at impossible places"),
        ({"indptr": np.array([0, 2**64 - 5, 2**64 - 4, 2**64 - 1], "u8")}, "its columns start at impossible places"),
        ({"indptr": np.array([0, 1, 3])}, "the lengths of its members do not fit its shape"),
        ({"indices": np.array([1, 0])}, "the lengths of its members do not fit its shape"),
        ({"data": np.zeros((3, 1))}, "the lengths of its members do not fit its shape"),
        ({"shape": np.array([2, 4])}, "the lengths of its members do not fit its shape"),
        ({"shape": np.array([2, -3])}, "its shape makes no sense"),
        ({"shape": np.array([], int)}, "its shape makes no sense"),
        ({"shape": np.array([2.0, 3.0])}, "its member shape makes no sense"),
        ({"format": np.array(b"xyz")}, "sparse format “xyz” is not known"),
        ({"format": np.array([b"csc", b"csc"])}, "sparse format “” is not known"),
        ({"format": np.array(3)}, "its member format makes no sense"),
        ({"indices": np.array([1.0, 0.0, 1.0])}, "its members are not of the types of a sparse matrix"),
        ({"data": np.array(["a", "b", "c"])}, "its members are not of the types of a sparse matrix"),
        ({"data": npy_bytes(header_text("|O", (3,)), b"cos\nsystem\n.")}, "its members are not of the types"),
        ({"data": npy_bytes(header_text("<f4", (2**40,)), bytes(12))}, "its member data: cut after 92 B of 4.4 TB"),
        ({"data": b""}, "its member data: empty file"),
        ({"data": b"\x93NUMPY"}, "its member data: cut inside its header"),
    ],
)
def test_what_cannot_be_a_matrix_never_reaches_scipy(tmp_path, wrong, what, method):
    with pytest.raises(Damaged) as caught:
        load(npz(tmp_path / "a.npz", csc_members() | wrong, method))
    assert caught.value.what.startswith(what)
    assert caught.value.path == tmp_path / "a.npz"


@pytest.mark.parametrize("form", ["coo", "dia", "bsr", "csr"])
def test_impossible_places_are_refused_in_other_formats_too(tmp_path, form):
    three = np.array([1.0, 2.0, 3.0])
    wrong = {
        "coo": {"row": np.array([0, 1, 2]), "col": np.array([0, 0, 0]), "data": three},
        "dia": {"offsets": np.array([1, 1]), "data": np.zeros((2, 3))},
        "bsr": {"indptr": np.array([0, 1]), "indices": np.array([1]), "data": np.zeros((1, 2, 3))},
        "csr": {"indptr": np.array([0, 3, 3]), "indices": np.array([0, 1, 3]), "data": three},
    }[form]
    path = npz(tmp_path / "a.npz", {"format": np.array(form), "shape": np.array((2, 3)), **wrong})
    assert header_of(path).format == form
    with pytest.raises(Damaged, match=r"axis of|outside the matrix"):
        load(path)


def test_an_npz_that_is_no_matrix_says_what_it_holds(tmp_path):
    path = npz(tmp_path / "a.npz", {name: np.zeros(2) for name in ("arr_0", "b", "c", "d", "e")})
    with pytest.raises(Damaged, match="not a sparse matrix: holds arr_0, b, c, d…") as caught:
        header_of(path)
    assert "numpy.load" in caught.value.to_do
    with pytest.raises(Damaged, match="holds nothing"):
        header_of(npz(path, {}))
    with pytest.raises(Damaged, match="its member indices is missing"):
        header_of(npz(path, {name: value for name, value in csc_members().items() if name != "indices"}))


def test_a_sparse_vector_is_told_and_not_shown(tmp_path):
    members = {"format": np.array("coo"), "shape": np.array([5]), "data": np.ones(1), "coords": np.array([[3]])}
    path = npz(tmp_path / "a.npz", members)
    assert header_of(path).shape == (5,)
    with pytest.raises(Damaged, match="of 1 axes"):
        load(path)


def test_the_budget_comes_before_inflating(tmp_path):
    big = csc_members(sp.csc_array((2, 3))) | {"indices": np.zeros(4_000_000, int), "data": np.zeros(4_000_000)}
    path = npz(tmp_path / "a.npz", big)
    tracemalloc.start()
    with pytest.raises(TooLarge, match=r"the sparse matrix takes 64\.0 MB of memory, and 1\.0 MB may be used"):
        load(path, budget=1_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000


def test_a_shape_of_terabytes_needs_its_pointers_within_the_budget(tmp_path):
    members = {"format": np.array("coo"), "shape": np.array([2, 10**15]), "data": np.ones(1)}
    path = npz(tmp_path / "a.npz", members | {"row": np.array([0]), "col": np.array([10**14])})
    with pytest.raises(TooLarge, match=r"8\.0 PB"):
        load(path)


@given(place=st.integers(0, 10_000), byte=st.integers(0, 255))
@settings(max_examples=300, deadline=None)
def test_one_wrong_byte_gives_a_matrix_or_one_clear_error(place, byte, tmp_path_factory):
    path = npz(tmp_path_factory.mktemp("npz") / "a.npz", csc_members(), zipfile.ZIP_STORED)
    content = bytearray(path.read_bytes())
    content[place % len(content)] = byte
    path.write_bytes(content)
    try:
        matrix = load(path)
    except OneDataError as error:
        assert error.what
    else:
        matrix.toarray()


def test_the_portable_way_reads_the_same(tmp_path):
    path = npz(tmp_path / "a.npz", csc_members())
    with portable():
        assert load(path).toarray().tolist() == [[0, 3, 0], [4, 0, 5]]
        assert header_of(path).stored == 3
