"""Object arrays come back as they were, whatever protocol and numpy wrote them, and nothing else does."""

from __future__ import annotations

import datetime
import pathlib
import pickle
from collections import OrderedDict
from pathlib import Path, PurePosixPath, PureWindowsPath

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.arrays.npy import NpyHeader, read_npy_header
from sessionbrowser.arrays.unpickling import read_object_array
from sessionbrowser.errors import Cancelled, Changed, Damaged, OneDataError
from sessionbrowser.platform import RegularFile
from tests.arrays.unpickling.pickles import boxed, holding, npy, read, read_pickle, same, text, through

PROTOCOLS = range(6)
FIELDS = np.dtype([("a", "<i4"), ("b", "S3", (2,)), ("c", [("x", ">f8")])])
VALUES = [
    *(None, True, False, 0, -1, 255, 65536, -(2**40), 10**300, 0.1, float("inf"), 1 - 2j, ""),
    *("naïve \U0001f42d \ud800 \n\\u0041", b"", b"\0\xff'\"\\", bytearray(b"ab"), bytearray()),
    *([], [1, [2]], (), (1,), (1, 2), (1, 2, 3), tuple(range(9)), {}, {"a": {1: [2]}, None: (), (1, "b"): 0}),
    *(set(), {1, "a"}, frozenset(), frozenset({(1, 2)}), slice(1, None, 2), OrderedDict(b=1, a=[2])),
    *(datetime.date(2023, 1, 24), datetime.datetime(2023, 1, 24, 13, 5, 6, 789, fold=1), datetime.timedelta(-1, 2, 3)),
    datetime.datetime(2023, 1, 24, tzinfo=datetime.UTC),
    datetime.timezone(datetime.timedelta(hours=-5), "EST"),
    *(np.float32(1.5), np.int16(-3), np.bool_(True), np.complex64(1j), np.str_("é"), np.bytes_(b"a"), np.str_("")),
    *(np.datetime64("2023-01-24", "25ns"), np.datetime64("NaT", "s"), np.timedelta64(3, "D"), np.longdouble(3)),
    *(np.array([]), np.array(5), np.arange(6).reshape(2, 3), np.asfortranarray(np.ones((3, 4))), np.zeros((0, 3))),
    *(np.arange(24).reshape(2, 3, 4).transpose(1, 0, 2), np.arange(10)[::2], np.array([True, False])),
    *(np.array(["a", "bcd"]), np.array([b"x", b"yz"]), np.arange(3, dtype=">i2"), np.arange(3, dtype=np.float16)),
    *(np.array(["2020", "NaT"], "M8[s]"), np.zeros(2, FIELDS), np.zeros(2, FIELDS)[0], np.zeros(3, "V5")),
    *(np.dtype("f4"), np.dtype(">U3"), FIELDS, np.dtype({"names": ["q"], "formats": ["i2"], "offsets": [4]})),
    np.zeros(1, np.dtype([(("title", "name"), "f4"), ("pad", "f8")], align=True)),
    np.array([None, {"a": np.arange(3)}, [1]], dtype=object),
    np.array([[1, "a"], [None, 2.5]], dtype=object, order="F"),
]


@pytest.mark.parametrize("numpy1", [False, True])
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_values_come_back_as_pickle_reads_them(tmp_path: Path, protocol: int, numpy1: bool) -> None:
    for value in VALUES:
        expected = pickle.loads(pickle.dumps(value, protocol))
        found = through(tmp_path, value, protocol, numpy1=numpy1)
        assert same(found, expected), (value, found)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.complex_numbers()
KEYS = st.none() | st.integers() | st.text() | st.binary() | st.tuples(st.integers(), st.text())
TREES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(KEYS, inner)
        | st.sets(KEYS)
        | st.frozensets(KEYS)
        | st.lists(inner).map(lambda items: np.array([*items, None], dtype=object)[:-1] if _flat(items) else items)
    ),
)


def _flat(items: list[object]) -> bool:
    return not any(isinstance(item, list | tuple | np.ndarray) for item in items)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TREES, st.sampled_from(PROTOCOLS))
def test_any_tree_comes_back(tmp_path: Path, value: object, protocol: int) -> None:
    assert same(through(tmp_path, value, protocol), pickle.loads(pickle.dumps(value, protocol)))


