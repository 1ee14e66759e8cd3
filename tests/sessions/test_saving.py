from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from sessionbrowser.errors import BadRecipe, OneDataError
from sessionbrowser.sessions import LoadingRecipe, saving
from sessionbrowser.sessions.saving import is_our_leftover, save_array, save_recipe, save_sparse, write_whole


@pytest.mark.parametrize(
    "array",
    [
        np.arange(6.0).reshape(2, 3),
        np.asfortranarray(np.arange(6, dtype=">i2").reshape(2, 3)),
        np.array(True),
        np.zeros((0, 4), np.uint8),
        np.array(["a", "bcd"]),
        np.array([(1, 2.5)], [("a", "i4"), ("b", "f8")]),
        np.array("2023-01-24", "datetime64[D]"),
    ],
)
def test_numpy_reads_what_was_saved(tmp_path: Path, array: np.ndarray) -> None:
    save_array(tmp_path / "x.npy", array)
    again = np.load(tmp_path / "x.npy")
    np.testing.assert_array_equal(again, array)
    assert (again.dtype, again.flags.f_contiguous) == (array.dtype, array.flags.f_contiguous)


def test_numpy_reads_a_recipe_as_the_dict_of_builtins(tmp_path: Path) -> None:
    recipe = LoadingRecipe("S2P", np.str_("F"), ["transpose"], n=np.int64(3), deep={"x": (np.float32(0.5), [np.True_])})
    save_recipe(tmp_path / "x.npy", recipe.to_dict())
    told = np.load(tmp_path / "x.npy", allow_pickle=True).item()
    assert told == recipe.to_dict()
    assert type(told["source_arg"]) is str
    assert type(told["kwargs"]["n"]) is int
    assert [type(told["kwargs"]["deep"]["x"][0]), type(told["kwargs"]["deep"]["x"][1][0])] == [float, bool]
    assert b"S2P" in (tmp_path / "x.npy").read_bytes()


def test_a_recipe_that_could_not_be_read_again_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(BadRecipe, match="plain"):
        save_recipe(tmp_path / "x.npy", LoadingRecipe("S2P", "F", f=print).to_dict())
    assert list(tmp_path.iterdir()) == []


def test_scipy_reads_a_sparse_matrix(tmp_path: Path) -> None:
    matrix = sparse.csc_array(np.diag(np.arange(5, dtype=np.float32)))
    save_sparse(tmp_path / "x.npz", matrix)
    again = sparse.load_npz(tmp_path / "x.npz")
    assert isinstance(again, sparse.csc_array)
    np.testing.assert_array_equal(again.toarray(), matrix.toarray())


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    save_array(tmp_path / "a" / "b" / "x.npy", np.zeros(3))
    assert np.load(tmp_path / "a" / "b" / "x.npy").shape == (3,)


@pytest.mark.parametrize("error", [OSError("disk full"), ValueError("no"), KeyboardInterrupt()])
def test_a_failed_save_leaves_the_old_file_and_nothing_else(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "x.npy"
    path.write_bytes(b"old")

    def fail(file: Any) -> None:
        file.write(b"half")
        raise error

    with pytest.raises(type(error)):
        write_whole(path, fail)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


class Unwilling:
    def __reduce__(self) -> Any:
        raise RuntimeError("not me")


def nested(depth: int) -> list[Any]:
    deep: list[Any] = []
    for _ in range(depth):
        deep = [deep]
    return deep


@pytest.mark.parametrize("value", [lambda: 0, (n for n in ()), Unwilling(), nested(100_000)], ids=type)
def test_what_cannot_be_pickled_is_one_error_of_ours(tmp_path: Path, value: Any) -> None:
    path = tmp_path / "x.npy"
    path.write_bytes(b"old")
    item = np.empty((), object)
    item[()] = value
    with pytest.raises(OneDataError, match=r"x\.npy: it cannot be saved"):
        save_array(path, item)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_numpy_does_not_write_is_told(tmp_path: Path) -> None:
    with pytest.raises(OneDataError, match="cannot be saved"):
        save_array(tmp_path / "x.npy", np.ma.masked_array([1, 2], [True, False]))


def test_a_folder_to_write_into_but_not_to_list_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = os.open

    def refuse_folders(path: Any, *args: Any, **kwargs: Any) -> int:
        if Path(path) == tmp_path:
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(path, *args, **kwargs)

    monkeypatch.setattr(os, "open", refuse_folders)
    save_array(tmp_path / "x.npy", np.zeros(3))
    assert np.load(tmp_path / "x.npy").shape == (3,)


def test_the_new_file_is_on_the_disk_before_it_gets_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, seen = tmp_path / "x.npy", []
    path.write_bytes(b"old")
    fsync = os.fsync

    def look(descriptor: int) -> None:
        seen.append(path.read_bytes())
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", look)
    write_whole(path, lambda file: file.write(b"new"))
    assert seen[0] == b"old"
    assert path.read_bytes() == b"new"


def test_a_killed_save_leaves_the_old_file_and_a_leftover_that_is_ours(tmp_path: Path) -> None:
    path = tmp_path / "mpci.times.npy"
    path.write_bytes(b"old")
    code = (
        "import time\nfrom pathlib import Path\nfrom sessionbrowser.sessions.saving import write_whole\n"
        "def write(file):\n    file.write(b'half'); file.flush(); print('writing', flush=True); time.sleep(60)\n"
        f"write_whole(Path({str(path)!r}), write)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"writing\n"
        process.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    assert path.read_bytes() == b"old"
    (leftover,) = [entry for entry in tmp_path.iterdir() if entry != path]
    assert is_our_leftover(leftover.name)
    assert leftover.suffix not in (".npy", ".npz")


@pytest.mark.parametrize("stem", ["n" * 251, "ü" * 125, "x"])
def test_a_name_as_long_as_the_system_allows_is_saved_by_way_of_a_leftover_that_is_ours(
    tmp_path: Path, stem: str
) -> None:
    names = []
    path = tmp_path / f"{stem}.npy"
    write_whole(path, lambda file: names.append(Path(file.name).name))
    assert path.exists()
    assert all(is_our_leftover(name) and len(name.encode()) <= 255 for name in names)
    assert len(names) == 1


@pytest.mark.parametrize(
    "name",
    ["x.npy", "x.npz", ".x.npy", "x.npy.tmp", "tmp8f3kq2.npy", ".x.npy.0123.saving", ".x.txt.0123456789ab.saving"],
)
def test_names_that_are_not_our_leftovers(name: str) -> None:
    assert not is_our_leftover(name)


def test_two_saves_of_one_name_do_not_meet(tmp_path: Path) -> None:
    path, names = tmp_path / "x.npy", []

    def write(file: Any) -> None:
        names.append(Path(file.name).name)
        if len(names) == 1:
            write_whole(path, write)
        file.write(bytes([len(names)]))

    write_whole(path, write)
    assert len(set(names)) == 2
    assert all(is_our_leftover(name) for name in names)
    assert list(tmp_path.iterdir()) == [path]


def test_the_modification_time_is_that_of_the_save(tmp_path: Path) -> None:
    before = time.time() - 5
    save_array(tmp_path / "x.npy", np.zeros(3))
    assert (tmp_path / "x.npy").stat().st_mtime > before
    assert saving.is_our_leftover(".x.npy.0123456789ab.saving")
