"""The verbs of the command line: what they say, what they do, and what they end with."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sessionbrowser.__main__ import VERBS, main
from sessionbrowser.lab import verbs, verbs_stale
from sessionbrowser.lab.keeping import keep_file

SESSIONS = ("ATL901/2023-01-24/701", "ATL901/2023-01-25/701")


def run(capsys, *arguments) -> tuple[int, str, str]:
    """Run a command line; its exit code, and what it said."""
    try:
        code = main([str(argument) for argument in arguments])
    except SystemExit as end:
        code = end.code
    said = capsys.readouterr()
    return code, said.out, said.err


def files_in(lab: Path) -> dict[Path, bytes]:
    paths = (path for path in lab.rglob("*") if path.is_file() and ".sessionbrowser" not in path.parts)
    return {path: path.read_bytes() for path in paths}


@pytest.fixture
def some(lab: Path) -> list[Path]:
    return [lab / name / "oneData" / file for name in SESSIONS for file in ("mpci.times.npy", "licks.times.npy")]


@pytest.fixture
def cleared(lab: Path, some: list[Path], capsys) -> str:
    """The id of a batch of four files of two sessions."""
    code, out, _ = run(capsys, "clear", *some, "--yes")
    assert code == 0
    return out.split("batch ")[1].strip()


def test_a_plan_is_printed_and_nothing_done(lab, some, capsys):
    before = files_in(lab)
    code, out, err = run(capsys, "clear", *some)
    assert (code, err) == (0, "")
    for path in some:
        assert f"{path.relative_to(lab)}  " in out
    assert "the only copy" in out
    assert out.splitlines()[-1].startswith("Move 4 files (")
    assert out.endswith("nothing was done; --yes does it\n")
    assert files_in(lab) == before
    assert not (lab / ".sessionbrowser").exists()


def test_clear_list_restore(lab, some, capsys):
    before = files_in(lab)
    code, out, _ = run(capsys, "clear", *some, "--yes")
    assert code == 0
    assert "moved 4 files (" in out
    batch = out.split("batch ")[1].strip()
    assert not any(path.exists() for path in some)
    code, out, _ = run(capsys, "trash", lab, "list")
    assert code == 0
    assert out.splitlines()[0].startswith(f"{batch}  20")
    assert "  4 files, " in out
    paths = [line.split("  ")[1] for line in out.splitlines()[1:]]
    assert sorted((lab / path).parents[2] / Path(path).name for path in paths) == sorted(some)

    code, out, _ = run(capsys, "trash", lab, "restore", paths[0])  # as the list shows it
    assert (code, out.split(" (")[0]) == (0, "restored 1 file")
    code, out, _ = run(capsys, "trash", lab, "restore", batch)
    assert (code, out.split(" (")[0]) == (0, "restored 3 files")
    assert files_in(lab) == before
    assert run(capsys, "trash", lab, "list") == (0, "the trash is empty\n", "")
    assert run(capsys, "trash", lab, "restore", "--all") == (0, "restored 0 files (0 B)\n", "")
    assert run(capsys, "trash", lab, "empty") == (0, "there is nothing to remove\n", "")
    record = (lab / ".sessionbrowser" / "record.jsonl").read_text()
    assert record.count('"moved to the trash"') == record.count('"restored"') == 4


def test_restore_never_overwrites_and_says_so(lab, some, cleared, capsys):
    some[0].write_bytes(b"came back")
    code, out, _ = run(capsys, "trash", lab, "restore", "--all")
    assert code == 1
    assert f"not done: {some[0].relative_to(lab)}: a file of this name has come back" in out
    assert some[0].read_bytes() == b"came back"


def test_restore_settles_what_a_crash_left(lab, some, cleared, capsys):
    os.link(
        some[0].parent / ".trash" / cleared / some[0].name, some[0]
    )  # an undo by links was killed between two names
    code, out, _ = run(capsys, "trash", lab, "restore", "--all")
    assert (code, out.split(" (")[0]) == (0, "restored 3 files")
    assert some[0].stat().st_nlink == 1


def test_empty_asks_for_yes_and_is_for_good(lab, some, cleared, capsys):
    before = files_in(lab)
    code, out, _ = run(capsys, "trash", lab, "empty")
    assert code == 0
    assert out.splitlines()[-1].startswith("remove 4 files (")
    assert out.endswith("nothing was done; --yes does it\n")
    assert files_in(lab) == before
    code, out, _ = run(capsys, "trash", lab, "empty", "--older-than", "1", "--yes")
    assert (code, out) == (0, "removed 0 files for good, 0 B are free now\n")
    code, out, _ = run(capsys, "trash", lab, "empty", cleared, "--yes")
    assert (code, out.split(" good")[0]) == (0, "removed 4 files for")
    assert not any(path.exists() for path in some)
    assert list(lab.rglob(".trash")) == []
    assert (lab / ".sessionbrowser" / "record.jsonl").read_text().count('"deleted from the trash"') == 4


def test_empty_leaves_what_no_journal_tells_of_until_it_is_named(lab, some, cleared, capsys):
    batch = next(lab.rglob(cleared))
    (batch / "stranger.npy").write_bytes(b"stranger")
    for yes in ([], ["--yes"]):
        code, out, _ = run(capsys, "trash", lab, "empty", *yes)
        assert code == 1
        assert "stranger.npy: the journal does not tell of it; it goes only when it is chosen by itself" in out
    assert (batch / "stranger.npy").exists()
    assert run(capsys, "trash", lab, "empty", batch / "stranger.npy", "--yes")[0] == 0
    assert not batch.exists()


def test_by_rule(lab, capsys):
    before = files_in(lab)
    code, out, _ = run(capsys, "clear", lab, "--rule", "leftover")
    assert code == 0
    leftovers = {path for path in before if path.name in ("mpci.times.npy.tmp", "tmp8f3kq2.npy")}
    assert leftovers
    assert all(f"{path.relative_to(lab)}  " in out for path in leftovers)
    assert files_in(lab) == before
    code, out, _ = run(capsys, "clear", lab, "--rule", "leftover", "--rule", "recipe", "--yes")
    assert code == 0
    gone = {path for path in before if not path.exists()}
    assert gone >= leftovers
    assert run(capsys, "trash", lab, "restore", "--all")[0] == 0
    assert files_in(lab) == before


def test_what_the_keep_list_names_is_left_out_by_rule(lab, capsys):
    keep_file(lab).parent.mkdir()
    keep_file(lab).write_text('[clean-up]\nkeep = ["*.tmp", "tmp*"]\n')
    before = files_in(lab)
    code, out, _ = run(capsys, "clear", lab, "--rule", "leftover", "--yes")
    assert code == 0
    assert "kept by lab.toml" in out
    assert "there is nothing to clear" in out
    assert files_in(lab) == before


def test_files_that_are_refused_are_told(lab, some, capsys):
    code, out, _ = run(capsys, "clear", some[0], lab / "analysis", "--yes")
    assert code == 1
    assert "left out: analysis: it is not directly in a onedata folder" in out.replace(f"{lab}/", "")
    assert "moved 1 file (" in out
    code, out, _ = run(capsys, "clear", lab / "no" / "onedata" / "x.npy", "--yes")
    assert (code, out.splitlines()[-1]) == (1, "there is nothing to clear")


def test_names_that_no_terminal_prints(lab, capsys):
    name = os.fsdecode(b"two\nlines \x1b[31m \xff.npy")
    path = lab / SESSIONS[0] / "oneData" / name
    path.write_bytes(b"x")
    code, out, _ = run(capsys, "clear", path, "--yes")
    assert code == 0
    assert r"two\nlines \x1b[31m \udcff.npy" in out
    assert run(capsys, "trash", lab, "restore", "--all")[0] == 0
    assert path.read_bytes() == b"x"


def test_an_output_that_knows_few_letters(lab, monkeypatch):
    path = lab / SESSIONS[0] / "oneData" / "神経.npy"
    path.write_bytes(b"x")
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", out)
    assert main(["clear", str(path), "--yes"]) == 0
    out.seek(0)
    assert r"\u795e\u7d4c.npy" in out.read()


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["stale"], "ROOT"),
        (["stale", "/no/such/lab"], "/no/such/lab"),
        (["clear"], "FILE"),
        (["clear", "a", "b", "--rule", "older"], "one folder"),
        (["clear", "/no/such/lab", "--rule", "older"], "/no/such/lab"),
        (["clear", "a", "--rule", "nonsense"], "nonsense"),
        (["clear", "a", "--session-class", "json:no_such_name"], "no_such_name"),
        (["trash"], "ROOT"),
        (["trash", "a"], "ACTION"),
        (["trash", "/no/such/lab", "list"], "/no/such/lab"),
        (["trash", "a", "restore"], "--all"),
        (["trash", "a", "restore", "x", "--all"], "--all"),
        (["trash", "a", "empty", "x", "--older-than", "3"], "not both"),
        (["trash", "a", "empty", "--older-than", "-1"], "--older-than"),
        (["trash", "a", "empty", "--older-than", "nan"], "--older-than"),
    ],
)
def test_what_cannot_be_gets_one_clear_line_and_exit_code_2(arguments, word, capsys):
    code, out, err = run(capsys, *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("sessionbrowser")
    assert word in err


def test_a_batch_that_is_not_there(lab, cleared, capsys):
    before = files_in(lab)
    for action in ("restore", "empty"):
        code, out, err = run(capsys, "trash", lab, action, cleared, "no-such-batch")
        assert (code, out) == (2, "")
        assert "no-such-batch" in err
    assert files_in(lab) == before


def test_a_trash_that_cannot_be_looked_into_is_told(lab, capsys):
    (lab / SESSIONS[0] / "oneData" / ".trash").write_bytes(b"")
    for action in (["list"], ["restore", "--all"], ["empty", "--yes"]):
        code, out, _ = run(capsys, "trash", lab, *action)
        assert code == 1
        assert f"not looked at: {SESSIONS[0]}: its trash cannot be looked into" in out


def test_ctrl_c_stops_between_two_files_and_tells_what_was_done(lab, some, capsys, monkeypatch):
    from sessionbrowser.sessions import clearing

    move_one = clearing._move_one

    def interrupted(batch, item):
        outcome = move_one(batch, item)
        os.kill(os.getpid(), signal.SIGINT)
        return outcome

    monkeypatch.setattr(clearing, "_move_one", interrupted)
    before = signal.getsignal(signal.SIGINT)
    code, out, _ = run(capsys, "clear", *some, "--yes")
    assert code == 130
    assert "moved 1 file (" in out
    assert out.count("it was not reached") == 3
    assert signal.getsignal(signal.SIGINT) is before
    assert sum(path.exists() for path in some) == 3


def test_whoever_reads_may_go(lab, some):
    command = [sys.executable, "-m", "sessionbrowser", "clear", *some * 500]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    child.stdout.close()
    said = child.stderr.read()
    child.stderr.close()
    assert (child.wait(timeout=60), said) == (1, b"")


def test_an_output_that_cannot_be_written_is_told_and_stops_nothing(lab, some, tmp_path):
    """As when it goes to a file on a full disk."""
    program = (
        "import errno, io, os, sys\n"
        "class Full(io.RawIOBase):\n"
        "    def writable(self): return True\n"
        "    def write(self, data): raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))\n"
        "sys.stdout = io.TextIOWrapper(io.BufferedWriter(Full()))\n"
        "from sessionbrowser.__main__ import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    command = [sys.executable, "-c", program, "clear", *some, "--yes"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (
        1,
        "sessionbrowser: the output cannot be written: the disk is full\n",
    )
    assert not any(path.exists() for path in some)


def test_stale_is_handed_the_root_and_the_factory(lab, capsys, monkeypatch):
    asked = []
    monkeypatch.setattr(verbs_stale, "stale_command", lambda *given, **_: asked.append(given) or 7)
    assert run(capsys, "stale", lab, "--json")[0] == 7
    ((root, as_json, factory, out),) = asked
    assert (root, as_json, out) == (lab, True, sys.stdout)
    assert factory(lab / SESSIONS[0]).session_name


def test_the_verbs_are_all_known_and_tell_of_their_exit_codes(capsys):
    assert set(VERBS) == set(verbs._VERBS)
    for verb in VERBS:
        code, out, _ = run(capsys, verb, "--help")
        assert code == 0
        assert "exit codes:" in out
        assert "./stale" in out


def test_a_folder_of_the_name_of_a_verb_can_be_opened(lab, tmp_path, monkeypatch):
    from sessionbrowser.gui import app

    monkeypatch.setattr(app, "run", lambda options, factory: options.root)
    monkeypatch.chdir(tmp_path)
    lab.rename(tmp_path / "stale")
    assert main(["./stale", "--new-window"]) == Path("stale")


BLOCKED = """
import sys

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("PySide6", "shiboken6", "pyqtgraph"):
            raise ImportError(f"{name} is not installed")

sys.meta_path.insert(0, NoQt())
from sessionbrowser.__main__ import main

code = main(sys.argv[1:])
assert not any(name.split(".")[0] in ("PySide6", "shiboken6", "pyqtgraph") for name in sys.modules)
sys.exit(code)
"""


@pytest.mark.parametrize(
    "arguments", [["stale", "ROOT"], ["clear", "ROOT", "--rule", "leftover", "--yes"], ["trash", "ROOT", "list"]]
)
def test_verbs_need_no_qt(lab, arguments):
    given = [str(lab) if argument == "ROOT" else argument for argument in arguments]
    done = subprocess.run([sys.executable, "-c", BLOCKED, *given], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
