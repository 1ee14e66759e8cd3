"""One session of the demo lab: what is simulated, as the files that a lab has of it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

from sessionbrowser.demo.imaging import objects, write_plane
from sessionbrowser.demo.simulation import (
    FRAME_RATE,
    HALF_WIDTH,
    NEUROPIL,
    REWARD,
    TAU,
    TRACK,
    Behaviour,
    Float,
    Recording,
    Trace,
    nearest,
    record,
    run_laps,
)
from sessionbrowser.sessions.recipe import LoadingRecipe

_RECIPES = {
    "mpci.roiActivityF": ("F", ["transpose"]),
    "mpci.roiNeuropilActivityF": ("Fneu", ["transpose"]),
    "mpci.roiActivityDeconvolved": ("spks", ["transpose"]),
    "mpciROIs.isCell": ("iscell", []),
}
_SETTINGS: dict[str, dict[str, Any]] = {
    "parametersRedDotProduct": {"lowcut": 12, "highcut": 250, "order": 3, "fs": 512},
    "parametersRedPearson": {"width": 20, "lowcut": 12, "highcut": 250, "order": 3, "fs": 512},
    "parametersRedPhaseCorrelation": {"width": 40, "eps": 1e6, "winFunc": "hamming"},
}


_REDONE = 16  # days from the recording to the second run of suite2p; the registration was on day 7


@dataclass(frozen=True)
class DemoSession:
    """What a session of the demo is like.

    Attributes
    ----------
    name : str
        ``MOUSE/DATE/ID`` or ``MOUSE/DATE``.
    frames : int
        Imaging volumes; also sets how long the mouse runs.
    planes : tuple of (str, int)
        Plane names in the order of ``planeNames``, with their numbers of ROIs; none for behaviour only.
    onedata : str or None
        What the folder is called; None when the session is not registered.
    environments : int
    red : bool
        Whether a second channel was recorded.
    redone : bool
        Whether suite2p ran again after the registration, so that what was computed from it is out of date.
    """

    name: str
    frames: int
    planes: tuple[tuple[str, int], ...] = ()
    onedata: Literal["onedata", "oneData"] | None = "onedata"
    environments: int = 1
    red: bool = False
    redone: bool = False

    @property
    def day(self) -> datetime:
        """The day of the recording, at midnight UTC."""
        return datetime.fromisoformat(self.name.split("/")[1]).replace(tzinfo=UTC)

    @property
    def rois(self) -> int:
        """ROIs in all planes."""
        return sum(n_rois for _, n_rois in self.planes)


@dataclass(frozen=True)
class Plane:
    """A plane that was written: its cells, and where they are (x, y in pixels)."""

    name: str
    recording: Recording
    xy: NDArray[np.float64]

    @property
    def number(self) -> int:
        """The number in its name."""
        return int(self.name.removeprefix("plane"))


def write_session(folder: Path, session: DemoSession) -> None:
    """Write all files of a session; the same name always gives the same bytes."""
    rng = np.random.default_rng(list(session.name.encode()))
    frame_times = 1.5 + np.arange(session.frames + 1) / FRAME_RATE + rng.normal(0, 2e-4, session.frames + 1)
    mouse = run_laps(frame_times[-1], session.environments, rng)
    planes = list(_write_planes(folder / "suite2p", session, frame_times, mouse, rng))
    if session.onedata is None:
        return
    _write_json(folder, session, planes, mouse)
    onedata = folder / session.onedata
    onedata.mkdir(parents=True)
    _write_behaviour(onedata, mouse)
    if planes:
        _write_imaging(onedata, planes, frame_times[: session.frames], mouse)
    if session.red:
        _write_red(onedata, session.rois, rng)


def save(onedata: Path, name: str, value: NDArray[Any] | LoadingRecipe | dict[str, Any]) -> None:
    """Write one onedata file: an array, a recipe or a dict."""
    value = value.to_dict() if isinstance(value, LoadingRecipe) else value
    np.save(onedata / f"{name}.npy", objects(value) if isinstance(value, dict) else value)


def save_sparse(onedata: Path, name: str, rois_first: Trace) -> None:
    """Write (nROIs, nFrames) as a csc matrix of frames × ROIs."""
    scipy.sparse.save_npz(onedata / f"{name}.npz", scipy.sparse.csc_array(scipy.sparse.csr_array(rois_first).T))


def _write_planes(
    suite2p: Path, session: DemoSession, times: Float, mouse: Behaviour, rng: np.random.Generator
) -> Iterator[Plane]:
    taken = session.day + timedelta(days=_REDONE if session.redone else 1, hours=3)
    for index, (name, n_rois) in enumerate(session.planes):
        # The microscope stops in the middle of a volume: the first plane has a frame more than the others.
        recording = record(n_rois, times[: session.frames + (index == 0)], mouse, rng)
        yield Plane(name, recording, write_plane(suite2p / name, recording, taken, session.red, rng))


def _write_behaviour(onedata: Path, mouse: Behaviour) -> None:
    trials = len(mouse.start)
    files: dict[str, NDArray[Any]] = {
        "wheelPosition.times": mouse.wheel_times,
        "wheelPosition.position": mouse.wheel_position,
        "licks.times": mouse.licks,
        "rewards.times": mouse.rewards,
        "positionTracking.times": mouse.times,
        "positionTracking.position": mouse.position,
        "licksTracking.positionTracking": mouse.sample_at(mouse.licks),
        "trials.startTimes": mouse.start,
        "trials.positionTracking": mouse.first,
        "trials.environmentIndex": mouse.environment,
        "trials.roomlength": np.full(trials, TRACK),
        "trials.movementGain": np.ones(trials),
        "trials.rewardPosition": np.full(trials, REWARD),
        "trials.rewardZoneHalfwidth": np.full(trials, HALF_WIDTH),
        "trials.rewardAvailability": mouse.reward_sample >= 0,
        "trials.rewardPositionTracking": mouse.reward_sample,
        "trials.activeLicking": np.zeros(trials, dtype=bool),
        "trials.activeStopping": np.zeros(trials, dtype=bool),
    }
    for name, array in files.items():
        save(onedata, name, array)


def _write_imaging(onedata: Path, planes: list[Plane], times: Float, mouse: Behaviour) -> None:
    for name, (source, transforms) in _RECIPES.items():
        save(onedata, name, LoadingRecipe("S2P", source, transforms))
    # ROIs × frames in C order, seen the other way round: Fortran order on disk.
    oasis = np.concatenate([plane.recording.oasis[:, : len(times)] for plane in planes])
    save(onedata, "mpci.roiActivityDeconvolvedOasis", oasis.T)
    significant = np.concatenate([plane.recording.significant[:, : len(times)] for plane in planes])
    positive = np.maximum(significant, 0)
    least = np.where(positive > 0, positive, np.float32(np.inf)).min(axis=1, keepdims=True)
    rebased = np.where(positive > least, positive - least, np.float32(0))
    for ending, rois_first in (("", significant), ("Base", positive), ("Rebase", rebased)):
        save_sparse(onedata, f"mpci.roiSignificantFluorescence{ending}", rois_first)
    save(onedata, "mpci.times", times)
    save(onedata, "positionTracking.mpci", nearest(times, mouse.times))
    where = [np.column_stack([plane.xy, np.full(len(plane.xy), plane.number)]) for plane in planes]
    save(onedata, "mpciROIs.stackPosition", np.asfortranarray(np.concatenate(where)))
    for name, every in (("redundant", 11), ("bestInCluster", 3)):
        save(onedata, f"mpciROIs.{name}", np.arange(len(oasis)) % every == 0)


def _write_red(onedata: Path, n_rois: int, rng: np.random.Generator) -> None:
    save(onedata, "mpciROIs.redS2P", LoadingRecipe("S2P", "redcell", ["idx_column1"]))
    features = {name: rng.normal(0.3, 0.2, n_rois) for name in ("redDotProduct", "redPearson", "redPhaseCorrelation")}
    for name, feature in features.items():
        save(onedata, f"mpciROIs.{name}", feature)
    is_red = features["redPearson"] > 0.5
    save(onedata, "mpciROIs.redCellIdx", is_red)
    save(onedata, "mpciROIs.redCellIdxCoherent", is_red)
    save(onedata, "mpciROIs.redCellManualAssignments", np.stack([is_red, rng.random(n_rois) < 0.1]))
    for name, settings in _SETTINGS.items():
        save(onedata, f"{name}.keyValuePairs", settings)
        save(onedata, f"{name}.minMaxCutoff", np.array([0.5, np.nan]))
    save(onedata, "parametersRedS2P.minMaxCutoff", np.array([0.65, np.nan]))


def _write_json(folder: Path, session: DemoSession, planes: list[Plane], mouse: Behaviour) -> None:
    options = {
        "vrBehaviorVersion": 1,
        "facecam": False,
        "imaging": bool(planes),
        "oasis": True,
        "redCellProcessing": session.red,
        "clearOne": True,
        "neuropilCoefficient": NEUROPIL,
        "tau": TAU,
        "fs": FRAME_RATE,
        "moveRawData": False,
    }
    values: dict[str, Any] = {"numTrials": len(mouse.start), "numBehaveTimestamps": len(mouse.times)}
    if planes:
        values |= {
            "planeNames": [plane.name for plane in planes],
            "planeIDs": [plane.number for plane in planes],
            "available": sorted(path.stem for path in (folder / "suite2p" / planes[0].name).iterdir()),
            "roiPerPlane": [len(plane.xy) for plane in planes],
            "framePerPlane": [plane.recording.f.shape[1] for plane in planes],
            "numROIs": session.rois,
            "numFrames": session.frames,
        }
    done = ["timeline", "vrBehavior", *(["imaging"] if planes else [])]
    folder.mkdir(parents=True, exist_ok=True)
    for name, value in (("Options", options), ("Preprocessing", done), ("Values", values)):
        (folder / f"vrExperiment{name}.json").write_text(json.dumps(value), encoding="utf-8")


def set_times(folder: Path, session: DemoSession) -> None:
    """Give every file of a session a date that goes with the session's, whenever the demo is written."""
    for path in sorted(folder.rglob("*")):
        in_suite2p = "suite2p" in path.relative_to(folder).parts
        days = (_REDONE if session.redone else 1) if in_suite2p else 7
        moment = (session.day + timedelta(days=days, hours=14)).timestamp()
        if path.is_file() and not path.is_symlink():
            os.utime(path, (moment, moment))
