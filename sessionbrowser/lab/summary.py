"""One line about a session: "1500 frames · 63 ROIs in 2 planes · 6.0 Hz · 18 trials"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sessionbrowser.sessions.kinds import FileFacts

if TYPE_CHECKING:  # the header above the table is painted before numpy is imported
    import numpy as np
    from numpy.typing import NDArray


def summarise(session: object, facts: Iterable[FileFacts], times: NDArray[np.floating[Any]] | None = None) -> str:
    """Say in one line what a session holds, as far as the facts of its files tell; opens no file.

    Parameters
    ----------
    session : object or None
        Its ``values`` (numFrames, numROIs, planeNames, numTrials) fill in what no file tells; it need not have any.
    facts : iterable of FileFacts
    times : (nFrames,) float ndarray, optional
        ``mpci.times`` in seconds, when somebody has read them; tells the frame rate.

    Returns
    -------
    str
        Parts joined by `` · ``; what is unknown is left out, so it may be empty.
    """
    facts = [fact for fact in facts if fact.can_be_shown]
    shapes = [(fact.stem, fact.shape) for fact in facts if fact.shape]
    frames = _most_common(shape[0] for stem, shape in shapes if stem.startswith("mpci."))
    rois = _most_common(shape[1] for stem, shape in shapes if stem.startswith("mpci.roi") and len(shape) == 2)
    trials = _most_common(shape[0] for stem, shape in shapes if stem.startswith("trials."))
    parts = (
        _count(frames or _value(session, "numFrames"), "frame"),
        _with_planes(rois or _value(session, "numROIs"), _planes(session, facts)),
        _rate(times),
        _count(trials or _value(session, "numTrials"), "trial"),
    )
    return " · ".join(part for part in parts if part)


def _most_common(lengths: Iterable[int]) -> int | None:
    """Return the length that most files agree on: one odd file does not speak for its session."""
    ranked = Counter(lengths).most_common(1)
    return ranked[0][0] if ranked else None


def _value(session: object, name: str) -> int | None:
    value = getattr(getattr(session, "values", None), name, None)
    return value if isinstance(value, int) and value > 0 else None


def _planes(session: object, facts: Sequence[FileFacts]) -> int:
    names = getattr(getattr(session, "values", None), "planeNames", None)
    if isinstance(names, list | tuple):
        return len(names)
    return max((len(step.rows) for fact in facts for step in fact.steps), default=0)


def _count(number: int | None, noun: str) -> str:
    return "" if number is None else f"{number} {noun}{'' if number == 1 else 's'}"


def _with_planes(rois: int | None, planes: int) -> str:
    text = _count(rois, "ROI")
    return f"{text} in {_count(planes, 'plane')}" if text and planes else text


def _rate(times: NDArray[np.floating[Any]] | None) -> str:
    """Return the median frame rate: robust against a pause between two parts of a recording."""
    if times is None or times.ndim != 1 or times.size < 2:
        return ""
    import numpy as np

    if not np.isfinite(times).all():
        return ""
    steps = np.sort(np.diff(times))
    # Not by `np.median`: that imports numpy.ma, and the first picture would wait for it.
    step = float(steps[(steps.size - 1) // 2 : steps.size // 2 + 1].mean())
    return f"{1 / step:.1f} Hz" if step > 0 else ""
