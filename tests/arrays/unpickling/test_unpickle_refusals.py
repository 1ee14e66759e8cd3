"""Whatever a pickle asks for beyond plain data is refused by name, and nothing of it runs."""

from __future__ import annotations

import ast
import copyreg
import os
import pickle
import struct
import sys
from collections import Counter, OrderedDict, defaultdict, deque
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import sessionbrowser
from sessionbrowser.errors import OneDataError, Unsafe
from tests.arrays.unpickling.pickles import boxed, holding, read_pickle, spelled_by_numpy1, text

RAN: list[str] = []
"""What an attack leaves its mark in."""


def leave_mark(*args: object) -> str:
    RAN.append("called")
    return "called"


class Calls:
    """Unpickled by Python's own machine, this calls something."""

    def __init__(self, function: Any, *args: object) -> None:
        self.call = (function, args)

    def __reduce__(self) -> tuple[Any, tuple[object, ...]]:
        return self.call


class HasState:
    def __init__(self) -> None:
        self.a = 1

    def __setstate__(self, state: object) -> None:
        leave_mark()


class IsDict(dict):  # type: ignore[type-arg]
    pass


class IsList(list):  # type: ignore[type-arg]
    pass


class IsArray(np.ndarray):
    def __array_finalize__(self, obj: object) -> None:
        if obj is None:  # made anew, by unpickling
            leave_mark()


@pytest.fixture(autouse=True)
def _nothing_ran(tmp_path: Path) -> Any:
    RAN.clear()
    yield
    assert not RAN
    assert not (tmp_path / "marker").exists()


def refused(tmp_path: Path, payload: bytes) -> Unsafe:
    with pytest.raises(Unsafe) as caught:
        read_pickle(tmp_path, payload)
    assert caught.value.path == tmp_path / "x.npy"
    assert "not" in caught.value.what
    return caught.value


CALLS: dict[str, Any] = {
    f"{os.system.__module__}.system": lambda marker: Calls(os.system, f"touch {marker}"),
    "builtins.eval": lambda marker: Calls(eval, "__import__('tests.arrays.unpickling.test_unpickle_refusals')"),
    "builtins.exec": lambda marker: Calls(exec, f"open({str(marker)!r}, 'w')"),
    "builtins.print": lambda marker: Calls(print, "hello"),
    "builtins.getattr": lambda marker: Calls(getattr, "text", "upper"),
    f"{open.__module__}.open": lambda marker: Calls(open, str(marker), "w"),
    "tests.arrays.unpickling.test_unpickle_refusals.leave_mark": lambda marker: Calls(leave_mark),
    "numpy.load": lambda marker: Calls(np.load, str(marker)),
    "numpy.ma.core._mareconstruct": lambda marker: np.ma.masked_array([1, 2], [True, False]),
    "numpy.matrix": lambda marker: np.ones((1, 2)).view(np.matrix),
    "numpy.random._pickle.__generator_ctor": lambda marker: np.random.default_rng(1),
    "tests.arrays.unpickling.test_unpickle_refusals.IsArray": lambda marker: np.array([1]).view(IsArray),
    "types.SimpleNamespace": lambda marker: SimpleNamespace(a=1),
    "collections.deque": lambda marker: deque([1]),
    "collections.Counter": lambda marker: Counter("aab"),
    "collections.defaultdict": lambda marker: defaultdict(list, a=[1]),
    "decimal.Decimal": lambda marker: Decimal("1.5"),
    "fractions.Fraction": lambda marker: Fraction(1, 2),
    "builtins.range": lambda marker: range(3),
    "builtins.type": lambda marker: type,
    "builtins.object": lambda marker: object,
    "numpy.float64": lambda marker: np.float64,
    "numpy.dtypes.Float64DType": lambda marker: np.dtypes.Float64DType,
}


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("name", CALLS)
def test_calls_are_refused_by_name(tmp_path: Path, name: str, protocol: int) -> None:
    value = CALLS[name](tmp_path / "marker")
    error = refused(tmp_path, pickle.dumps(boxed({"a": [value]}), protocol, fix_imports=False))
    # Instances go through copyreg in protocols 0 and 1, a generator through its bits.
    on_the_way = {"copyreg._reconstructor", "numpy.random._pickle.__bit_generator_ctor"}
    assert error.name in {name, *on_the_way}
    assert error.what == f"calls {error.name}; not run"
    refused(tmp_path, pickle.dumps(value, protocol, fix_imports=False))
    refused(tmp_path, spelled_by_numpy1(pickle.dumps(boxed(value), protocol, fix_imports=False)))


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize(
    "value", [HasState(), IsDict(a=1), IsList([1]), ast.Constant(1)], ids=lambda v: type(v).__name__
)
def test_instances_of_classes_are_refused(tmp_path: Path, value: object, protocol: int) -> None:
    error = refused(tmp_path, pickle.dumps(boxed(value), protocol))
    assert "copyreg" in error.what or "copy_reg" in error.what or type(value).__name__ in error.what


