"""The survey of a lab: every session, whatever is wrong with one; what it says is what each session's files say."""

from __future__ import annotations

import io
import json
import os
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.demo import write_demo
from sessionbrowser.errors import Cancelled, Missing
from sessionbrowser.lab.catalog import MouseEntry, scan
from sessionbrowser.lab.keeping import KeepList, add_kept, keep_file
from sessionbrowser.lab.locating import loose_files
from sessionbrowser.lab.staleness import Rule, find_stale
from sessionbrowser.lab.survey import SessionSurvey, survey
from sessionbrowser.lab.verbs_stale import stale_command
from sessionbrowser.sessions import Suite2pSession
from sessionbrowser.sessions.facts import inspect_session
from sessionbrowser.sessions.registry import UsageError, resolve_factory
from tests.sessions.helpers import PlainSession

FACTORY = resolve_factory(None)
FIRST = "ATL901/2023-01-24/701"


@pytest.fixture
def lab(lab: Path) -> Path:
    """The small lab with all its files of one day: a checkout gives them any."""
    for path in lab.rglob("*"):
        os.utime(path, (time.time() - 86_400,) * 2)
    return lab


def by_name(root: Path, **options: Any) -> dict[str, SessionSurvey]:
    return {each.entry.name: each for each in survey(root, FACTORY, **options)}


def test_every_session_is_looked_at_in_the_order_of_the_catalog(lab):
    names = [session.name for mouse in scan(lab) if isinstance(mouse, MouseEntry) for session in mouse.sessions]
    found = by_name(lab)
    assert list(found) == names
    assert {name: len(each.stale) for name, each in found.items() if each.stale} == {
        FIRST: 2,
        "ATL901/2023-01-25/701": 2,
        "kx03/2024-03-09/001": 2,
    }
    assert not any(each.problem for each in found.values())


def test_files_and_bytes_are_counted(lab):
    files = [path for path in (lab / FIRST / "oneData").iterdir() if path.is_file()]
    (lab / FIRST / "oneData" / "a folder").mkdir()
    each = by_name(lab)[FIRST]
    assert (each.n_files, each.size) == (len(files), sum(path.stat().st_size for path in files))
    assert each.stale_size == sum((lab / FIRST / "oneData" / finding.name).stat().st_size for finding in each.stale)


def make_odd(folder: Path) -> None:
    """Put one of everything that can be wrong beside what is there."""
    times = (folder / "licks.times.npy").read_bytes()
    (folder / "empty.npy").touch()
    (folder / "cut.npy").write_bytes(times[:300])
    (folder / "cutHeader.npy").write_bytes(times[:30])
    (folder / "noise.npy").write_bytes(b"anything else")
    (folder / "zip.npz").write_bytes(b"PK\x03\x04 no zip file")
    (folder / "tmp12345678.npy").write_bytes(times[:300])
    (folder / "tmpdata.npy").write_bytes(times)
    (folder / ".x.npy.0123456789ab.saving").write_bytes(times)
    (folder / "notes.txt").write_text("by hand")
    (folder / "folder.npy").mkdir()
    np.save(folder / "longHeader.npy", np.zeros(3, [(f"field{number}", "f8") for number in range(60)]))
    np.save(folder / "objects.npy", np.array([{"a": 1}, None], dtype=object))
    np.save(folder / "manyObjects.npy", np.array([list(range(9000))], dtype=object))
    np.savez(folder / "other.npz", a=np.zeros(3))
    np.save(folder / "mpci.faceMotion.npy", np.zeros((3, 4), order="F"))
    if os.name != "nt":
        (folder / "link.npy").symlink_to("licks.times.npy")
        (folder / "broken.npy").symlink_to("nowhere.npy")
        (folder / "name\nof two lines.npy").write_bytes(times)
        os.mkfifo(folder / "fifo.npy")


@pytest.mark.parametrize("make", [Suite2pSession.from_path, PlainSession])
def test_a_survey_says_what_the_facts_of_all_files_say(make, lab, tmp_path_factory):
    make_odd(lab / FIRST / "oneData")
    roots = [lab, write_demo(tmp_path_factory.mktemp("demo") / "lab")]
    for root in roots:

        def factory(folder: Path, *, root: Any, mouse: str, date: str, id: str | None) -> Any:
            return PlainSession(mouse, date, id, root=root) if make is PlainSession else make(folder)

        for each in survey(root, factory):
            entry = each.entry
            if entry.onedata is None:
                continue
            session = factory(entry.path, root=root, mouse=entry.mouse, date=entry.date, id=entry.session_id)
            assert each.stale == find_stale(session, tuple(inspect_session(session))), entry.name


def test_only_some_mice_or_sessions(lab):
    assert {name.split("/")[0] for name in by_name(lab, mice={"kx03"})} == {"kx03"}
    one = [each.entry for each in by_name(lab).values()][1:2]
    assert list(by_name(lab, entries=one)) == [one[0].name]
    assert by_name(lab, entries=one, mice=()) == {}


def test_what_is_kept_is_told(lab):
    add_kept(lab, "ATL901/*/tmp*")
    kept = {finding.name: finding.kept for finding in by_name(lab)[FIRST].stale}
    assert kept == {"mpci.times.npy.tmp": "", "tmp8f3kq2.npy": "kept by lab.toml"}
    assert by_name(lab)[FIRST].stale_size == (lab / FIRST / "oneData" / "mpci.times.npy.tmp").stat().st_size
    assert not any(finding.kept for finding in by_name(lab, keep=KeepList())[FIRST].stale)


