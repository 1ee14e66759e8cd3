"""The unpickling machine's state, and the few things its opcodes do with it."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.unpickling.globals import ALLOWED, Name
from sessionbrowser.arrays.unpickling.keys import Keys
from sessionbrowser.arrays.unpickling.nesting import check_nesting
from sessionbrowser.arrays.unpickling.pickled import Malformed, Meter, Refused, Stream, shown
from sessionbrowser.arrays.unpickling.standins import StandIn
from sessionbrowser.arrays.unpickling.trusted import Trusted

PER_MEMBER = 100
"""Bytes that a member of a dict or a set takes at most, on average."""
PER_SET = 216
"""Bytes that an empty set takes."""


class Machine:
    """What one run over one pickle knows.

    Parameters
    ----------
    data : bytes
    meter : Meter
    trusted : Trusted

    Attributes
    ----------
    stack, below_marks : list, list of list
        The values above the last mark, and those below it, mark by mark.
    memo : dict
        Values kept for later, by number.
    unbuilt : int
        Arrays and dtypes whose state is still to come.
    object_arrays : list of ndarray
        All that were made; held here so that none is freed before their nesting was looked at.
    """

    def __init__(self, data: bytes, meter: Meter, trusted: Trusted) -> None:
        self.stream = Stream(data)
        self.meter = meter
        self.trusted = trusted
        self.keys = Keys(meter, trusted.types)
        self.stack: list[Any] = []
        self.below_marks: list[list[Any]] = []
        self.memo: dict[int, Any] = {}
        self.unbuilt = 0
        self.object_arrays: list[NDArray[Any]] = []

    def pop(self) -> Any:
        """Take the value on top of the stack."""
        if not self.stack:
            raise Malformed("its pickle takes a value that is not there")
        return self.stack.pop()

    def top(self) -> Any:
        """Return the value on top of the stack and leave it there."""
        if not self.stack:
            raise Malformed("its pickle takes a value that is not there")
        return self.stack[-1]

    def pop_mark(self) -> list[Any]:
        """Take, and return in order, what lies above the last mark."""
        if not self.below_marks:
            raise Malformed("its pickle goes back to a mark that is not there")
        above, self.stack = self.stack, self.below_marks.pop()
        return above

    def remember(self, index: int) -> None:
        """Keep the value on top under a number."""
        self.memo[index] = self.top()

    def recall(self, index: int) -> None:
        """Put the value kept under a number on the stack; of a stand-in, what it became."""
        if index not in self.memo:
            raise Malformed("its pickle recalls a value that it never kept")
        value = self.memo[index]
        if isinstance(value, StandIn):
            value = value.result
            if value is None:
                raise Malformed("it has an array that holds itself")
        self.stack.append(value)

    def push_global(self, module: str, name: str) -> None:
        """Put on the stack what a name stands for, if it is an allowed one."""
        full = f"{module}.{name}"
        if full in ALLOWED:
            self.stack.append(ALLOWED[full])
        elif full in self.trusted.names:
            self.stack.append(self.trusted.load(module, name))
        else:
            raise Refused(f"calls {shown(full)}; not run", full)

    def call(self, function: object, args: tuple[Any, ...]) -> object:
        """Call what a name stands for."""
        if type(function) is Name:
            result = function.call(args, self.meter, self.keys)
            self.unbuilt += isinstance(result, StandIn)
            return result
        if self.trusted.has(function):
            return self.trusted.call(function, args)
        raise Malformed("its pickle calls a value that is no function")

    def build(self, target: StandIn, state: object) -> object:
        """Give a stand-in its state and return the real thing."""
        result = target.build(state, self.meter)
        self.unbuilt -= 1
        if isinstance(result, np.ndarray) and result.dtype.kind == "O":
            self.object_arrays.append(result)
        return result

    def result(self) -> object:
        """Take what the whole pickle is; nothing may be half made."""
        if self.unbuilt:
            raise Malformed("it has an array without content")
        check_nesting(self.object_arrays)
        return self.pop()

    def append(self, target: object, values: list[Any]) -> None:
        """Add values to the end of a list."""
        if type(target) is not list:
            raise Refused(f"appends to {described(target)}; not run", "APPENDS")
        target.extend(values)

    def add_items(self, target: object, members: list[Any]) -> None:
        """Add members to a set."""
        if type(target) is not set:
            raise Refused(f"adds to {described(target)}; not run", "ADDITEMS")
        self.meter.charge(PER_MEMBER * len(members))
        target.update([self.keys.checked(member) for member in members])

    def set_items(self, target: object, flat: list[Any]) -> None:
        """Set items of a dict, given as key, value, key, value."""
        if type(target) is not dict and type(target) is not OrderedDict:
            raise Refused(f"sets an item of {described(target)}; not run", "SETITEMS")
        if len(flat) % 2:
            raise Malformed("its pickle has a key without a value")
        self.meter.charge(PER_MEMBER * len(flat))
        checked = self.keys.checked
        for key, value in zip(flat[::2], flat[1::2], strict=True):
            target[checked(key)] = value


def described(value: object) -> str:
    """Return what to call a value from a file: its name, or "a dict"."""
    return shown(value.name) if type(value) is Name else f"a {type(value).__name__}"
