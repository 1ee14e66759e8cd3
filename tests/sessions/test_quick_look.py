"""The quick look at well files says what the thorough one says, or nothing; a glance says the part that matters."""

from __future__ import annotations

import os
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest

from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.demo import write_demo
from sessionbrowser.errors import Cancelled
from sessionbrowser.platform import portable
from sessionbrowser.sessions import LoadingRecipe, Suite2pSession, quick_look
from sessionbrowser.sessions.facts import inspect_file, inspect_session
from sessionbrowser.sessions.glances import SessionGlance
from sessionbrowser.sessions.kinds import State
from sessionbrowser.sessions.quick_look import look_quickly
from sessionbrowser.sessions.saving import save_recipe


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick_look, "_recipes", {})


@pytest.fixture
def session(lab: Path) -> Suite2pSession:
    return Suite2pSession.from_path(lab / "ATL901" / "2023-01-24" / "701")


def make_odd(folder: Path) -> None:
    times = (folder / "licks.times.npy").read_bytes()
    (folder / "empty.npy").touch()
    (folder / "cut.npy").write_bytes(times[:300])
    (folder / "noise.npy").write_bytes(b"anything else")
    (folder / "tmp12345678.npy").write_bytes(times[:300])
    (folder / "tmpdata.npy").write_bytes(times)
    (folder / "more.npy").write_bytes(times + b"more")
    np.save(folder / "longHeader.npy", np.zeros(3, [(f"field{number}", "f8") for number in range(60)]))
    np.save(folder / "objects.npy", np.array([{"a": 1}, None], dtype=object))
    np.save(folder / "manyObjects.npy", np.array([list(range(90_000))], dtype=object))
    np.save(folder / "fortran.npy", np.zeros((3, 4), ">i2", order="F"))
    np.save(folder / "scalar.npy", np.float16(3))
    np.save(folder / "text.npy", np.array(["a", "bcd"]))
    save_recipe(folder / "nowhere.npy", LoadingRecipe("S2P", "F_chan9").to_dict())
    malformed = np.empty((), object)
    malformed[()] = {"marker": LoadingRecipe.RECIPE_MARKER}
    np.save(folder / "malformed.npy", malformed)
    (folder / "link.npy").symlink_to("licks.times.npy")
    (folder / "mpci.roiLinked.npy").symlink_to("mpci.roiActivityF.npy")
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "fifo.npy")


@pytest.mark.parametrize("way", [nullcontext, portable])
def test_a_listing_says_of_each_file_what_a_look_at_it_says(way, session):
    make_odd(session.one_path)
    with way():
        for _ in range(2):  # what was seen before is known by then
            facts = list(inspect_session(session))
            assert facts == [inspect_file(fact.path, session) for fact in facts]
    assert {fact.health.state for fact in facts} >= {State.OK, State.DAMAGED, State.LEFTOVER, State.MISSING, State.ODD}


def test_the_demo_is_listed_as_each_file_is_seen(tmp_path):
    root = write_demo(tmp_path / "demo")
    for name in ("SB012/2024-05-14/702", "tk03/2024-07-02/001", "SB047/2024-06-12"):
        session = Suite2pSession.from_path(root / name)
        facts = list(inspect_session(session))
        assert facts == [inspect_file(fact.path, session) for fact in facts]


def test_glances_are_a_part_of_the_facts(session):
    make_odd(session.one_path)
    glance = SessionGlance(session)
    glance.look_at_npy()
    glance.look_at_npz()
    names = ("path", "name", "stem", "kind", "shape", "dtype", "size", "modified_ns", "identity", "health", "link")
    seen = [tuple(getattr(fact, name) for name in names) for fact in glance.facts()]
    assert seen == [tuple(getattr(fact, name) for name in names) for fact in inspect_session(session)]


def test_a_glance_can_be_given_up(session):
    cancel = Cancel()
    glance = SessionGlance(session, cancel)
    glance.look_at_npy()
    cancel.set()
    for step in (glance.look_at_npy, glance.look_at_npz):
        with pytest.raises(Cancelled):
            step()


def test_a_recipe_that_was_written_over_is_looked_at_again(session):
    path = session.one_path / "mpci.roiActivityF.npy"
    for source in ("F", "Fneu", "F"):
        save_recipe(path, LoadingRecipe("S2P", source, ["transpose"]).to_dict())
        look = look_quickly(str(path))
        assert look is not None
        assert look.recipe == LoadingRecipe("S2P", source, ["transpose"])


def test_a_recipe_is_read_once_whichever_session_has_it(session, lab, monkeypatch):
    name = "mpci.roiActivityF.npy"
    assert look_quickly(str(session.one_path / name)) is not None
    monkeypatch.setattr(quick_look, "read_object_array", None)
    look = look_quickly(str(lab / "ATL901" / "2023-01-25" / "701" / "oneData" / name))
    assert look is not None
    assert look.recipe == LoadingRecipe("S2P", "F", ["transpose"])


def test_what_is_remembered_stays_bounded(session, monkeypatch):
    monkeypatch.setattr(quick_look, "_MOST_OBJECTS", 3)
    list(inspect_session(session))
    assert len(quick_look._recipes) <= 3


def test_a_file_that_is_not_there_or_not_plain_needs_a_closer_look(tmp_path):
    assert look_quickly(str(tmp_path / "nowhere.npy")) is None
    assert look_quickly(str(tmp_path)) is None
    with (tmp_path / "calls.npy").open("wb") as file:
        np.lib.format.write_array_header_1_0(file, {"descr": "|O", "fortran_order": False, "shape": ()})
        file.write(b"cbuiltins\nprint\n(S'never run'\ntR.")
    assert look_quickly(str(tmp_path / "calls.npy")) is None