def test_it_streams_tells_how_far_it_is_and_can_be_given_up(lab):
    steps: list[tuple[int, int]] = []
    cancel = Cancel()
    surveys = survey(lab, FACTORY, cancel=cancel, progress=lambda *step: steps.append(step))
    next(surveys)
    assert steps == []
    next(surveys)
    assert steps == [(1, 6)]
    cancel.set()
    with pytest.raises(Cancelled):
        list(surveys)


def test_on_a_slow_disk_there_is_news_of_each_session(lab, monkeypatch):
    made: list[Path] = []

    def factory(folder: Path, **told: Any) -> Any:
        made.append(folder)
        return FACTORY(folder, **told)

    monkeypatch.setattr("sessionbrowser.lab.survey._PATIENCE", 0)
    entries = [session for mouse in scan(lab) if isinstance(mouse, MouseEntry) for session in mouse.sessions]
    seen = [len(made) for _ in survey(lab, factory, entries=[entry for entry in entries if entry.onedata])]
    assert seen == [1, 2, 3, 4, 5]


def test_what_cannot_be_looked_at_is_told_and_the_rest_goes_on(lab):
    def factory(folder: Path, **told: Any) -> Any:
        if folder.name == "701":
            raise RuntimeError("not\ntoday")
        return FACTORY(folder, **told)

    found = {each.entry.name: each for each in survey(lab, factory)}
    assert found[FIRST].problem == "its class failed: RuntimeError: not"
    assert found["kx03/2024-03-09/001"].stale


def test_a_session_that_goes_away_meanwhile_is_a_problem(lab):
    surveys = survey(lab, FACTORY)
    entries = [each.entry for each in surveys]
    (lab / "kx03").rename(lab / "gone")
    found = by_name(lab, entries=entries)
    assert found["kx03/2024-03-02/001"].problem
    assert found[FIRST].stale


def test_loose_files_belong_to_no_session_and_are_not_stale(lab):
    folder = lab / FIRST / "oneData"
    mouse = loose_files(folder)
    assert mouse is not None
    assert list(survey(folder, FACTORY, entries=mouse.sessions)) == [SessionSurvey(mouse.sessions[0])]


def test_a_wrong_choice_of_class_stops_it(lab):
    def factory(folder: Path, **told: Any) -> Any:
        raise UsageError("several session classes are installed")

    with pytest.raises(UsageError):
        list(survey(lab, factory))


def test_a_root_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(Missing):
        list(survey(tmp_path / "nowhere", FACTORY))


def test_copies_are_compared_when_asked_for(tmp_path):
    root = write_demo(tmp_path / "demo")
    name = "SB047/2024-06-10/1"

    def compared(*rules: Rule) -> list[tuple[bool, bool]]:
        stale = by_name(root, mice={"SB047"}, compare=rules)[name].stale
        return [(finding.compared, finding.only_copy) for finding in stale]

    assert compared() == compared(Rule.DENSE_COPY) == [(False, False), (False, False)]
    assert compared(Rule.SUPERSEDED) == [(True, False), (False, True)]


def test_copies_of_any_name_are_found_when_asked_for(lab):
    session = Suite2pSession.from_path(lab / "ATL901/2023-01-25/701")
    np.save(session.one_path / "mpci.anything.npy", session.loadone("mpci.roiActivityF"))
    names = {
        finding.name: finding.compared
        for finding in by_name(lab, mice={"ATL901"}, compare=(Rule.DENSE_COPY,))["ATL901/2023-01-25/701"].stale
        if finding.rule is Rule.DENSE_COPY
    }
    assert names == {"mpci.anything.npy": True}


# sessionbrowser stale


def stale(root: Path, as_json: bool = False, **options: bool) -> tuple[int, str]:
    out = io.StringIO()
    return stale_command(root, as_json, FACTORY, out, **options), out.getvalue()


def test_the_verb_tells_people_rule_by_rule(lab):
    code, said = stale(lab)
    lines = said.splitlines()
    assert code == 0
    assert lines[0].startswith("Leftover of an interrupted save: 2 files, 4.8 kB.")
    assert "  ATL901/2023-01-24/701/oneData/tmp8f3kq2.npy  1.9 kB  ends after 222 of 700 values; nothing lost" in lines
    assert lines[-1] == "6 files, 6.4 kB stale, in 3 of 6 sessions"


def test_the_verb_tells_programs_a_line_a_file(lab):
    code, said = stale(lab, as_json=True)
    told = [json.loads(line) for line in said.splitlines()]
    assert code == 0
    assert len(told) == 6
    assert told[0] == {
        "session": FIRST,
        "path": str(lab / FIRST / "oneData" / "mpci.times.npy.tmp"),
        "rule": "leftover",
        "why": "ends after 342 of 700 values",
        "if_cleared": "nothing lost",
        "only_copy": False,
        "suggested": True,
        "kept": "",
        "size": 2864,
        "modified": pytest.approx(time.time() - 86_400, abs=60),
    }


@pytest.mark.parametrize("as_json", [False, True])
def test_the_verb_says_when_not_all_could_be_looked_at(as_json, lab):
    file = keep_file(lab)
    file.parent.mkdir()
    file.write_text("[clean-up\n")
    code, said = stale(lab, as_json)
    assert code == 1
    assert f"{file}: Expected" in said
    assert "kept while lab.toml cannot be read" in said


@pytest.mark.skipif(os.name == "nt", reason="no such names there")
def test_a_name_of_two_lines_stays_on_one(lab):
    (lab / FIRST / "oneData" / "x\ny.npy").touch()
    assert stale(lab)[0] == 0
    assert "x\\ny.npy  0 B  0 bytes; nothing lost" in stale(lab)[1]


def test_nothing_stale_is_said_too(tmp_path):
    assert stale(tmp_path) == (0, "0 files, 0 B stale, in 0 of 0 sessions\n")
    assert stale(tmp_path, as_json=True) == (0, "")
