"""Clearing and undoing it: the one place in the package that moves or removes data files.

A plan is done through folders held open. A journal with the whole plan lies in the trash before the first file moves;
each file is compared with the plan, moved without overwriting anything, and compared again. At every moment each file
is whole, in its place or in the trash, and where it is can be seen from the disk alone.
"""

from __future__ import annotations

import errno
import logging
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.folders import Folder
from sessionbrowser.platform import Identity
from sessionbrowser.sessions.batch import OpenBatch, new_batch_id
from sessionbrowser.sessions.journal import Journal
from sessionbrowser.sessions.plan import ClearItem, ClearPlan
from sessionbrowser.sessions.planning import folder_of, is_onedata_name, plan_clear
from sessionbrowser.sessions.progress import Progress, watched
from sessionbrowser.sessions.reports import ClearReport, EmptyReport, Outcome, RestoreReport, kept, plain_words
from sessionbrowser.sessions.trash import (
    NEWER,
    TRASH,
    Batch,
    Trashed,
    data_names,
    holds,
    is_data_name,
    is_file_or_link,
    list_trash,
)

__all__ = [
    "Batch",
    "ClearItem",
    "ClearPlan",
    "ClearReport",
    "EmptyReport",
    "Outcome",
    "RestoreReport",
    "delete_permanently",
    "empty_batch",
    "list_trash",
    "move_to_trash",
    "new_batch_id",
    "plan_clear",
    "restore",
]

log = logging.getLogger(__name__)

_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
_CHANGED = "it changed after the list was made"
_STOPPED = "it was not reached: the work was stopped before"


def move_to_trash(
    plan: ClearPlan, *, batch_id: str = "", progress: Progress | None = None, cancel: Cancel = NEVER
) -> ClearReport:
    """Move the accepted files of a plan to the trash of their onedata folder.

    Parameters
    ----------
    plan : ClearPlan
        For one onedata folder.
    batch_id : str, optional
        Name of the batch; a new one by default.
    progress : callable, optional
        Told how many files are dealt with, of how many.
    cancel : Cancel, optional
        Looked at between two files; the rest is then reported as not reached.

    Returns
    -------
    ClearReport
        An outcome for each item. No error of the system is raised: it is the reason of the files that it kept.

    Raises
    ------
    ValueError
        When the plan is for several folders, or not one that `plan_clear` makes.
    """
    return _carry_out(plan, batch_id or new_batch_id(), progress, cancel, permanently=False)


def delete_permanently(plan: ClearPlan, *, progress: Progress | None = None, cancel: Cancel = NEVER) -> ClearReport:
    """Remove the accepted files of a plan for good; parameters and result are those of `move_to_trash`.

    Each goes by way of the trash, so that a file which is not the planned one any more is put back, not removed.
    Where a full disk leaves no room for a journal, files are compared with the plan and removed in place.
    """
    return _carry_out(plan, new_batch_id(), progress, cancel, permanently=True)


def restore(
    trash_folder: Path,
    names: Collection[str] | None = None,
    *,
    progress: Progress | None = None,
    cancel: Cancel = NEVER,
) -> RestoreReport:
    """Move files of a batch back to where they came from, never over a file that has come back.

    Parameters
    ----------
    trash_folder : Path
        The folder of the batch, ``onedata/.trash/ID``.
    names : collection of str, optional
        File names; all that are there by default.
    progress, cancel
        As of `move_to_trash`.

    Returns
    -------
    RestoreReport
        An outcome for each file. What is not back is still in the trash, and the reason says why.

    Raises
    ------
    ValueError
        When the path is not that of a batch.
    """
    onedata = _onedata_of(trash_folder)
    try:
        with OpenBatch(onedata, trash_folder.name) as batch:
            wanted = sorted(data_names(batch.folder)) if names is None else list(dict.fromkeys(names))
            return RestoreReport(_restore_all(batch, wanted, progress, cancel))
    except OSError as error:  # from opening alone: what goes wrong with a file is its outcome
        reason = _why_no_batch(error)
        lost = [trash_folder] if names is None else [onedata / name for name in names]
        return RestoreReport(tuple(Outcome(path, False, reason) for path in lost))


