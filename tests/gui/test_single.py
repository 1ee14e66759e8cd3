"""A second start goes to the app that runs, and never gets stuck on one that does not."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from argparse import Namespace

import numpy  # noqa: F401 - as the viewer's warm-up imports it before anything is read
import pytest
from PySide6.QtWidgets import QApplication, QDialog

from sessionbrowser.gui import single, theme
from sessionbrowser.gui.second_start import SecondStarts
from sessionbrowser.gui.settings import Settings
from sessionbrowser.gui.single import Request, address, hand_over, listen, may_answer
from sessionbrowser.gui.window import MainWindow
from sessionbrowser.gui.windows import Windows
from sessionbrowser.sessions.registry import resolve_factory
from tests.gui.fakes import FakeClearer, FakeViewer

OPTIONS = Namespace(root=None, session=None, file=None, demo=False, session_class=None)
ASK = """
import sys
from sessionbrowser.gui.single import Request, hand_over
print(hand_over(Request(*sys.argv[2:]), sys.argv[1]))
"""


@pytest.fixture
def name(tmp_path, monkeypatch):
    """An address of this test's own."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    return address()


@pytest.fixture
def second_start(name, qtbot):
    """Return a function that starts another process with a request, and gives what it says."""

    def start(*words: str) -> str:
        program = subprocess.Popen([sys.executable, "-c", ASK, name, *words], stdout=subprocess.PIPE, text=True)
        qtbot.waitUntil(lambda: program.poll() is not None, timeout=20_000)
        return program.communicate()[0].strip()

    return start


@pytest.fixture
def windows(qapp):
    windows = Windows(make_window, qapp)
    yield windows
    if windows.front is not None:
        windows.front.close()
    windows.deleteLater()


def make_window(root=None) -> MainWindow:
    return MainWindow(
        factory=resolve_factory(None),
        settings=Settings.in_memory(),
        make_viewer=FakeViewer,
        make_clearer=FakeClearer,
    )


@pytest.fixture
def window(windows, qapp):
    theme.apply(qapp)
    window = make_window()
    windows.add(window)
    window.show()
    window.warm_up()
    return window


def test_a_second_start_is_heard(name, second_start):
    heard = []
    server = listen(name, lambda request: heard.append(request) is None)
    assert second_start("/data/lab", "M1/2024-01-01/1", "x.npy") == "True"
    assert heard == [Request("/data/lab", "M1/2024-01-01/1", "x.npy")]
    server.close()


def test_a_running_app_may_decline(name, second_start):
    server = listen(name, lambda request: False)
    assert second_start() == "False"
    server.close()


def test_nobody_is_there(name):
    assert not hand_over(Request(), name)
    assert not hand_over(Request(), "")


def test_only_one_listens(name):
    first = listen(name, lambda request: True)
    assert first is not None
    assert listen(name, lambda request: True) is None
    first.close()


def test_the_socket_of_a_killed_app_is_no_hindrance(name, second_start):
    with socket.socket(socket.AF_UNIX) as left_behind:
        left_behind.bind(name)
    assert may_answer(name)
    assert not hand_over(Request(), name)
    server = listen(name, lambda request: True)
    assert server is not None
    assert second_start() == "True"
    server.close()


def test_what_is_no_socket_of_ours_is_left_alone(name, tmp_path):
    (tmp_path / name).write_text("mine")
    assert not may_answer(name)
    assert listen(name, lambda request: True) is None
    assert (tmp_path / name).read_text() == "mine"


def test_a_silent_app_is_given_up(name, monkeypatch):
    monkeypatch.setattr(single, "PATIENCE", 100)
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(name)
        silent.listen()
        assert not hand_over(Request(), name)


@pytest.mark.parametrize(
    "line", [b"", b"\xff", b"{", b"[1]", b"null", b'{"path": 3}', b'{"rm": "x"}', b'{"demo": 1}', b"[" * 60_000]
)
def test_what_is_no_request_is_refused(line):
    assert Request.decoded(line) is None


def test_a_request_comes_through_as_it_was():
    request = Request("/a b/\u00e9\n\udcff", "M/2024-01-01", "x.npy", True, "m:f", "t")
    assert Request.decoded(request.encoded()) == request
    assert request.encoded().count(b"\n") == 1


def test_too_long_a_request_ends_the_talk(name, qtbot):
    heard = []
    server = listen(name, lambda request: heard.append(request) is None)
    with socket.socket(socket.AF_UNIX) as chatty:
        chatty.connect(name)
        chatty.setblocking(False)
        chatty.send(b"x" * single.LONGEST)

        def ended() -> bool:
            try:
                return chatty.recv(1) == b""
            except BlockingIOError:
                return False
            except ConnectionResetError:
                return True

        qtbot.waitUntil(ended, timeout=5000)
    assert heard == []
    server.close()


def test_each_screen_has_an_app_of_its_own(name, monkeypatch):
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", "localhost:10.0")
    far = address()
    monkeypatch.setenv("DISPLAY", ":0")
    assert address() != far
    assert os.sep not in far.removeprefix(os.environ["XDG_RUNTIME_DIR"] + os.sep)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert address() == ""


def test_arguments_become_a_request(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "t")
    options = Namespace(root="lab/..", session=None, file=None, demo=False, session_class=None)
    assert Request.of(options) == Request(str(tmp_path), token="t")


def test_the_window_goes_where_the_second_start_wants(window, windows, name, lab, second_start, qtbot, qapp):
    starts = SecondStarts(windows, OPTIONS)
    starts.listen()
    file = lab / "ATL901/2023-01-25/701/oneData/mpci.times.npy"
    assert second_start(str(file)) == "True"
    qtbot.waitUntil(lambda: window.is_settled and window.browsing.entry is not None, timeout=10_000)
    assert window.viewer.viewer.shown[-1] == "mpci.times.npy"
    assert starts.take(Request(str(lab), "kx03/2024-03-03/001"))
    qtbot.waitUntil(lambda: window.is_settled, timeout=10_000)
    assert window.browsing.entry.name == "kx03/2024-03-03/001"


def test_a_session_by_name_is_looked_for_in_the_root_that_comes_with_it(window, windows, name, lab, tmp_path, qtbot):
    other = tmp_path / "other"
    (other / "M1/2024-01-02/1/onedata").mkdir(parents=True)
    starts = SecondStarts(windows, OPTIONS)
    window.open_root(lab)
    qtbot.waitUntil(lambda: window.is_settled, timeout=10_000)
    assert starts.take(Request(str(other), "M1/2024-01-02/1"))
    qtbot.waitUntil(lambda: window.is_settled, timeout=10_000)
    assert (window.browsing.root, window.problem) == (other, "")
    assert window.browsing.entry.name == "M1/2024-01-02/1"
    assert starts.take(Request(demo=True, session="tk03/2024-07-02"))
    qtbot.waitUntil(lambda: window.is_settled and "demo-lab" in window.browsing.root.name, timeout=20_000)
    assert (window.browsing.entry.name, window.problem) == ("tk03/2024-07-02/001", "")


def test_what_the_window_cannot_do_gets_one_of_its_own(window, windows, name, qtbot, qapp):
    starts = SecondStarts(windows, OPTIONS)
    assert starts.take(Request())
    assert not starts.take(Request(session_class="other:factory"))
    dialog = QDialog(window)
    dialog.open()
    assert QApplication.activeModalWidget() is dialog
    assert not starts.take(Request("/data"))
    dialog.close()
    window.close()
    assert not starts.take(Request())
