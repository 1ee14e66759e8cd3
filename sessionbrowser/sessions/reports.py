"""What came of clearing and of undoing it, file by file, in words that a user reads."""

from __future__ import annotations

import errno
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sessionbrowser.sessions.plan import ClearItem, ClearPlan

_WORDS = {
    errno.ENOENT: "it is gone",
    errno.EACCES: "you may not change this folder, or another program has the file open",
    errno.EPERM: "you may not change this folder, or another program has the file open",
    errno.EROFS: "the disk is read-only",
    errno.EXDEV: "the trash would be on another disk, and nothing is copied",
    errno.ENOSPC: "the disk is full",
    getattr(errno, "EDQUOT", errno.ENOSPC): "your share of the disk is used up",
    errno.EEXIST: "there is a file of this name already",
    errno.EBUSY: "another program has it open",
    errno.EIO: "the disk reports an error",
    getattr(errno, "ESTALE", errno.EIO): "the disk no longer answers",
    errno.ENAMETOOLONG: "its name is too long",
}

FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
"""What the system says when there is no room left."""


def plain_words(error: OSError | ValueError) -> str:
    """Return what an error of the system, or of a name that it cannot have, says, as plainly as it can be said."""
    if isinstance(error, ValueError):
        return str(error)
    known = _WORDS.get(error.errno) if error.errno is not None else None
    return known or error.strerror or str(error) or type(error).__name__


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file.

    Attributes
    ----------
    path : Path
        Where it is, or was, in its onedata folder.
    done : bool
        Whether what was asked for was done.
    reason : str
        Why not; or what is worth knowing of what was done.
    trash_path : Path or None
        Where it is in the trash, if it is there.
    size : int
        Bytes on disk.
    """

    path: Path
    done: bool
    reason: str = ""
    trash_path: Path | None = None
    size: int = 0


def kept(item: ClearItem, reason: str, trash_path: Path | None = None) -> Outcome:
    """Return the outcome of a file of a plan that was not cleared."""
    return Outcome(item.path, False, reason, trash_path, item.size)


@dataclass(frozen=True, slots=True)
class ClearReport:
    """What came of a plan.

    Attributes
    ----------
    batch_id : str
        Name of the batch; the same in each session's trash.
    outcomes : tuple of Outcome
        One for each item of the plan, also for those that were refused.
    trash_folders : tuple of Path
        The folders that hold the batch, one a session; none when nothing is in them.
    notes : tuple of str
        What else the user should know.
    """

    batch_id: str
    outcomes: tuple[Outcome, ...]
    trash_folders: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, plan: ClearPlan, outcomes: Iterable[Outcome], batch_id: str = "", trash_folders: tuple[Path, ...] = ()
    ) -> ClearReport:
        """Return the report of a plan from the outcomes of its accepted items, in their order."""
        accepted = iter(outcomes)
        everything = tuple(kept(item, item.refused) if item.refused else next(accepted) for item in plan.items)
        return cls(batch_id, everything, trash_folders)

    @property
    def moved(self) -> tuple[Outcome, ...]:
        """The files that were cleared."""
        return tuple(outcome for outcome in self.outcomes if outcome.done)

    @property
    def skipped(self) -> tuple[Outcome, ...]:
        """The files that were not, each with its reason."""
        return tuple(outcome for outcome in self.outcomes if not outcome.done)

    @property
    def bytes(self) -> int:
        """Bytes of the files that were cleared."""
        return sum(outcome.size for outcome in self.moved)


@dataclass(frozen=True, slots=True)
class _Report:
    """Outcomes, and what else the user should know.

    Attributes
    ----------
    outcomes : tuple of Outcome
        One for each file that was asked for.
    notes : tuple of str
        What else the user should know.
    """

    outcomes: tuple[Outcome, ...]
    notes: tuple[str, ...] = ()

    @property
    def done(self) -> tuple[Outcome, ...]:
        """The files with which it was done."""
        return tuple(outcome for outcome in self.outcomes if outcome.done)

    @property
    def skipped(self) -> tuple[Outcome, ...]:
        """The files with which it was not, each with its reason."""
        return tuple(outcome for outcome in self.outcomes if not outcome.done)


@dataclass(frozen=True, slots=True)
class RestoreReport(_Report):
    """What came of undoing; what was not done is still in the trash."""

    @property
    def restored(self) -> tuple[Outcome, ...]:
        """The files that are back."""
        return self.done


@dataclass(frozen=True, slots=True)
class EmptyReport(_Report):
    """What came of removing files from the trash for good; the size of each outcome is what it freed."""

    @property
    def removed(self) -> tuple[Outcome, ...]:
        """The files that are gone for good."""
        return self.done

    @property
    def bytes(self) -> int:
        """Bytes that are free now."""
        return sum(outcome.size for outcome in self.removed)
