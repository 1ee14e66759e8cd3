"""Pickles that lie, break off, or would cost more than they should: one clear error each, quickly."""

from __future__ import annotations

import pickle
import pickletools
import struct
import subprocess
import sys
import time
import tracemalloc
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sessionbrowser.arrays.unpickling.opcodes import KNOWN
from sessionbrowser.errors import Damaged, OneDataError, TooLarge
from tests.arrays.unpickling.pickles import boxed, holding, read_pickle, text

DTYPE = b"cnumpy\ndtype\n"
RECONSTRUCT = b"cnumpy._core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(K\0tC\x01btR"


def number(value: int) -> bytes:
    data = value.to_bytes(value.bit_length() // 8 + 1, "little", signed=True)
    return b"\x8b" + struct.pack("<i", len(data)) + data


def dtype(kind: str, *, endian: str = "|", fields: bytes = b"NNN", size: int = -1, rest: bytes = b"") -> bytes:
    state = b"(K\x03" + text(endian) + fields + number(size) + number(-1) + b"K\0" + rest + b"t"
    return DTYPE + b"(" + text(kind) + b"I00\nI01\ntR" + state + b"b"


def array(shape: tuple[int, ...], of: bytes, data: bytes, version: bytes = b"K\x01") -> bytes:
    dims = b"(" + b"".join(map(number, shape)) + b"t"
    return RECONSTRUCT + b"(" + version + dims + of + b"I00\n" + data + b"tb"


def raw(data: bytes) -> bytes:
    return b"B" + struct.pack("<I", len(data)) + data


def test_the_helpers_make_good_arrays(tmp_path: Path) -> None:
    good = read_pickle(tmp_path, holding(array((2, 1), dtype("i2", endian=">"), raw(b"\0\1\0\2"))))[()]
    assert good.tolist() == [[1], [2]]


def test_every_opcode_there_is_has_an_answer() -> None:
    assert {ord(opcode.code) for opcode in pickletools.opcodes} == KNOWN


MALFORMED: dict[str, bytes] = {
    "no opcode": b"\xff",
    "protocol 6": b"\x80\x06",
    "frame beyond the end": b"\x95" + struct.pack("<Q", 10**6),
    "frame of 2**64": b"\x95" + b"\xff" * 8,
    "text beyond the end": b"X" + struct.pack("<I", 2**32 - 1),
    "text of 2**64": b"\x8d" + b"\xff" * 8,
    "bytes of 2**63": b"\x8e" + struct.pack("<Q", 2**63),
    "bytearray of 2**40": b"\x96" + struct.pack("<Q", 2**40),
    "text of negative length": b"T" + struct.pack("<i", -1),
    "number of negative length": b"\x8b" + struct.pack("<i", -1),
    "text that is not UTF-8": b"\x8c\x01\xff",
    "escape that is none": b"V\\u12\n",
    "quotes missing": b"Sabc\n",
    "quotes that differ": b"S'abc\"\n",
    "number of a million digits": b"I" + b"1" * 10**6 + b"\n",
    "long of a million digits": b"L" + b"9" * 10**6 + b"L\n",
    "number that is none": b"I1_000\n",
    "hexadecimal": b"I0x10\n",
    "empty number": b"I\n",
    "float that is none": b"Fabc\n",
    "float without end": b"F1.0",
    "memo of a million digits": b"Np" + b"1" * 10**6 + b"\n",
    "memo never kept": b"h\x05",
    "memo far away": b"j\xff\xff\xff\xff",
    "memo of a negative number": b"g-1\n",
    "keep of nothing": b"(q\0",
    "name by numbers": b"K\x01K\x02\x93",
    "name by nothing": b"(\x93",
    "name that is not UTF-8": b"c\xff\n\xff\n",
    "tuple of nothing": b"(\x85",
    "mark that is not there": b"0" * 30 + b"t" * 30,
    "dict with half an item": b"(K\x01d",
    "items with half an item": b"}(K\x01u",
    "call of a number": b"K\x01)R",
    "call without a tuple": b"cbuiltins\nset\n]R",
    "list as a key": b"}]Ns",
    "dict in a tuple as a key": b"}}\x85Ns",
    "set in a set": b"\x8f(\x8f\x90",
    "bytearray in a frozenset": b"(\x96\0\0\0\0\0\0\0\0\x91",
    "array as a key": b"}" + array((1,), dtype("i1"), raw(b"\0")) + b"Ns",
    "set of a number": b"cbuiltins\nset\n(K\x05tR",
    "set of two things": b"cbuiltins\nset\n(]]tR",
    "bytes of a size": b"cbuiltins\nbytes\n(J\xff\xff\xff\x7ftR",
    "bytearray of a size": b"cbuiltins\nbytearray\n(J\xff\xff\xff\x7ftR",
    "bytearray of a list": b"cbuiltins\nbytearray\n(](K\x01etR",
    "slice of lists": b"cbuiltins\nslice\n(]]]tR",
    "complex of a text": b"cbuiltins\ncomplex\n(" + text("1j") + b"tR",
    "complex of huge numbers": b"cbuiltins\ncomplex\n(" + number(10**400) + b"K\x01tR",
    "encode as something else": b"c_codecs\nencode\n(" + text("a") + text("rot13") + b"tR",
    "encode beyond Latin-1": b"c_codecs\nencode\n(" + text("\u20ac") + text("latin1") + b"tR",
    "OrderedDict of a text": b"ccollections\nOrderedDict\n(" + text("ab") + b"tR",
    "OrderedDict of triples": b"ccollections\nOrderedDict\n(](K\x01K\x02K\x03\x87etR",
    "month 13": b"cdatetime\ndate\n(C\x04\x07\xe7\x0d\x01tR",
    "year 0": b"cdatetime\ndate\n(C\x04\0\0\x01\x01tR",
    "datetime cut short": b"cdatetime\ndatetime\n(C\x09\x07\xe7\x01\x01\0\0\0\0\0tR",
    "hour 25": b"cdatetime\ndatetime\n(C\x0a\x07\xe7\x01\x01\x19\0\0\0\0\0tR",
    "a zone that is none": b"cdatetime\ndatetime\n(C\x0a\x07\xe7\x01\x01\0\0\0\0\0\0K\x01tR",
    "timedelta of ages": b"cdatetime\ntimedelta\n(" + number(10**30) + b"tR",
    "timedelta of texts": b"cdatetime\ntimedelta\n(" + text("1") + b"tR",
    "zone of a week": b"cdatetime\ntimezone\n(cdatetime\ntimedelta\n(K\x07tRtR",
    "path of numbers": b"cpathlib\nPosixPath\n(K\x01tR",
    "another array's type": b"cnumpy._core.multiarray\n_reconstruct\n(cbuiltins\nset\n(K\0tC\x01btR",
    "an array not empty": b"cnumpy._core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(K\x05tC\x01btR",
    "an array of another code": b"cnumpy._core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(K\0tC\x01OtR",
    "an array without content": RECONSTRUCT,
    "an array without content in a list": b"](" + RECONSTRUCT + b"e",
    "an array doubled": RECONSTRUCT + b"2",
    "an array recalled too early": RECONSTRUCT + b"q\0h\0",
    "a dtype without content": DTYPE + b"(" + text("f8") + b"I00\nI01\ntR",
    "state that is no tuple": RECONSTRUCT + b"]b",
    "state of another version": array((1,), dtype("i1"), raw(b"\0"), b"K\x07"),
    "too few bytes": array((3,), dtype("i2"), raw(b"\0" * 5)),
    "too many bytes": array((2,), dtype("i2"), raw(b"\0" * 5)),
    "terabytes": array((10**12,), dtype("O8"), b"](Ne"),
    "a shape that overflows": array((2**40, 2**40), dtype("O8"), b"]"),
    "a negative axis": array((-1,), dtype("i1"), raw(b"")),
    "two negative axes": array((-1, -1), dtype("i1"), raw(b"\0")),
    "forty axes": array((1,) * 40, dtype("i1"), raw(b"\0")),
    "objects from bytes": array((1,), dtype("O8"), raw(b"\0" * 8)),
    "objects too few": array((2,), dtype("O8"), b"](Ne"),
    "numbers from a list": array((1,), dtype("i8"), b"](K\x01e"),
    "texts beyond Unicode": array((1,), dtype("U1", endian="<", size=4), raw(b"\xff\xff\xff\xff")),
    "a dtype of commas": dtype("i4,i4"),
    "a dtype of code": dtype("__import__"),
    "a dtype of an odd size": dtype("i3"),
    "a dtype of a huge size": dtype("V9999999999", size=9999999999),
    "a dtype of huge digits": dtype("S99999999999999999999"),
    "a dtype of a wrong size": dtype("f8", size=4),
    "a dtype of a wrong byte order": dtype("f8", endian="x"),
    "a dtype of a number": DTYPE + b"(K\x01I00\nI01\ntR" + b"]b",
    "a dtype of another version": DTYPE + b"(" + text("f8") + b"I00\nI01\ntR(K\x09tb",
    "a date of a unit that is none": dtype("M8", rest=b"N(C\x02zzK\x01K\x01K\x01t\x86"),
    "a date of no count": dtype("M8", rest=b"N(C\x02nsK\0K\x01K\x01t\x86"),
    "a field outside": dtype("V8", fields=b"N(U\x01at}U\x01a" + dtype("f8") + b"K\x08\x86s", size=8),
    "a field before": dtype("V8", fields=b"N(U\x01at}U\x01a" + dtype("f4") + b"J\xff\xff\xff\xff\x86s", size=8),
    "a field of objects": dtype("V8", fields=b"N(U\x01at}U\x01a" + dtype("O8") + b"K\0\x86s", size=8),
    "a field twice": dtype("V8", fields=b"N(U\x01aU\x01at}U\x01a" + dtype("f4") + b"K\0\x86s", size=8),
    "a field not there": dtype("V8", fields=b"N(U\x01bt}U\x01a" + dtype("f4") + b"K\0\x86s", size=8),
    "a subarray of a text": dtype("V8", fields=text("f8") + b"(K\x02t\x86NN", size=8),
    "a subarray of terabytes": dtype("V8", fields=dtype("f8") + b"(" + number(2**40) + b"t\x86NN", size=8),
    "a scalar of too few bytes": b"cnumpy.core.multiarray\nscalar\n(" + dtype("f8") + raw(b"\0") + b"tR",
    "a scalar of no bytes": b"cnumpy.core.multiarray\nscalar\n(" + dtype("f8") + b"tR",
    "a text scalar beyond Unicode": b"cnumpy.core.multiarray\nscalar\n("
    + dtype("U1", endian="<", size=4)
    + raw(b"\xff" * 4)
    + b"tR",
    "a buffer of an odd order": b"cnumpy.core.numeric\n_frombuffer\n("
    + raw(b"\0\0")
    + dtype("i1")
    + b"K\x02\x85"
    + text("A")
    + b"tR",
    "a buffer of odd axes": b"cnumpy.core.numeric\n_frombuffer\n("
    + raw(b"\0\0")
    + dtype("i1")
    + b"K\x02\x85"
    + text("K")
    + b"(K\x07ttR",
    "a buffer of a list": b"cnumpy.core.numeric\n_frombuffer\n(]" + dtype("i1") + b"K\x02\x85" + text("C") + b"tR",
}


@pytest.mark.parametrize("what", MALFORMED)
def test_what_makes_no_sense_is_damaged(tmp_path: Path, what: str) -> None:
    for payload in (holding(MALFORMED[what]), MALFORMED[what] + b"."):
        with pytest.raises(Damaged) as caught:
            read_pickle(tmp_path, payload)
        assert caught.value.path == tmp_path / "x.npy"
        assert caught.value.what[0].islower()
        assert len(caught.value.what) < 120


@pytest.mark.parametrize("protocol", range(6))
def test_every_truncation_is_damaged(tmp_path: Path, protocol: int) -> None:
    whole = pickle.dumps(boxed({"a": [1, 2.5, "text"], "b": np.arange(3), "c": {(1, 2)}}), protocol)
    for length in range(len(whole)):
        with pytest.raises(Damaged):
            read_pickle(tmp_path, whole[:length])


def test_keys_are_looked_at_before_python_hashes_them(tmp_path: Path) -> None:
    shared = b")" + b"".join(b"q%c0h%ch%c\x86" % (i, i, i) for i in range(60))
    sets = b"(\x91" + b"".join(b"q%c0(h%ch%c\x85\x91" % (i, i, i) for i in range(60))
    for key in (b")" + b"\x85" * 200_000, shared, b"(" + b"K\1" * 20_000 + b"t"):
        for opcodes in (b"}" + key + b"Ns", b"\x8f(" + key + b"\x90", b"(" + key + b"\x91"):
            with pytest.raises(Damaged, match="key"):
                read_pickle(tmp_path, holding(opcodes))
    with pytest.raises(Damaged, match="key"):
        read_pickle(tmp_path, holding(sets))


def test_keys_made_to_collide_are_refused(tmp_path: Path) -> None:
    keys = b"".join(number(n * (2**61 - 1)) + b"N" for n in range(3, 50_000))
    start = time.perf_counter()
    with pytest.raises(Damaged, match="hash"):
        read_pickle(tmp_path, holding(b"}(" + keys + b"u"))
    assert time.perf_counter() - start < 5


def test_many_honest_keys_are_no_collision(tmp_path: Path) -> None:
    value = {
        **{(i, -i): i for i in range(2000)},
        **{2**70 + i: 0 for i in range(2000)},
        **{i / 7: 0 for i in range(2000)},
    }
    payload = pickle.dumps(boxed([value, dict(value), set(value)]))
    assert read_pickle(tmp_path, payload)[()] == [value, value, set(value)]


def test_work_and_memory_are_bounded_by_the_size_of_the_file(tmp_path: Path) -> None:
    """Each of these calls for the same megabyte tens of thousands of times, or the like."""
    megabyte = raw(b"a" * 10**6)
    repeats = 30_000
    call = b"cbuiltins\nbytearray\n"
    attacks = {
        "bytearray": megabyte + b"q\0" + call + b"q\1((" + b"h\1h\0\x85R" * repeats + b"t",
        "scalar": megabyte
        + b"q\0"
        + dtype("S1000000", size=10**6)
        + b"q\1cnumpy.core.multiarray\nscalar\nq\2(("
        + b"h\2h\1h\0\x86R" * repeats
        + b"t",
        "set": b"]("
        + b"".join(number(i) for i in range(50_000))
        + b"eq\0cbuiltins\nset\nq\1(("
        + b"h\1h\0\x85R" * repeats
        + b"t",
        "text as key": text("a" * 10**6) + b"q\0" + text("b" * 10**6) + b"q\1}(" + b"h\0Nh\1N" * repeats + b"u",
    }
    for opcodes in attacks.values():
        start = time.perf_counter()
        with pytest.raises((TooLarge, Damaged)) as caught:
            read_pickle(tmp_path, holding(opcodes))
        assert type(caught.value) is TooLarge
        assert "MB" in caught.value.what or "GB" in caught.value.what
        assert time.perf_counter() - start < 10


def test_claims_are_looked_at_before_memory_is_taken(tmp_path: Path) -> None:
    claims = (
        array((2**50,), dtype("O8"), b"]"),
        array((0, 2**50), dtype("i8"), raw(b"")),
        array((2**60,), dtype("V0", size=0), raw(b"")),
        b"B\xff\xff\xff\xff",
        b"\x96" + struct.pack("<Q", 2**62),
    )
    for opcodes in claims:
        payload = holding(opcodes)
        tracemalloc.start()
        try:
            with pytest.raises((Damaged, TooLarge)):
                read_pickle(tmp_path, payload)
            assert tracemalloc.get_traced_memory()[1] < 2**20
        finally:
            tracemalloc.stop()


def test_a_budget_is_kept(tmp_path: Path) -> None:
    payload = pickle.dumps(boxed([np.zeros(1000) for _ in range(100)]))
    assert len(read_pickle(tmp_path, payload, budget=10**7)[()]) == 100
    with pytest.raises(TooLarge, match="may be used"):
        read_pickle(tmp_path, payload, budget=10**6)
    with pytest.raises(TooLarge, match="may be used"):
        read_pickle(tmp_path, payload, budget=10**5)


def test_a_honest_file_is_within_the_bound(tmp_path: Path) -> None:
    many = [set() for _ in range(200_000)] + [{} for _ in range(100_000)]
    assert len(read_pickle(tmp_path, pickle.dumps(boxed(many)))[()]) == 300_000


def test_a_million_fields_end(tmp_path: Path) -> None:
    one = dtype("i1") + b"q\0" + b"0"
    names = b"".join(text(f"f{i}") for i in range(20_000))
    items = b"".join(text(f"f{i}") + b"h\0" + number(i) + b"\x86" for i in range(20_000))
    wide = dtype("V20000", fields=b"N(" + names + b"t}(" + items + b"u", size=20_000)
    with pytest.raises(Damaged, match="fields"):
        read_pickle(tmp_path, holding(one + wide))


def nested(levels: int, wrap: Callable[[np.ndarray], object]) -> object:
    value: object = None
    for _ in range(levels):
        value = wrap(boxed(value))
    return value


WRAPS: dict[str, Callable[[np.ndarray], object]] = {
    "directly": lambda array: array,
    "in a list": lambda array: [1, array],
    "in a dict": lambda array: {"a": array},
    "in an OrderedDict": lambda array: OrderedDict(a=array),
    "in tuples": lambda array: ((), (array,)),
    "twice": lambda array: [array, {"a": array}],
    "in a loop": lambda array: (loop := [array], loop.append(loop))[0],
}


@pytest.mark.parametrize("wrap", WRAPS)
def test_arrays_in_arrays_in_arrays_end(tmp_path: Path, wrap: str) -> None:
    side_by_side = [boxed([i]) for i in range(30)]
    good = pickle.dumps(boxed([side_by_side, nested(14, WRAPS[wrap])]))
    assert len(read_pickle(tmp_path, good)[()][0]) == 30
    for value in (nested(40, WRAPS[wrap]), [side_by_side, nested(17, WRAPS[wrap]), 1]):
        with pytest.raises(Damaged, match="nested"):
            read_pickle(tmp_path, pickle.dumps(boxed(value)))


def test_fields_of_fields_of_fields_end(tmp_path: Path) -> None:
    """Sixty dtypes of two fields, each the one before: without a limit, 2**60 fields of nothing."""
    inner = dtype("V0", size=0)
    for level in range(60):
        memo = b"q" + bytes([level])
        get = b"h" + bytes([level])
        fields = b"N(U\x01aU\x01bt}(U\x01a" + get + b"K\0\x86U\x01b" + get + b"K\0\x86u"
        inner += memo + b"0" + dtype("V0", fields=fields, size=0)
    start = time.perf_counter()
    with pytest.raises(OneDataError):
        read_pickle(tmp_path, holding(inner))
    assert time.perf_counter() - start < 5


READ = """
import gc, sys, threading
from pathlib import Path
from sessionbrowser.errors import OneDataError
from tests.arrays.unpickling.pickles import read_pickle
folder = Path(sys.argv[1])
def work():
    for pickle in sorted(folder.glob("*.pickle")):
        try:
            value = read_pickle(folder, pickle.read_bytes())
            print(pickle.stem, "read")
            del value
        except OneDataError as error:
            print(pickle.stem, error.what[:20])
        gc.collect()
threading.stack_size(2**20)
thread = threading.Thread(target=work)
thread.start()
thread.join()
"""


def test_deep_values_are_freed_on_a_small_stack(tmp_path: Path) -> None:
    """In a process of its own: a mistake here ends the process, not the test."""
    depth = 20_000
    objects = dtype("O8") + b"q\0" + b"0"
    opened, closed = RECONSTRUCT + b"(K\1)h\0I00\n]", b"atb"
    arrays = objects + opened * depth + b"N" + closed * depth
    mixed = objects + (opened + b"]") * depth + b"N" + (b"a" + closed) * depth
    pickles = {
        "lists": b"]" * 200_000 + b"N" + b"a" * 200_000,
        "dicts": b"}K\0" * 200_000 + b"N" + b"s" * 200_000,
        "tuples": b")" + b"\x85" * 200_000,
        "sets": b"(\x91" + b"q\0\x30(h\0\x91" * 50,
        "arrays": arrays,
        "mixed": mixed,
        "thrown away": arrays + b"0N",
        "then broken": mixed + b"\xff",
        "then refused": arrays + b"cos\nsystem\n",
    }
    for name, opcodes in pickles.items():
        (tmp_path / f"{name}.pickle").write_bytes(holding(opcodes))
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", READ, tmp_path], capture_output=True, text=True, check=False, cwd=root)
    assert done.returncode == 0, done.stderr[-2000:]
    told = done.stdout
    for name in ("lists", "dicts", "tuples", "sets"):
        assert f"{name} read\n" in told
    for name in ("arrays", "mixed", "thrown away"):
        assert f"{name} it has arrays nested" in told
    assert "then broken its pickle has" in told
    assert "then refused calls os.system" in told
