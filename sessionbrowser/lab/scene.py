"""What the rules of staleness ask of a session: its files by name, where they come from, how long they should be."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from sessionbrowser.lab.findings import FROM_SUITE2P as AGAIN
from sessionbrowser.lab.findings import NOTHING_LOST, ONLY_COPY, Rule, StaleFile
from sessionbrowser.lab.keeping import KeepList
from sessionbrowser.lab.lengths import Lengths
from sessionbrowser.sessions.kinds import FileFacts, Kind, State
from sessionbrowser.sessions.layout import plane_folders
from sessionbrowser.sessions.origins import derived_from, usual_recipes

DAY = 86_400 * 10**9
"""In nanoseconds, as file times are."""

_NO_TIME = 20 * 365 * DAY
"""Files from before 1990 have no time at all: a clock without a battery, or a system that keeps none."""

_TWIN = {".npy": ".npz", ".npz": ".npy"}


class Scene:
    """A session with the facts of all its files, and what follows from them; each thing is found out once.

    Parameters
    ----------
    session : object
        Anything with the members of `SessionData`.
    facts : sequence of FileFacts
    keep : KeepList
    """

    def __init__(self, session: Any, facts: Sequence[FileFacts], keep: KeepList) -> None:
        self.session, self.keep = session, keep
        self._files = {fact.path.name: fact for fact in facts}
        self._now = time.time_ns()
        self._origins = derived_from(session)
        self._times: dict[str, list[int]] = {}
        self.lengths = Lengths(getattr(session, "values", None), [fact for fact in facts if is_well(fact)])

    def file(self, name: str) -> FileFacts | None:
        """Return the facts of the file of this name."""
        return self._files.get(name)

    def finding(
        self, facts: FileFacts, rule: Rule, why: str, state: State, if_cleared: str, twin: Path | None = None
    ) -> StaleFile:
        """Return a finding about a file, with what only the scene knows."""
        if facts.link:
            if_cleared = NOTHING_LOST  # the link goes, what it leads to stays
        identity = facts.identity
        return StaleFile(
            path=facts.path,
            rule=rule,
            why=why,
            state=state,
            if_cleared=if_cleared,
            only_copy=if_cleared == ONLY_COPY,
            size=facts.size if identity is None else identity.size,
            modified_ns=facts.modified_ns,
            kept=self.keep.reason(facts.path),
            identity=identity,
            twin=twin,
        )

    def fate(self, facts: FileFacts) -> str:
        """Return what becomes of the data when a file goes that no other is known to replace."""
        twin = self.file(f"{facts.stem}{_TWIN.get(facts.path.suffix, '')}")
        is_data = twin is not None and twin.kind in (Kind.ARRAY, Kind.SPARSE) and is_well(twin)
        if twin is not None and is_data and facts.shape in (None, twin.shape):
            return f"the {twin.path.suffix} stays"
        sources = self._origins.get(facts.stem, ())
        return AGAIN if sources and all(map(self._source_times, sources)) else ONLY_COPY

    def days_newer(self, facts: FileFacts, tolerance: int) -> Mapping[str, int]:
        """Return the sources of a file that are newer than it by more than so many days, with how many they are.

        None unless every source is there in every plane. Times that cannot be are no evidence: of files from the
        future, or from before there were such files.
        """
        sources = self._origins.get(facts.stem, ())
        if not sources or facts.modified_ns < _NO_TIME or not all(map(self._source_times, sources)):
            return {}
        newest = {
            source: max((ns for ns in self._source_times(source) if ns <= self._now + DAY), default=0)
            for source in sources
        }
        ages = {source: ns - facts.modified_ns for source, ns in newest.items()}
        return {source: age // DAY for source, age in ages.items() if age > tolerance * DAY}

    def _source_times(self, source: str) -> list[int]:
        """Return when a file of suite2p was written in each plane; none where it is missing in one."""
        if source not in self._times:
            try:
                self._times[source] = [(plane / f"{source}.npy").stat().st_mtime_ns for plane in self._planes]
            except OSError:
                self._times[source] = []
        return self._times[source]

    @cached_property
    def _planes(self) -> list[Path]:
        try:
            return plane_folders(self._suite2p)
        except OSError:
            return []

    @cached_property
    def _suite2p(self) -> Path:
        return Path(self.session.data_path, "suite2p")

    @property
    def lacks_suite2p(self) -> bool:
        """Whether there is no suite2p folder at all."""
        return not self._suite2p.is_dir()

    @cached_property
    def follows_recipes(self) -> bool:
        """Whether the session's class knows of recipes; of one that does not, none leads nowhere."""
        try:
            return isinstance(self.session.recipe_loaders, Mapping)
        except Exception:  # noqa: BLE001 - a lab's own class may raise anything
            return False

    @cached_property
    def recipes(self) -> tuple[FileFacts, ...]:
        """The recipes of the session that lead to arrays."""
        return tuple(
            fact
            for fact in self._files.values()
            if fact.kind is Kind.RECIPE and is_well(fact) and fact.dtype is not None
        )

    def usual_recipe(self, facts: FileFacts) -> str:
        """Return, in words, the recipe that gives an array of this name, shape and type; empty if none does."""
        recipe = usual_recipes(self.session).get(facts.stem)
        if recipe is None:
            return ""
        from sessionbrowser.arrays.npy import read_npy_header_at
        from sessionbrowser.sessions.following import dtype_text, follow, kind_text
        from sessionbrowser.sessions.kinds import Step

        result = follow(recipe, facts.path, Step("Recipe"), self.session, read_npy_header_at).result
        if result is None or (result.shape, dtype_text(result.dtype)) != (facts.shape, facts.dtype):
            return ""
        return kind_text(recipe).removeprefix("recipe → ")


def is_well(facts: FileFacts) -> bool:
    """Whether nothing else is known to be wrong with a file."""
    return facts.health.state is State.OK