def test_what_numpy_saves_is_read(tmp_path: Path) -> None:
    stat = np.array([{"ypix": np.arange(n), "med": [1, 2.5], "skew": np.float32(n)} for n in range(3)], dtype=object)
    for name, value in {"stat": stat, "ops": {"Ly": 96, "meanImg": np.ones((4, 5), np.float32)}, "none": None}.items():
        np.save(tmp_path / f"{name}.npy", value, allow_pickle=True)  # type: ignore[arg-type]
        assert same(read(tmp_path / f"{name}.npy"), np.load(tmp_path / f"{name}.npy", allow_pickle=True))


def test_every_object_file_of_the_lab_is_as_numpy_reads_it(lab_path: Path) -> None:
    checked = 0
    for path in sorted(lab_path.rglob("*.npy")):
        with RegularFile(path) as file:
            try:
                header = read_npy_header(file)
            except Damaged:
                continue
            if header.is_object:
                assert same(read_object_array(file, header), np.load(path, allow_pickle=True)), path
                checked += 1
    assert checked > 10


@pytest.mark.parametrize("module", ["pathlib", "pathlib._local"])
def test_paths_of_any_system_become_pure_paths(tmp_path: Path, module: str) -> None:
    posix, windows = PurePosixPath("/data/a.bin"), PureWindowsPath("D:\\data\\a.bin")
    for kind, parts, expected in (
        *((name, ("/", "data", "a.bin"), posix) for name in ("Path", "PosixPath", "PurePath", "PurePosixPath")),
        *((name, ("D:\\", "data", "a.bin"), windows) for name in ("WindowsPath", "PureWindowsPath")),
    ):
        opcodes = f"c{module}\n{kind}\n".encode() + b"(" + b"".join(map(text, parts)) + b"tR"
        found = read_pickle(tmp_path, holding(opcodes))[()]
        assert same(found, expected)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_path_object_of_this_system_is_read(tmp_path: Path, protocol: int) -> None:
    found = through(tmp_path, {"save_path": pathlib.Path("a") / "b"}, protocol)
    assert found["save_path"].parts == ("a", "b")
    assert type(found["save_path"]) in (PurePosixPath, PureWindowsPath)


