"""Whatever path the app is given, it goes to what was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from sessionbrowser.errors import Missing
from sessionbrowser.lab.locating import LOOSE, Place, find_entry, is_loose, likely_root, locate, loose_files

SESSION = "ATL901/2023-01-24/701"


@pytest.mark.parametrize(
    ("inside", "row", "file"),
    [
        ("", "", ""),
        ("ATL901", "ATL901", ""),
        ("ATL901/2023-01-24", SESSION, ""),
        (SESSION, SESSION, ""),
        (f"{SESSION}/oneData", SESSION, ""),
        (f"{SESSION}/suite2p", SESSION, ""),
        (f"{SESSION}/suite2p/plane1", SESSION, ""),
        (f"{SESSION}/oneData/mpci.times.npy", SESSION, "mpci.times.npy"),
        (f"{SESSION}/oneData/mpci.times.npy.tmp", SESSION, "mpci.times.npy.tmp"),
        (f"{SESSION}/suite2p/plane1/F.npy", SESSION, "suite2p/plane1/F.npy"),
        (f"{SESSION}/vrExperimentOptions.json", SESSION, ""),
    ],
)
def test_a_path_in_a_lab_leads_to_its_root_and_what_it_names(lab_path, inside, row, file):
    place = locate(lab_path / inside)
    assert (place.root, place.row, place.file) == (lab_path, row, file)
    assert (place.entry is not None) == (row == SESSION)
    assert likely_root(lab_path / inside) == lab_path or inside == "ATL901"


def test_a_date_with_several_sessions_is_gone_to_as_a_date(lab):
    (lab / "ATL901/2023-01-24/702/onedata").mkdir(parents=True)
    assert locate(lab / "ATL901/2023-01-24") == Place(lab, "ATL901/2023-01-24/")


def test_a_session_without_an_id(tmp_path):
    onedata = tmp_path / "M1/2024-02-03/onedata"
    onedata.mkdir(parents=True)
    (onedata / "x.npy").write_bytes(b"")
    for path in (onedata, onedata.parent, onedata / "x.npy"):
        place = locate(path)
        assert (place.root, place.row) == (tmp_path, "M1/2024-02-03")


@pytest.mark.parametrize("named", ["", "b.npz"])
def test_files_outside_any_session_are_shown_with_those_beside_them(tmp_path, named):
    for name in ("a.npy", "b.npz", "notes.txt"):
        (tmp_path / name).write_bytes(b"")
    place = locate(tmp_path / named)
    assert (place.root, place.row, place.file) == (tmp_path, f"{tmp_path.name}/{LOOSE}", named)
    assert is_loose(place.entry)
    assert (place.entry.n_files, place.entry.onedata) == (2, tmp_path)


def test_loose_files_are_found_again_by_their_name(tmp_path, lab):
    (tmp_path / "a.npy").write_bytes(b"")
    entry = locate(tmp_path).entry
    assert find_entry(tmp_path, entry.name) == entry
    assert find_entry(lab, SESSION) == locate(lab / SESSION).entry
    with pytest.raises(Missing):
        find_entry(lab, f"{lab.name}/{LOOSE}")


def test_a_file_in_a_session_folder_but_not_of_the_session_is_loose(lab):
    stray = lab / SESSION / "stray.npy"
    stray.write_bytes(b"")
    place = locate(stray)
    assert (place.root, place.file, is_loose(place.entry)) == (stray.parent, "stray.npy", True)


def test_a_file_in_the_trash_is_shown_from_there(lab):
    batch = lab / SESSION / "oneData/.trash/some-batch"
    batch.mkdir(parents=True)
    (batch / "x.npy").write_bytes(b"")
    assert locate(batch / "x.npy").root == batch


def test_mice_beside_loose_files_make_a_root(lab):
    (lab / "mean.npy").write_bytes(b"")
    assert locate(lab) == Place(lab)
    assert locate(lab / "mean.npy").file == "mean.npy"


@pytest.mark.parametrize("name", ["missing", "missing.npy", "empty", "text.txt", "ATL901/2023-01-24/missing"])
def test_anything_else_is_left_to_the_root_to_complain_about(lab, name):
    (lab / "empty").mkdir()
    (lab / "text.txt").write_text("")
    assert locate(lab / name) == Place(lab / name)


def test_the_working_folder_counts(lab, monkeypatch):
    monkeypatch.chdir(lab / "ATL901")
    assert locate(Path("2023-01-24/701")).row == SESSION
    assert likely_root(Path("2023-01-24/701")) == lab


def test_a_real_session_is_not_loose(lab_path):
    assert not is_loose(locate(lab_path / SESSION).entry)
    assert loose_files(lab_path) is None
