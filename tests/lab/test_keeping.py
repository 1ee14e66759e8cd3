"""The keep-list: what it keeps and why, what is wrong with it, and adding to it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessionbrowser.lab.keeping import KEEP_NOTHING, KeepList, add_kept, keep_file, load_keep_list, user_keep_file

FILE = "ATL028/2023-04-17/701/oneData/mpci.faceMotion.npy"


def written(root: Path, text: str | bytes) -> Path:
    file = keep_file(root)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def keeping(root: Path, *patterns: str) -> KeepList:
    return KeepList(root, tuple((pattern, "kept") for pattern in patterns))


@pytest.mark.parametrize(
    "pattern",
    [
        "mpci.faceMotion.npy",
        "mpci.faceMotion",
        "mpci.*",
        "mpci.face[A-Z]otion",
        "ATL028/2023-04-17/701/mpci.faceMotion.npy",
        "ATL028/*/mpci.faceMotion.npy",
        "ATL028/*",
        "*/701/mpci.*",
        "ATL0??/2023-*/*.npy",
    ],
)
def test_a_pattern_keeps(pattern, tmp_path):
    assert keeping(tmp_path, pattern).reason(tmp_path / FILE) == "kept"


@pytest.mark.parametrize(
    "pattern",
    ["faceMotion", "mpci.facemotion.npy", "ATL028", "ATL02/*", "oneData/*", "ATL028/*/mpci.faceMotion", "*/702/*"],
)
def test_a_pattern_keeps_nothing_else(pattern, tmp_path):
    assert keeping(tmp_path, pattern).reason(tmp_path / FILE) == ""


def test_a_session_without_an_id_has_a_shorter_name(tmp_path):
    path = tmp_path / "ATL028" / "2023-04-17" / "onedata" / "mpci.x.npy"
    assert keeping(tmp_path, "ATL028/2023-04-17/mpci.x.npy").reason(path)


def test_of_a_file_elsewhere_more_is_kept_rather_than_less(tmp_path):
    assert keeping(Path("another/root"), "ATL028/*/mpci.faceMotion.npy").reason(tmp_path / FILE)


def test_nothing_is_kept_without_a_list(tmp_path):
    assert load_keep_list(tmp_path) == KeepList(tmp_path)
    assert KEEP_NOTHING.reason(tmp_path / FILE) == ""


def test_the_root_and_the_user_each_have_a_list(tmp_path):
    written(tmp_path, '[clean-up]\nkeep = ["mpci.face*"]\n')
    user_keep_file().parent.mkdir(parents=True)
    user_keep_file().write_text('[clean-up]\nkeep = ["mpci.*"]\n')
    keep = load_keep_list(tmp_path)
    assert keep.reason(tmp_path / FILE) == "kept by lab.toml"
    assert keep.reason((tmp_path / FILE).with_name("mpci.times.npy")) == "kept by your own lab.toml"
    assert keep.reason((tmp_path / FILE).with_name("licks.times.npy")) == ""
    assert keep.problems == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[clean-up]\nkeep = [\n", "line 2, the last"),
        ("[clean-up\nkeep = []", "line 1"),
        ("# no list\n[clean-up]\nkeep = 'mpci.times'\n", "line 3: keep is no list of names"),
        ('[clean-up]\nkeep = ["mpci.times", 3]\n', "line 2: keep is no list of names"),
        ('[clean-up]\nkeep = [""]\n', "line 2: keep is no list of names"),
        ("clean-up = 3\n", "line 1: clean-up is no table"),
        (b"[clean-up]\n# caf\xe9\n", "line 2: it is not UTF-8 text"),
        ("#" * (2**20 + 1), "too long"),
    ],
)
def test_while_a_list_is_malformed_everything_is_kept(text, said, tmp_path):
    file = written(tmp_path, text)
    keep = load_keep_list(tmp_path)
    (problem,) = keep.problems
    assert problem.startswith(f"{file}: ")
    assert said in problem
    assert keep.reason(tmp_path / FILE) == "kept while lab.toml cannot be read"
    with pytest.raises(ValueError):
        add_kept(tmp_path, "mpci.times")
    assert file.read_bytes() == (text if isinstance(text, bytes) else text.encode())


def test_a_list_that_is_no_file_is_a_problem(tmp_path):
    keep_file(tmp_path).mkdir(parents=True)
    assert load_keep_list(tmp_path).problems == (f"{keep_file(tmp_path)}: it is a folder, not a file",)
    keep_file(tmp_path).rmdir()
    keep_file(tmp_path).symlink_to("nowhere")
    assert len(load_keep_list(tmp_path).problems) == 1


def test_a_malformed_list_of_the_user_does_not_hide_that_of_the_root(tmp_path):
    written(tmp_path, '[clean-up]\nkeep = ["mpci.face*"]\n')
    user_keep_file().parent.mkdir(parents=True)
    user_keep_file().write_text("[[[")
    keep = load_keep_list(tmp_path)
    assert len(keep.problems) == 1
    assert keep.reason(tmp_path / FILE) == "kept by lab.toml"


TEXTS = [
    "",
    "# ours\n",
    "[clean-up]\n",
    "[clean-up]  # what stays\nkeep = []\n",
    '[clean-up]\nkeep = ["a"]\n',
    "[clean-up]\nkeep = [\"a\", 'b',]  # both\n",
    '[clean-up]\nkeep = [\n    "a",  # first\n    # nothing here\n    "b"\n]\n\n[else]\nkeep = ["no"]\n',
    "[else]\nkeep = [1]\n\n[clean-up]\nother = 2\n",
    "[ clean-up ]\r\nkeep = [ 'a' ]\r\n",
    "[clean-up]",
]


@pytest.mark.parametrize("text", TEXTS)
@given(pattern=st.text(min_size=1, max_size=12).filter(str.strip))
def test_what_is_added_is_kept_and_all_else_stays(text, pattern, tmp_path_factory):
    root = tmp_path_factory.mktemp("root")
    written(root, text)
    before = tomllib.loads(text)
    already = before.get("clean-up", {}).get("keep", [])
    if any("\ud800" <= sign <= "\udfff" for sign in pattern):
        return
    add_kept(root, pattern)
    now = tomllib.loads(keep_file(root).read_bytes().decode())
    assert sorted(now["clean-up"]["keep"]) == sorted({*already, pattern})
    now["clean-up"].pop("keep")
    before.get("clean-up", {}).pop("keep", None)
    assert now == {"clean-up": {}, **before}
    comments = [line.split("#")[1] for line in text.splitlines() if "#" in line]
    assert all(f"#{comment}" in keep_file(root).read_text() for comment in comments)


def test_adding_makes_the_file(tmp_path):
    add_kept(tmp_path, "mpci.face*")
    add_kept(tmp_path, "ATL028/*")
    add_kept(tmp_path, "mpci.face*")
    assert keep_file(tmp_path).read_text() == '[clean-up]\nkeep = ["ATL028/*", "mpci.face*"]\n'
    assert load_keep_list(tmp_path).reason(tmp_path / FILE) == "kept by lab.toml"
    assert [path.name for path in keep_file(tmp_path).parent.iterdir()] == ["lab.toml"]


@pytest.mark.parametrize("text", ['clean-up.keep = ["a"]\n', 'clean-up = { keep = ["a"] }\n'])
def test_what_cannot_be_added_to_is_left_alone(text, tmp_path):
    file = written(tmp_path, text)
    with pytest.raises(ValueError, match="by hand"):
        add_kept(tmp_path, "b")
    assert file.read_text() == text


def test_nothing_is_not_a_pattern(tmp_path):
    with pytest.raises(ValueError, match="empty"):
        add_kept(tmp_path, " ")
    assert not keep_file(tmp_path).exists()


def test_a_link_to_a_list_stays_a_link(tmp_path):
    shared = tmp_path / "shared.toml"
    shared.write_text("")
    keep_file(tmp_path).parent.mkdir()
    keep_file(tmp_path).symlink_to(shared)
    add_kept(tmp_path, "a")
    assert keep_file(tmp_path).is_symlink()
    assert tomllib.loads(shared.read_text()) == {"clean-up": {"keep": ["a"]}}
