"""The members of a zip archive, found and inflated without trusting any figure in it.

Only what numpy writes is read: members stored or deflated, zip64 or not, in one piece. `zipfile` would do, but it
believes declared sizes, and fails in a dozen ways; here there is one, `Damaged`.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.budget import room
from sessionbrowser.arrays.words import bytes_text
from sessionbrowser.errors import Damaged
from sessionbrowser.platform import RegularFile

_END = struct.Struct("<4s4H2LH")
_END64_PLACE = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_STORED, _DEFLATED = 0, 8
_ENCRYPTED = 1
_FULL32 = 0xFFFFFFFF
_MAX_DIRECTORY = 2**20
_MAX_RATIO = 1032
"""Bytes that one deflated byte can stand for at most."""
_CHUNK = 256 * 1024
_COPY_AGAIN = "Copy it again from a backup, or clear it."


class Member(NamedTuple):
    """One entry of the archive's directory.

    Attributes
    ----------
    name : str
    method : int
        0 stored, 8 deflated.
    size, packed : int
        Bytes promised when inflated, and bytes in the archive.
    crc : int
        CRC-32 of the inflated bytes.
    position : int
        Where its local header starts.
    """

    name: str
    method: int
    size: int
    packed: int
    crc: int
    position: int


def read_members(file: RegularFile) -> dict[str, Member]:
    """Return the members of a zip archive by name.

    Raises
    ------
    Damaged
        When it is no zip archive, its end is missing, or an entry is encrypted, doubled or impossible.
    """
    try:
        start, length, count = _find_directory(file)
        members: dict[str, Member] = {}
        for member in _entries(file, file.read(start, length), count):
            if member.name in members:
                raise Damaged(f"it holds two members called {member.name}", file.path, _COPY_AGAIN)
            members[member.name] = member
    except struct.error:
        raise Damaged("its list of members is damaged", file.path, _COPY_AGAIN) from None
    return members


def _find_directory(file: RegularFile) -> tuple[int, int, int]:
    """Return where the directory starts, its bytes, and its number of entries."""
    place, end = _find_end(file)
    _, disk, first_disk, _, count, length, start, _ = end
    if count == 0xFFFF or _FULL32 in (length, start):
        disk, first_disk, count, length, start = _find_end64(file, place)
    if disk or first_disk or length > _MAX_DIRECTORY or start + length > place:
        raise Damaged("its list of members is damaged", file.path, _COPY_AGAIN)
    return start, length, count


def _find_end(file: RegularFile) -> tuple[int, tuple[Any, ...]]:
    """Return where the end record is, and the record."""
    for reach in (1024, 2**16 + _END.size):
        first = max(0, file.size - reach)
        tail = file.read(first, reach)
        at = tail.rfind(b"PK\x05\x06")
        if at >= 0 and at + _END.size <= len(tail):
            return first + at, _END.unpack_from(tail, at)
    start = file.read(0, 6)
    if not file.size:
        what = "empty file"
    elif start == b"\x93NUMPY":
        what = "it is an npy file under the name of an npz file"
    elif start.startswith(b"PK\x03\x04"):
        what = f"cut after {bytes_text(file.size)}; the end of the zip file is missing"
    else:
        what = "not a zip file"
    raise Damaged(what, file.path, _COPY_AGAIN)


def _find_end64(file: RegularFile, place: int) -> tuple[int, int, int, int, int]:
    signature, disk, position, _ = _END64_PLACE.unpack(file.read(place - _END64_PLACE.size, _END64_PLACE.size))
    record = _END64.unpack(file.read(position, _END64.size))
    if signature != b"PK\x06\x07" or record[0] != b"PK\x06\x06":
        raise Damaged("its list of members is damaged", file.path, _COPY_AGAIN)
    return disk, record[5], record[7], record[8], record[9]


def _entries(file: RegularFile, directory: bytes, count: int) -> Iterator[Member]:
    at = 0
    for _ in range(count):
        signature, *facts = _ENTRY.unpack_from(directory, at)
        _, _, flags, method, _, _, crc, packed, size, name_length, extra_length, comment_length, *rest = facts
        at += _ENTRY.size
        name = directory[at : at + name_length].decode("utf8", "replace")
        extra = directory[at + name_length : at + name_length + extra_length]
        at += name_length + extra_length + comment_length
        if signature != b"PK\x01\x02" or at > len(directory):
            raise Damaged("its list of members is damaged", file.path, _COPY_AGAIN)
        size, packed, position = _wide(extra, size, packed, rest[-1])
        member = Member(name, method, size, packed, crc, position)
        _check_member(file, member, flags)
        yield member


def _wide(extra: bytes, *values: int) -> tuple[int, int, int]:
    """Replace the 32-bit figures that are full by their 64-bit twins from the extra field."""
    at = 0
    wide: Iterator[tuple[int, ...]] = iter(())
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            wide = struct.iter_unpack("<Q", extra[at + 4 : at + 4 + length // 8 * 8])
        at += 4 + length
    size, packed, position = (next(wide, (value,))[0] if value == _FULL32 else value for value in values)
    return size, packed, position


def _check_member(file: RegularFile, member: Member, flags: int) -> None:
    if flags & _ENCRYPTED:
        raise Damaged(f"its member {member.name} is encrypted", file.path, "Save it again without a password.")
    if member.method not in (_STORED, _DEFLATED):
        raise Damaged(f"its member {member.name} is packed in an unknown way", file.path, "Save it again with scipy.")
    fits = member.size == member.packed if member.method == _STORED else member.size <= member.packed * _MAX_RATIO
    if not fits or member.position + member.packed > file.size:
        raise Damaged(f"its member {member.name} promises more than can be in it", file.path, _COPY_AGAIN)


def _data_start(file: RegularFile, member: Member) -> int:
    local = file.read(member.position, _LOCAL.size)
    if len(local) < _LOCAL.size or not local.startswith(b"PK\x03\x04"):
        raise Damaged(f"its member {member.name} is not where it should be", file.path, _COPY_AGAIN)
    *_, name_length, extra_length = _LOCAL.unpack(local)
    start: int = member.position + _LOCAL.size + name_length + extra_length
    if start + member.packed > file.size:
        raise Damaged(f"its member {member.name} is cut", file.path, _COPY_AGAIN)
    return start


def _inflated(file: RegularFile, member: Member, wanted: int) -> Iterator[bytes]:
    """Yield the inflated bytes of a member in pieces, `wanted` of them at most."""
    at = _data_start(file, member)
    end = at + member.packed
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    while wanted > 0 and at < end:
        piece = file.read(at, min(_CHUNK, end - at, wanted + 1024))
        if not piece:
            return
        at += len(piece)
        if member.method == _DEFLATED:
            piece = inflate.decompress(piece, wanted)
            at -= len(inflate.unconsumed_tail)
            if inflate.eof:
                end = at
        wanted -= len(piece)
        yield piece


def read_start(file: RegularFile, member: Member, length: int) -> bytes:
    """Return up to so many of the first inflated bytes of a member."""
    try:
        return b"".join(_inflated(file, member, min(length, member.size)))[:length]
    except zlib.error:
        raise Damaged(f"its member {member.name} cannot be inflated", file.path, _COPY_AGAIN) from None


def read_member(file: RegularFile, member: Member) -> NDArray[np.uint8]:
    """Return all bytes of a member, as many as were promised; `check_sum` tells whether they are the same.

    The memory it takes is what the directory promises; check that against the budget first.
    """
    out = room(member.size, file.path)
    if member.method == _STORED:
        done = file.read_into(out.data, _data_start(file, member)) if member.size else 0
    else:
        done = _inflate_into(out, file, member)
    if done != member.size:
        raise _other_than_written(file, member)
    return out


def _inflate_into(out: NDArray[np.uint8], file: RegularFile, member: Member) -> int:
    """Return the number of inflated bytes; one more than there is room for says that there are too many."""
    done = 0
    try:
        for piece in _inflated(file, member, member.size + 1):
            if done + len(piece) <= member.size:
                out[done : done + len(piece)] = np.frombuffer(piece, np.uint8)
            done += len(piece)
    except zlib.error:
        raise Damaged(f"its member {member.name} cannot be inflated", file.path, _COPY_AGAIN) from None
    return done


def check_sum(file: RegularFile, member: Member, content: NDArray[np.uint8]) -> None:
    """Raise `Damaged` when a member's bytes are not those that were written; that takes longer than to read them."""
    if zlib.crc32(content.data) != member.crc:
        raise _other_than_written(file, member)


def _other_than_written(file: RegularFile, member: Member) -> Damaged:
    return Damaged(f"its member {member.name} is not as long, or not the same, as when written", file.path, _COPY_AGAIN)
