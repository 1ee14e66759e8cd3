"""The verbs of the command line: ``stale``, ``clear`` and ``trash``. They open no window, and need no Qt."""

from __future__ import annotations

import argparse
import math
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from types import FrameType
from typing import TextIO

from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.errors import Cancelled, OneDataError
from sessionbrowser.lab.findings import Rule
from sessionbrowser.lab.one_line_parser import OneLineParser
from sessionbrowser.lab.verbs_words import EXIT_CODES, INTERRUPTED, NOT_ALL, NOT_STARTED, shown
from sessionbrowser.sessions.registry import SessionFactory, UsageError, resolve_factory
from sessionbrowser.sessions.reports import plain_words

_EPILOG = f"""\
{EXIT_CODES}
To open a folder that is called stale, clear or trash, give it as ./stale, ./clear or ./trash.
"""

_CLEAR = f"""\
Move onedata files to the trash of their session (onedata/.trash), on the same disk; `sessionbrowser trash` takes
them back. The plan is printed; nothing is done without --yes.

By rule, a file is left out when it is the only copy of its data, or when the keep-list (lab.toml) names it.
Rules: {", ".join(Rule)}.
"""

_TRASH = """\
What was cleared in a lab: list it, take it back, or remove it for good.

  list              the batches, each with its files
  restore ID…       take back a batch, or a file by its path as the list shows it; never over a file that has come back
  restore --all     take back everything
  empty [ID…]       remove for good: everything, or these batches and files; nothing is done without --yes

restore also settles what a program left behind that was killed while it cleared or restored. A batch is emptied of
the files that its journal tells of and that are as they were; any other goes only when its path is given.

Files are renamed on their disk, never copied, so each is whole at any moment, also when the program is killed. Some of
it rests on the system:
- Linux, macOS and Windows refuse to rename over a file. Some network shares cannot; there, a look just before stands
  in for that, and a file that is written under the same name at that very moment may be replaced.
- Linux and macOS hold folders open while they work. On Windows, each step looks whether the folder is still the same.
- Linux and macOS write names to the disk before they say that it is done. On Windows, a power cut may undo the last
  moves; the files are then where they were.
"""


def run(arguments: Sequence[str]) -> int:
    """Do what a command line that starts with a verb asks for, and return the exit code (see `EXIT_CODES`)."""
    if isinstance(sys.stdout, TextIOWrapper):  # a name must not stop the report of what was done
        sys.stdout.reconfigure(errors="backslashreplace")
    parser = build_parser()
    options = parser.parse_args(arguments)
    try:
        code = _run(options, sys.stdout)
        sys.stdout.flush()
    except UsageError as error:
        parser.error(shown(error))
    except OSError as error:
        return _cannot_write(error)
    return code


def _cannot_write(error: OSError) -> int:
    """Give up the output; whatever was done by then is in the record."""
    if not isinstance(error, BrokenPipeError):  # else whoever read it has gone, and wants no more
        sys.stderr.write(f"sessionbrowser: the output cannot be written: {plain_words(error)}\n")
    with suppress(OSError):
        sys.stdout.close()
    return NOT_ALL


def _run(options: argparse.Namespace, out: TextIO) -> int:
    with _interruptible() as cancel:
        try:
            code = _VERBS[options.verb](options, out, cancel)
        except Cancelled:
            return INTERRUPTED
        except (OneDataError, OSError) as error:
            if isinstance(error, OSError) and error.filename is None:  # it is the output that fails
                raise
            sys.stderr.write(f"sessionbrowser {options.verb}: {shown(error)}\n")
            return NOT_STARTED
        return INTERRUPTED if cancel else code


