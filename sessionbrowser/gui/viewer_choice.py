"""Which of the viewers shows a file: the one chosen for its name, else the one chosen last, else the best for it."""

from __future__ import annotations

from sessionbrowser.gui.viewers import ViewerSpec, bidders
from sessionbrowser.gui.viewers.view_memory import ViewMemory
from sessionbrowser.sessions.kinds import FileFacts


class ViewerChoice:
    """Remembers which viewers the user chose.

    Parameters
    ----------
    specs : tuple of ViewerSpec
        Those that may bid.
    memory : ViewMemory
        Keeps what was chosen for a name of onedata.

    Attributes
    ----------
    specs : tuple of ViewerSpec
    """

    def __init__(self, specs: tuple[ViewerSpec, ...], memory: ViewMemory) -> None:
        self.specs = specs
        self._memory = memory
        self._last = ""

    def bidders(self, facts: FileFacts) -> list[ViewerSpec]:
        """Return those that can show a file, the best first."""
        return bidders(facts, self.specs)

    def named(self, name: str) -> ViewerSpec | None:
        """Return the one of this name, if there is one."""
        return next((spec for spec in self.specs if spec.name == name), None)

    def choose(self, name: str, facts: FileFacts | None) -> None:
        """Take this one for files of the same name, and for those that follow and have none of their own."""
        self._last = name
        if facts is not None:
            self._memory.views.pop(facts.stem, None)  # the newest stands last
            self._memory.views[facts.stem] = name

    def wished(self, specs: list[ViewerSpec], facts: FileFacts, name: str = "") -> ViewerSpec:
        """Return the first of these that bids: of this name, chosen for the file's name, chosen last, the best."""
        wishes = (name, self._memory.views.get(facts.stem, ""), self._last)
        return next((spec for wish in wishes if wish for spec in specs if spec.name == wish), specs[0])

    def keep_to(self, specs: list[ViewerSpec]) -> None:
        """Forget a last choice that none of these is."""
        self._last = self._last if self._last in [spec.name for spec in specs] else ""
