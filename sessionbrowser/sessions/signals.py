"""All signals of an ROI: which files of a session have the same frames and ROIs as one that is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.sessions.kinds import FileFacts
from sessionbrowser.sessions.natural import natural_key
from sessionbrowser.sessions.opening import Opened, open_one
from sessionbrowser.sessions.spks import open_spks, spks_entry

_ORDER = ("raw", "neuropil", "corrected", "deconvolved", "oasis", "significant", "sigbase", "sigrebase")
"""From what was measured to what was made of it."""
_NAMES = {"raw": "F"}


@dataclass(frozen=True, slots=True)
class Signal:
    """One signal of every ROI.

    Attributes
    ----------
    name : str
        "F", "neuropil", "corrected", "oasis"; "roiActivityChan2" where the session knows no shorter name.
    path : Path
        Of its file; of a computed one, what stands for it in its facts.
    spks_type : str
        Its type of spks, where it is one.
    roi_axis : int
        Which axis counts ROIs; the other is that of time.
    """

    name: str
    path: Path
    spks_type: str = ""
    roi_axis: int = 1


def signals_like(opened: Opened, facts: Iterable[FileFacts], session: Any) -> tuple[Signal, ...]:
    """Return the signals that go with one that is shown, itself among them.

    Parameters
    ----------
    opened : Opened
        With an axis of frames and one of ROIs, else nothing goes with it.
    facts : iterable of FileFacts
        Of the session's onedata; of the files in a plane of suite2p when one of these is shown.
    session : object

    Returns
    -------
    tuple of Signal
        From F to what was made of it, then others by name. Only what is well, and of the very same shape.
    """
    from sessionbrowser.sessions.axes import axis_names  # not before there is something to show

    known = [each for each in facts if each.can_be_shown and each.shape is not None]
    axes, lengths = [axis.name for axis in opened.axes], tuple(axis.length for axis in opened.axes)
    if sorted(axes) != ["ROI", "frame"]:
        return ()
    roi_axis = axes.index("ROI")
    here = opened.facts.path.parent
    alike = [
        each
        for each in known
        if each.path.parent == here and each.shape == lengths and list(axis_names(each.path, each.shape)) == axes
    ]
    entry = spks_entry(session, known)
    types = {} if entry is None else {each.facts.path: each for each in entry.types}
    computed = [kind.facts for kind in types.values() if kind.is_computed and kind.can_be_shown]
    alike += [each for each in computed if each.path.parent == here and each.shape == lengths]
    signals = []
    for each in alike:
        kind = types[each.path].name if each.path in types else ""
        signals.append(Signal(_NAMES.get(kind, kind) or _own_name(each), each.path, kind, roi_axis))
    return tuple(sorted(signals, key=_place))


def open_signal(session: Any, signal: Signal, *, cancel: Cancel = NEVER, budget: int | None = None) -> Opened:
    """Open a signal (see `open_one`)."""
    if signal.spks_type:
        return open_spks(session, signal.spks_type, cancel=cancel, budget=budget)
    return open_one(session, signal.path, cancel=cancel, budget=budget)


def _own_name(facts: FileFacts) -> str:
    return facts.stem.partition(".")[2] or facts.stem


def _place(signal: Signal) -> tuple[int, Any]:
    known = signal.spks_type in _ORDER
    return _ORDER.index(signal.spks_type) if known else len(_ORDER), natural_key(signal.name)