@contextmanager
def _interruptible() -> Iterator[Cancel]:
    """Have the first Ctrl+C stop the work between two files; a second one ends the program."""
    cancel = Cancel()
    if threading.current_thread() is not threading.main_thread():  # which alone is told of it
        yield cancel
        return

    def stop(number: int, frame: FrameType | None) -> None:
        cancel.set()
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield cancel
    finally:
        signal.signal(signal.SIGINT, before)


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the verbs."""
    parser = OneLineParser(prog="sessionbrowser", epilog=_EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True, parser_class=OneLineParser)
    _add_stale(verbs)
    _add_clear(verbs)
    _add_trash(verbs)
    return parser


def _add(verbs: argparse._SubParsersAction[OneLineParser], name: str, description: str) -> OneLineParser:
    return verbs.add_parser(
        name, description=description, epilog=_EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )


def _add_stale(verbs: argparse._SubParsersAction[OneLineParser]) -> None:
    stale = _add(verbs, "stale", "Tell what is stale in a lab, and on what evidence. Nothing is changed.")
    stale.add_argument("root", type=Path, metavar="ROOT", help="the folder that holds the mice")
    stale.add_argument("--json", action="store_true", help="one object a line, for programs")
    stale.add_argument("--compare", action="store_true", help="read what may be a copy of something, and compare")
    _add_session_class(stale)


def _add_clear(verbs: argparse._SubParsersAction[OneLineParser]) -> None:
    clear = _add(verbs, "clear", _CLEAR)
    clear.add_argument("paths", nargs="+", type=Path, metavar="FILE", help="onedata files; with --rule, one ROOT")
    clear.add_argument(
        "--rule",
        action="append",
        choices=[*map(str, Rule)],
        metavar="RULE",
        help="what this rule finds in ROOT",
    )
    clear.add_argument("--yes", action="store_true", help="do it")
    _add_session_class(clear)


def _add_session_class(parser: OneLineParser) -> None:
    parser.add_argument("--session-class", metavar="MODULE:FACTORY", help="what makes sessions")


def _add_trash(verbs: argparse._SubParsersAction[OneLineParser]) -> None:
    trash = _add(verbs, "trash", _TRASH)
    trash.add_argument("root", type=Path, metavar="ROOT", help="the folder that holds the mice")
    actions = trash.add_subparsers(dest="action", required=True, parser_class=OneLineParser, metavar="ACTION")
    actions.add_parser("list", help="tell what is there")
    restore = actions.add_parser("restore", help="take back")
    restore.add_argument("what", nargs="*", metavar="ID", help="a batch, or the path of a file in the trash")
    restore.add_argument("--all", action="store_true", help="everything")
    empty = actions.add_parser("empty", help="remove for good")
    empty.add_argument("what", nargs="*", metavar="ID", help="a batch, or the path of a file; everything unless given")
    empty.add_argument("--older-than", type=_days, metavar="DAYS", help="only batches that are older")
    empty.add_argument("--yes", action="store_true", help="do it; nothing brings the files back")


def _days(text: str) -> float:
    with suppress(ValueError):
        days = float(text)
        if math.isfinite(days) and days >= 0:
            return days
    raise argparse.ArgumentTypeError("give a number of days, 0 or more")


def _stale(options: argparse.Namespace, out: TextIO, cancel: Cancel) -> int:
    from sessionbrowser.lab.verbs_stale import stale_command

    factory = _factory(options)
    return stale_command(options.root, options.json, factory, out, compare=options.compare, cancel=cancel)


def _clear(options: argparse.Namespace, out: TextIO, cancel: Cancel) -> int:
    from sessionbrowser.lab.verbs_clear import clear_by_rule, clear_files

    if not options.rule:
        return clear_files(options.paths, options.yes, _factory(options), out, cancel)
    if len(options.paths) != 1:
        raise UsageError("with --rule, give one folder, the one that holds the mice")
    rules = [Rule(name) for name in options.rule]
    return clear_by_rule(options.paths[0], rules, options.yes, _factory(options), out, cancel)


def _trash(options: argparse.Namespace, out: TextIO, cancel: Cancel) -> int:
    from sessionbrowser.lab.verbs_trash import empty_trash, list_all, restore_chosen

    root = options.root.absolute()
    if options.action == "list":
        return list_all(root, out, cancel)
    if options.action == "restore":
        if options.all == bool(options.what):
            raise UsageError("restore: give what to take back, or --all")
        return restore_chosen(root, options.what, out, cancel)
    if options.what and options.older_than is not None:
        raise UsageError("empty: give what to remove, or --older-than, not both")
    return empty_trash(root, options.what, options.older_than, options.yes, out, cancel)


def _factory(options: argparse.Namespace) -> SessionFactory:
    return resolve_factory(options.session_class)


_VERBS = {"stale": _stale, "clear": _clear, "trash": _trash}
