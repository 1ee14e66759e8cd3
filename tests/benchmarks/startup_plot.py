"""Start the app at a file, as its command does, and say "painted" when its picture is there; in its own process."""

import sys
from typing import Any

from sessionbrowser.__main__ import main
from sessionbrowser.gui import preflight

problem = preflight.problem


def problem_then_listen() -> str:
    """Look whether a window can open, as the command does, and listen to what follows the first paint."""
    why = problem()
    from sessionbrowser.gui import app

    begin = app.begin
    app.Settings = app.Settings.in_memory  # who is killed while it writes them leaves a lock that the next waits for

    def begin_and_listen(application: Any, window: Any, options: Any) -> None:
        window.settled.connect(lambda: print("painted", flush=True))
        begin(application, window, options)

    app.begin = begin_and_listen
    return why


preflight.problem = problem_then_listen
sys.exit(main())
