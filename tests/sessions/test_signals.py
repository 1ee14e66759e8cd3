"""All signals of an ROI are those files of the session that have the same frames and ROIs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sessionbrowser.arrays.source import whole
from sessionbrowser.sessions import Suite2pSession
from sessionbrowser.sessions.facts import inspect_file, inspect_session
from sessionbrowser.sessions.layout import suite2p_entries
from sessionbrowser.sessions.opening import Opened, open_one
from sessionbrowser.sessions.signals import Signal, open_signal, signals_like
from sessionbrowser.sessions.spks import open_spks
from tests.sessions.helpers import DuckSession

RECORDING = "ATL901/2023-01-25/701"
NAMES = ["F", "neuropil", "corrected", "deconvolved", "oasis", "significant", "sigbase", "sigrebase"]


@pytest.fixture
def session(lab: Path) -> Suite2pSession:
    return Suite2pSession.from_path(lab / RECORDING)


def signals_of(session: Suite2pSession, opened: Opened) -> tuple[Signal, ...]:
    opened.close()
    return signals_like(opened, list(inspect_session(session)), session)


@pytest.mark.parametrize("shown", ["mpci.roiActivityF.npy", "mpci.roiSignificantFluorescence.npz"])
def test_from_any_of_them_all_are_found(session: Suite2pSession, shown: str) -> None:
    signals = signals_of(session, open_one(session, session.one_path / shown))
    assert [signal.name for signal in signals] == NAMES
    assert signals == signals_of(session, open_spks(session, "corrected"))


def test_each_opens_as_the_session_gives_it(session: Suite2pSession) -> None:
    for signal in signals_of(session, open_spks(session, "oasis")):
        opened = open_signal(session, signal)
        assert opened.source is not None
        assert opened.facts.path == signal.path
        np.testing.assert_array_equal(opened.source.read(whole((700, 38))), session.get_spks(signal.spks_type))
        opened.close()


def test_only_those_of_the_same_shape_that_are_well(session: Suite2pSession) -> None:
    session.saveone(np.zeros((699, 38)), "mpci.roiActivityDeconvolvedOasis")
    session.saveone(np.zeros((700, 38)), "mpci.roiActivityDFF")
    session.saveone(np.zeros((700, 38)), "mpci.movie")
    session.saveone(np.zeros((700, 38)), "other.thing")
    (session.one_path / "mpci.roiSignificantFluorescence.npz").write_bytes(b"x")
    signals = signals_of(session, open_spks(session, "raw"))
    assert [signal.name for signal in signals] == [
        "F",
        "neuropil",
        "corrected",
        "deconvolved",
        *NAMES[6:],
        "roiActivityDFF",
    ]
    assert signals[-1].spks_type == ""
    open_signal(session, signals[-1]).close()


def test_files_of_a_plane_go_together(session: Suite2pSession) -> None:
    facts = [inspect_file(path, session) for path in suite2p_entries(session.data_path)]
    facts += inspect_session(session)
    opened = open_one(session, session.suite2p_path / "plane1/F.npy")
    signals = signals_like(opened, facts, session)
    opened.close()
    assert [(signal.name, signal.path.parent.name, signal.roi_axis) for signal in signals] == [
        ("F", "plane1", 0),
        ("Fneu", "plane1", 0),
        ("spks", "plane1", 0),
    ]
    for signal in signals:
        open_signal(session, signal).close()


def test_what_has_no_frames_and_rois_stands_alone(session: Suite2pSession) -> None:
    for name in ("licks.times.npy", "mpci.times.npy", "mpciROIs.isCell.npy"):
        assert signals_of(session, open_one(session, session.one_path / name)) == ()


def test_a_class_without_types_of_spks(tmp_path: Path) -> None:
    (tmp_path / "onedata").mkdir()
    session = DuckSession(tmp_path)
    for name in ("mpci.roiF", "mpci.roiDFF"):
        np.save(tmp_path / f"onedata/{name}.npy", np.zeros((5, 2)))
    facts = list(inspect_session(session))
    opened = open_one(session, tmp_path / "onedata/mpci.roiF.npy")
    signals = signals_like(opened, facts, session)
    assert [signal.name for signal in signals] == ["roiDFF", "roiF"]
