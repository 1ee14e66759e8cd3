"""What the rules of staleness ask of a session: its files by name, where they come from, how long they should be."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from sessionbrowser.lab.findings import FROM_SUITE2P as AGAIN
from sessionbrowser.lab.findings import NOTHING_LOST, ONLY_COPY, Facts, Rule, StaleFile
from sessionbrowser.lab.keeping import KeepList
from sessionbrowser.lab.lengths import Lengths
from sessionbrowser.sessions.kinds import Kind, State
from sessionbrowser.sessions.layout import plane_folders
from sessionbrowser.sessions.origins import derived_from, usual_recipes
from sessionbrowser.sessions.trash import is_file_or_link

DAY = 86_400 * 10**9
"""In nanoseconds, as file times are."""

_NO_TIME = 20 * 365 * DAY
"""Files from before 1990 have no time at all: a clock without a battery, or a system that keeps none."""


class Scene:
    """A session with the facts of all its files, and what follows from them; each thing is found out once.

    Parameters
    ----------
    session : object
        Anything with the members of `SessionData`.
    facts : sequence of Facts
        Those of other things than files and links are left out.
    keep : KeepList

    Attributes
    ----------
    arrays, sparse, objects, recipes : dict of str to Facts
        The files that are well, by their onedata names. Recipes only where it is known what array they give.
    odd : list of Facts
        The files that are not.
    origins : mapping of str to tuple of str
        What each onedata file is computed from.
    """

    def __init__(self, session: Any, facts: Sequence[Facts], keep: KeepList) -> None:
        self.session, self.keep = session, keep
        self.arrays: dict[str, Facts] = {}
        self.sparse: dict[str, Facts] = {}
        self.objects: dict[str, Facts] = {}
        self.recipes: dict[str, Facts] = {}
        self.odd: list[Facts] = []
        by_kind = {Kind.ARRAY: self.arrays, Kind.SPARSE: self.sparse, Kind.OBJECT: self.objects}
        for fact in facts:
            if fact.identity is None or not is_file_or_link(fact.identity.mode):
                continue
            if fact.health.state is not State.OK:
                self.odd.append(fact)
            elif fact.kind in by_kind:
                by_kind[fact.kind][fact.name[:-4]] = fact
            elif fact.kind is Kind.RECIPE and fact.dtype is not None:
                self.recipes[fact.name[:-4]] = fact
        self.stems_of_recipes = tuple(self.recipes)
        self.origins = derived_from(session)
        self.usual_recipes = usual_recipes(session)
        self._now = time.time_ns()
        self._times: dict[str, int | None] = {}

    def at_odds(self) -> Iterator[tuple[Facts, str]]:
        """Yield the arrays whose lengths are at odds with something, and with what."""
        lengths = Lengths(getattr(self.session, "values", None), self.arrays, self.sparse, self.recipes)
        for files in (self.arrays, self.sparse):
            for stem, fact in files.items():
                if why := lengths.at_odds(stem, fact.shape or ()):
                    yield fact, why

    def finding(
        self, facts: Facts, rule: Rule, why: str, state: State, if_cleared: str, twin: Path | None = None
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

    def fate(self, facts: Facts) -> str:
        """Return what becomes of the data when a file goes that no other is known to replace."""
        twin = (self.arrays if facts.path.suffix == ".npz" else self.sparse).get(facts.stem)
        if twin is not None and facts.shape in (None, twin.shape):
            return f"the {twin.path.suffix} stays"
        sources = self.origins.get(facts.stem, ())
        are_there = sources and all(self._newest(source) is not None for source in sources)
        return AGAIN if are_there else ONLY_COPY

    def days_newer(self, facts: Facts, sources: Sequence[str], tolerance: int) -> Mapping[str, int]:
        """Return those sources of a file that are newer than it by more than so many days, with how many they are.

        None unless every source is there in every plane. Times that cannot be are no evidence: of files from the
        future, or from before there were such files.
        """
        newest = {source: self._newest(source) for source in sources}
        if None in newest.values() or facts.modified_ns < _NO_TIME:
            return {}
        ages = {source: (ns or 0) - facts.modified_ns for source, ns in newest.items()}
        return {source: age // DAY for source, age in ages.items() if age > tolerance * DAY}

    def _newest(self, source: str) -> int | None:
        """Return when a file of suite2p was last written, in whichever plane; None where it is missing in one."""
        if source not in self._times:
            try:
                times = [os.stat(f"{plane}/{source}.npy").st_mtime_ns for plane in self._planes]  # noqa: PTH116
            except OSError:
                times = []
            self._times[source] = max((ns for ns in times if ns <= self._now + DAY), default=0) if times else None
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

    def usual_recipe(self, facts: Facts, stem: str) -> str:
        """Return, in words, the usual recipe of this name where it gives such an array; else nothing."""
        recipe = self.usual_recipes[stem]
        from sessionbrowser.arrays.npy import read_npy_header_at
        from sessionbrowser.sessions.following import dtype_text, follow, kind_text
        from sessionbrowser.sessions.kinds import Step

        result = follow(recipe, facts.path, Step("Recipe"), self.session, read_npy_header_at).result
        if result is None or (result.shape, dtype_text(result.dtype)) != (facts.shape, facts.dtype):
            return ""
        return kind_text(recipe).removeprefix("recipe → ")
