"""Clearing, undoing it, and emptying the trash: the one place in the package that moves or removes data files.

A plan is done through folders held open. A journal with the whole plan lies in the trash before the first file moves;
each file is compared with the plan, moved without overwriting anything, and compared again. At every moment each file
is whole, in its place or in the trash, and where it is can be seen from the disk alone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.folders import Folder
from sessionbrowser.platform import Identity
from sessionbrowser.sessions.batch import OpenBatch, new_batch_id, onedata_of
from sessionbrowser.sessions.journal import Journal
from sessionbrowser.sessions.plan import ClearItem, ClearPlan
from sessionbrowser.sessions.planning import folder_of, is_onedata_name
from sessionbrowser.sessions.progress import Progress, watched
from sessionbrowser.sessions.reports import FULL, ClearReport, EmptyReport, Outcome, RestoreReport, kept, plain_words
from sessionbrowser.sessions.trash import (
    NEWER,
    TRASH,
    Trashed,
    data_names,
    holds,
    is_data_name,
    is_file_or_link,
    is_in,
    same,
    why_not_moved,
)

log = logging.getLogger(__name__)

_CHANGED = "it changed after the list was made"
_STOPPED = "it was not reached: the work was stopped before"
_NOT_OURS = "it is nothing that was cleared"
_NOT_THERE = "it is not in the trash any more"


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
        The folder of the batch, ``onedata/.trash/ID``; ValueError when it is no such path.
    names : collection of str, optional
        File names; all that are there by default.
    progress, cancel
        As of `move_to_trash`.

    Returns
    -------
    RestoreReport
        An outcome for each file. What is not back is still in the trash, and the reason says why.
    """

    def all_of(batch: OpenBatch) -> list[Outcome]:
        told = batch.read_journal()
        wanted = sorted(data_names(batch.folder)) if names is None else list(dict.fromkeys(names))
        return [_restore_one(batch, name, told, stopped) for name, stopped in watched(wanted, progress, cancel)]

    onedata = onedata_of(trash_folder)
    lost = [trash_folder] if names is None else [onedata / name for name in names]
    return RestoreReport(_in_batch(trash_folder, all_of, lost))


def empty_batch(
    trash_folder: Path, files: Sequence[Trashed], *, progress: Progress | None = None, cancel: Cancel = NEVER
) -> EmptyReport:
    """Remove files of a batch for good: exactly these, and only those that still are what was listed.

    Parameters
    ----------
    files : sequence of Trashed
        Of this batch, as `list_trash` gave them; ValueError when one is not.
    trash_folder, progress, cancel
        As of `restore`.

    Returns
    -------
    EmptyReport
        An outcome for each file. What is not gone is as it was, and the reason says why.
    """
    for file in files:
        if file.path.parent != trash_folder:
            raise ValueError(f"{file.path} is not in {trash_folder}")

    def all_of(batch: OpenBatch) -> list[Outcome]:
        newer = batch.read_journal().is_newer
        return [_empty_one(batch, file, newer, stopped) for file, stopped in watched(files, progress, cancel)]

    return EmptyReport(_in_batch(trash_folder, all_of, [file.origin for file in files]))


def _in_batch(
    trash_folder: Path, do: Callable[[OpenBatch], Sequence[Outcome]], lost: Sequence[Path]
) -> tuple[Outcome, ...]:
    """Do something with the files of a batch, then tidy up; `lost` are those to answer for when it cannot be opened."""
    try:
        with OpenBatch(onedata_of(trash_folder), trash_folder.name) as batch:
            outcomes = tuple(do(batch))
            if any(outcome.done for outcome in outcomes):
                batch.sync()
                tidy(batch)
            return outcomes
    except OSError as error:  # from opening and listing alone: what goes wrong with a file is its outcome
        reason = "its trash folder is gone" if isinstance(error, FileNotFoundError) else plain_words(error)
        return tuple(Outcome(path, False, reason) for path in lost)


