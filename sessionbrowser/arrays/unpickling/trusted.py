"""Classes and functions that a lab's own session class vouches for: the one place where a file names what is run.

Nothing comes here unless a subclass lists ``module.name`` in its ``trusted_globals``; the app itself never does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from importlib import import_module
from typing import Any

from sessionbrowser.arrays.unpickling.pickled import Malformed, shown


class Trusted:
    """The real things behind trusted names, imported when a file first names them.

    Parameters
    ----------
    names : collection of str
        ``module.name``, exactly as the pickle spells it.

    Attributes
    ----------
    types : set of type
        The classes met so far; their instances may be given a state.
    """

    def __init__(self, names: Collection[str]) -> None:
        self.names = frozenset(names)
        self.types: set[type] = set()
        self._met: list[object] = []

    def load(self, module: str, name: str) -> object:
        """Import and return a trusted global; its name is known to be in `names`."""

        def find() -> object:
            found: object = import_module(module)
            for part in name.split("."):
                found = getattr(found, part)
            return found

        found = self._guarded(f"{module}.{name}", find)
        self._met.append(found)
        if isinstance(found, type):
            self.types.add(found)
        return found

    def has(self, thing: object) -> bool:
        """Whether this very thing was loaded by a trusted name."""
        return any(thing is met for met in self._met)

    def has_instance(self, thing: object) -> bool:
        """Whether this is an instance of exactly a trusted class."""
        return type(thing) in self.types

    def call(self, function: Any, args: tuple[Any, ...]) -> object:
        """Call the real thing."""
        return self._guarded(_name(function), lambda: function(*args))

    def new(self, kind: Any, args: tuple[Any, ...], keywords: dict[str, Any]) -> object:
        """Make an instance as ``__new__`` does."""
        return self._guarded(_name(kind), lambda: kind.__new__(kind, *args, **keywords))

    def build(self, instance: Any, state: Any) -> None:
        """Give an instance its state, as pickle does: by ``__setstate__``, else as attributes."""

        def give() -> None:
            if hasattr(type(instance), "__setstate__"):
                instance.__setstate__(state)
                return
            plain, slots = state if isinstance(state, tuple) and len(state) == 2 else (state, None)
            for part in (plain, slots):
                for key, value in (part or {}).items():
                    setattr(instance, key, value)

        self._guarded(_name(type(instance)), give)

    def _guarded(self, name: str, action: Callable[[], object]) -> object:
        try:
            return action()
        except Exception as error:  # a lab's own code may raise anything
            message = shown(str(error)) or type(error).__name__
            raise Malformed(f"the lab's own {shown(name)} failed: {message}") from error


def _name(thing: Any) -> str:
    return f"{getattr(thing, '__module__', '')}.{getattr(thing, '__qualname__', type(thing).__qualname__)}"
