"""Every opcode of pickle's protocols 0 to 5: what plain data needs is carried out, the rest is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sessionbrowser.arrays.unpickling.globals import Name
from sessionbrowser.arrays.unpickling.literals import LITERALS, Handler
from sessionbrowser.arrays.unpickling.machine import PER_MEMBER, PER_SET, Machine, described
from sessionbrowser.arrays.unpickling.pickled import Malformed, Refused, Stream, decoded, shown, whole_number
from sessionbrowser.arrays.unpickling.standins import StandIn

_NEWEST_PROTOCOL = 5


# The memo.


def _put(index: Callable[[Stream], int]) -> Handler:
    return lambda machine: machine.remember(index(machine.stream))


def _get(index: Callable[[Stream], int]) -> Handler:
    return lambda machine: machine.recall(index(machine.stream))


def _memoize(machine: Machine) -> None:
    machine.remember(len(machine.memo))


def _index_in_line(stream: Stream) -> int:
    return whole_number(stream.line())


def _index_of_four(stream: Stream) -> int:
    return stream.number(4)


# The shape of the stream, and the stack.


def _proto(machine: Machine) -> None:
    version = machine.stream.byte()
    if version > _NEWEST_PROTOCOL:
        raise Malformed(f"its pickle is of protocol {version}, which is not known")


def _frame(machine: Machine) -> None:
    machine.stream.frame()


def _mark(machine: Machine) -> None:
    machine.below_marks.append(machine.stack)
    machine.stack = []


def _pop(machine: Machine) -> None:
    if machine.stack:
        machine.stack.pop()
    else:
        machine.pop_mark()


def _pop_mark(machine: Machine) -> None:
    machine.pop_mark()


def _dup(machine: Machine) -> None:
    if isinstance(machine.top(), StandIn):
        raise Malformed("its pickle doubles an array without content")
    machine.stack.append(machine.top())


# Containers.


def _tuple(machine: Machine) -> None:
    members = tuple(machine.pop_mark())
    machine.stack.append(members)


def _tuple_of(count: int) -> Handler:
    def handler(machine: Machine) -> None:
        members = [machine.pop() for _ in range(count)]
        machine.stack.append(tuple(members[::-1]))

    return handler


def _list(machine: Machine) -> None:
    members = machine.pop_mark()
    machine.stack.append(members)


def _dict(machine: Machine) -> None:
    flat = machine.pop_mark()
    machine.stack.append({})
    machine.set_items(machine.top(), flat)


def _frozenset(machine: Machine) -> None:
    members = machine.pop_mark()
    machine.meter.charge(PER_SET + PER_MEMBER * len(members))
    machine.stack.append(frozenset([machine.keys.checked(member) for member in members]))


def _append(machine: Machine) -> None:
    value = machine.pop()
    machine.append(machine.top(), [value])


def _appends(machine: Machine) -> None:
    values = machine.pop_mark()
    machine.append(machine.top(), values)


def _setitem(machine: Machine) -> None:
    value, key = machine.pop(), machine.pop()
    machine.set_items(machine.top(), [key, value])


def _setitems(machine: Machine) -> None:
    flat = machine.pop_mark()
    machine.set_items(machine.top(), flat)


def _additems(machine: Machine) -> None:
    members = machine.pop_mark()
    machine.add_items(machine.top(), members)


# Names, calls and states.


def _two_lines(machine: Machine) -> tuple[str, str]:
    module, name = machine.stream.line(), machine.stream.line()
    return decoded(module, "utf-8"), decoded(name, "utf-8")


def _global(machine: Machine) -> None:
    machine.push_global(*_two_lines(machine))


def _stack_global(machine: Machine) -> None:
    name, module = machine.pop(), machine.pop()
    if type(name) is not str or type(module) is not str:
        raise Malformed("its pickle names something by what is no text")
    machine.push_global(module, name)


def _inst(machine: Machine) -> None:
    name = ".".join(_two_lines(machine))
    raise Refused(f"calls {shown(name)}; not run", name)


def _reduce(machine: Machine) -> None:
    args, function = machine.pop(), machine.pop()
    if type(args) is not tuple:
        raise Malformed("its pickle calls something with what are no arguments")
    machine.stack.append(machine.call(function, args))


def _build(machine: Machine) -> None:
    state, target = machine.pop(), machine.top()
    if isinstance(target, StandIn):
        machine.stack[-1] = machine.build(target, state)
    elif machine.trusted.has_instance(target):
        machine.trusted.build(target, state)
    else:
        raise Refused(f"sets the state of {described(target)}; not run", "BUILD")


def _newobj(machine: Machine) -> None:
    args, kind = machine.pop(), machine.pop()
    _new(machine, kind, args, {}, "NEWOBJ")


def _newobj_ex(machine: Machine) -> None:
    keywords, args, kind = machine.pop(), machine.pop(), machine.pop()
    _new(machine, kind, args, keywords, "NEWOBJ_EX")


def _new(machine: Machine, kind: Any, args: Any, keywords: Any, opcode: str) -> None:
    if not machine.trusted.has(kind):
        name = kind.name if type(kind) is Name else opcode
        raise Refused(f"makes {described(kind)} by {opcode}; not run", name)
    if type(args) is not tuple or type(keywords) is not dict:
        raise Malformed("its pickle calls something with what are no arguments")
    machine.stack.append(machine.trusted.new(kind, args, keywords))


def _refuse(name: str) -> Handler:
    def handler(machine: Machine) -> None:
        raise Refused(f"asks for {name}; not run", name)

    return handler


_TABLE: Mapping[bytes, Handler] = {
    **LITERALS,
    # the memo
    b"p": _put(_index_in_line),
    b"q": _put(Stream.byte),
    b"r": _put(_index_of_four),
    b"\x94": _memoize,
    b"g": _get(_index_in_line),
    b"h": _get(Stream.byte),
    b"j": _get(_index_of_four),
    # the stream and the stack
    b"\x80": _proto,
    b"\x95": _frame,
    b"(": _mark,
    b"0": _pop,
    b"1": _pop_mark,
    b"2": _dup,
    # containers
    b"t": _tuple,
    b"\x85": _tuple_of(1),
    b"\x86": _tuple_of(2),
    b"\x87": _tuple_of(3),
    b"l": _list,
    b"d": _dict,
    b"\x91": _frozenset,
    b"a": _append,
    b"e": _appends,
    b"s": _setitem,
    b"u": _setitems,
    b"\x90": _additems,
    # names, calls and states
    b"c": _global,
    b"\x93": _stack_global,
    b"i": _inst,
    b"R": _reduce,
    b"b": _build,
    b"\x81": _newobj,
    b"\x92": _newobj_ex,
    # never plain data: objects from elsewhere, classes by number, buffers beside the file
    **{
        code: _refuse(name)
        for code, name in (
            *((b"P", "PERSID"), (b"Q", "BINPERSID"), (b"o", "OBJ")),
            *((b"\x82", "EXT1"), (b"\x83", "EXT2"), (b"\x84", "EXT4")),
            *((b"\x97", "NEXT_BUFFER"), (b"\x98", "READONLY_BUFFER")),
        )
    },
}


def _unknown(code: int) -> Handler:
    def handler(machine: Machine) -> None:
        raise Malformed(f"its pickle has a byte that is no opcode, {code:#04x}")

    return handler


STOP = ord(".")
"""The opcode that ends a pickle; whoever runs the machine sees to it."""

HANDLERS: Sequence[Handler] = [_TABLE.get(bytes([code])) or _unknown(code) for code in range(256)]
"""What carries out an opcode, by its byte."""

KNOWN: frozenset[int] = frozenset(code[0] for code in (*_TABLE, b"."))
"""The bytes that are opcodes."""
