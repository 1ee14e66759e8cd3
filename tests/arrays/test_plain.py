from __future__ import annotations

import math
import os
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessionbrowser.arrays import plain as plain_module
from sessionbrowser.arrays.npy import read_npy_header
from sessionbrowser.arrays.plain import PlainSource
from sessionbrowser.arrays.source import whole
from sessionbrowser.errors import Changed, Damaged, TooLarge, Unsafe
from sessionbrowser.platform import RegularFile, portable
from tests.arrays.making import any_dtype, arrays, header_text, npy_bytes, plain, unequal, windows


@given(data=st.data(), array=arrays(any_dtype))
@settings(max_examples=150, deadline=None)
def test_any_window_holds_what_numpy_has_there(data, array, tmp_path_factory):
    path = tmp_path_factory.mktemp("plain") / "a.npy"
    window = data.draw(windows(array.shape))
    scratch = np.empty(data.draw(st.integers(0, 400)), np.uint8)
    with plain(path, array).file as file:
        source = PlainSource(file, read_npy_header(file))
        assert source.order == ("C" if array.flags.c_contiguous else "F")
        assert not unequal(source.read(window), array[(*window, ...)])
        assert not unequal(source.borrow(window, scratch), array[(*window, ...)])
    with portable(), RegularFile(path) as file:
        assert not unequal(PlainSource(file, read_npy_header(file)).read(window), array[(*window, ...)])


@given(data=st.data(), shape=st.lists(st.integers(0, 6), max_size=3).map(tuple), order=st.sampled_from("CF"))
@settings(max_examples=100, deadline=None)
def test_what_is_fetched_beforehand_is_the_window_unless_it_is_scattered(data, shape, order, tmp_path_factory):
    window = data.draw(windows(shape))
    array = np.arange(math.prod(shape), dtype="i4").reshape(shape, order=order)  # each value tells where it is stored
    asked = []
    with plain(tmp_path_factory.mktemp("plain") / "a.npy", array).file as file:
        source = PlainSource(file, read_npy_header(file))
        file.prefetch = lambda *part: asked.append(part)
        source.prefetch(window)
    wanted = array[(*window, ...)]
    if not wanted.size or np.ptp(wanted) + 1 > 2 * wanted.size:
        assert not asked
    else:
        start = file.size - array.nbytes + 4 * int(wanted.min())
        assert asked == [(start, 4 * int(np.ptp(wanted) + 1))]


@given(data=st.data(), array=arrays(st.just(np.dtype("i2")), max_side=20), max_bytes=st.integers(1, 300))
@settings(max_examples=80, deadline=None)
def test_blocks_cover_a_window_once_each_within_its_bytes(data, array, max_bytes, tmp_path_factory):
    source = plain(tmp_path_factory.mktemp("plain") / "a.npy", array)
    window = data.draw(windows(array.shape))
    seen = np.zeros(array.shape, int)
    for block in source.blocks(window, max_bytes):
        assert 0 < seen[block].size * 2 <= max(2, max_bytes)
        seen[block] += 1
    source.close()
    expected = np.zeros(array.shape, int)
    expected[window] = 1
    assert np.array_equal(seen, expected)


@pytest.mark.parametrize("order", "CF")
def test_many_short_runs_are_read_a_few_at_a_time(tmp_path, monkeypatch, order):
    monkeypatch.setattr(plain_module, "_GAP", 0)
    monkeypatch.setattr(plain_module, "_RUNS", 16)
    array = np.zeros((100, 3, 50), np.int32)
    source = plain(tmp_path / "a.npy", array if order == "C" else array.T)

    def lengths(*window):
        turn = 1 if order == "C" else -1
        return [block[::turn][0].stop - block[::turn][0].start for block in source.blocks(window[::turn], 10**6)]

    rows, all_of_it = slice(0, 100), (slice(0, 3), slice(0, 50))
    assert lengths(rows, slice(1, 2), slice(4, 6)) == [16] * 6 + [4]
    assert lengths(rows, slice(1, 2), slice(0, 50)) == [16] * 6 + [4]
    assert lengths(rows, *all_of_it) == [100]
    source.close()


@pytest.mark.parametrize("width", [3_000, 40_000])  # rows near each other, and far apart
@pytest.mark.parametrize("order", "CF")
def test_a_column_takes_little_memory_however_large_the_file(tmp_path, width, order):
    array = np.arange(24_000_000, dtype=np.int32).reshape(-1, width)
    column = (slice(0, len(array)), slice(1234, 1235))
    if order == "F":
        array, column = array.T, column[::-1]
    source = plain(tmp_path / "a.npy", array)
    tracemalloc.start()
    values = source.read(column)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    source.close()
    assert np.array_equal(values, array[column])
    assert peak < 3 * 2**20


