"""A lab's own session class may vouch for classes of its own; nothing else changes by it."""

from __future__ import annotations

import pickle
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from sessionbrowser.errors import Damaged, Unsafe
from tests.arrays.unpickling.pickles import boxed, holding, read_pickle

HERE = "tests.arrays.unpickling.test_trusted"


@dataclass
class Plain:
    a: int


class Slots:
    __slots__ = ("a",)


class WithState:
    def __init__(self) -> None:
        self.kept = 0

    def __getstate__(self) -> int:
        return 5

    def __setstate__(self, state: int) -> None:
        self.kept = state


class WithKeywords:
    def __new__(cls, *, a: int) -> WithKeywords:
        made = super().__new__(cls)
        made.a = a
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, int]]:
        return (), {"a": self.a}

    a: int


class Outer:
    class Inner:
        pass


class Fails:
    def __reduce__(self) -> tuple[object, ...]:
        return fail, ()


def fail() -> None:
    raise KeyError("from the lab's own code")


def names(*kinds: str) -> set[str]:
    return {f"{HERE}.{kind}" for kind in kinds}


@pytest.mark.parametrize("protocol", range(2, 6))
def test_instances_of_trusted_classes_are_made(tmp_path: Path, protocol: int) -> None:
    slots = Slots()
    slots.a = 3
    payload = pickle.dumps(boxed([Plain(1), slots, WithState(), WithKeywords(a=7)]), protocol)
    trusted = names("Plain", "Slots", "WithState", "WithKeywords") | {"copyreg.__newobj_ex__"}
    if protocol < 4:  # keywords go through functools.partial there, which is not trusted
        payload = pickle.dumps(boxed([Plain(1), slots, WithState()]), protocol)
    plain, slotted, stateful, *rest = read_pickle(tmp_path, payload, trusted=trusted)[()]
    assert plain == Plain(1)
    assert slotted.a == 3
    assert stateful.kept == 5
    assert all(made.a == 7 for made in rest)


def test_a_trusted_function_is_called(tmp_path: Path) -> None:
    counted = Counter("aab")
    found = read_pickle(tmp_path, pickle.dumps(boxed(counted)), trusted=["collections.Counter"])
    assert found[()] == counted


def test_trusted_names_are_exact(tmp_path: Path) -> None:
    payload = pickle.dumps(boxed(Outer.Inner()))
    assert type(read_pickle(tmp_path, payload, trusted=names("Outer.Inner"))[()]) is Outer.Inner
    for trusted in (names("Outer"), names("Inner"), [HERE], names("outer.inner"), []):
        with pytest.raises(Unsafe) as caught:
            read_pickle(tmp_path, payload, trusted=trusted)
        assert caught.value.name == f"{HERE}.Outer.Inner"


def test_what_is_not_trusted_stays_refused(tmp_path: Path) -> None:
    payload = pickle.dumps(boxed([Plain(1), print]))
    with pytest.raises(Unsafe, match=r"builtins\.print"):
        read_pickle(tmp_path, payload, trusted=names("Plain"))


def test_a_trusted_class_itself_is_given_no_state(tmp_path: Path) -> None:
    poison = f"c{HERE}\nPlain\n".encode() + b"}U\x08__init__Nsb"
    before = Plain.__init__
    with pytest.raises(Unsafe):
        read_pickle(tmp_path, holding(poison), trusted=names("Plain"))
    assert Plain.__init__ is before


def test_a_trusted_class_does_not_lend_its_trust(tmp_path: Path) -> None:
    """Neither does an instance become callable, nor a name of the table a real class."""
    for opcodes in (b")\x81)R", b")R)R", b")\x81(K\x01e"):
        with pytest.raises((Unsafe, Damaged)):
            read_pickle(tmp_path, holding(f"c{HERE}\nSlots\n".encode() + opcodes), trusted=names("Slots"))
    found = read_pickle(tmp_path, holding(b"cnumpy\nndarray\n"), trusted=["numpy.ndarray"])
    assert repr(found[()]) == "<numpy.ndarray>"


def test_errors_of_the_labs_own_code_are_told(tmp_path: Path) -> None:
    with pytest.raises(Damaged, match=r"failed: .*from the lab") as caught:
        read_pickle(tmp_path, pickle.dumps(boxed(Fails())), trusted=names("fail"))
    assert isinstance(caught.value.__cause__, KeyError)
    for trusted in ("no.such.module.thing", f"{HERE}.nothing"):
        module, _, name = trusted.rpartition(".")
        with pytest.raises(Damaged, match="failed"):
            read_pickle(tmp_path, holding(f"c{module}\n{name}\n".encode()), trusted=[trusted])
    state = f"c{HERE}\nPlain\n".encode() + b")\x81]K\x01ab"
    with pytest.raises(Damaged, match="failed"):
        read_pickle(tmp_path, holding(state), trusted=names("Plain"))
    with pytest.raises(Damaged, match="failed"):
        read_pickle(tmp_path, holding(f"c{HERE}\nfail\n".encode() + b")\x81"), trusted=names("fail"))
