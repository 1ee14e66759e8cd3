from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.arrays.reduce import draw
from sessionbrowser.arrays.source import MemorySource, whole
from sessionbrowser.arrays.walk import BLOCK, walk
from sessionbrowser.errors import Cancelled, Changed
from sessionbrowser.platform import portable
from tests.arrays.making import plain

both = pytest.mark.parametrize("threads", [1, 2])


def visits(source, **options):
    """Walk over all of a source in small blocks, and return how often each value was visited."""
    seen = np.zeros(source.shape, int)

    def visit(block, values):
        assert np.array_equal(values, source.read(block))
        seen[block] += 1

    walk(source, [whole(source.shape)], visit, **({"block_bytes": 100} | options))
    return seen


@both
@pytest.mark.parametrize("order", "CF")
def test_every_value_is_visited_once(tmp_path, threads, order):
    source = plain(tmp_path / "a.npy", np.asarray(np.random.default_rng(0).random((50, 30)), order=order))
    assert np.all(visits(source, threads=threads) == 1)
    source.close()


@both
def test_several_windows_are_walked_as_one(threads, tmp_path):
    source = plain(tmp_path / "a.npy", np.random.default_rng(0).random((50, 30)))
    seen, told = np.zeros(source.shape, int), []
    windows = [(slice(0, 20), slice(3, 9)), (slice(30, 50), slice(0, 30)), (slice(7, 7), slice(0, 30))]

    def visit(block, values):
        seen[block] += 1

    walk(
        source,
        windows,
        visit,
        threads=threads,
        block_bytes=100,
        progress=lambda done, total: told.append((done, total)),
    )
    source.close()
    expected = np.zeros(source.shape, int)
    for window in windows:
        expected[window] = 1
    assert np.array_equal(seen, expected)
    assert told[-1] == (expected.sum() * 8, expected.sum() * 8)


@both
def test_cancel_ends_it(threads):
    cancel = Cancel()
    seen = []

    def visit(block, values):
        seen.append(block)
        if len(seen) == 5:
            cancel.set()

    source = MemorySource(np.zeros((500, 10)))
    with pytest.raises(Cancelled):
        walk(source, [whole(source.shape)], visit, cancel=cancel, threads=threads, block_bytes=100)
    assert 5 <= len(seen) <= 7


@both
def test_progress_goes_up_to_all(threads):
    told = []
    visits(MemorySource(np.zeros((500, 10))), threads=threads, progress=lambda done, all_: told.append((done, all_)))
    assert told[-1] == (40_000, 40_000)
    assert told == sorted(told)


@both
def test_progress_may_give_up(threads):
    def give_up(done, total):
        raise Cancelled

    with pytest.raises(Cancelled):
        visits(MemorySource(np.zeros((500, 10))), threads=threads, progress=give_up)


@both
def test_an_error_of_any_thread_comes_out(threads, tmp_path):
    source = plain(tmp_path / "a.npy", np.zeros((500, 10)))
    (tmp_path / "a.npy").unlink()
    with pytest.raises(Changed):
        visits(source, threads=threads)
    source.close()


@pytest.mark.parametrize("order", "CF")
def test_memory_stays_flat(order, tmp_path):
    array = np.asarray(np.random.default_rng(0).random((6000, 2000)), order=order)  # 96 MB
    source = plain(tmp_path / "a.npy", array)
    tracemalloc.start()
    picture = draw(source, window=whole(source.shape), row_axis=1, col_axis=0, height=9, width=9)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    source.close()
    assert picture.values.max() == array.max()
    assert peak < 32 * 2**20


def test_the_portable_way_visits_the_same_and_keeps_few_files_open(tmp_path):
    with portable():
        source = plain(tmp_path / "a.npy", np.random.default_rng(0).random((500, 10)))
        for _ in range(5):
            assert np.all(visits(source) == 1)
        assert len(source.file._idle) <= 2
        source.close()


@pytest.mark.parametrize(("megabytes", "fewest"), [(3, 1), (20, 8), (400, 60)])
def test_what_is_not_large_is_shared_in_smaller_blocks(megabytes, fewest):
    source = MemorySource(np.zeros((megabytes, 2**20), np.uint8))
    sizes = []
    walk(source, [whole(source.shape)], lambda block, values: sizes.append(values.nbytes))
    assert sum(sizes) == megabytes * 2**20
    assert len(sizes) >= fewest
    assert max(sizes) <= BLOCK
