"""One app for each user and screen: a second start hands what it was asked for to the one that runs, and ends."""

from __future__ import annotations

import logging
import os
import re
import stat
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

PATIENCE = 2_000
"""How long a second start waits for the running app, ms; then it opens a window of its own."""
LONGEST = 64 * 1024
"""Bytes of a request; paths are shorter by far."""

log = logging.getLogger(__name__)


class Request(NamedTuple):
    """What a start was asked for.

    Attributes
    ----------
    path : str
        Absolute; empty for none.
    session, file : str
    demo : bool
    session_class : str
        As on the command line; empty for whatever the running app has.
    token : str
        With which the desktop lets the running window come to the front.
    """

    path: str = ""
    session: str = ""
    file: str = ""
    demo: bool = False
    session_class: str = ""
    token: str = ""

    @classmethod
    def of(cls, options: Namespace) -> Request:
        """Return what the arguments of the command line ask for."""
        return cls(
            os.path.abspath(options.root) if options.root is not None else "",  # noqa: PTH100 - links stay
            options.session or "",
            options.file or "",
            options.demo,
            options.session_class or "",
            os.environ.get("XDG_ACTIVATION_TOKEN", ""),
        )

    def encoded(self) -> bytes:
        """Return it as one line."""
        import json

        return json.dumps(self._asdict()).encode() + b"\n"

    @classmethod
    def decoded(cls, line: bytes) -> Request | None:
        """Return the request of a line; None when it is none."""
        import json

        try:
            values = json.loads(line)
            made = cls(**values)
        except (ValueError, TypeError, RecursionError):
            return None
        fits = all(type(value) is type(default) for value, default in zip(made, cls(), strict=True))
        return made if fits else None


def address() -> str:
    """Return where the running app of this user on this screen listens; empty where nobody would see a window."""
    if os.environ.get("QT_QPA_PLATFORM", "").split(":")[0] in ("offscreen", "minimal"):
        return ""
    if sys.platform == "win32":
        return f"sessionbrowser-{os.environ.get('USERNAME', '')}"
    screen = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY") or ""
    named = "" if sys.platform == "darwin" else re.sub(r"[^A-Za-z0-9.]+", "-", screen)
    folder = os.environ.get("XDG_RUNTIME_DIR") or os.environ.get("TMPDIR") or "/tmp"
    return str(Path(folder, f"sessionbrowser-{os.getuid()}{named}"))


def may_answer(name: str) -> bool:
    """Whether there may be an app at an address: on POSIX, only where this user has put a socket."""
    if not name or sys.platform == "win32":
        return bool(name)
    try:
        status = Path(name).lstat()
    except OSError:
        return False
    return stat.S_ISSOCK(status.st_mode) and status.st_uid == os.getuid()


def hand_over(request: Request, name: str) -> bool:
    """Give a request to the app that runs; False when there is none, or it cannot do it."""
    if not may_answer(name):
        return False
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(PATIENCE):
        return False
    socket.write(request.encoded())
    while not socket.canReadLine():
        if not socket.waitForReadyRead(PATIENCE):
            return False
    return bytes(socket.readLine().data()) == b"yes\n"


def listen(name: str, take: Callable[[Request], bool]) -> object | None:
    """Answer second starts from now on, and return what does so, to be kept; None when another app does already.

    Parameters
    ----------
    name : str
        Of `address`.
    take : callable
        Does what a `Request` asks for; False when it cannot.
    """
    if not name:
        return None
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

    probe = QLocalSocket()
    probe.connectToServer(name)
    if probe.waitForConnected(PATIENCE) or (os.path.lexists(name) and not may_answer(name)):
        return None
    server = QLocalServer()
    # With this option Qt makes the socket elsewhere and renames it: over that of an app that was killed, too.
    server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
    if not server.listen(name):
        log.info("second starts get windows of their own: %s", server.errorString())
        return None

    def meet() -> None:
        socket = server.nextPendingConnection()
        socket.setReadBufferSize(LONGEST)
        socket.disconnected.connect(socket.deleteLater)
        socket.readyRead.connect(lambda: _answer(socket, take))

    server.newConnection.connect(meet)
    return server


def _answer(socket: object, take: Callable[[Request], bool]) -> None:
    from PySide6.QtNetwork import QLocalSocket

    assert isinstance(socket, QLocalSocket)
    if not socket.canReadLine():
        if socket.bytesAvailable() >= LONGEST:
            socket.abort()
        return
    request = Request.decoded(bytes(socket.readLine().data()))
    done = request is not None and take(request)
    socket.write(b"yes\n" if done else b"no\n")
    socket.disconnectFromServer()
