"""What happens along time in a session: licks, rewards, trials, where the animal is; told from headers alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.sessions.kinds import FileFacts, Kind
from sessionbrowser.sessions.layout import find_onedata, list_entries
from sessionbrowser.sessions.natural import natural_key

if TYPE_CHECKING:  # a panel of the window tells of them: a window comes before numpy
    from sessionbrowser.sessions.track_loading import LoadedTrack

TrackKind = Literal["ticks", "strip", "spans"]
Way = Literal["events", "samples", "speed", "trials"]

_TRIALS = "trials.startTimes"
_POSITION = "positionTracking"
_WHEEL = "wheelPosition"
_FRAMES = "mpci"
_KNOWN = ("licks.times", "rewards.times", f"{_POSITION}.times", f"{_WHEEL}.times", f"{_FRAMES}.times")


@dataclass(frozen=True, slots=True)
class Track:
    """One thing that happens along time; what its files hold is not read yet.

    Attributes
    ----------
    name : str
        "licks", "rewards", "position", "speed", "trial starts", "environments"; "pupil" for pupil.times of a lab's own.
    kind : {"ticks", "strip", "spans"}
        Moments, a value at each sample, or stretches of time.
    times : Path
        The file of its times, in seconds.
    values : Path or None
        The file of its values, as many.
    unit : str
        Of the values as they are loaded.
    count : int
        Moments, samples or trials.
    problem : str
        Why it cannot be shown; empty when it can, as far as headers tell.
    way : {"events", "samples", "speed", "trials"}
        How it is loaded.
    pieces : Path or None
        The file with the first sample of each trial: a strip has a gap before each.
    ends : tuple of Path
        Files of times, the last of which ends the last span.
    """

    name: str
    kind: TrackKind
    times: Path
    values: Path | None = None
    unit: str = ""
    count: int = 0
    problem: str = ""
    way: Way = "events"
    pieces: Path | None = None
    ends: tuple[Path, ...] = ()


def events_of(facts: Iterable[FileFacts]) -> tuple[Track, ...]:
    """Return what happens along time in a session.

    Parameters
    ----------
    facts : iterable of FileFacts
        Of its onedata files.

    Returns
    -------
    tuple of Track
        Only what there are files for; those whose files are broken, or do not go together, say so in `problem`.
    """
    by_stem = {each.stem: each for each in facts if each.path.suffix == ".npy"}
    known = (
        _events(by_stem, "licks", "licks.times"),
        _events(by_stem, "rewards", "rewards.times"),
        _samples(by_stem, "position", _POSITION),
        _speed(by_stem),
        _events(by_stem, "trial starts", _TRIALS),
        _environments(by_stem),
    )
    others = sorted((stem for stem in by_stem if _is_others(stem)), key=natural_key)
    return tuple(
        track for track in (*known, *(_events(by_stem, _name(stem), stem) for stem in others)) if track is not None
    )


def events_in(session_folder: Path) -> tuple[Track, ...]:
    """Return what happens along time in a session, by the headers of its files (see `events_of`)."""
    from sessionbrowser.sessions.facts import inspect_file

    onedata = find_onedata(session_folder)
    paths = [] if onedata is None else list_entries(onedata)
    return events_of(inspect_file(path) for path in paths if path.suffix == ".npy")


def load_track(track: Track, cancel: Cancel = NEVER) -> LoadedTrack:
    """Read a track.

    Parameters
    ----------
    track : Track
    cancel : Cancel

    Returns
    -------
    LoadedTrack

    Raises
    ------
    Damaged
        When its times are not increasing, or the files changed and do not go together any more.
    OneDataError, OSError
        When its files cannot be read.
    Cancelled
        When nobody waits for it any more.
    """
    from sessionbrowser.sessions.track_loading import load

    return load(track, cancel)


def _events(by_stem: Mapping[str, FileFacts], name: str, stem: str) -> Track | None:
    times = by_stem.get(stem)
    if times is None:
        return None
    return Track(name, "ticks", times.path, count=_count(times), problem=_problem(times))


def _samples(by_stem: Mapping[str, FileFacts], name: str, thing: str) -> Track | None:
    """Return the position that a thing keeps at each of its samples."""
    times, values = by_stem.get(f"{thing}.times"), by_stem.get(f"{thing}.position")
    if times is None or values is None:
        return None
    pieces = by_stem.get("trials.positionTracking") if thing == _POSITION else None
    path = None if pieces is None or _problem(pieces) else pieces.path
    problem = _problem(times, values)
    return Track(name, "strip", times.path, values.path, "cm", _count(times), problem, "samples", path)


def _speed(by_stem: Mapping[str, FileFacts]) -> Track | None:
    """Return the speed on the wheel, which is recorded all along; where there is none, that on the track."""
    found = [track for thing in (_WHEEL, _POSITION) if (track := _samples(by_stem, "speed", thing)) is not None]
    found.sort(key=lambda track: bool(track.problem))
    return replace(found[0], unit="cm/s", way="speed") if found else None


def _environments(by_stem: Mapping[str, FileFacts]) -> Track | None:
    times, values = by_stem.get(_TRIALS), by_stem.get("trials.environmentIndex")
    if times is None or values is None:
        return None
    clocks = (by_stem.get(f"{thing}.times") for thing in (_POSITION, _FRAMES))
    ends = tuple(clock.path for clock in clocks if clock is not None and not _problem(clock))
    problem = _problem(times, values)
    return Track("environments", "spans", times.path, values.path, "", _count(times), problem, "trials", ends=ends)


def _is_others(stem: str) -> bool:
    """Whether this is a file of times that only its lab knows: OBJECT.times, or OBJECT.something_times."""
    attribute = stem.partition(".")[2]
    return stem not in _KNOWN and (attribute == "times" or attribute.endswith("_times"))


def _name(stem: str) -> str:
    return stem.removesuffix("times").rstrip("._")


def _count(facts: FileFacts) -> int:
    return facts.shape[0] if facts.shape else 0


def _problem(times: FileFacts, values: FileFacts | None = None) -> str:
    """Return why these files make no track; empty when they do."""
    for facts in (times, values):
        if facts is not None and (why := _why_no_list(facts)):
            return f"{facts.name}: {why}"
    if values is not None and values.shape != times.shape:
        return f"{values.name} has {_count(values)} values for {_count(times)} times"
    return ""


def _why_no_list(facts: FileFacts) -> str:
    if not facts.can_be_shown:
        return facts.health.why or str(facts.health.state)
    if facts.kind is not Kind.ARRAY or not (facts.dtype or "").startswith(("int", "uint", "float")):
        return "it holds no numbers"
    return "" if facts.shape is not None and len(facts.shape) == 1 else "it holds no list of numbers"
