"""Start the app at a file, as its command does, and say "painted" once its exact picture is there; in a process."""

import sys
from typing import Any

from sessionbrowser.__main__ import main
from sessionbrowser.gui import preflight

problem = preflight.problem


def problem_then_listen() -> str:
    """Look whether a window can open, as the command does, and listen to what follows the first paint."""
    why = problem()
    from sessionbrowser.gui import app

    go_on = app.go_on
    app.Settings = app.Settings.in_memory  # who is killed while it writes them leaves a lock that the next waits for

    def go_on_and_listen(*given: Any) -> None:
        go_on(*given)
        listen()

    app.go_on = go_on_and_listen
    return why


def listen() -> None:
    """Tell of the first paint with all of the file's values in it; the canvas itself is made later."""
    from sessionbrowser.gui.viewers.raster_canvas import RasterCanvas

    show, draw = RasterCanvas.show_picture, RasterCanvas.paintEvent
    shown: list[Any] = []

    def show_and_know(canvas: RasterCanvas, painted: Any) -> None:
        shown[:] = [painted]
        show(canvas, painted)

    def draw_and_tell(canvas: RasterCanvas, event: Any) -> None:
        draw(canvas, event)
        if shown and shown[0].picture.exact and shown[0].view == canvas.view:
            print("painted", flush=True)

    RasterCanvas.show_picture, RasterCanvas.paintEvent = show_and_know, draw_and_tell


preflight.problem = problem_then_listen
sys.exit(main())
