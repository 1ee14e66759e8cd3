"""The few calls that differ between systems, each with a portable second way.

POSIX gives positional reads, folder descriptors and O_NOFOLLOW; elsewhere the same is done with a file object
a thread, and with a look before and after. `portable()` switches the first way off, so that tests run both.
"""

from __future__ import annotations

import errno
import os
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from sessionbrowser.errors import Changed, Missing, NotOrdinaryFile

_posix = os.name == "posix"
_switch = threading.Lock()


def is_posix() -> bool:
    """Whether the POSIX way is in use."""
    return _posix


@contextmanager
def portable() -> Iterator[None]:
    """Use the portable way inside this context, also on POSIX (for tests; not for two threads at once)."""
    global _posix
    with _switch:
        before, _posix = _posix, False
        try:
            yield
        finally:
            _posix = before


class Identity(NamedTuple):
    """What tells one state of one file from another, from lstat or fstat."""

    device: int
    inode: int
    size: int
    mtime_ns: int
    mode: int

    @classmethod
    def of(cls, status: os.stat_result) -> Identity:
        """Return the identity in a stat result."""
        return cls(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_mode)

    def is_of(self, status: os.stat_result) -> bool:
        """Whether this is the identity in a stat result."""
        now = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_mode)
        return now == (self.device, self.inode, self.size, self.mtime_ns, self.mode)


def what_is(mode: int) -> str:
    """Name the kind of entry that a mode of stat tells of, for messages."""
    names = {
        stat.S_IFREG: "an ordinary file",
        stat.S_IFDIR: "a folder",
        stat.S_IFLNK: "a link",
        stat.S_IFIFO: "a FIFO",
        stat.S_IFSOCK: "a socket",
        stat.S_IFBLK: "a block device",
        stat.S_IFCHR: "a character device",
    }
    return names.get(stat.S_IFMT(mode), "something that is not a file")


class _Reading:
    """Keeps a file open; a descriptor closed under a read may be that of another file a moment later."""

    __slots__ = ("_file",)

    def __init__(self, file: RegularFile) -> None:
        self._file = file

    def __enter__(self) -> None:
        file = self._file
        with file._counting:
            if file._closed:
                raise ValueError(f"{file.path} is closed")
            file._readers += 1

    def __exit__(self, *_: object) -> None:
        file = self._file
        with file._counting:
            file._readers -= 1
            file._let_go_when_unused()