def test_texts_and_bytes_of_python_2_are_read(tmp_path: Path) -> None:
    array = (
        b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR(I1\n(I2\ntcnumpy\ndtype\n"
        b"(S'i2'\nI0\nI1\ntR(I3\nS'<'\nNNNI-1\nI-1\nI0\ntbI00\nS'\\x01\\x00\\xff\\x00'\ntb"
    )
    np.testing.assert_array_equal(read_pickle(tmp_path, holding(array))[()], [1, 255])
    texts = b"(S'it''s'\nS\"a\\n\\t\\\\\\'\\q\\101\"\nU\x02\xe9bT\x01\0\0\0xL12L\nL-3\nt"
    values = texts + b"cdatetime\ndate\n(U\x04\x07\xe7\x01\x18tR\x86"
    plain, day = read_pickle(tmp_path, holding(values))[()]
    assert plain == ("it''s", "a\n\t\\'\\qA", "éb", "x", 12, -3)
    assert day == datetime.date(2023, 1, 24)


def test_shared_and_self_holding_values_stay_shared(tmp_path: Path) -> None:
    inner = np.arange(3)
    looped: list[object] = [inner, inner]
    looped.append(looped)
    table = {"self": looped}
    table["table"] = table  # type: ignore[assignment]
    for protocol in PROTOCOLS:
        found = through(tmp_path, table, protocol)
        assert found["table"] is found
        assert found["self"][2] is found["self"]
        assert found["self"][0] is found["self"][1]


def test_a_tuple_that_holds_itself_through_a_list_is_read(tmp_path: Path) -> None:
    inner: list[object] = []
    loop = (inner,)
    inner.append(loop)
    for protocol in PROTOCOLS:
        found = through(tmp_path, loop, protocol)
        assert found[0][0] is found


def test_a_billion_items_by_sharing_cost_nothing(tmp_path: Path) -> None:
    opcodes = b"](K\x01K\x02e" + b"".join(
        b"q" + bytes([i]) + b"0](" + (b"h" + bytes([i])) * 10 + b"e" for i in range(9)
    )
    value = read_pickle(tmp_path, holding(opcodes))[()]
    assert len(value) == 10
    assert value[0] is value[9]


def test_arrays_can_be_written_to_and_are_of_their_own(tmp_path: Path) -> None:
    value = {"a": np.arange(3), "b": np.arange(3)}
    for protocol in PROTOCOLS:
        found = through(tmp_path, value, protocol)
        found["a"][:] = 9
        assert found["b"].tolist() == [0, 1, 2]


def test_200_000_levels_are_read_and_let_go(tmp_path: Path) -> None:
    depth = 200_000
    for opening, closing in (
        (b"]" * depth, b"a" * (depth - 1)),
        (b")" + b"\x85" * depth, b""),
        (b"}" + b"K\0}" * depth, b"s" * depth),
    ):
        value = read_pickle(tmp_path, holding(opening + closing))
        assert value[()] is not None
        del value
    looped = read_pickle(tmp_path, holding(b"]q\0" + b"]" * depth + b"h\0a" + b"a" * (depth - 1) + b"a"))
    assert type(looped[()]) is list


def test_opcodes_that_no_pickler_of_today_writes(tmp_path: Path) -> None:
    assert read_pickle(tmp_path, holding(b"(K\x01K\x02l"))[()] == [1, 2]
    assert read_pickle(tmp_path, holding(b"(K\x01K\x02d"))[()] == {1: 2}
    assert read_pickle(tmp_path, holding(b"K\x07K\x08(K\x0910(02\x86"))[()] == (7, 7)
    numbers = read_pickle(tmp_path, holding(b"(F1e3\nI12\nI01\nVa\\u00e9\n\x8b\x01\0\0\0\xff\x8a\0t"))[()]
    assert same(numbers, (1000.0, 12, True, "aé", -1, 0))
    assert read_pickle(tmp_path, holding(b"K\x01p1000000\n0g1000000\n"))[()] == 1
    assert read_pickle(tmp_path, holding(b"K\x01r\xff\xff\xff\xff0j\xff\xff\xff\xff"))[()] == 1


def test_a_name_kept_as_a_value_is_inert(tmp_path: Path) -> None:
    value = read_pickle(tmp_path, holding(b"cnumpy\nndarray\n"))[()]
    assert value is not np.ndarray
    assert repr(value) == "<numpy.ndarray>"
    assert not callable(value)


def test_the_shape_must_be_that_of_the_header(tmp_path: Path) -> None:
    payload = pickle.dumps(np.array([1, None], dtype=object))
    assert read_pickle(tmp_path, payload, (2,)).tolist() == [1, None]
    for shape in ((), (1,), (3,), (2, 1), (10**12,)):
        with pytest.raises(Damaged, match="promises"):
            read_pickle(tmp_path, payload, shape)


@pytest.mark.parametrize("value", [{"a": 1}, np.arange(2), np.float64(1), None, "text", [boxed(1)]])
def test_only_an_array_of_objects_will_do(tmp_path: Path, value: object) -> None:
    with pytest.raises(Damaged, match="it holds a"):
        read_pickle(tmp_path, pickle.dumps(value))


def test_errors_name_the_file_and_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(OneDataError) as caught:
        read_pickle(tmp_path, b"not a pickle")
    assert caught.value.path == tmp_path / "x.npy"
    assert caught.value.to_do


def test_a_file_that_shrank_is_changed(tmp_path: Path) -> None:
    path = npy(tmp_path / "x.npy", holding(text("a" * 5000)))
    with RegularFile(path) as file:
        header = read_npy_header(file)
        path.write_bytes(path.read_bytes()[:1000])
        with pytest.raises(Changed):
            read_object_array(file, header)


def test_reading_can_be_given_up(tmp_path: Path) -> None:
    cancel = Cancel()
    cancel.set()
    with RegularFile(npy(tmp_path / "x.npy", holding(b"N0" * 5000 + b"N"))) as file, pytest.raises(Cancelled):
        read_object_array(file, read_npy_header(file), cancel=cancel)


def test_a_header_that_promises_more_than_the_file_has(tmp_path: Path) -> None:
    path = npy(tmp_path / "x.npy", holding(b"N"))
    with RegularFile(path) as file:
        beyond = NpyHeader((1, 0), (), np.dtype(object), "C", 10**6)
        with pytest.raises(Damaged, match="cut"):
            read_object_array(file, beyond)
