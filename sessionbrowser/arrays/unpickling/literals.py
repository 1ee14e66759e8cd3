"""Opcodes that push one value: constants, numbers, texts and bytes."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping

from sessionbrowser.arrays.unpickling.machine import PER_SET, Machine
from sessionbrowser.arrays.unpickling.pickled import decoded, quoted, real_number, whole_number

Handler = Callable[[Machine], None]
Convert = Callable[[bytes], object]

# One character beyond the basic plane makes every character of a text take four bytes.
_PER_CHARACTER = 4
# What is shorter is paid for with its opcode.
_SHORT = 40


def _constant(value: object) -> Handler:
    return lambda machine: machine.stack.append(value)


def _fresh(make: Callable[[], object], cost: int = 0) -> Handler:
    def handler(machine: Machine) -> None:
        machine.meter.charge(cost)
        machine.stack.append(make())

    return handler


def _fixed(width: int, convert: Convert) -> Handler:
    """`width` bytes."""
    return lambda machine: machine.stack.append(convert(machine.stream.take(width)))


def _sized(width: int, convert: Convert, *, signed: bool = False) -> Handler:
    """As many bytes as a number of `width` bytes before them says."""
    cost = _PER_CHARACTER if convert is _utf8 else 1

    def handler(machine: Machine) -> None:
        data = machine.stream.take(machine.stream.number(width, signed=signed))
        if len(data) > _SHORT:
            machine.meter.charge(cost * len(data))
        machine.stack.append(convert(data))

    return handler


def _in_line(convert: Convert) -> Handler:
    """A line of text (protocol 0)."""

    def handler(machine: Machine) -> None:
        line = machine.stream.line()
        machine.meter.charge(_PER_CHARACTER * len(line))
        machine.stack.append(convert(line))

    return handler


def _utf8(data: bytes) -> str:
    return decoded(data, "utf-8", "surrogatepass")


def _latin1(data: bytes) -> str:
    # Texts and bytes of Python 2 alike; `as_bytes` gives the bytes back where they are wanted.
    return data.decode("latin-1")


def _unsigned_number(data: bytes) -> int:
    return int.from_bytes(data, "little")


def _signed_number(data: bytes) -> int:
    return int.from_bytes(data, "little", signed=True)


def _double(data: bytes) -> float:
    return float(struct.unpack(">d", data)[0])


def _integer_or_bool(line: bytes) -> int:
    return line == b"01" if line in (b"00", b"01") else whole_number(line)


def _unicode(line: bytes) -> str:
    return decoded(line, "raw-unicode-escape")


LITERALS: Mapping[bytes, Handler] = {
    # constants and empty containers
    b"N": _constant(None),
    b"\x88": _constant(True),
    b"\x89": _constant(False),
    b")": _constant(()),
    b"]": _fresh(list),
    b"}": _fresh(dict),
    b"\x8f": _fresh(set, PER_SET),
    # numbers
    b"I": _in_line(_integer_or_bool),
    b"L": _in_line(whole_number),
    b"K": _fixed(1, _unsigned_number),
    b"M": _fixed(2, _unsigned_number),
    b"J": _fixed(4, _signed_number),
    b"\x8a": _sized(1, _signed_number),
    b"\x8b": _sized(4, _signed_number, signed=True),
    b"F": _in_line(real_number),
    b"G": _fixed(8, _double),
    # texts and bytes
    b"S": _in_line(quoted),
    b"T": _sized(4, _latin1, signed=True),
    b"U": _sized(1, _latin1),
    b"V": _in_line(_unicode),
    b"\x8c": _sized(1, _utf8),
    b"X": _sized(4, _utf8),
    b"\x8d": _sized(8, _utf8),
    b"C": _sized(1, bytes),
    b"B": _sized(4, bytes),
    b"\x8e": _sized(8, bytes),
    b"\x96": _sized(8, bytearray),
}
"""What carries out each of these opcodes."""