ND = b"cnumpy\nndarray\n"
RECONSTRUCT = b"cnumpy._core.multiarray\n_reconstruct\n"
DTYPE = b"cnumpy\ndtype\n"
SCALAR = b"cnumpy._core.multiarray\nscalar\n"
STATE = b"(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x3ft"
OBJECT_DTYPE = DTYPE + b"(U\x02O8I00\nI01\ntR" + STATE + b"b"

OPCODES: dict[str, tuple[bytes, str]] = {
    "GLOBAL": (b"cos\nsystem\n" + text("touch marker") + b"\x85R", "os.system"),
    "GLOBAL in Python 2": (b"c__builtin__\neval\n" + text("1") + b"\x85R", "__builtin__.eval"),
    "STACK_GLOBAL": (text("posix") + text("system") + b"\x93" + text("true") + b"\x85R", "posix.system"),
    "dotted": (text("numpy") + text("ndarray.__init__") + b"\x93", "numpy.ndarray.__init__"),
    "dotted module": (text("numpy.ndarray") + text("__init__") + b"\x93", "numpy.ndarray.__init__"),
    "dunder": (text("builtins") + text("set.__class__") + b"\x93", "builtins.set.__class__"),
    "split elsewhere": (text("numpy.core") + text("multiarray.fromfile") + b"\x93", "numpy.core.multiarray.fromfile"),
    "of ours": (
        b"csessionbrowser.arrays.unpickling.globals\nALLOWED\n",
        "sessionbrowser.arrays.unpickling.globals.ALLOWED",
    ),
    "empty name": (b"c\n\n", "."),
    "INST": (b"(" + text("true") + b"ios\nsystem\n", "os.system"),
    "INST of an allowed name": (b"(i__builtin__\nset\n", "__builtin__.set"),
    "OBJ": (b"(cbuiltins\nset\no", "OBJ"),
    "NEWOBJ": (b"cbuiltins\nset\n)\x81", "builtins.set"),
    "NEWOBJ_EX": (b"cbuiltins\nset\n)}\x92", "builtins.set"),
    "NEWOBJ of a value": (b"K\x01)\x81", "NEWOBJ"),
    "NEWOBJ of an array": (ND + b")\x81", "numpy.ndarray"),
    "PERSID": (b"Pabc\n", "PERSID"),
    "BINPERSID": (b"K\x01Q", "BINPERSID"),
    "EXT1": (b"\x82\x01", "EXT1"),
    "EXT2": (b"\x83\x01\0", "EXT2"),
    "EXT4": (b"\x84\x01\0\0\0", "EXT4"),
    "NEXT_BUFFER": (b"\x97", "NEXT_BUFFER"),
    "READONLY_BUFFER": (b"C\0\x98", "READONLY_BUFFER"),
    "BUILD of a dict": (b"}}U\x01aK\x01sb", "BUILD"),
    "BUILD of an OrderedDict": (b"ccollections\nOrderedDict\n)R}U\x06updateK\x01sb", "BUILD"),
    "BUILD of a class": (ND + b"}U\x05shapeK\x01sb", "BUILD"),
    "BUILD of a function": (b"c_codecs\nencode\n}U\x08__code__Nsb", "BUILD"),
    "BUILD of an array": (
        RECONSTRUCT + b"(" + ND + b"(K\0tU\x01btR(K\x01(t" + OBJECT_DTYPE + b"I00\n](NetbNb",
        "BUILD",
    ),
    "BUILD of a dtype": (OBJECT_DTYPE + STATE + b"b", "BUILD"),
    "APPEND to a set": (b"\x8fK\x01a", "APPENDS"),
    "APPENDS to a dict": (b"}(K\x01e", "APPENDS"),
    "APPENDS to a bytearray": (b"\x96\0\0\0\0\0\0\0\0(K\x01e", "APPENDS"),
    "SETITEM of a list": (b"]K\x01K\x02s", "SETITEMS"),
    "SETITEMS of a class": (ND + b"(K\x01K\x02u", "SETITEMS"),
    "ADDITEMS to a list": (b"](K\x01\x90", "ADDITEMS"),
    "ndarray called": (ND + b"(K\x05\x85tR", "numpy.ndarray"),
    "object scalar": (SCALAR + OBJECT_DTYPE + b"U\x08AAAAAAAA\x86R", "numpy.core.multiarray.scalar"),
    "object _frombuffer": (
        b"cnumpy.core.numeric\n_frombuffer\n(C\x08AAAAAAAA" + OBJECT_DTYPE + b"K\x01\x85U\x01CtR",
        "numpy.core.numeric._frombuffer",
    ),
    "getattr chain": (b"cbuiltins\ngetattr\n(cbuiltins\nset\nU\x09__class__tR", "builtins.getattr"),
    "copyreg": (b"ccopyreg\n_reconstructor\n(cbuiltins\nset\ncbuiltins\nobject\nNtR", "copyreg._reconstructor"),
}


