"""Which class makes a session of a folder: our own, one that is installed, or one named on the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

GROUP = "sessionbrowser.sessions"
"""The entry-point group in which a lab's package names its session classes."""

_KEYWORDS = ("root", "mouse", "date", "id")


class UsageError(ValueError):
    """What was asked for cannot be: one clear line."""


class SessionFactory(Protocol):
    """Makes the session object of a session folder."""

    def __call__(
        self,
        folder: Path,
        *,
        root: Path | None = None,
        mouse: str | None = None,
        date: str | None = None,
        id: str | None = None,
    ) -> Any:
        """Return an object with the members of `SessionData`."""


def resolve_factory(spec: str | None) -> SessionFactory:
    """Return what makes sessions.

    Parameters
    ----------
    spec : str or None
        ``package.module:factory``, or the name of an installed one (entry-point group ``sessionbrowser.sessions``).
        None for the one that is installed, or `Suite2pSession` when none is.

    Returns
    -------
    SessionFactory
        Hands a factory that takes fewer keywords only those.

    Raises
    ------
    UsageError
        When there is no such thing, or it cannot be imported or called; on the first call, when several are installed
        and none was chosen.
    """
    if spec is None:
        return _Installed()
    if ":" in spec:
        return _adapted(_imported(spec), spec)
    known = _entry_points()
    if spec not in known:
        listed = f"installed: {', '.join(known)}" if known else "none is installed"
        raise UsageError(f"--session-class: give package.module:factory; {spec!r} is not the name of one ({listed})")
    return _adapted(_loaded(known[spec]), spec)


class _Installed:
    """The one session class that is installed, else our own; looked for when the first session is opened.

    The list of what is installed takes as long to read as half a window takes to paint.
    """

    def __init__(self) -> None:
        self._factory: SessionFactory | None = None

    def __call__(self, folder: Path, **told: Any) -> Any:
        if self._factory is None:
            self._factory = _installed_or_ours()
        return self._factory(folder, **told)


def _installed_or_ours() -> SessionFactory:
    known = _entry_points()
    if len(known) > 1:
        raise UsageError(f"several session classes are installed: choose by --session-class {' or '.join(known)}")
    for name, entry in known.items():
        return _adapted(_loaded(entry), name)
    return _suite2p


def _suite2p(
    folder: Path,
    *,
    root: Path | None = None,
    mouse: str | None = None,
    date: str | None = None,
    id: str | None = None,
) -> Any:
    from sessionbrowser.sessions.suite2p import Suite2pSession  # not before the first session: it needs numpy

    if root is None or mouse is None or date is None:
        return Suite2pSession.from_path(folder)
    return Suite2pSession(mouse, date, id, root=root)


def _entry_points() -> dict[str, Any]:
    if not _may_be_any():
        return {}
    from importlib.metadata import entry_points

    return {entry.name: entry for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name)}


def _may_be_any() -> bool:
    """Whether any list of entry points names our group, or a part of the path is no folder that tells.

    Importing what reads such lists well takes longer than reading all of them, and few labs have a class installed.
    """
    for part in sys.path:
        if os.path.isfile(part) or any(map(_names_our_group, _lists_of_entry_points(part or "."))):  # noqa: PTH113
            return True
    return False


def _lists_of_entry_points(folder: str) -> list[str]:
    try:
        with os.scandir(folder) as found:
            infos = [each.path for each in found if each.name.endswith((".dist-info", ".egg-info"))]
    except OSError:
        return []
    return [os.path.join(info, "entry_points.txt") for info in infos]  # noqa: PTH118 - thousands may be there


def _names_our_group(path: str) -> bool:
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            return GROUP.encode() in file.read()
    except OSError:
        return False


def _loaded(entry: Any) -> Any:
    try:
        return entry.load()
    except Exception as error:
        raise UsageError(
            f"the session class {entry.name} ({entry.value}) cannot be imported: {_said(error)}"
        ) from error


def _imported(spec: str) -> Any:
    module, _, names = spec.partition(":")
    if not module or not names or not all(part.isidentifier() for part in (*module.split("."), *names.split("."))):
        raise UsageError(f"--session-class: {spec!r} is not of the form package.module:factory")
    try:
        found: Any = import_module(module)
    except Exception as error:
        raise UsageError(f"--session-class: {module} cannot be imported: {_said(error)}") from error
    for name in names.split("."):
        if not hasattr(found, name):
            raise UsageError(f"--session-class: {module} has no {names}")
        found = getattr(found, name)
    return found


def _adapted(found: Any, spec: str) -> SessionFactory:
    """Return a factory that hands this one, function or class, the keywords that it takes."""
    factory = getattr(found, "from_path", found)
    if not callable(factory):
        raise UsageError(f"--session-class: {spec} cannot be called with a session folder")
    taken = _keywords_taken(factory, spec)

    def make(folder: Path, **told: Any) -> Any:
        return factory(folder, **{name: told[name] for name in taken if name in told})

    return make


def _keywords_taken(factory: Callable[..., Any], spec: str) -> tuple[str, ...]:
    import inspect

    try:
        signature = inspect.signature(factory)
    except (TypeError, ValueError):  # some callables do not tell: the folder alone is safe
        return ()
    parameters = signature.parameters.values()
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters):
        return _KEYWORDS
    by_name = {p.name for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)}
    taken = tuple(name for name in _KEYWORDS if name in by_name)
    try:
        signature.bind(Path(), **dict.fromkeys(taken))
    except TypeError as error:
        raise UsageError(f"--session-class: {spec} cannot be called with a session folder: {error}") from None
    return taken


def _said(error: BaseException) -> str:
    """Return what an error says, on one line."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
