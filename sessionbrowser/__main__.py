"""The command line: reads the arguments, makes sure that a window can open, and opens it."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from pathlib import Path

from sessionbrowser import __version__
from sessionbrowser.lab.one_line_parser import OneLineParser

VERBS = ("stale", "clear", "trash")
"""What works without a window; `sessionbrowser.lab.verbs` knows more of them."""

BLAS_WAITS = ("OPENBLAS_THREAD_TIMEOUT", "4")
"""Has numpy's algebra sleep between two calls: else its threads keep a core busy for 0.1 s after numpy is imported."""

ROOT_HELP = "the folder that holds the mice; or a mouse, a date, a session or a file, which is then gone to"


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = OneLineParser(
        prog="sessionbrowser",
        description="Look at the recordings of a lab (ROOT/mouse/date/id/onedata), and clear what is stale.",
        epilog="Without a window: sessionbrowser stale, clear or trash, each with a --help of its own. "
        "A folder of such a name is opened as ./stale.",
    )
    parser.add_argument("root", nargs="?", type=Path, metavar="ROOT", help=ROOT_HELP)
    parser.add_argument("--session", metavar="MOUSE/DATE/ID", help="select this session (MOUSE/DATE if it has no id)")
    parser.add_argument("--file", metavar="NAME", help="show this file of the session, as mpci.roiActivityF.npy")
    parser.add_argument("--demo", action="store_true", help="open a simulated lab, written to your cache folder")
    parser.add_argument(
        "--session-class",
        metavar="MODULE:FACTORY",
        help="what makes sessions, as mylab.sessions:open_session",
    )
    parser.add_argument(
        "--screenshot", type=Path, metavar="FILE", help="open the window off the screen, write FILE (PNG), and end"
    )
    parser.add_argument("--new-window", action="store_true", help="open a window even if the app is running already")
    for name, what in (("install", "put the app into this user's menu, and end"), ("uninstall", "take it out again")):
        parser.add_argument(f"--{name}-desktop", dest="desktop", action="store_const", const=name, help=what)
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    return parser


def check_arguments(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """End with one clear line when the arguments cannot go together."""
    if options.demo and options.root is not None:
        parser.error("give ROOT or --demo, not both")
    if options.session and not (options.demo or options.root):
        parser.error("--session needs ROOT or --demo")
    if options.file and not options.session:
        parser.error("--file needs --session")
    if options.screenshot is not None and not options.screenshot.absolute().parent.is_dir():
        parser.error(f"--screenshot: there is no folder {options.screenshot.absolute().parent}")


def change_desktop(parser: argparse.ArgumentParser, what: str) -> int:
    """Make the app known to the desktop, or forgotten, and say so."""
    from sessionbrowser.gui import desktop

    try:
        lines = desktop.install() if what == "install" else desktop.uninstall()
    except desktop.DesktopError as error:
        parser.exit(1, f"{parser.prog}: {error}\n")
    print(*lines, sep="\n")  # noqa: T201 - the command line speaks here
    return 0


def is_handed_over(options: argparse.Namespace) -> bool:
    """Give what was asked for to the app that runs already, if one does, and say so."""
    from sessionbrowser.gui.single import Request, address, hand_over

    done = hand_over(Request.of(options), address())
    if done:
        print("Opened in the window that was there; --new-window opens another.")  # noqa: T201
    return done


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit code: 0, or 2 when it could not start as asked; verbs tell theirs."""
    given = sys.argv[1:] if arguments is None else arguments
    if given and given[0] in VERBS:
        from sessionbrowser.lab import verbs

        return verbs.run(given)
    parser = build_parser()
    options = parser.parse_args(arguments)
    check_arguments(parser, options)
    if options.desktop:
        return change_desktop(parser, options.desktop)
    from sessionbrowser.sessions.registry import UsageError, resolve_factory

    try:
        factory = resolve_factory(options.session_class)
    except UsageError as error:
        parser.error(str(error))
    if options.screenshot is not None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ.setdefault(*BLAS_WAITS)
    gc.disable()  # until the window is painted (`app.begin`): imports make much, and nothing of it is garbage
    from sessionbrowser.gui.preflight import problem

    if why := problem():
        parser.exit(2, f"sessionbrowser: {why}\n")
    if options.screenshot is None and not options.new_window and is_handed_over(options):
        return 0
    from sessionbrowser.gui.app import run

    return run(options, factory)


if __name__ == "__main__":
    sys.exit(main())
