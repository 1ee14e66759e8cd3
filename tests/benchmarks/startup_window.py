"""Start the app as its command does, and say "painted" instead of going on after that; in a process of its own.

The word "parts" before the other arguments asks for the paint of all parts, not of tree and table alone.
"""

import sys
from typing import Any

from sessionbrowser.__main__ import main
from sessionbrowser.gui import preflight

problem = preflight.problem
step = "go_on" if sys.argv[1] == "parts" else "begin"
if step == "go_on":
    del sys.argv[1]


def problem_then_listen() -> str:
    """Look whether a window can open, as the command does, and take the place of what follows the paint."""
    why = problem()
    from sessionbrowser.gui import app

    setattr(app, step, tell)
    return why


def tell(*given: Any) -> None:
    from PySide6.QtWidgets import QMainWindow, QTreeView

    (window,) = (one for one in given if isinstance(one, QMainWindow))
    views = {type(view).__name__ for view in window.findChildren(QTreeView) if view.isVisible()}
    assert views >= {"TreeView", "TableView"}, "the window has no tree and table yet"
    assert "pyqtgraph" not in sys.modules, "pyqtgraph was imported before that paint"
    assert step == "go_on" or "numpy" not in sys.modules, "numpy was imported before the first paint"
    print("painted", flush=True)


preflight.problem = problem_then_listen
sys.exit(main())
