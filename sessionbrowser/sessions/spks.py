"""The activity of a session as one thing: its types, which file each is from, and opening any of them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.errors import Missing
from sessionbrowser.sessions.kinds import FileFacts, Health, Kind, State
from sessionbrowser.sessions.layout import find_onedata
from sessionbrowser.sessions.opening import Opened, open_one

if TYPE_CHECKING:  # a row of the table tells of it: a window comes before numpy
    from sessionbrowser.arrays.source import ArraySource

log = logging.getLogger(__name__)

SENSIBLE_ORDER = ("oasis", "significant", "deconvolved", "sigrebase", "sigbase", "raw", "corrected", "neuropil")
"""Which type is shown first when the session does not say."""


class ComputedSpks(NamedTuple):
    """How a type of spks that no file holds comes about.

    Attributes
    ----------
    files : tuple of str
        Names of the onedata files that it is computed from.
    formula : str
        For people.
    source : callable
        Takes a `Cancel`, gives an `ArraySource` (frames, ROIs), or None where it has to be computed whole.
    """

    files: tuple[str, ...]
    formula: str
    source: Callable[[Cancel], ArraySource | None]


class SpksType(NamedTuple):
    """One type of a session's activity.

    Attributes
    ----------
    name : str
        As the session calls it: "oasis".
    facts : FileFacts
        Of its file; of a computed one, what the files that it is computed from tell.
    is_computed : bool
        Whether no file holds it.
    """

    name: str
    facts: FileFacts
    is_computed: bool = False

    @property
    def origin(self) -> str:
        """The onedata name of its file, or "computed"."""
        return "computed" if self.is_computed else self.facts.stem

    @property
    def can_be_shown(self) -> bool:
        """Whether it is well, as far as is known."""
        return self.facts.can_be_shown


class SpksEntry(NamedTuple):
    """The entry "spks" of a session.

    Attributes
    ----------
    types : tuple of SpksType
        Those that are there, in the session's own order; never empty.
    default : str
        The name of the one to show first.
    """

    types: tuple[SpksType, ...]
    default: str

    def of(self, name: str) -> SpksType:
        """Return the type of this name, or the default where there is none (any more)."""
        by_name = {each.name: each for each in self.types}
        return by_name.get(name, by_name[self.default])


def spks_entry(session: Any, facts: Sequence[FileFacts]) -> SpksEntry | None:
    """Return what spks a session has; looks for files, opens none.

    Parameters
    ----------
    session : object
        With `available_spks_types` or `spks_types`; everything else about spks is optional.
    facts : sequence of FileFacts
        Of its onedata files, as far as they are known.

    Returns
    -------
    SpksEntry or None
        None for a session without types of spks, and for one whose class fails to tell; the log says why.
    """
    try:
        return _entry(session, facts)
    except Exception as error:  # noqa: BLE001 - a lab's own class may fail in any way
        log.warning("what spks there is stays unknown: %s: %s", type(error).__name__, error)
        return None


def _entry(session: Any, facts: Sequence[FileFacts]) -> SpksEntry | None:
    names = spks_types(session)
    if not names:
        return None
    known = {each.name: each for each in facts}
    files, folder = _files(session), _onedata(session)
    computed = _Computed(session, known)
    types = tuple(
        SpksType(name, known.get(files[name], FileFacts(folder / files[name])))
        if name in files
        else SpksType(name, computed.facts(name, folder), is_computed=True)
        for name in names
    )
    return SpksEntry(types, _default(session, types))


def spks_types(session: Any) -> tuple[str, ...]:
    """Return the types of spks that a session has, in its own order; none when its class knows nothing of types."""
    told = getattr(session, "available_spks_types", None)
    if told is None:
        told = getattr(session, "spks_types", None)
    if callable(told):
        told = told()
    return tuple(str(name) for name in ((told,) if isinstance(told, str) else told or ()))


def open_spks(session: Any, name: str, *, cancel: Cancel = NEVER, budget: int | None = None) -> Opened:
    """Open one type of a session's activity, in place where that can be.

    Parameters
    ----------
    session : object
    name : str
        One of `spks_types`.
    cancel : Cancel
    budget : int, optional
        Bytes of memory that it may take; half of what is free unless given.

    Returns
    -------
    Opened
        (frames, ROIs), in arbitrary units; to be closed. A computed one has facts of no file: its path leads nowhere.

    Raises
    ------
    OneDataError, OSError
        When it cannot be shown.
    Cancelled
        When nobody waits for it any more.
    """
    from sessionbrowser.sessions.following import lab_code
    from sessionbrowser.sessions.spks_opening import open_computed, open_whole

    with lab_code(Path(session.data_path)):
        names, files, folder = spks_types(session), _files(session), _onedata(session)
    if name not in names:
        listed = f"There is {', '.join(names)}." if names else "There is no spks at all."
        raise Missing(f"there is no spks of type {name}", folder.parent, listed)
    if name in files:
        return open_one(session, folder / files[name], cancel=cancel, budget=budget)
    path = place_of(name, folder)
    found = open_computed(session, name, path, cancel)
    return open_whole(session, name, path, cancel, budget) if found is None else found


def python_to_load_spks(session: Any, name: str) -> str:
    """Return lines of Python that load a type of spks with this library, ready to run."""
    return _lines(session, name, _onedata(session))


def python_to_load_path(session: Any, path: Path) -> str:
    """Return lines of Python that load a file, or the spks that such a path stands for (see `place_of`)."""
    from sessionbrowser.sessions.openers import lines_to_load

    name = _type_at(path)
    return lines_to_load(session, path) if session is None or not name else _lines(session, name, path.parent)


def _lines(session: Any, name: str, folder: Path) -> str:
    from sessionbrowser.sessions.openers import lines_to_load, lines_to_make

    files = _files(session)
    if name in files:
        return lines_to_load(session, folder / files[name])
    made = lines_to_make(session, folder / "any.npy")
    return f"{made or 'session = ...  # as your lab makes it'}\ndata = session.get_spks({name!r})\n"


def open_path(session: Any, path: Path, *, cancel: Cancel = NEVER, budget: int | None = None) -> Opened:
    """Open a file, or the spks that such a path stands for (see `place_of`); the rest is as for `open_spks`."""
    name = _type_at(path)
    if session is None or not name:
        return open_one(session, path, cancel=cancel, budget=budget)
    return open_spks(session, name, cancel=cancel, budget=budget)


def _type_at(path: Path) -> str:
    """Return the type of spks that a path stands for; nothing for the path of a file."""
    name = path.name.removeprefix("spks (").removesuffix(")")
    return name if path == place_of(name, path.parent) else ""


def place_of(name: str, folder: Path) -> Path:
    """Return what stands for the path of a type that no file holds."""
    return folder / f"spks ({name})"


def _default(session: Any, types: tuple[SpksType, ...]) -> str:
    """Return the session's own choice; else the first sensible one; a broken one only when all are."""
    well = [each.name for each in types if each.can_be_shown] or [each.name for each in types]
    for name in (getattr(session, "spks_type", None), *SENSIBLE_ORDER):
        if name in well:
            return str(name)
    return well[0]


