"""``python -m tests.benchmarks [--json FILE] [--only NAME] [--part WORDS] [--folder DIR] [--repeats N] [--tiny]``."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.harness import Row, Setting, table

MODULES = (
    *("startup", "headers", "raster", "sparse", "panning", "traces", "painted"),
    *("staleness", "leafing", "clearing", "cleanup"),
)
"""Each has a function ``rows(setting)`` that yields its rows."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table, and return 1 when a row is over its limit."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows there too")
    parser.add_argument("--only", choices=MODULES, action="append", help="measure this alone (may be repeated)")
    parser.add_argument("--part", default="", help='of painted: "C warm", "F cold", "recipe", "C pan", "csc", "lines"')
    parser.add_argument("--folder", type=Path, help="where the files go (2.5 GB); a temporary folder unless given")
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--tiny", action="store_true", help="with small files, to see that it runs")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        setting = Setting(options.folder or Path(folder), options.repeats, options.tiny, options.part)
        rows = [row for name in options.only or MODULES for row in _rows(name, setting)]
    print(table(rows))
    if options.json:
        options.json.write_text(json.dumps([row.as_json() for row in rows], indent=2) + "\n")
    return 0 if all(row.within for row in rows) else 1


def _rows(name: str, setting: Setting) -> list[Row]:
    return list(importlib.import_module(f"tests.benchmarks.{name}").rows(setting))


if __name__ == "__main__":
    sys.exit(main())
