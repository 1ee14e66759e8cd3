"""Start the app as its command does, and say "painted" once its window is; run in a process of its own."""

import sys

from sessionbrowser.__main__ import build_parser
from sessionbrowser.sessions.registry import resolve_factory

options = build_parser().parse_args(sys.argv[1:])
factory = resolve_factory(None)

from sessionbrowser.gui.preflight import problem  # noqa: E402 - in the order of the app

assert not problem()

from sessionbrowser.gui import app  # noqa: E402

application = app.make_application()
window = app.make_window(options, factory)


def tell() -> None:
    assert "numpy" not in sys.modules, "numpy was imported before the first paint"
    print("painted", flush=True)


app.AfterFirstPaint(window, tell)
window.show()
application.exec()
