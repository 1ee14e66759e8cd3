"""Which of the viewers shows a file: the one that the user chose last where it can, else the one that bids highest."""

from __future__ import annotations

from sessionbrowser.gui.viewers import ViewerSpec, bidders
from sessionbrowser.sessions.kinds import FileFacts


class ViewerChoice:
    """Remembers which viewer the user chose.

    Parameters
    ----------
    specs : tuple of ViewerSpec
        Those that may bid.

    Attributes
    ----------
    specs : tuple of ViewerSpec
    wish : str
        The name of the one that the user chose last; empty for none.
    """

    def __init__(self, specs: tuple[ViewerSpec, ...]) -> None:
        self.specs = specs
        self.wish = ""

    def bidders(self, facts: FileFacts) -> list[ViewerSpec]:
        """Return those that can show a file, the best first."""
        return bidders(facts, self.specs)

    def named(self, name: str) -> ViewerSpec | None:
        """Return the one of this name, if there is one."""
        return next((spec for spec in self.specs if spec.name == name), None)

    def wished(self, specs: list[ViewerSpec], name: str = "") -> ViewerSpec:
        """Return the one of this name, or that the user chose last, where it bids; else the best."""
        return next((spec for spec in specs if spec.name == (name or self.wish)), specs[0])

    def keep_to(self, specs: list[ViewerSpec]) -> None:
        """Forget a wish that none of these fulfils."""
        self.wish = self.wish if self.wish in [spec.name for spec in specs] else ""
