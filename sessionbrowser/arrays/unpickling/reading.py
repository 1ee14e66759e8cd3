"""Object arrays from npy files, read by a small unpickling machine of our own.

A pickle is a program; Python's own machine imports and calls what it names. This one knows the opcodes that plain data
needs, never imports, and calls nothing but the functions of ours in `globals.py`. It keeps its own stack, so nesting of
any depth is read without recursion.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.budget import check, memory_budget
from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.arrays.npy import NpyHeader
from sessionbrowser.arrays.unpickling.machine import Machine
from sessionbrowser.arrays.unpickling.nesting import take_apart
from sessionbrowser.arrays.unpickling.opcodes import HANDLERS, STOP
from sessionbrowser.arrays.unpickling.pickled import Malformed, Meter, Refused
from sessionbrowser.arrays.unpickling.trusted import Trusted
from sessionbrowser.errors import Changed, Damaged, OneDataError, TooLarge, Unsafe
from sessionbrowser.platform import RegularFile

# Memory in bytes: what a file may take at least, what it may take for each of its bytes (the worst honest one, a byte
# that makes an empty set, takes 216), and what one opcode takes on average, with its entry in the memo.
_FREE = 16 * 2**20
_PER_BYTE = 256
_PER_OPCODE = 100
_OPCODES_AT_ONCE = 1024


def read_object_array(
    file: RegularFile,
    header: NpyHeader,
    *,
    trusted: Collection[str] = (),
    budget: int | None = None,
    cancel: Cancel = NEVER,
) -> NDArray[Any]:
    """Read an object array; nothing that the file names is imported or run.

    Lists, dicts, sets, texts, numbers, dates, arrays and numpy scalars come back as what they were; paths come back as
    pure paths.

    Parameters
    ----------
    file : RegularFile
    header : NpyHeader
        Of the same file; its dtype is object.
    trusted : collection of str
        ``module.name`` of what may be imported and called for real, besides: classes of a lab's own that it vouches
        for. Whoever can write such a file can do what these do.
    budget : int or None
        Bytes of memory that the objects may take; `memory_budget` unless given.
    cancel : Cancel

    Returns
    -------
    ndarray
        Of dtype object and the header's shape, writable.

    Raises
    ------
    Unsafe
        When it asks for anything that is not plain data; `name` tells what.
    Damaged
        When the pickle makes no sense, or does not hold an array of the header's shape.
    TooLarge
        When the objects take more memory than the budget allows, or than the file's size can account for.
    Changed
        When the file shrank since it was opened.
    """
    length = max(0, file.size - header.data_offset)
    allowed = memory_budget() if budget is None else budget
    check(length, file.path, "reading it", allowed)
    meter = Meter(file.path, min(allowed, _FREE + _PER_BYTE * length))
    try:
        machine = Machine(_read_pickle(file, header.data_offset, length), meter, Trusted(trusted))
        return _array_of(machine, header, cancel)
    except Refused as refusal:
        raise Unsafe(
            str(refusal), file.path, "Ask who wrote it; nothing in it was run.", name=refusal.name
        ) from refusal.__cause__
    except Malformed as error:
        raise Damaged(str(error), file.path, "Copy it again from a backup, or clear it.") from error.__cause__
    except OneDataError:
        raise
    except MemoryError:
        raise TooLarge("its objects take more memory than there is", file.path, "Close other programs.") from None
    except (ValueError, TypeError, LookupError, ArithmeticError, RecursionError) as error:
        # What Python and numpy say to values that are of the right type and still impossible (month 13).
        raise Damaged("its pickle has a value that is impossible", file.path, "Copy it again, or clear it.") from error


def _read_pickle(file: RegularFile, offset: int, length: int) -> bytes:
    data = file.read(offset, length)
    if len(data) < length:
        raise Changed("it became shorter while it was being read", file.path, "Press F5 to look again.")
    return data


def _array_of(machine: Machine, header: NpyHeader, cancel: Cancel) -> NDArray[Any]:
    try:
        return _checked_result(_run(machine, cancel), header)
    except BaseException:
        take_apart(machine.object_arrays)
        raise


def _checked_result(result: object, header: NpyHeader) -> NDArray[Any]:
    if type(result) is not np.ndarray or result.dtype.kind != "O":
        raise Malformed(f"it holds a {type(result).__name__} where its header promises an array of objects")
    if result.shape != header.shape:
        raise Malformed(f"it holds an array of shape {result.shape}, its header promises {header.shape}")
    return result


def _run(machine: Machine, cancel: Cancel) -> object:
    """Carry out every opcode up to STOP and return what is then on the stack."""
    next_opcode = machine.stream.byte
    while True:
        for _ in range(_OPCODES_AT_ONCE):
            code = next_opcode()
            if code == STOP:
                return machine.result()
            HANDLERS[code](machine)
        machine.meter.charge(_OPCODES_AT_ONCE * _PER_OPCODE)
        cancel.check()
