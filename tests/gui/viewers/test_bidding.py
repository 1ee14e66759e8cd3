"""Which viewer shows which file, and what finding out costs."""

import subprocess
import sys

import numpy as np
import pytest

from sessionbrowser.gui.viewers import VIEWERS, ViewerSpec, bidders
from sessionbrowser.gui.viewers.bids import dtype_kind
from tests.gui.viewers.helpers import facts_for

CODE = """
import sys
import sessionbrowser.gui.viewer_pane
from sessionbrowser.gui.viewers import bidders
from sessionbrowser.sessions.kinds import FileFacts, Kind
from pathlib import Path
assert bidders(FileFacts(Path("x.npy"), Kind.ARRAY, shape=(3, 3), dtype="float32"))
print("pyqtgraph" in sys.modules, "scipy" in sys.modules)
"""


def test_importing_and_bidding_need_no_pyqtgraph():
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert done.stdout.split()[0] == "False"


@pytest.mark.parametrize("spec", VIEWERS, ids=lambda spec: spec.name)
def test_each_viewer_is_what_its_line_says(spec):
    made = spec.load()
    assert made.name == spec.name
    for array in (np.zeros(3), np.zeros((3, 3)), np.zeros((2, 3, 4)), np.zeros(2, "<U4"), np.zeros((2, 9), bool)):
        assert made.bid(facts_for(array)) == spec.bid(facts_for(array))


def test_the_best_comes_first_and_equals_keep_their_order():
    specs = tuple(
        ViewerSpec(name, lambda facts, bid=bid: bid, "") for name, bid in (("a", 1), ("b", 9), ("c", 0), ("d", 9))
    )
    assert [spec.name for spec in bidders(facts_for(np.zeros(1)), specs)] == ["b", "d", "a"]


@pytest.mark.parametrize(
    ("text", "kind"), [("float32", "f"), ("bool", "b"), ("<U5", "U"), ("2 fields", ""), (None, ""), ("complex64", "c")]
)
def test_dtype_kinds(text, kind):

    assert dtype_kind(facts_for(np.zeros(1))._replace(dtype=text)) == kind
