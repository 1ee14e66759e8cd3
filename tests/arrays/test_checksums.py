"""A sparse file is worked on while its checksums are found; nothing leaves before they are known."""

from __future__ import annotations

import threading
import zipfile

import numpy as np
import pytest
import scipy.sparse as sp

from sessionbrowser.arrays import archive
from sessionbrowser.arrays.npz import open_csc, read_csc
from sessionbrowser.arrays.reduce import draw
from sessionbrowser.arrays.source import whole
from sessionbrowser.arrays.stats import exact_stats, sample_stats
from sessionbrowser.errors import Damaged
from sessionbrowser.platform import RegularFile
from tests.arrays.making import csc_members, npz

WINDOW = whole((2, 3))


def opened(path):
    with RegularFile(path) as file:
        return open_csc(file)


def picture(source):
    return draw(source, window=WINDOW, row_axis=1, col_axis=0, height=3, width=2).values


def written(path, members, **flipped):
    """Write a file, and change the last byte of some members after their checksums were taken."""
    npz(path, members, zipfile.ZIP_STORED)
    content = bytearray(path.read_bytes())
    for name, byte in flipped.items():
        with zipfile.ZipFile(path) as file:
            entry = file.getinfo(f"{name}.npy")
        content[entry.header_offset + 30 + len(entry.filename) + entry.file_size - byte[0]] = byte[1]
    path.write_bytes(content)
    return path


USES = {
    "matrix": lambda source: source.matrix,
    "read": lambda source: source.read(WINDOW),
    "stored": lambda source: list(source.stored(WINDOW)),
    "picture": picture,
    "sample": sample_stats,
    "count": exact_stats,
    "sign": lambda source: source.is_positive,
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
@pytest.mark.parametrize("wrong", [{"data": (1, 0x41)}, {"indices": (4, 0)}], ids=["data", "indices"])
def test_a_wrong_byte_comes_to_light_in_whatever_is_done(tmp_path, use, wrong):
    source = opened(written(tmp_path / "a.npz", csc_members(), **wrong))
    for _ in range(2):
        with pytest.raises(Damaged, match=r"its member \w+\.npy is not as long, or not the same, as when written"):
            use(source)


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_nothing_leaves_before_the_checksums_are_known(tmp_path, monkeypatch, use):
    known, check = threading.Event(), archive.check_sum

    def late(file, member, content):
        if threading.current_thread().name.startswith("npz"):
            assert known.wait(10)
        check(file, member, content)

    monkeypatch.setattr(archive, "check_sum", late)
    source = opened(npz(tmp_path / "a.npz", csc_members()))
    assert source.early.read(WINDOW).tolist() == [[0, 3, 0], [4, 0, 5]]
    answers = []
    worker = threading.Thread(target=lambda: answers.append(use(source)))
    worker.start()
    worker.join(0.05)
    assert not answers
    known.set()
    worker.join(10)
    assert len(answers) == 1


def test_a_wrong_checksum_is_told_rather_than_what_follows_from_it(tmp_path):
    path = written(tmp_path / "a.npz", csc_members(), indices=(4, 77))
    with pytest.raises(Damaged, match=r"its member indices\.npy is not as long, or not the same"):
        opened(path)


def test_what_is_put_in_order_is_compared_before(tmp_path):
    doubled = {"indices": np.array([1, 0, 1]), "indptr": np.array([0, 3, 3, 3]), "data": np.array([1.0, 2.0, 4.0])}
    source = opened(npz(tmp_path / "a.npz", csc_members() | doubled, zipfile.ZIP_STORED))
    assert source.matrix.toarray().tolist() == [[2, 0, 0], [5, 0, 0]]
    with pytest.raises(Damaged, match=r"its member data\.npy"):
        opened(written(tmp_path / "b.npz", csc_members() | doubled, data=(1, 0x41)))


@pytest.mark.parametrize("form", ["csr", "bsr"])
def test_what_is_turned_into_columns_is_compared_too(tmp_path, form):
    matrix = sp.csr_array(np.array([[0, 3], [4, 5]], np.float32)).asformat(form)
    path = tmp_path / "a.npz"
    sp.save_npz(path, matrix, compressed=False)
    content = bytearray(path.read_bytes())
    place = content.index(np.float32(3).tobytes())
    content[place + 3] ^= 1
    path.write_bytes(content)
    with RegularFile(path) as file, pytest.raises(Damaged, match=r"data\.npy is not as long, or not the same"):
        read_csc(file)