def _onedata(session: Any) -> Path:
    folder = getattr(session, "one_path", None)
    if folder is not None:
        return Path(folder)
    home = Path(session.data_path)
    return find_onedata(home) or home / "onedata"


def _files(session: Any) -> Mapping[str, str]:
    """Return the file of each type that is one file.

    A class that overrides `get_spks` gives something of its own: its parent's files do not tell what any more.
    """
    files = getattr(session, "SPKS_FILES", None)
    if not isinstance(files, Mapping):
        return {}
    return files if _depth(session, "SPKS_FILES") <= _depth(session, "get_spks") else {}


def _depth(session: Any, member: str) -> int:
    """Return how many classes up a member is defined; -1 for one of the object itself."""
    if member in getattr(session, "__dict__", {}):
        return -1
    homes = [place for place, kind in enumerate(type(session).__mro__) if member in vars(kind)]
    return homes[0] if homes else len(type(session).__mro__)


def computed_spks(session: Any) -> Mapping[str, ComputedSpks]:
    """Return how a session's class computes types of spks in place; a class that knows nothing of it has none."""
    told = getattr(session, "computed_spks", None)
    return told if isinstance(told, Mapping) and _depth(session, "computed_spks") <= _depth(session, "get_spks") else {}


class _Computed:
    """What is known of types that no file holds, from the facts of the files that they are computed from."""

    def __init__(self, session: Any, known: Mapping[str, FileFacts]) -> None:
        self.known = known
        self.health = Health()
        self.ways: Mapping[str, ComputedSpks] = {}
        try:
            self.ways = computed_spks(session)
        except Exception as error:  # noqa: BLE001 - a lab's own class may fail in any way
            self.health = Health.of(error)

    def facts(self, name: str, folder: Path) -> FileFacts:
        facts = FileFacts(place_of(name, folder), Kind.ARRAY, "computed", health=self.health)
        way = self.ways.get(name)
        if way is None:
            return facts
        facts = facts._replace(detail=way.formula)
        parts = [self.known[file] for file in way.files if file in self.known]
        if not parts or len(parts) < len(way.files):
            return facts
        first = parts[0]
        facts = facts._replace(health=_health_of(parts), modified_ns=max(part.modified_ns for part in parts))
        alike = len({part.dtype for part in parts}) == 1 and (first.dtype or "").startswith("float")
        if not facts.can_be_shown or not alike:
            return facts
        return facts._replace(shape=first.shape, dtype=first.dtype, dense=first.dense)


def _health_of(parts: Sequence[FileFacts]) -> Health:
    """Return the health of what is computed from these: that of the first that is not well."""
    for part in parts:
        if not part.can_be_shown:
            return part.health._replace(why=f"{part.stem}: {part.health.why}")
    if len({part.shape for part in parts}) > 1:
        return Health(State.DAMAGED, f"{' and '.join(part.stem for part in parts)} differ in shape")
    return Health()
