"""The colour maps: those that pyqtgraph ships, without the time that importing it takes."""

import subprocess
import sys

import numpy as np
import pytest
from pyqtgraph import colormap

from sessionbrowser.gui import plotting

CODE = """
import sys
from sessionbrowser.gui import plotting
for name in plotting.MAPS:
    plotting.lut(name)
print("pyqtgraph" in sys.modules)
"""


def shipped(name: str) -> np.ndarray:
    return colormap.get({"grey": "CET-L1"}.get(name, name)).getLookupTable(nPts=256, alpha=False)


@pytest.mark.parametrize("name", plotting.MAPS)
def test_a_map_has_the_colours_that_pyqtgraph_gives_it(name: str) -> None:
    table = plotting.lut(name)
    assert table.dtype == np.uint8
    assert not table.flags.writeable
    np.testing.assert_array_equal(table, shipped(name))


@pytest.mark.parametrize("name", plotting.MAPS)
def test_where_its_files_lie_elsewhere_pyqtgraph_is_asked(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plotting, "find_spec", lambda _: None)
    np.testing.assert_array_equal(plotting.lut.__wrapped__(name), shipped(name))


def test_no_map_needs_pyqtgraph_imported() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"]
