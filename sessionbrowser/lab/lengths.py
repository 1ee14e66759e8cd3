"""How long the axes of a session's files should be: as the times of their object, or as many as the session counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from sessionbrowser.lab.findings import Facts

_COUNTS = {
    "mpci": ("numFrames", "frames"),
    "positionTracking": ("numBehaveTimestamps", "samples"),
    "trials": ("numTrials", "trials"),
}
"""What the first axis of an object counts, and where the session says how many there are."""


class Expected(NamedTuple):
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
    arrays, sparse, recipes : mapping of str to Facts
        The files that are well, by their onedata names.
    """

    def __init__(
        self,
        values: Any,
        arrays: Mapping[str, Facts],
        sparse: Mapping[str, Facts],
        recipes: Mapping[str, Facts],
    ) -> None:
        self._values, self._files, self._recipes = values, (arrays, sparse), recipes
        self._by_object: dict[str, Expected | None] = {}

    def at_odds(self, stem: str, shape: tuple[int, ...]) -> str:
        """Return what an array is at odds with: "88 ROIs, the session has 91"; empty when with nothing known.

        An array that has the right length along another axis is not at odds: some have labels by ROI, two rows of
        them, and some labs turn theirs.
        """
        thing, _, attribute = stem.partition(".")
        if thing not in self._by_object:
            self._by_object[thing] = self.rois if thing == "mpciROIs" else self._of_object(thing)
        first = self._by_object[thing]
        if first is not None and first.length not in shape:
            return first.at_odds(shape[0]) if shape and set(shape) != {1} else ""  # one value belongs to no axis
        if thing == "mpci" and len(shape) == 2 and attribute.startswith("roi"):
            rois = self.rois
            if rois is not None and rois.length not in shape:
                return rois.at_odds(shape[1])
        return ""

    def _of_object(self, thing: str) -> Expected | None:
        counted = self._counted(*_COUNTS[thing]) if thing in _COUNTS else None
        of_times = self._files[0].get(f"{thing}.times")
        if of_times is None or of_times.shape is None or len(of_times.shape) != 1:
            return counted
        (times,) = of_times.shape
        if counted is not None and counted.length != times:
            lengths = set(self._others(thing))
            if counted.length in lengths and times not in lengths:
                return counted  # the times themselves are what does not fit
        return Expected(times, "values", f"{thing}.times")

    def _others(self, thing: str) -> Iterator[int]:
        """Yield the first lengths of the arrays of an object, beside its times."""
        for files in self._files:
            for stem, fact in files.items():
                if fact.shape and stem.startswith(f"{thing}.") and stem != f"{thing}.times":
                    yield fact.shape[0]

    @cached_property
    def rois(self) -> Expected | None:
        """How many ROIs there are: as the recipes have it where they agree, since they give what suite2p has now."""
        counted = self._counted("numROIs", "ROIs")
        by_recipe: dict[int, str] = {}
        for stem, fact in self._recipes.items():
            if fact.shape and len(fact.shape) == 2 and stem.startswith("mpci.roi"):
                by_recipe.setdefault(fact.shape[1], stem)
        if len(by_recipe) != 1:
            return counted
        ((length, stem),) = by_recipe.items()
        return counted if counted is not None and counted.length == length else Expected(length, "ROIs", stem)

    def _counted(self, name: str, noun: str) -> Expected | None:
        number = getattr(self._values, name, None)
        if isinstance(number, bool) or not isinstance(number, int):
            return None
        return Expected(number, noun, "the session")
