"""The members of an npz file as arrays, large ones two at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.npy import HEAD, NpyHeader, checked_header, header_end
from sessionbrowser.arrays.zipped import Member, check_sum, read_member, read_members, read_start
from sessionbrowser.errors import Damaged
from sessionbrowser.platform import RegularFile

if TYPE_CHECKING:
    from concurrent.futures import Future

_COPY_AGAIN = "Copy it again from a backup, or clear it."
_SMALL = 4096
"""Bytes of the largest member that is read for a listing (format, shape)."""


class Archive:
    """An npz file's members.

    Parameters
    ----------
    file : RegularFile

    Raises
    ------
    Damaged
        When it is no zip archive; and from every method, when a member cannot be what it is asked for.
    """

    def __init__(self, file: RegularFile) -> None:
        self.file = file
        self.members = read_members(file)
        self._sums: list[Future[None]] = []

    def damaged(self, what: str, to_do: str = _COPY_AGAIN) -> Damaged:
        """Return the error that says what is wrong with the file."""
        return Damaged(what, self.file.path, to_do)

    def member(self, name: str) -> Member:
        """Return what the directory tells of a member."""
        try:
            return self.members[f"{name}.npy"]
        except KeyError:
            raise self.damaged(f"its member {name} is missing") from None

    def header(self, name: str) -> NpyHeader:
        """Return the npy header of a member, inflating no more than that."""
        member = self.member(name)
        head = read_start(self.file, member, HEAD)
        try:
            end = header_end(head, member.size, self.file.path)
            if end > len(head):
                head = read_start(self.file, member, end)
            return checked_header(head[:end], member.size, self.file.path)
        except Damaged as error:
            raise self.damaged(f"its member {name}: {error.what}") from None

    def array(self, name: str) -> NDArray[Any]:
        """Return a member whole, aligned and in the machine's byte order."""
        values, content = self._read(name)
        self._check(name, content)
        return values

    def _read(self, name: str) -> tuple[NDArray[Any], NDArray[np.uint8]]:
        """Return a member as `array` does, and its bytes, which nobody has compared with their checksum."""
        header = self.header(name)
        raw = read_member(self.file, self.member(name))
        if not header.size:
            return np.empty(header.shape, header.dtype.newbyteorder("=")), raw
        # Not raw[...].view(...): scipy copies what looks like a small part of a larger array.
        flat: NDArray[Any] = np.frombuffer(raw.data, header.dtype, header.size, header.data_offset)
        values = flat.reshape(header.shape, order=header.order)
        return np.require(values, header.dtype.newbyteorder("="), ["ALIGNED", "WRITEABLE"]), raw

    def _check(self, name: str, content: NDArray[np.uint8]) -> None:
        check_sum(self.file, self.member(name), content)

    def pair(self, first: str, second: str) -> tuple[Callable[[], NDArray[Any]], NDArray[Any]]:
        """Return what waits for one member, and another; both are read at the same time.

        Their checksums are found after that, in the other thread too (see `confirm`).
        """
        from concurrent.futures import ThreadPoolExecutor

        pool = ThreadPoolExecutor(1, "npz")
        try:
            meanwhile = pool.submit(self._read, first)
            self._sums.append(pool.submit(lambda: self._check(first, meanwhile.result()[1])))
            values, content = self._read(second)
            self._sums.append(pool.submit(self._check, second, content))
        finally:
            pool.shutdown(wait=False)
        return lambda: meanwhile.result()[0], values

    def confirm(self) -> None:
        """Wait for the checksums of a `pair`; until then nothing may be written over it.

        Raises
        ------
        Damaged
            When one of them is not that of the file.
        """
        for found in self._sums:
            found.result()

    def small_array(self, name: str, kinds: str) -> NDArray[Any]:
        """Return a member that describes the others: its values are of these kinds, and few."""
        if self.member(name).size > _SMALL or self.header(name).dtype.kind not in kinds:
            raise self.damaged(f"its member {name} makes no sense")
        return self.array(name)
