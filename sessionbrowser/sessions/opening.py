"""Opening one file to be looked at: lazily where that can be, whole and within memory where not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sessionbrowser.arrays.cancel import NEVER, Cancel

if TYPE_CHECKING:  # what it takes is imported when the first file is opened: a window comes before
    import numpy as np
    from numpy.typing import NDArray

    from sessionbrowser.arrays.source import ArraySource
    from sessionbrowser.sessions.kinds import FileFacts


@dataclass(frozen=True, eq=False)
class Axis:
    """One axis of an array.

    Attributes
    ----------
    name : str
        What it counts: "frame", "ROI", "trial", "sample" …; "axis 2" where nothing tells.
    length : int
    unit : str
        Of the times: "s"; empty when there are none.
    path_of_times : Path or None
        The file that they are from.
    times : (length,) float64 ndarray or None
        Strictly increasing, in seconds.
    note : str
        Why there are none though a file of times is there.
    """

    name: str
    length: int
    unit: str = ""
    path_of_times: Path | None = None
    times: NDArray[np.float64] | None = None
    note: str = ""

    def places_of(self, times: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where along the axis moments lie, however irregular its times are.

        Parameters
        ----------
        times : ndarray of float64
            Seconds; of any shape.

        Returns
        -------
        ndarray of float64
            In samples, of the same shape: 3.25 lies between sample 3 and sample 4, a quarter of the way in time. NaN
            before the first sample and after the last, for NaN, and on an axis without times.
        """
        import numpy as np

        if self.times is None or not len(self.times):
            return np.full(np.shape(times), np.nan)
        places: NDArray[np.float64] = np.interp(times, self.times, np.arange(self.length), np.nan, np.nan)
        return places


class Plane(NamedTuple):
    """The ROIs from `start` up to `stop` are of this plane."""

    name: str
    start: int
    stop: int


@dataclass(frozen=True, eq=False)
class Opened:
    """An open file.

    Attributes
    ----------
    facts : FileFacts
        As they were when it was opened.
    source : ArraySource or None
        For an array of plain values.
    value : object or None
        For anything else: a dict, a list, an object array.
    axes : tuple of Axis
        Of the source.
    planes : tuple of Plane
        Along the axis that counts ROIs.
    notes : tuple of str
        How it was opened, and what is worth knowing.
    unit : str
        Of the values: "s", "cm", "a.u."; empty where nothing tells.
    """

    facts: FileFacts
    source: ArraySource | None
    value: object | None
    axes: tuple[Axis, ...] = ()
    planes: tuple[Plane, ...] = ()
    notes: tuple[str, ...] = ()
    unit: str = ""

    def close(self) -> None:
        """Let go of the files."""
        if self.source is not None:
            self.source.close()


def open_one(session: Any, path: Path, *, cancel: Cancel = NEVER, budget: int | None = None) -> Opened:
    """Open a onedata file, or a file of suite2p, for looking at it.

    Parameters
    ----------
    session : object or None
        Anything with the members of `SessionData`; recipes need one.
    path : Path
    cancel : Cancel
    budget : int, optional
        Bytes of memory that it may take; half of what is free unless given.

    Returns
    -------
    Opened
        To be closed.

    Raises
    ------
    OneDataError, OSError
        When it cannot be shown.
    Cancelled
        When nobody waits for it any more.
    """
    from sessionbrowser.sessions.facts import examine
    from sessionbrowser.sessions.openers import open_found

    finding = examine(path, session)
    if finding.error is not None:
        raise finding.error
    cancel.check()
    return open_found(session, finding.facts, cancel, budget)


def python_to_load(session: Any, path: Path) -> str:
    """Return lines of Python that load a file with this library, ready to run."""
    from sessionbrowser.sessions.openers import lines_to_load

    return lines_to_load(session, path)