def _carry_out(
    plan: ClearPlan, batch_id: str, progress: Progress | None, cancel: Cancel, *, permanently: bool
) -> ClearReport:
    items = plan.accepted
    if not items:
        return ClearReport.of(plan, ())
    try:
        batch = _new_batch(folder_of(items), batch_id, items)
    except OSError as error:
        if permanently and error.errno in FULL:
            return ClearReport.of(plan, map(_delete_in_place, items))
        reason = f"nothing was moved: {plain_words(error)}"
        return ClearReport.of(plan, (kept(item, reason) for item in items), batch_id)
    with batch:
        outcomes = [
            kept(item, _STOPPED) if stopped else _clear_one(batch, item, permanently)
            for item, stopped in watched(items, progress, cancel)
        ]
        batch.sync()
        stays = not tidy(batch)
    return ClearReport.of(plan, outcomes, batch_id, (batch.folder.path,) if stays else ())


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
        if not same(batch.onedata.lstat(name), item.identity):
            return kept(item, _CHANGED)
        batch.onedata.move(name, batch.folder, name, sole=True)
    except OSError as error:  # a share may say so of a move that it made, when its first answer was lost
        there = holds(batch.folder, name, item.identity)
        return moved if there else kept(item, why_not_moved(batch.onedata, name, item.identity, error))
    try:
        return moved if same(batch.folder.lstat(name), item.identity) else _put_back(batch, item)
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
    try:
        with Folder(item.path.parent) as onedata:
            if not same(onedata.lstat(item.path.name), item.identity):
                return kept(item, _CHANGED)
            onedata.remove(item.path.name)
    except OSError as error:
        return kept(item, plain_words(error))
    return Outcome(item.path, True, "", None, item.size)


def _restore_one(batch: OpenBatch, name: str, told: Journal, stopped: bool) -> Outcome:
    origin, here = batch.onedata.path / name, batch.folder.path / name
    planned = told.planned.get(name)
    if stopped or told.is_newer:
        return Outcome(origin, False, _STOPPED if stopped else NEWER, here)
    try:
        status = batch.folder.lstat(name)
        if not (is_onedata_name(name) and is_file_or_link(status.st_mode)):
            return Outcome(origin, False, _NOT_OURS, here, status.st_size)
        if not finish_double(batch, name):
            batch.folder.move(name, batch.onedata, name)
    except FileExistsError:
        reason = "a file of this name has come back; the older one stays in the trash"
        return Outcome(origin, False, reason, here, status.st_size)
    except FileNotFoundError:
        back = planned is not None and is_in(batch.onedata, planned)
        return Outcome(origin, back, "it was back already" if back else _NOT_THERE)
    except (OSError, ValueError) as error:
        return Outcome(origin, False, plain_words(error), here)
    batch.say(name, "restored")
    changed = planned is not None and not planned.fits(status)
    return Outcome(origin, True, "it was changed in the trash" if changed else "", None, status.st_size)


def _empty_one(batch: OpenBatch, file: Trashed, newer: bool, stopped: bool) -> Outcome:
    name = file.path.name
    if stopped or newer:
        return Outcome(file.origin, False, _STOPPED if stopped else NEWER, file.path)
    try:
        status = batch.folder.lstat(name)
        if not (is_onedata_name(name) and is_file_or_link(status.st_mode)):
            return Outcome(file.origin, False, _NOT_OURS, file.path)
        if not same(status, file.identity):
            return Outcome(file.origin, False, _CHANGED, file.path)
        batch.folder.remove(name)
    except FileNotFoundError:
        return Outcome(file.origin, False, _NOT_THERE)
    except (OSError, ValueError) as error:
        return Outcome(file.origin, False, plain_words(error), file.path)
    if holds(batch.onedata, name, file.identity):  # where undoing goes by links, it may have been between its two steps
        return Outcome(file.origin, False, "it was taken back at the same moment")
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
