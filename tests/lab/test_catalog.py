"""The catalog: what is a mouse, a date, a session, and what is said about all the rest."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.errors import Cancelled, Missing, NotOrdinaryFile
from sessionbrowser.lab import catalog, listing
from sessionbrowser.lab.catalog import MouseEntry, OddFolder, SessionEntry, find_session, scan, suggest_root
from sessionbrowser.sessions.layout import find_onedata
from sessionbrowser.sessions.natural import natural_key


def session(root: Path, name: str, files: tuple[str, ...] = ("mpci.times.npy",), onedata: str = "onedata") -> Path:
    folder = root / name / onedata
    folder.mkdir(parents=True)
    for file in files:
        (folder / file).write_bytes(b"")
    return folder.parent


def mice(root: Path) -> list[MouseEntry]:
    return [entry for entry in scan(root) if isinstance(entry, MouseEntry)]


def sessions(root: Path) -> list[SessionEntry]:
    return [entry for mouse in mice(root) for entry in mouse.sessions]


def odd(root: Path) -> dict[str, str]:
    """Every odd folder by its path under the root, at whatever level."""
    entries = list(scan(root))
    inner = [o for entry in entries if isinstance(entry, MouseEntry) for o in entry.odd]
    return {
        o.path.relative_to(root).as_posix(): o.why for o in [e for e in entries if isinstance(e, OddFolder)] + inner
    }


def refuse(monkeypatch: pytest.MonkeyPatch, *folders: Path) -> None:
    """Let the system refuse to list these folders (tests may run as root, whom no mode stops)."""
    real_scandir, real_listdir = os.scandir, os.listdir

    def guard(path) -> None:
        if Path(path) in folders:
            raise PermissionError(13, "Permission denied", os.fspath(path))

    monkeypatch.setattr(listing.os, "scandir", lambda path: (guard(path), real_scandir(path))[1])
    monkeypatch.setattr(listing.os, "listdir", lambda path: (guard(path), real_listdir(path))[1])


def test_sessions_with_and_without_id_and_both_spellings(tmp_path):
    session(tmp_path, "M1/2023-01-24/701", onedata="oneData")
    session(tmp_path, "M1/2023-01-25")
    found = sessions(tmp_path)
    assert [(s.mouse, s.date, s.session_id, s.state) for s in found] == [
        ("M1", "2023-01-24", "701", "ok"),
        ("M1", "2023-01-25", None, "ok"),
    ]
    assert [s.name for s in found] == ["M1/2023-01-24/701", "M1/2023-01-25"]
    assert [s.onedata.name for s in found] == ["oneData", "onedata"]
    assert odd(tmp_path) == {}


def test_a_date_that_is_a_session_may_hold_id_folders_as_well(tmp_path):
    session(tmp_path, "M1/2023-01-24")
    session(tmp_path, "M1/2023-01-24/702")
    (tmp_path / "M1/2023-01-24/suite2p/plane0").mkdir(parents=True)
    (tmp_path / "M1/2023-01-24/figures").mkdir()
    assert [s.session_id for s in sessions(tmp_path)] == [None, "702"]
    assert odd(tmp_path) == {"M1/2023-01-24/figures": "not a session: neither onedata nor suite2p in it"}


@pytest.mark.parametrize("marker", ["suite2p/", "vrExperimentValues.json", "vrExperimentOptions.json"])
def test_not_registered_is_said_of_recordings_without_onedata(tmp_path, marker):
    for name in ("M1/2023-01-24/1", "M1/2023-01-25"):
        folder = tmp_path / name
        folder.mkdir(parents=True)
        (folder / marker).mkdir() if marker.endswith("/") else (folder / marker).write_text("{}")
    assert [(s.name, s.state, s.onedata) for s in sessions(tmp_path)] == [
        ("M1/2023-01-24/1", "not registered", None),
        ("M1/2023-01-25", "not registered", None),
    ]


def test_states_empty_and_no_onedata(tmp_path):
    session(tmp_path, "M1/2023-01-24/1", files=())
    session(tmp_path, "M1/2023-01-24/2", files=("notes.txt", ".trash"))
    (tmp_path / "M1/2023-01-24/3").mkdir()
    assert [(s.session_id, s.state, s.n_files) for s in sessions(tmp_path)] == [
        ("1", "empty", 0),
        ("2", "empty", 0),
        ("3", "no onedata", 0),
    ]
    assert all(s.why for s in sessions(tmp_path))


def test_files_are_counted_from_their_names(tmp_path):
    session(tmp_path, "M1/2023-01-24/1", ("a.b.npy", "a.b.npz", "a.b.npy.tmp", "tmp8f3kq2.npy", "a.txt", "npy"))
    assert [s.n_files for s in sessions(tmp_path)] == [4]


def test_onedata_that_is_a_file_or_leads_nowhere_is_unreadable(tmp_path):
    for number in "12":
        (tmp_path / "M1/2023-01-24" / number).mkdir(parents=True)
    (tmp_path / "M1/2023-01-24/1/onedata").write_text("")
    (tmp_path / "M1/2023-01-24/2/onedata").symlink_to("gone")
    assert [(s.state, s.why) for s in sessions(tmp_path)] == [
        ("unreadable", "onedata is not a folder"),
        ("unreadable", "a link to gone, which is missing"),
    ]


def test_two_onedata_folders_are_told(tmp_path):
    folder = session(tmp_path, "M1/2023-01-24/1")
    (folder / "oneData").mkdir(exist_ok=True)
    if len(list(folder.iterdir())) == 1:
        assert sessions(tmp_path)[0].why == ""  # a system that does not tell capitals apart has only one
        return
    assert sessions(tmp_path)[0].onedata.name == "onedata"
    assert sessions(tmp_path)[0].why == "onedata and oneData are both there; onedata is shown"


def test_of_two_onedata_folders_the_empty_one_gives_way(tmp_path):
    folder = session(tmp_path, "M1/2023-01-24/1", onedata="oneData")
    (folder / "onedata").mkdir(exist_ok=True)
    if len(list(folder.iterdir())) == 1:
        assert sessions(tmp_path)[0].why == ""
        return
    (folder / "onedata/.trash").mkdir()
    (found,) = sessions(tmp_path)
    assert (found.onedata.name, found.state) == ("oneData", "ok")
    assert found.why == "onedata and oneData are both there; oneData is shown; onedata is empty"
    assert find_onedata(folder) == found.onedata
    for path in (folder / "oneData").iterdir():
        path.unlink()
    (found,) = sessions(tmp_path)
    assert (found.onedata.name, found.state) == ("onedata", "empty")
    assert find_onedata(folder) == found.onedata


@pytest.mark.parametrize("what", ["file", "link"])
def test_an_onedata_that_is_no_folder_gives_way_too(tmp_path, what):
    folder = session(tmp_path, "M1/2023-01-24/1", onedata="oneData")
    if (folder / "onedata").exists():
        return  # a system that does not tell capitals apart has only one
    (folder / "onedata").write_text("") if what == "file" else (folder / "onedata").symlink_to("gone")
    (found,) = sessions(tmp_path)
    assert (found.onedata.name, found.state) == ("oneData", "ok")
    assert find_onedata(folder) == found.onedata


def test_everything_else_is_reported_and_nothing_hidden(tmp_path):
    session(tmp_path, "M1/2023-01-24/701")
    session(tmp_path, "M1/2023-02-30/701")
    session(tmp_path, "M1/notes/701")
    (tmp_path / "M1/2023-03-01").mkdir()
    (tmp_path / "analysis").mkdir()
    session(tmp_path, "only wrong dates/2023-13-01/1")
    for hidden in (".sessionbrowser", "M1/.git", "M1/2023-01-24/.cache"):
        (tmp_path / hidden).mkdir()
    for file in ("readme.txt", "M1/list.xlsx", "M1/2023-01-24/video.avi"):
        (tmp_path / file).write_text("")
    assert odd(tmp_path) == {
        "M1/2023-02-30": "2023-02-30 is not a date",
        "M1/notes": "not a date",
        "M1/2023-03-01": "no session in it",
        "analysis": "not a mouse: no dated folders in it",
        "only wrong dates": "not a mouse: no dated folders in it",
    }
    assert [s.name for s in sessions(tmp_path)] == ["M1/2023-01-24/701"]


def test_order_is_natural_at_every_level(tmp_path):
    for name in ("ATL10/2023-01-24/10", "ATL10/2023-01-24/9", "ATL10/2022-12-31/1", "ATL2/2023-01-24/1", "atl3/x"):
        session(tmp_path, name)
    assert [getattr(e, "name", None) or e.path.name for e in scan(tmp_path)] == ["ATL2", "atl3", "ATL10"]
    assert [s.name for s in mice(tmp_path)[1].sessions] == [
        "ATL10/2022-12-31/1",
        "ATL10/2023-01-24/9",
        "ATL10/2023-01-24/10",
    ]


def test_links_are_followed_and_loops_end(tmp_path):
    session(tmp_path / "elsewhere", "M7/2023-01-24/1")
    root = tmp_path / "root"
    session(root, "M1/2023-01-24/1")
    (root / "M7").symlink_to(tmp_path / "elsewhere" / "M7")
    (root / "around").symlink_to(root)
    (root / "above").symlink_to(tmp_path)
    (root / "itself").symlink_to("itself")
    (root / "gone").symlink_to("nowhere")
    (root / "M1/again").symlink_to(root / "M1")
    (root / "M1/2023-01-24/up").symlink_to(root / "M1")
    (root / "M1/2023-01-25").symlink_to(root / "M1/2023-01-24")
    assert odd(root) == {
        "around": "a link that leads back to itself",
        "above": "a link that leads back to itself",
        "itself": "a link that leads back to itself",
        "gone": "a link to nowhere, which is missing",
        "M1/again": "a link that leads back to itself",
        "M1/2023-01-24/up": "a link that leads back to itself",
        "M1/2023-01-25/up": "a link that leads back to itself",
    }
    assert [s.name for s in sessions(root)] == ["M1/2023-01-24/1", "M1/2023-01-25/1", "M7/2023-01-24/1"]


def test_a_link_to_a_file_is_passed_over_like_a_file(tmp_path):
    session(tmp_path, "M1/2023-01-24/1")
    (tmp_path / "a.txt").write_text("")
    (tmp_path / "b").symlink_to("a.txt")
    assert odd(tmp_path) == {}


def test_what_cannot_be_read_is_told_at_every_level(tmp_path, monkeypatch):
    for name in ("M1/2023-01-24/1", "M2/2023-01-24/1", "M3/2023-01-24/1", "M4/2023-01-24/1"):
        session(tmp_path, name)
    refuse(
        monkeypatch,
        tmp_path / "M1",
        tmp_path / "M2/2023-01-24",
        tmp_path / "M3/2023-01-24/1",
        tmp_path / "M4/2023-01-24/1/onedata",
    )
    assert odd(tmp_path) == {"M1": "unreadable: you may not read it"}
    assert [(s.name, s.state, s.why) for s in sessions(tmp_path)] == [
        ("M2/2023-01-24", "unreadable", "you may not read it"),
        ("M3/2023-01-24/1", "unreadable", "you may not read it"),
        ("M4/2023-01-24/1", "unreadable", "you may not read it"),
    ]


def test_a_bad_root_raises_at_once(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(Missing, match="no such folder"):
        scan(tmp_path / "missing")
    with pytest.raises(NotOrdinaryFile, match="it is a file"):
        scan(tmp_path / "file")
    with pytest.raises(NotOrdinaryFile, match="leads back"):
        scan(tmp_path / "loop")
    refuse(monkeypatch, tmp_path)
    with pytest.raises(PermissionError):
        scan(tmp_path)


def test_an_empty_root_gives_nothing(tmp_path):
    assert list(scan(tmp_path)) == []


def test_a_mouse_comes_before_the_next_is_looked_at(tmp_path, monkeypatch):
    session(tmp_path, "M1/2023-01-24/1")
    session(tmp_path, "M2/2023-01-24/1")
    looked_at = []
    real = catalog.list_folder
    monkeypatch.setattr(catalog, "list_folder", lambda path: (looked_at.append(Path(path).name), real(path))[1])
    assert next(scan(tmp_path)).name == "M1"
    assert "M2" not in looked_at


def test_cancelling_stops_between_dates(tmp_path):
    session(tmp_path, "M1/2023-01-24/1")
    session(tmp_path, "M2/2023-01-24/1")
    cancel = Cancel()
    entries = scan(tmp_path, cancel)
    next(entries)
    cancel.set()
    with pytest.raises(Cancelled):
        next(entries)


def test_the_small_lab(lab_path):
    found = {s.name: s.state for s in sessions(lab_path)}
    assert found["ATL901/2023-01-24/701"] == "ok"
    assert odd(lab_path)["analysis"] == "not a mouse: no dated folders in it"
    for entry in sessions(lab_path):
        listed = [] if entry.onedata is None else list(entry.onedata.iterdir())
        assert entry.n_files == len([p for p in listed if p.suffix in (".npy", ".npz", ".tmp")])


# finding one session


def test_a_session_is_found_by_its_name(tmp_path):
    session(tmp_path, "M1/2023-01-24/701")
    session(tmp_path, "M1/2023-01-25")
    session(tmp_path, "M1/2023-01-25/702")
    assert find_session(tmp_path, "M1/2023-01-24/701").path == tmp_path / "M1/2023-01-24/701"
    assert find_session(tmp_path, "M1/2023-01-24").session_id == "701"
    assert find_session(tmp_path, "M1/2023-01-25").session_id is None
    assert find_session(tmp_path, "M1/2023-01-25/702/").session_id == "702"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("ATL9/2023-01-24/701", "ATL901"),
        ("ATL901/2023-01-24/702", "ATL901/2023-01-24/701"),
        ("ATL901/2023-01-26", "ATL901/2023-01-25/701"),
        ("ATL901", "ATL901/2023-01-24/701"),
        ("ATL901/2023-01-25", "ATL901/2023-01-25/702"),
        ("", "ATL901"),
        ("a/b/c/d/e", "ATL901"),
    ],
)
def test_an_unknown_name_is_answered_with_near_ones(tmp_path, name, hint):
    for known in ("ATL901/2023-01-24/701", "ATL901/2023-01-25/701", "ATL901/2023-01-25/702", "kx03/2024-03-02/1"):
        session(tmp_path, known)
    with pytest.raises(Missing) as caught:
        find_session(tmp_path, name)
    assert hint in str(caught.value)


def test_a_name_in_what_is_no_mouse_says_so(tmp_path):
    (tmp_path / "analysis").mkdir()
    with pytest.raises(Missing, match="no dated folders"):
        find_session(tmp_path, "analysis/2023-01-24/1")
    with pytest.raises(Missing, match="no such folder"):
        find_session(tmp_path / "gone", "M1/2023-01-24/1")


# the root of what was opened


@pytest.mark.parametrize("inner", ["M1", "M1/2023-01-24", "M1/2023-01-24/701", "M1/2023-01-24/701/onedata"])
def test_the_root_is_found_from_any_level(tmp_path, inner):
    session(tmp_path, "M1/2023-01-24/701")
    assert suggest_root(tmp_path / inner) == tmp_path


def test_the_root_is_found_from_a_session_without_id(tmp_path):
    folder = session(tmp_path, "M1/2023-01-24")
    assert suggest_root(folder) == tmp_path
    assert suggest_root(folder / "onedata") == tmp_path


def test_a_root_and_other_folders_have_no_other_root(tmp_path):
    session(tmp_path / "2023-01-01/lab", "M1/2023-01-24/701")
    assert suggest_root(tmp_path / "2023-01-01/lab") is None
    assert suggest_root(tmp_path / "2023-01-01") is None
    assert suggest_root(tmp_path / "missing") is None


# dates and order


@given(st.dates())
def test_days_of_the_calendar_are_dates(day: date):
    assert catalog.is_iso_date(day.isoformat())


@pytest.mark.parametrize("text", ["2023-02-30", "20230124", "2023-W04-2", "2023-1-24", "2023-01-24 ", "0000-01-01", ""])
def test_other_texts_are_not(text):
    assert not catalog.is_iso_date(text)


@settings(max_examples=100)
@given(st.lists(st.tuples(st.sampled_from(["ATL", "kx", ""]), st.integers(0, 10**30)), max_size=8))
def test_natural_order_is_by_word_then_number(parts):
    names = [f"{word}{number}" for word, number in parts]
    expected = [f"{word}{number}" for word, number in sorted(parts, key=lambda p: (p[0].casefold(), p[1]))]
    assert sorted(names, key=natural_key) == expected


@settings(max_examples=100)
@given(st.lists(st.text(max_size=8), max_size=8, unique=True))
def test_natural_order_takes_any_text_and_is_total(names):
    ordered = sorted(names, key=natural_key)
    names.reverse()
    assert ordered == sorted(names, key=natural_key)
