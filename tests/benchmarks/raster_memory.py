"""Print by how many MB pictures of a file, or of several, raise this process's peak memory; run in its own process."""

from __future__ import annotations

import resource
import sys
import tempfile
from pathlib import Path

import numpy as np

from tests.benchmarks.raster import exact, first


def peak() -> float:
    """Return the peak of this process in MB."""
    status = Path("/proc/self/status")
    if status.exists():  # here ru_maxrss starts with the peak of the process that started this one
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6  # macOS counts bytes


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder) / "small.npy"
        np.save(small, np.zeros((30, 20), np.float32))
        exact([small])  # what the first call imports is not the picture's
    before = peak()
    paths = [Path(argument) for argument in sys.argv[1:]]
    first(paths)
    exact(paths)
    print(peak() - before)
