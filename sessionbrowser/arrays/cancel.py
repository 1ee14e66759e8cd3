"""The flag by which work in the background learns that nobody waits for it any more."""

from __future__ import annotations

from sessionbrowser.errors import Cancelled


class Cancel:
    """A flag that one thread sets and another looks at; setting it is final."""

    __slots__ = ("_set",)

    def __init__(self) -> None:
        self._set = False

    def set(self) -> None:
        """Ask the work to stop at its next look."""
        self._set = True

    def __bool__(self) -> bool:
        return self._set

    def check(self) -> None:
        """Raise `Cancelled` when the flag is set."""
        if self._set:
            raise Cancelled


NEVER = Cancel()
"""A flag for callers that never cancel; do not set it."""
