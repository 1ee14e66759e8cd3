"""How long the axes of a session's files should be: as the times of their object, or as many as the session counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sessionbrowser.sessions.kinds import FileFacts, Kind

_COUNTS = {
    "mpci": ("numFrames", "frames"),
    "positionTracking": ("numBehaveTimestamps", "samples"),
    "trials": ("numTrials", "trials"),
}
"""What the first axis of an object counts, and where the session says how many there are."""


@dataclass(frozen=True, slots=True)
class Expected:
    """How long an axis should be, and who says so."""

    length: int
    noun: str
    who: str

    def at_odds(self, length: int) -> str:
        """Return "24010 values, mpci.times has 24012"."""
        return f"{length} {self.noun}, {self.who} has {self.length}"


class Lengths:
    """The lengths that the files of a session should have.

    Parameters
    ----------
    values : object
        With numROIs, numFrames, numTrials, numBehaveTimestamps, as far as the session counts them.
    facts : sequence of FileFacts
        Of the files that are well.
    """

    def __init__(self, values: Any, facts: Sequence[FileFacts]) -> None:
        self._values, self._facts = values, facts
        self._by_object: dict[str, Expected | None] = {}
        self._rois: tuple[Expected | None] | None = None

    def at_odds(self, facts: FileFacts) -> str:
        """Return what an array is at odds with: "88 ROIs, the session has 91"; empty when with nothing known.

        An array that has the right length along another axis is not at odds: some have labels by ROI, two rows of
        them, and some labs turn theirs.
        """
        shape = facts.shape
        if not shape or max(shape) == min(shape) == 1:  # a single value belongs to no axis
            return ""
        thing, _, attribute = facts.stem.partition(".")
        first = self.rois if thing == "mpciROIs" else self._of_object(thing)
        if first is not None and first.length not in shape:
            return first.at_odds(shape[0])
        if thing == "mpci" and attribute.startswith("roi") and len(shape) == 2:
            rois = self.rois
            if rois is not None and rois.length not in shape:
                return rois.at_odds(shape[1])
        return ""

    def _of_object(self, thing: str) -> Expected | None:
        if thing not in self._by_object:
            self._by_object[thing] = self._expected(thing)
        return self._by_object[thing]

    def _expected(self, thing: str) -> Expected | None:
        counted = self._counted(*_COUNTS[thing]) if thing in _COUNTS else None
        others = list(self._firsts(f"{thing}."))
        times = next((length for stem, length, axes in others if stem == f"{thing}.times" and axes == 1), None)
        if times is None:
            return counted
        if counted is not None and counted.length != times:
            lengths = {length for stem, length, _ in others if stem != f"{thing}.times"}
            if counted.length in lengths and times not in lengths:
                return counted  # the times themselves are what does not fit
        return Expected(times, "values", f"{thing}.times")

    def _firsts(self, start: str) -> Iterator[tuple[str, int, int]]:
        """Yield name, length and number of axes of the arrays whose names start so."""
        for fact in self._facts:
            if fact.shape and fact.kind in (Kind.ARRAY, Kind.SPARSE) and fact.path.name.startswith(start):
                yield fact.stem, fact.shape[0], len(fact.shape)

    @property
    def rois(self) -> Expected | None:
        """How many ROIs there are: as the recipes have it where they agree, since they give what suite2p has now."""
        if self._rois is None:
            self._rois = (self._expected_rois(),)
        return self._rois[0]

    def _expected_rois(self) -> Expected | None:
        counted = self._counted("numROIs", "ROIs")
        by_recipe = {
            fact.shape[1]: fact.stem
            for fact in reversed(self._facts)  # of those that agree, the first is named
            if fact.kind is Kind.RECIPE and fact.shape and len(fact.shape) == 2 and fact.stem.startswith("mpci.roi")
        }
        if len(by_recipe) != 1:
            return counted
        ((length, stem),) = by_recipe.items()
        return counted if counted is not None and counted.length == length else Expected(length, "ROIs", stem)

    def _counted(self, name: str, noun: str) -> Expected | None:
        number = getattr(self._values, name, None)
        if isinstance(number, bool) or not isinstance(number, int):
            return None
        return Expected(number, noun, "the session")
