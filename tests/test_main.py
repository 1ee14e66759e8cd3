"""The command line: one clear line for what cannot be, exit code 2, no traceback."""

import os
import subprocess
import sys

import pytest

from sessionbrowser import __version__
from sessionbrowser.__main__ import BLAS_WAITS, main


def ended(arguments, capsys):
    with pytest.raises(SystemExit) as end:
        main(arguments)
    return end.value.code, capsys.readouterr()


def test_version(capsys):
    code, said = ended(["--version"], capsys)
    assert code == 0
    assert said.out.strip() == f"sessionbrowser {__version__}"


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--nonsense"], "--nonsense"),
        (["a", "b"], "b"),
        (["a", "--demo"], "not both"),
        (["--session", "m/2024-01-01/1"], "--session needs ROOT"),
        (["--demo", "--file", "x.npy"], "--file needs --session"),
        (["--screenshot", "/no/such/folder/x.png"], "/no/such/folder"),
        (["--session-class", "no_such_module_at_all:make"], "no_such_module_at_all"),
        (["--session-class", "json"], "json"),
        (["--session-class", "json:no_such_name"], "no_such_name"),
    ],
)
def test_a_wrong_argument_gets_one_clear_line(arguments, word, capsys):
    code, said = ended(arguments, capsys)
    assert code == 2
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert said.err.startswith("sessionbrowser: ")
    assert word in said.err


def start(*arguments, **environment):
    clean = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    return subprocess.run(
        [sys.executable, "-m", "sessionbrowser", *arguments],
        env=clean | environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


on_linux = sys.platform.startswith("linux")


@pytest.mark.parametrize("display", [{}, {"DISPLAY": ":54321"}])
def test_no_display_names_the_screenshot_option(display):
    ended = start("--demo", **display)
    if on_linux:
        assert ended.returncode == 2
        assert "--screenshot FILE" in ended.stderr
        assert ended.stderr.count("\n") == 1
    assert "Traceback" not in ended.stderr


def test_a_missing_qt_library_names_the_packages(tmp_path):
    """A stand-in for PySide6 fails as the real one does where libEGL is missing."""
    fake = tmp_path / "PySide6"
    fake.mkdir()
    (fake / "__init__.py").write_text("")
    (fake / "QtWidgets.py").write_text(
        "raise ImportError('libEGL.so.1: cannot open shared object file: No such file or directory')"
    )
    ended = start("--demo", PYTHONPATH=str(tmp_path), DISPLAY=":0")
    assert ended.returncode == 2
    assert "libEGL.so.1" in ended.stderr
    assert "apt-get install -y libegl1" in ended.stderr
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize(("given", "kept"), [(None, "4"), ("20", "20")])
def test_threads_of_numpy_do_not_keep_a_core_busy_unless_the_user_says_so(monkeypatch, capsys, given, kept):
    monkeypatch.setattr("sessionbrowser.gui.preflight.problem", lambda: "no window here")
    monkeypatch.setenv(BLAS_WAITS[0], given or "")
    if given is None:
        monkeypatch.delenv(BLAS_WAITS[0])
    code, said = ended([], capsys)
    assert code == 2
    assert "no window here" in said.err
    assert os.environ[BLAS_WAITS[0]] == kept