@pytest.mark.parametrize("what", OPCODES)
def test_opcodes_that_do_more_than_hold_data_are_refused(tmp_path: Path, what: str) -> None:
    opcodes, name = OPCODES[what]
    assert refused(tmp_path, holding(opcodes)).name == name
    assert refused(tmp_path, opcodes + b".").name == name


def test_names_are_shown_on_one_short_line(tmp_path: Path) -> None:
    error = refused(tmp_path, text("<b>evil</b>\n\u202e\ud800") + text("x" * 500) + b"\x93.")
    assert error.what.startswith("calls <b>evil</b>")
    assert error.what.isprintable()
    assert len(error.what) < 120
    assert error.name.endswith("x" * 500)


def test_extension_codes_of_this_process_are_not_looked_up(tmp_path: Path) -> None:
    copyreg.add_extension("tests.arrays.unpickling.test_unpickle_refusals", "leave_mark", 240)
    try:
        assert refused(tmp_path, b"\x82" + struct.pack("B", 240) + b")R.").name == "EXT1"
    finally:
        copyreg.remove_extension("tests.arrays.unpickling.test_unpickle_refusals", "leave_mark", 240)


def test_nothing_is_imported_for_a_refusal(tmp_path: Path) -> None:
    sys.modules.pop("antigravity", None)
    assert refused(tmp_path, b"cantigravity\nfly\n)R.").name == "antigravity.fly"
    assert "antigravity" not in sys.modules


def test_no_class_was_poisoned(tmp_path: Path) -> None:
    """BUILD on a class gives Python's own machine new methods; here the classes stay as they are."""
    before = {kind: dict(vars(kind)) for kind in (OrderedDict, sessionbrowser.errors.Unsafe, Calls)}
    for kind in before:
        payload = f"c{kind.__module__}\n{kind.__qualname__}\n".encode() + b"}" + text("update") + b"K\x01sb."
        with pytest.raises(OneDataError):
            read_pickle(tmp_path, payload)
    assert before == {kind: dict(vars(kind)) for kind in before}
