"""The session class for labs that use suite2p as it is."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.arrays.derived import ColumnSource, TransposedSource
from sessionbrowser.arrays.source import ArraySource
from sessionbrowser.errors import Damaged, OneDataError
from sessionbrowser.sessions import registration
from sessionbrowser.sessions.corrected import CorrectedSource
from sessionbrowser.sessions.layout import plane_numbers, split_session_folder
from sessionbrowser.sessions.opening import open_one
from sessionbrowser.sessions.origins import FROM_SUITE2P, USUAL_RECIPES
from sessionbrowser.sessions.previews import Lazy, Preview, Previewer, ReadHeader, SourceMaker
from sessionbrowser.sessions.recipe import LoadingRecipe
from sessionbrowser.sessions.resolving import arguments
from sessionbrowser.sessions.s2p_loading import Planes
from sessionbrowser.sessions.session import SessionData
from sessionbrowser.sessions.spks import ComputedSpks

log = logging.getLogger(__name__)

_NEUROPIL_COEFFICIENT = 0.7
_REGISTER = "Register the session again."
_RAW, _NEUROPIL = "mpci.roiActivityF", "mpci.roiNeuropilActivityF"


@dataclass(eq=False)
class Suite2pSession(SessionData):
    """A session whose imaging went through suite2p: ``root/mouse_name/date/session_id``.

    Parameters
    ----------
    mouse_name, date, session_id
        See `SessionData`.
    root : Path or str
        The folder that holds the mice.
    spks_type : str
        Which of `spks_types` the property `spks` gives.

    Attributes
    ----------
    values : SimpleNamespace
        What vrExperimentValues.json holds (planeNames, roiPerPlane, numROIs, numFrames, numTrials …); where that does
        not say, what the folders of suite2p tell.
    opts : SimpleNamespace
        What vrExperimentOptions.json holds.
    preprocessing : list
        What vrExperimentPreprocessing.json holds.
    """

    root: Path | str = field(kw_only=True, repr=False)
    spks_type: str = field(default="significant", kw_only=True)
    opts: SimpleNamespace = field(default_factory=SimpleNamespace, init=False, repr=False)
    preprocessing: list[Any] = field(default_factory=list, init=False, repr=False)
    _wrong: dict[str, OneDataError | OSError] = field(default_factory=dict, init=False, repr=False)
    _order: str = field(default="in natural order", init=False, repr=False)

    SPKS_FILES: ClassVar[Mapping[str, str]] = {
        "oasis": "mpci.roiActivityDeconvolvedOasis.npy",
        "deconvolved": "mpci.roiActivityDeconvolved.npy",
        "raw": f"{_RAW}.npy",
        "neuropil": f"{_NEUROPIL}.npy",
        "significant": "mpci.roiSignificantFluorescence.npz",
        "sigbase": "mpci.roiSignificantFluorescenceBase.npz",
        "sigrebase": "mpci.roiSignificantFluorescenceRebase.npz",
    }
    """The onedata file of each type of spks; "corrected" is computed."""

    DERIVED_FROM: ClassVar[Mapping[str, tuple[str, ...]]] = FROM_SUITE2P
    """The files of suite2p, one a plane, from which each onedata file is computed."""

    USUAL_RECIPES: ClassVar[Mapping[str, LoadingRecipe]] = USUAL_RECIPES
    """The recipe that gives a onedata file for free, for those that have one."""

    spks_types: ClassVar[tuple[str, ...]] = (*SPKS_FILES, "corrected")
    lazy_transforms: ClassVar[Mapping[str, Lazy]] = {"transpose": TransposedSource, "idx_column1": ColumnSource}

    @classmethod
    def from_path(cls, session_folder: Path | str, *, spks_type: str = "significant") -> Self:
        """Return the session in a folder ``ROOT/MOUSE/DATE/ID`` or ``ROOT/MOUSE/DATE``; ValueError if it is neither."""
        root, mouse, date, session_id = split_session_folder(session_folder)
        return cls(mouse, date, session_id, root=root, spks_type=spks_type)

    def _init_data_path(self) -> Path:
        return Path(self.root, *self.session_name)

    def _additional_loading(self) -> None:
        """Read the JSON files; an unreadable one is told in the log, and when something needs what it holds."""
        self.opts = SimpleNamespace(**self._read(registration.OPTIONS, dict))
        self.preprocessing = self._read(registration.PREPROCESSING, list)
        told = self._read(registration.VALUES, dict)
        self.values = SimpleNamespace(**registration.derive_values(self.suite2p_path, told) | told)
        if "planeNames" in told:
            self._order = "in the order of planeNames"

    def _read(self, name: str, kind: type) -> Any:
        path = Path(self.data_path, name)
        try:
            return registration.read_json(path, kind)
        except (OneDataError, OSError) as error:
            log.warning("%s", error)
            self._wrong[name] = error
            return kind()

    def _need(self, name: str) -> None:
        """Raise what is wrong with a JSON file that something depends on."""
        if name in self._wrong:
            raise self._wrong[name]

    @property
    def suite2p_path(self) -> Path:
        """The folder of suite2p's output."""
        return Path(self.data_path) / "suite2p"

    @property
    def planes(self) -> Planes:
        """The planes of suite2p, in the order of `planeNames`; Damaged when the JSON file that tells it is."""
        self._need(registration.VALUES)
        names, numbers, frames = (self._value(name) for name in ("planeNames", "planeIDs", "numFrames"))
        names = self._checked_list(names, str, "planeNames")
        if numbers is None:
            numbers = plane_numbers(names)
        numbers = self._checked_list(numbers, int, "planeIDs")
        if len(numbers) != len(names):
            raise self._make_no_sense(f"it names {len(names)} planes and numbers {len(numbers)}")
        if not (frames is None or (_is_kind(frames, int) and frames >= 0)):
            raise self._make_no_sense(f"its numFrames is {frames!r}, not a number of frames")
        folder, trusted, budget = self.suite2p_path, self.trusted_globals, self.memory_budget
        return Planes(folder, tuple(names), tuple(numbers), frames, self._order, trusted, budget)

    def _checked_list(self, values: Any, kind: type, name: str) -> list[Any]:
        if values is None:
            return []
        if not isinstance(values, list | tuple) or not all(_is_kind(value, kind) for value in values):
            raise self._make_no_sense(f"its {name} make no sense")
        return list(values)

    def _make_no_sense(self, what: str) -> Damaged:
        return Damaged(what, Path(self.data_path, registration.VALUES), _REGISTER)

    def _value(self, name: str) -> Any:
        return getattr(self.values, name, None)

    @property
    def recipe_loaders(self) -> dict[str, Callable[..., Any]]:
        """``S2P`` (a file of every plane) and ``roiPosition`` (where the ROIs are)."""
        return {"S2P": self.load_s2p, "roiPosition": self.get_roi_position}

    @property
    def recipe_transforms(self) -> dict[str, Callable[[Any], Any]]:
        """``transpose`` and ``idx_column1`` (the second column)."""
        return {"transpose": lambda x: x.T, "idx_column1": lambda x: x[:, 1]}

    @property
    def recipe_previews(self) -> Mapping[str, Previewer]:
        """For each loader, what tells from headers alone what it would give."""
        return {"S2P": self._preview_s2p, "roiPosition": self._preview_positions}

    @property
    def recipe_sources(self) -> Mapping[str, SourceMaker]:
        """For loaders that can: what gives their result without reading it."""
        return {"S2P": self._s2p_source}

    def load_s2p(self, source_arg: str, concatenate: bool = True) -> NDArray[Any] | list[Any]:
        """Load one file of every plane (see `Planes.load`)."""
        return self.planes.load(source_arg, concatenate)

    def get_roi_position(self, mode: Literal["weightedmean", "median"] = "weightedmean") -> NDArray[np.float64]:
        """Return x and y in pixels and the plane of each ROI, (nROIs, 3) (see `Planes.positions`)."""
        return self.planes.positions(mode)

    def _preview_s2p(self, recipe: LoadingRecipe, read_header: ReadHeader) -> Preview:
        return self.planes.preview(read_header, *arguments(recipe), **recipe.kwargs)

    def _preview_positions(self, recipe: LoadingRecipe, read_header: ReadHeader) -> Preview:
        return self.planes.preview_positions(read_header, *arguments(recipe), **recipe.kwargs)

    def _s2p_source(self, source_arg: str, concatenate: bool = True) -> ArraySource | None:
        return self.planes.source(source_arg, concatenate)

    @property
    def spks(self) -> NDArray[Any]:
        """The session's activity of type `spks_type`, (nFrames, nROIs), a.u."""
        return self.get_spks()

    @property
    def available_spks_types(self) -> tuple[str, ...]:
        """The types of spks whose files are there."""
        folder = self.one_path
        there = {kind for kind, name in self.SPKS_FILES.items() if (folder / name).is_file()}
        if there.issuperset(("raw", "neuropil")) or self._has_suite2p("F", "Fneu"):
            there.add("corrected")
        return tuple(kind for kind in self.spks_types if kind in there)

    def _has_suite2p(self, *sources: str) -> bool:
        try:
            return all(path.is_file() for source in sources for path in self.planes.files(source))
        except ValueError:
            return False

    def get_spks(self, spks_type: str | None = None) -> NDArray[Any]:
        """Load activity of any type.

        Parameters
        ----------
        spks_type : str, optional
            One of `spks_types`; that of the session unless given.

        Returns
        -------
        (nFrames, nROIs) ndarray
            In arbitrary units.

        Raises
        ------
        ValueError
            When there is no such type, or its file is not there or cannot be loaded.
        """
        kind = self.spks_type if spks_type is None else spks_type
        if kind == "corrected":
            return self._corrected()
        if kind not in self.SPKS_FILES:
            raise ValueError(f"there is no type of spks {kind!r}; there are {', '.join(self.spks_types)}")
        name, suffix = os.path.splitext(self.SPKS_FILES[kind])  # noqa: PTH122 - a name, not a path
        return np.asarray(self.loadone(name, sparse=suffix == ".npz"))

    def _corrected(self) -> NDArray[Any]:
        """Return F - c (Fneu - mean of Fneu over time), the usual correction for neuropil (Chen et al. 2013)."""
        if self._is_registered():
            traces, neuropil = self.loadone(_RAW), self.loadone(_NEUROPIL)
        else:
            traces, neuropil = (np.asarray(self.load_s2p(source)).T for source in ("F", "Fneu"))
        if traces.shape != neuropil.shape:
            raise self._differ(traces.shape, neuropil.shape)
        return np.asarray(traces - self.neuropil_coefficient * (neuropil - neuropil.mean(axis=0)))

    def _is_registered(self) -> bool:
        """Whether F and Fneu are onedata, by recipes or not."""
        return all((self.one_path / f"{name}.npy").is_file() for name in (_RAW, _NEUROPIL))

    def _differ(self, *shapes: tuple[int, ...]) -> Damaged:
        return Damaged(f"F and Fneu differ in shape: {' and '.join(map(str, shapes))}", self.data_path)

    @property
    def computed_spks(self) -> Mapping[str, ComputedSpks]:
        """For each type of spks that no file holds: what it is computed from, and what gives it in place."""
        formula = f"F − {self.neuropil_coefficient:g} (Fneu − its mean over time)"
        files = (f"{_RAW}.npy", f"{_NEUROPIL}.npy")
        return {"corrected": ComputedSpks(files, formula, self._corrected_source)}

    def _corrected_source(self, cancel: Cancel) -> ArraySource | None:
        """Return what `_corrected` gives without reading the traces; None when they are no plain arrays."""
        with ExitStack() as opened:
            parts = []
            for name, source in ((_RAW, "F"), (_NEUROPIL, "Fneu")):
                part = self._traces(name, source, cancel)
                if part is None:
                    return None
                opened.callback(part.close)
                parts.append(part)
            traces, neuropil = parts
            if traces.shape != neuropil.shape:
                raise self._differ(traces.shape, neuropil.shape)
            if traces.ndim != 2:
                return None
            corrected = CorrectedSource(traces, neuropil, self.neuropil_coefficient, cancel)
            opened.pop_all()
        return corrected

    def _traces(self, name: str, source: str, cancel: Cancel) -> ArraySource | None:
        """Return traces (frames, ROIs) in place: of onedata where it is registered, else of suite2p."""
        if self._is_registered():
            return open_one(self, self.one_path / f"{name}.npy", cancel=cancel).source
        below = self._s2p_source(source)
        return None if below is None else TransposedSource(below)

    @property
    def neuropil_coefficient(self) -> float:
        """How much of the neuropil is taken off; `neuropilCoefficient` of the options, 0.7 when they do not say."""
        self._need(registration.OPTIONS)
        told = getattr(self.opts, "neuropilCoefficient", _NEUROPIL_COEFFICIENT)
        if isinstance(told, bool) or not isinstance(told, int | float):
            raise Damaged(f"neuropilCoefficient is {told!r}, not a number", Path(self.data_path, registration.OPTIONS))
        return float(told)


def _is_kind(value: object, kind: type) -> bool:
    """Whether this is a text, or a whole number of Python or numpy."""
    return isinstance(value, (int, np.integer) if kind is int else kind) and not isinstance(value, bool)