class RegularFile:
    """An ordinary file held open for positional reads from any number of threads.

    Links are followed; anything that is not an ordinary file in the end is refused without waiting (a FIFO does not
    block, a device is not touched).

    Parameters
    ----------
    path : Path or str

    Raises
    ------
    Missing
        When there is no such file, or a link leads nowhere.
    NotOrdinaryFile
        When it is a folder, FIFO, socket or device, or a link that loops.
    OSError
        When the system refuses (permission, I/O error).
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._name = os.fspath(path)
        self._idle: list[FileIO] = []
        self._descriptor = -1
        self._closed = False
        self._readers = 0
        self._counting = threading.Lock()
        try:
            status = self._open_posix() if _posix else self._open_portable()
        except FileNotFoundError:
            raise self._missing() from None
        except OSError as error:
            if error.errno == errno.ELOOP:
                raise NotOrdinaryFile("it is a link that leads back to itself", self.path, "Clear the link.") from None
            if error.errno == errno.ENXIO:  # a socket, or a device that is not there
                raise NotOrdinaryFile("it is a socket or device, not a file", self.path) from None
            raise
        self.identity = Identity.of(status)
        self.size = status.st_size

    def _missing(self) -> Missing:
        if self.path.is_symlink():
            target = self.path.readlink()
            return Missing(f"it is a link to {target}, which is missing", self.path, "Restore the target, or clear it.")
        return Missing("there is no such file", self.path, "Press F5 to look at the folder again.")

    def _refuse_odd(self, status: os.stat_result) -> os.stat_result:
        if not stat.S_ISREG(status.st_mode):
            raise NotOrdinaryFile(f"it is {what_is(status.st_mode)}, not a file", self.path)
        return status

    def _open_posix(self) -> os.stat_result:
        descriptor = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            status = self._refuse_odd(os.fstat(descriptor))
        except BaseException:
            os.close(descriptor)
            raise
        self._descriptor = descriptor
        return status

    def _open_portable(self) -> os.stat_result:
        before = self._refuse_odd(os.stat(self.path))
        file = FileIO(self.path, "rb")
        self._idle.append(file)
        after = os.fstat(file.fileno())
        if (before.st_dev, before.st_ino) != (after.st_dev, after.st_ino):
            self.close()
            raise Changed("it was replaced while it was being opened", self.path, "Press F5 to look again.")
        return after

    def _borrow_file(self) -> FileIO:
        """Take a file object that no other thread reads with; a new one when all are in use."""
        try:
            return self._idle.pop()
        except IndexError:
            return self._open_again()

    def _open_again(self) -> FileIO:
        file = FileIO(self.path, "rb")
        status = os.fstat(file.fileno())
        if (status.st_dev, status.st_ino) != (self.identity.device, self.identity.inode):
            file.close()
            raise Changed("it was replaced", self.path, "Press F5 to look again.")
        return file

    def _read_open(self, buffer: memoryview, offset: int) -> int:
        if self._descriptor >= 0:
            return os.preadv(self._descriptor, [buffer], offset)
        file = self._borrow_file()
        try:
            file.seek(offset)
            return file.readinto(buffer) or 0
        finally:
            self._idle.append(file)

    def read_into(self, buffer: memoryview, offset: int) -> int:
        """Fill a writable byte buffer from a position on, and return how many bytes there were."""
        done = 0
        with _Reading(self):
            while done < len(buffer) and (got := self._read_open(buffer[done:], offset + done)):
                done += got
        return done

    def read_runs_into(self, buffer: memoryview, run: int, offset: int, stride: int) -> bool:
        """Fill a buffer with runs of so many bytes, `stride` bytes apart in the file; whether all of them were there.

        This is as quick as many small reads can be.
        """
        done = 0
        with _Reading(self):
            while self._descriptor >= 0 and done < len(buffer):
                if os.preadv(self._descriptor, [buffer[done : done + run]], offset + done // run * stride) < run:
                    break
                done += run
        rest = range(done, len(buffer), run)
        return all(self.read_into(buffer[i : i + run], offset + i // run * stride) == run for i in rest)

    def read(self, offset: int, length: int) -> bytes:
        """Return up to `length` bytes from a position on."""
        buffer = bytearray(max(0, min(length, self.size - offset)))
        return bytes(buffer[: self.read_into(memoryview(buffer), offset)])

    def prefetch(self, offset: int, length: int) -> None:
        """Have the system fetch some bytes from the disk meanwhile; nothing happens where it cannot be asked to."""
        with suppress(OSError), _Reading(self):
            if self._descriptor >= 0 and hasattr(os, "posix_fadvise"):
                os.posix_fadvise(self._descriptor, offset, length, os.POSIX_FADV_WILLNEED)

    def check_unchanged(self) -> None:
        """Raise `Changed` when the open file, or the one now under its name, is not what was opened."""
        try:
            is_same = self.identity.is_of(os.stat(self._name))
        except OSError:
            raise Changed("it is gone, or can no longer be reached", self.path, "Press F5 to look again.") from None
        if not is_same:
            raise Changed("it was written to or replaced", self.path, "Press F5 to look again.")

    def close(self) -> None:
        """Close the file, or have the last thread that is reading close it; closing twice is fine."""
        with self._counting:
            self._closed = True
            self._let_go_when_unused()

    def _let_go_when_unused(self) -> None:
        if not self._closed or self._readers:
            return
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
        while self._idle:
            self._idle.pop().close()

    def __enter__(self) -> RegularFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        if hasattr(self, "_counting"):  # else it was never made
            self.close()


def read_head(path: Path | str, length: int) -> tuple[bytes, Identity]:
    """Return the first bytes of an ordinary file, and which it is: `RegularFile` in fewer steps, for listings.

    Raises what `RegularFile` raises.
    """
    if _posix:
        with suppress(OSError):  # the second way below says better what is wrong
            descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            try:
                status = os.fstat(descriptor)
                if stat.S_ISREG(status.st_mode):
                    return os.read(descriptor, length), Identity.of(status)
            finally:
                os.close(descriptor)
    with RegularFile(path) as file:
        return file.read(0, length), file.identity


def sync_folder(path: Path | str) -> None:
    """Make the names in a folder last through a power cut; nothing happens where the system has no such call."""
    if not _posix:
        return
    with suppress(PermissionError):  # a folder to write into, not to look into
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
        with suppress(OSError):
            os.fsync(descriptor)
        os.close(descriptor)


def available_memory() -> int | None:
    """Return the bytes of memory that new work can have, or None where the system does not say."""
    if os.name == "nt":
        return _available_memory_windows()
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        facts = dict(line.split(":", 1) for line in lines if ":" in line)
        return int(facts["MemAvailable"].split()[0]) * 1024
    except (OSError, ValueError, KeyError, IndexError):
        return _half_of_memory()


def _half_of_memory() -> int | None:
    """Guess from the memory that there is (macOS tells no more)."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
    except (OSError, ValueError, AttributeError):
        return None


def _available_memory_windows() -> int | None:
    import ctypes

    class MemoryStatus(ctypes.Structure):
        _fields_ = [
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            *((name, ctypes.c_ulonglong) for name in ("total", "available", "a", "b", "c", "d", "e")),
        ]

    status = MemoryStatus()
    status.length = ctypes.sizeof(status)
    windll = getattr(ctypes, "windll", None)
    if windll is None or not windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)):
        return None
    return int(status.available)
