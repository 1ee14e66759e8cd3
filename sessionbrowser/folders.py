"""A folder held open, through which its entries are looked at, made, moved and removed by name.

POSIX gives folder descriptors, so nothing that happens to the path afterwards (renamed, replaced by a link) can lead
a call elsewhere. The portable way joins paths, and looks before each call whether the folder is still the same.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from io import FileIO
from pathlib import Path
from types import TracebackType

from sessionbrowser.platform import is_posix, what_is

_FORBIDDEN = frozenset('/\0<>:"\\|?*' if os.name == "nt" else "/\0")
_BINARY: int = getattr(os, "O_BINARY", 0)
_NO_FOLLOW: int = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT: int = getattr(os, "O_NONBLOCK", 0)
_NO_SUCH_CALL = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP)


class Folder:
    """A folder held open; every name given to its methods is that of an entry directly in it.

    Use it as a context manager, or close it.

    Parameters
    ----------
    path : Path or str
        Its last part must be a folder, not a link to one.

    Raises
    ------
    NotADirectoryError, FileNotFoundError, OSError
        When it is something else, or cannot be opened. The errors of all methods pass through as they come;
        ValueError is raised for a name that is no plain name.
    """

    def __init__(self, path: Path | str, *, _within: Folder | None = None) -> None:
        self.path = Path(path)
        self._descriptor = -1
        target, descriptor = (str(self.path), None) if _within is None else _within._at(self.path.name)
        if is_posix():
            flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
            self._descriptor = os.open(target, flags, dir_fd=descriptor)
            status = os.fstat(self._descriptor)
        else:
            status = _status_of_folder(target, descriptor)
        self.key = (status.st_dev, status.st_ino)
        """Device and inode."""
        self.permissions = stat.S_IMODE(status.st_mode)

    def _at(self, name: str) -> tuple[str, int | None]:
        """Return what a call of `os` needs to reach an entry: a name, and the folder it starts from."""
        if name in ("", ".", "..") or not _FORBIDDEN.isdisjoint(name):
            raise ValueError(f"{name!r} is not the name of an entry")
        return self._reach(name)

    def _reach(self, name: str) -> tuple[str, int | None]:
        if self._descriptor >= 0:
            return name, self._descriptor
        status = _status_of_folder(str(self.path), None)
        if (status.st_dev, status.st_ino) != self.key:
            raise NotADirectoryError(errno.ENOTDIR, "the folder was replaced", str(self.path))
        return str(self.path / name), None

    def lstat(self, name: str) -> os.stat_result:
        """Return what the system tells of an entry, without following a link."""
        target, descriptor = self._at(name)
        return os.lstat(target, dir_fd=descriptor)

    def has(self, name: str) -> bool:
        """Return whether there is an entry of this name, be it a link that leads nowhere."""
        with suppress(FileNotFoundError):
            self.lstat(name)
            return True
        return False

    @property
    def modified(self) -> float:
        """When an entry was last made, moved or removed; seconds since the epoch."""
        status = os.fstat(self._descriptor) if self._descriptor >= 0 else os.lstat(self._reach(".")[0])
        return status.st_mtime

    def names(self) -> list[str]:
        """Return the names of all entries, in no order."""
        return os.listdir(self._descriptor if self._descriptor >= 0 else self._reach(".")[0])  # noqa: PTH208

    def make_folder(self, name: str) -> Folder:
        """Make a folder with the permissions of this one, and return it open."""
        target, descriptor = self._at(name)
        os.mkdir(target, dir_fd=descriptor)
        made = self.open_folder(name)
        if made._descriptor >= 0:
            with suppress(OSError):  # a share may not know of permissions
                os.fchmod(made._descriptor, self.permissions)
        return made

    def open_folder(self, name: str) -> Folder:
        """Return a folder in this one, open; a link to a folder is refused (NotADirectoryError)."""
        self._at(name)
        try:
            return Folder(self.path / name, _within=self)
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.EMLINK):  # what some systems say of a link
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), name) from None
            raise

    def move(self, name: str, other: Folder, new_name: str, *, sole: bool = False) -> None:
        """Move an entry to another folder of the same file system; a link is moved itself.

        Nothing is ever overwritten: FileExistsError when there is an entry of the new name.

        Parameters
        ----------
        name : str
        other : Folder
        new_name : str
        sole : bool
            Whether nobody else writes to `other`. Where the system cannot refuse by itself, a look before is then
            enough; else an ordinary file gets its second name before it loses its first.
        """
        target, descriptor = self._at(name)
        new_target, new_descriptor = other._at(new_name)
        if descriptor is not None and new_descriptor is not None:
            call = _exclusive_rename()
            if call is not None and call(descriptor, target, new_descriptor, new_target):
                return
        if os.name != "nt":
            if not sole and self._move_by_links(name, other, new_name):
                return
            if other.has(new_name):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), new_name)
        os.rename(target, new_target, src_dir_fd=descriptor, dst_dir_fd=new_descriptor)

    def _move_by_links(self, name: str, other: Folder, new_name: str) -> bool:
        if not stat.S_ISREG(self.lstat(name).st_mode):
            return False
        target, descriptor = self._at(name)
        new_target, new_descriptor = other._at(new_name)
        try:
            os.link(target, new_target, src_dir_fd=descriptor, dst_dir_fd=new_descriptor, follow_symlinks=False)
        except FileExistsError:
            raise
        except OSError:  # no second names on this file system: the caller's rename tells what is wrong, if anything is
            return False
        os.unlink(target, dir_fd=descriptor)
        return True

    def remove(self, name: str) -> None:
        """Remove a file or a link for good."""
        target, descriptor = self._at(name)
        os.unlink(target, dir_fd=descriptor)

    def remove_folder(self, name: str) -> None:
        """Remove an empty folder."""
        target, descriptor = self._at(name)
        os.rmdir(target, dir_fd=descriptor)

    def write_file(self, name: str, data: bytes) -> None:
        """Write a new file that lasts: whole under its name, or not there at all; nothing is overwritten."""
        temporary = f".{name}.{os.urandom(4).hex()}.part"
        try:
            with self._open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, "w") as file:
                _write_all(file, data)
                os.fsync(file.fileno())
            self.move(temporary, self, name, sole=True)
        except BaseException:
            with suppress(OSError):
                self.remove(temporary)
            raise
        self.sync()

    def append_to(self, name: str) -> FileIO:
        """Open a file to add to its end, made when it is not there; each write goes to the system as one."""
        return self._open(name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, "a")

    def read_file(self, name: str, limit: int) -> bytes:
        """Return the first `limit` bytes of an ordinary file."""
        with self._open(name, os.O_RDONLY, "r") as file:
            pieces = []
            while limit > 0 and (piece := file.read(min(limit, 1 << 20))):
                pieces.append(piece)
                limit -= len(piece)
        return b"".join(pieces)

    def _open(self, name: str, flags: int, mode: str) -> FileIO:
        target, descriptor = self._at(name)
        before = None
        if not _NO_FOLLOW or descriptor is None:
            with suppress(FileNotFoundError):
                before = _refuse_odd(os.lstat(target, dir_fd=descriptor), name)
        number = os.open(target, flags | _BINARY | _NO_FOLLOW | _NO_WAIT, 0o666, dir_fd=descriptor)
        try:
            status = _refuse_odd(os.fstat(number), name)
            if before is not None and (before.st_dev, before.st_ino) != (status.st_dev, status.st_ino):
                raise FileNotFoundError(errno.ENOENT, "it was replaced while it was being opened", name)
            return FileIO(number, mode)
        except BaseException:
            os.close(number)
            raise

    def sync(self) -> None:
        """Make the names in this folder last through a power cut, where the system has such a call."""
        if self._descriptor >= 0:
            with suppress(OSError):
                os.fsync(self._descriptor)

    def close(self) -> None:
        """Let go of the folder; closing twice is fine."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
        self._descriptor, self.key = -1, (-1, -1)  # no path is the same folder as a closed one

    def __enter__(self) -> Folder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _status_of_folder(target: str, descriptor: int | None) -> os.stat_result:
    status = os.lstat(target, dir_fd=descriptor)
    junction = getattr(status, "st_reparse_tag", 0) == getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", -1)
    if junction or not stat.S_ISDIR(status.st_mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), target)
    return status


def _refuse_odd(status: os.stat_result, name: str) -> os.stat_result:
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, f"it is {what_is(status.st_mode)}, not a file", name)
    return status


def _write_all(file: FileIO, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]


@cache
def _exclusive_rename() -> Callable[[int, str, int, str], bool] | None:
    """Return the system's own rename that refuses to overwrite; it gives False where the file system has none."""
    import ctypes  # only who moves something pays for it

    name, flag = {"linux": ("renameat2", 1), "darwin": ("renameatx_np", 4)}.get(sys.platform, ("", 0))
    try:
        call = getattr(ctypes.CDLL(None, use_errno=True), name)
    except (AttributeError, OSError):
        return None
    call.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
    call.restype = ctypes.c_int

    def rename(folder: int, old: str, other: int, new: str) -> bool:
        if call(folder, os.fsencode(old), other, os.fsencode(new), flag) == 0:
            return True
        number = ctypes.get_errno()
        if number in _NO_SUCH_CALL:
            return False
        raise OSError(number, os.strerror(number), old)

    return rename