def empty_batch(
    trash_folder: Path, files: Sequence[Trashed], *, progress: Progress | None = None, cancel: Cancel = NEVER
) -> EmptyReport:
    """Remove files of a batch for good: exactly these, and only those that still are what was listed.

    Parameters
    ----------
    trash_folder : Path
        The folder of the batch, ``onedata/.trash/ID``.
    files : sequence of Trashed
        Of this batch, as `list_trash` gave them.
    progress, cancel
        As of `move_to_trash`.

    Returns
    -------
    EmptyReport
        An outcome for each file. What is not gone is as it was, and the reason says why.

    Raises
    ------
    ValueError
        When the path is not that of a batch, or a file is not in it.
    """
    onedata = _onedata_of(trash_folder)
    for file in files:
        if file.path.parent != trash_folder:
            raise ValueError(f"{file.path} is not in {trash_folder}")
    try:
        with OpenBatch(onedata, trash_folder.name) as batch:
            return EmptyReport(_empty_all(batch, files, progress, cancel))
    except OSError as error:  # from opening alone
        return EmptyReport(tuple(Outcome(file.origin, False, _why_no_batch(error)) for file in files))


def _onedata_of(trash_folder: Path) -> Path:
    onedata = trash_folder.parent.parent
    if trash_folder.parent.name != TRASH or onedata.name.lower() != "onedata":
        raise ValueError(f"{trash_folder} is not a batch in the trash of a session")
    return onedata


def _why_no_batch(error: OSError) -> str:
    return "its trash folder is gone" if isinstance(error, FileNotFoundError) else plain_words(error)


def _carry_out(
    plan: ClearPlan, batch_id: str, progress: Progress | None, cancel: Cancel, *, permanently: bool
) -> ClearReport:
    items = plan.accepted
    if not items:
        return ClearReport("", tuple(kept(item, item.refused) for item in plan.items))
    try:
        batch = _new_batch(folder_of(items), batch_id, items)
    except OSError as error:
        if permanently and error.errno in _FULL:
            return ClearReport("", tuple(map(_delete_in_place, plan.items)))
        reason = f"nothing was moved: {plain_words(error)}"
        return ClearReport(batch_id, tuple(kept(item, item.refused or reason) for item in plan.items))
    done: dict[Path, Outcome] = {}
    with batch:
        for item, stopped in watched(items, progress, cancel):
            done[item.path] = kept(item, _STOPPED) if stopped else _clear_one(batch, item, permanently)
        batch.sync()
        stays = not tidy(batch)
    outcomes = tuple(done.get(item.path) or kept(item, item.refused) for item in plan.items)
    return ClearReport(batch_id, outcomes, (batch.folder.path,) if stays else ())


def _new_batch(onedata: Path, batch_id: str, items: Sequence[ClearItem]) -> OpenBatch:
    batch = OpenBatch(onedata, batch_id, make=True)
    try:
        batch.write_plan(items)
    except BaseException:
        tidy(batch)
        batch.close()
        raise
    return batch


def _clear_one(batch: OpenBatch, item: ClearItem, permanently: bool) -> Outcome:
    outcome = _move_one(batch, item)
    if permanently and outcome.done:
        outcome = _remove_one(batch, item, outcome)
    done = "deleted" if permanently else "moved"
    batch.say(item.path.name, done if outcome.done else f"kept: {outcome.reason}")
    return outcome


def _move_one(batch: OpenBatch, item: ClearItem) -> Outcome:
    name = item.path.name
    moved = Outcome(item.path, True, "", batch.folder.path / name, item.size)
    try:
        if Identity.of(batch.onedata.lstat(name)) != item.identity:
            return kept(item, _CHANGED)
        batch.onedata.move(name, batch.folder, name, sole=True)
    except OSError as error:  # a share may say so of a move that it made, when its first answer was lost
        return moved if holds(batch.folder, name, item.identity) else kept(item, plain_words(error))
    try:
        return moved if Identity.of(batch.folder.lstat(name)) == item.identity else _put_back(batch, item)
    except FileNotFoundError:
        return kept(item, "it was taken out of the trash again at once")
    except OSError as error:
        return replace(moved, reason=f"it could not be looked at in the trash: {plain_words(error)}")


def _put_back(batch: OpenBatch, item: ClearItem) -> Outcome:
    """Return a file that is not the planned one any more: it took its place between the look and the move."""
    name = item.path.name
    try:
        batch.folder.move(name, batch.onedata, name)
    except OSError as error:
        reason = f"it was replaced at the last moment, and the newer file is in the trash: {plain_words(error)}"
        return kept(item, reason, batch.folder.path / name)
    return kept(item, "it was replaced at the last moment")


def _remove_one(batch: OpenBatch, item: ClearItem, moved: Outcome) -> Outcome:
    if moved.reason:  # what could not be looked at again is not removed
        return replace(moved, done=False)
    try:
        batch.folder.remove(item.path.name)
    except OSError as error:
        return kept(item, f"it is in the trash, and cannot be removed: {plain_words(error)}", moved.trash_path)
    return replace(moved, trash_path=None)