@pytest.mark.parametrize("taken", [7_000, 100])  # so many that rows are read whole, so few that they are not
@pytest.mark.parametrize("order", "CF")
def test_a_window_is_the_same_with_and_without_what_lies_between_its_rows(tmp_path, monkeypatch, order, taken):
    array = np.arange(400_000, dtype=np.int32).reshape(40, 10_000)
    window = (slice(3, 38), slice(2_000, 2_000 + taken))
    if order == "F":
        array, window = array.T, window[::-1]
    source, scratch, runs = plain(tmp_path / "a.npy", array), np.empty(2**21, np.uint8), []
    read = RegularFile.read_runs_into
    monkeypatch.setattr(RegularFile, "read_runs_into", lambda *given: (runs.append(given), read(*given))[1])
    assert np.array_equal(source.borrow(window, scratch), array[window])
    assert bool(runs) == (taken == 100)
    assert sum(array[block].size for block in source.blocks(window, 10**6)) == array[window].size
    source.close()


def test_a_read_value_can_be_written_without_harm(tmp_path):
    source = plain(tmp_path / "a.npy", np.arange(6))
    source.read(whole(source.shape))[:] = 0
    assert source.read(whole(source.shape)).tolist() == [0, 1, 2, 3, 4, 5]
    source.close()


@pytest.mark.parametrize("window", [(slice(0, 4),), (slice(2, 1), slice(0, 1)), (slice(0, 1), slice(-1, 1)), ()])
def test_a_window_outside_is_refused(tmp_path, window):
    source = plain(tmp_path / "a.npy", np.zeros((3, 3)))
    with pytest.raises(IndexError):
        source.read(window)
    source.close()


def test_a_file_that_shrank_has_changed(tmp_path):
    source = plain(tmp_path / "a.npy", np.arange(1000))
    os.truncate(tmp_path / "a.npy", 500)
    with pytest.raises(Changed, match="became shorter"):
        source.read(whole(source.shape))
    with pytest.raises(Changed, match="written to or replaced"):
        source.read((slice(0, 3),))
    source.close()


@pytest.mark.parametrize("columns", [10, 20_000])  # with small gaps between the rows, and with large ones
def test_a_file_that_shrank_has_changed_for_narrow_windows_too(tmp_path, columns):
    source = plain(tmp_path / "a.npy", np.zeros((20, columns)))
    os.truncate(tmp_path / "a.npy", 128 + 15 * columns * 8)
    window = (slice(0, 20), slice(3, 5))
    for look in (source.read, lambda w: source.borrow(w, np.empty(2**22, np.uint8))):
        with pytest.raises(Changed):
            look(window)
    source.close()


def test_a_file_that_was_replaced_has_changed(tmp_path):
    source = plain(tmp_path / "a.npy", np.arange(10))
    np.save(tmp_path / "b.npy", np.zeros(10, int))
    os.replace(tmp_path / "b.npy", tmp_path / "a.npy")
    with pytest.raises(Changed, match="replaced"):
        source.read((slice(0, 3),))
    os.unlink(tmp_path / "a.npy")
    with pytest.raises(Changed, match="gone"):
        source.read((slice(0, 3),))
    source.close()


def test_any_byte_but_zero_is_true_and_counts_as_one(tmp_path):
    path = tmp_path / "a.npy"
    path.write_bytes(npy_bytes(header_text("|b1", (4,)), bytes([0, 1, 2, 255])))
    with RegularFile(path) as file:
        values = PlainSource(file, read_npy_header(file)).read((slice(0, 4),))
    assert values.view(np.uint8).tolist() == [0, 1, 1, 1]


@pytest.mark.parametrize("descr", ["<U1", ">U1"])
def test_text_that_is_no_unicode_is_damage(tmp_path, descr):
    path = tmp_path / "a.npy"
    path.write_bytes(npy_bytes(header_text(descr, (2,)), b"\x7f" * 8))
    with RegularFile(path) as file, pytest.raises(Damaged, match="not Unicode"):
        PlainSource(file, read_npy_header(file)).read((slice(0, 2),))


def test_objects_are_not_read_as_numbers(tmp_path):
    path = tmp_path / "a.npy"
    path.write_bytes(npy_bytes(header_text("|O", ()), bytes(8)))
    with RegularFile(path) as file, pytest.raises(Unsafe, match="Python objects"):
        PlainSource(file, read_npy_header(file))


def test_more_than_the_memory_is_an_error_with_the_figure(tmp_path):
    path = tmp_path / "a.npy"
    path.write_bytes(npy_bytes(header_text("|u1", (2**50,))))
    with RegularFile(path) as file, pytest.raises(TooLarge, match=r"1\.13 PB"):
        PlainSource(file, read_npy_header(file, whole=False)).read((slice(0, 2**50),))