def _delete_in_place(item: ClearItem) -> Outcome:
    if item.refused:
        return kept(item, item.refused)
    try:
        with Folder(item.path.parent) as onedata:
            if Identity.of(onedata.lstat(item.path.name)) != item.identity:
                return kept(item, _CHANGED)
            onedata.remove(item.path.name)
    except OSError as error:
        return kept(item, plain_words(error))
    return Outcome(item.path, True, "", None, item.size)


def _restore_all(
    batch: OpenBatch, names: Sequence[str], progress: Progress | None, cancel: Cancel
) -> tuple[Outcome, ...]:
    told = batch.read_journal()
    outcomes = [_restore_one(batch, name, told, stopped) for name, stopped in watched(names, progress, cancel)]
    if not told.is_newer:
        batch.sync()
        tidy(batch)
    return tuple(outcomes)


def _restore_one(batch: OpenBatch, name: str, told: Journal, stopped: bool) -> Outcome:
    origin, here = batch.onedata.path / name, batch.folder.path / name
    planned = told.planned.get(name)
    if stopped or told.is_newer:
        return Outcome(origin, False, _STOPPED if stopped else NEWER, here)
    try:
        status = batch.folder.lstat(name)
        if not (is_onedata_name(name) and is_file_or_link(status.st_mode)):
            return Outcome(origin, False, "it is nothing that was cleared", here, status.st_size)
        if not finish_double(batch, name):
            batch.folder.move(name, batch.onedata, name)
    except FileExistsError:
        reason = "a file of this name has come back; the older one stays in the trash"
        return Outcome(origin, False, reason, here, status.st_size)
    except FileNotFoundError:
        back = planned is not None and holds(batch.onedata, name, planned.identity)
        return Outcome(origin, back, "it was back already" if back else "it is not in the trash any more")
    except (OSError, ValueError) as error:
        reason = plain_words(error) if isinstance(error, OSError) else str(error)
        return Outcome(origin, False, reason, here)
    batch.say(name, "restored")
    changed = planned is not None and planned.identity != Identity.of(status)
    return Outcome(origin, True, "it was changed in the trash" if changed else "", None, status.st_size)


def _empty_all(
    batch: OpenBatch, files: Sequence[Trashed], progress: Progress | None, cancel: Cancel
) -> tuple[Outcome, ...]:
    newer = batch.read_journal().is_newer
    outcomes = [
        Outcome(file.origin, False, NEWER if newer else _STOPPED, file.path)
        if stopped or newer
        else _empty_one(batch, file)
        for file, stopped in watched(files, progress, cancel)
    ]
    if not newer:
        batch.sync()
        tidy(batch)
    return tuple(outcomes)


def _empty_one(batch: OpenBatch, file: Trashed) -> Outcome:
    name = file.path.name
    try:
        status = batch.folder.lstat(name)
        if not (is_onedata_name(name) and is_file_or_link(status.st_mode)):
            return Outcome(file.origin, False, "it is nothing that was cleared", file.path)
        if Identity.of(status) != file.identity:
            return Outcome(file.origin, False, _CHANGED, file.path)
        batch.folder.remove(name)
    except FileNotFoundError:
        return Outcome(file.origin, False, "it is not in the trash any more")
    except (OSError, ValueError) as error:
        reason = plain_words(error) if isinstance(error, OSError) else str(error)
        return Outcome(file.origin, False, reason, file.path)
    batch.say(name, "deleted")
    return Outcome(file.origin, True, "", None, status.st_size if status.st_nlink == 1 else 0)


def finish_double(batch: OpenBatch, name: str) -> bool:
    """Remove the name in the trash of a file that is back: an undo by links was killed before it did."""
    there = batch.folder.lstat(name)
    if there.st_nlink < 2 or not holds(batch.onedata, name, Identity.of(there)):
        return False
    batch.folder.remove(name)
    return True


def tidy(batch: OpenBatch) -> bool:
    """Remove a batch that holds nothing but its journal, and the trash when that was all; return whether it went."""
    batch.close_journal()
    try:
        names = batch.folder.names()
        if any(map(is_data_name, names)):
            return False
        for name in names:  # of this one look: what another program moves here meanwhile is not among them
            batch.folder.remove(name)
        batch.trash.remove_folder(batch.batch_id)
    except OSError as error:
        log.warning("%s: %s", batch.folder.path, error)
        return False
    tidy_trash(batch.onedata)
    return True


def tidy_trash(onedata: Folder) -> None:
    """Remove the trash of a onedata folder when there is nothing in it."""
    with suppress(OSError):  # it holds batches
        onedata.remove_folder(TRASH)
