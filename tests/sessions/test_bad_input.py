"""Every kind of bad file: a clear health in its row, a clear error when opened or loaded, and nothing is executed."""

from __future__ import annotations

import os
import pickle
import resource
import socket
import struct
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from sessionbrowser import platform
from sessionbrowser.errors import OneDataError
from sessionbrowser.sessions import LoadingRecipe, Suite2pSession
from sessionbrowser.sessions.facts import inspect_file, inspect_session
from sessionbrowser.sessions.kinds import State
from sessionbrowser.sessions.opening import open_one
from tests.sessions.helpers import write_object

MARKER = LoadingRecipe.RECIPE_MARKER
GOOD = "mpci.times.npy"
Writer = Callable[[Path], object]


def npy(descr: object = "<f8", shape: object = (3,), data: bytes = bytes(24), version: bytes = b"\1\0") -> bytes:
    """Return the bytes of an npy file with any header."""
    text = repr({"descr": descr, "fortran_order": False, "shape": shape}).encode() + b"\n"
    length = struct.pack("<H", len(text)) if version[0] == 1 else struct.pack("<I", len(text))
    return b"\x93NUMPY" + version + length + text + data


def wrote(data: bytes) -> Writer:
    return lambda path: path.write_bytes(data)


def objects(data: bytes) -> bytes:
    """Return the bytes of a 0-d object array with this pickle."""
    return npy("|O", (), data)


def link(target: str) -> Writer:
    return lambda path: path.symlink_to(target)


def outside_link(path: Path) -> None:
    target = path.parents[5] / "outside.npy"
    np.save(target, np.zeros(3))
    path.symlink_to(target)


def make_socket(path: Path) -> None:
    there = Path.cwd()
    os.chdir(path.parent)  # a socket's whole path must be short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(there)


def terabytes(path: Path) -> None:
    path.write_bytes(npy("<f8", (10**6, 10**6), b""))


def terabytes_there(path: Path) -> None:
    """Promise a terabyte, and have it, in a file that takes no room."""
    path.write_bytes(npy("<f8", (10**11,), b""))
    os.truncate(path, 10**12)


def sparse_zip(change: Callable[[dict[str, np.ndarray]], object]) -> Writer:
    """Return a writer of a csc matrix of which something was changed."""

    def write(path: Path) -> None:
        matrix = sparse.csc_array(np.eye(4))
        members: dict[str, Any] = {
            "indptr": matrix.indptr,
            "indices": matrix.indices,
            "data": matrix.data,
            "shape": np.array(matrix.shape),
            "format": np.array(b"csc"),
            "_is_array": np.array(True),
        }
        change(members)
        np.savez(path, **members)

    return write


def npz_of_arrays(path: Path) -> None:
    np.savez(path, a=np.zeros(3), b=np.zeros(3))


def cut_npz(path: Path) -> None:
    sparse_zip(lambda members: None)(path)
    path.write_bytes(path.read_bytes()[:-30])


def bad_checksum(path: Path) -> None:
    sparse_zip(lambda members: None)(path)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        member = archive.getinfo("data.npy")
    data[member.header_offset + 30 + len("data.npy") + 20 + 150] ^= 255
    path.write_bytes(data)


def npz_bomb(path: Path) -> None:
    """Hold a member that inflates to 256 MiB, in a small file."""
    sparse_zip(lambda members: None)(path)
    with zipfile.ZipFile(path) as archive:
        rest = {name: archive.read(name) for name in archive.namelist() if name != "data.npy"}
    rest["indptr.npy"] = npy("<i4", (5,), np.array([0, 0, 0, 0, 2**31 - 1], "<i4").tobytes())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in rest.items():
            archive.writestr(name, data)
        with archive.open("data.npy", "w", force_zip64=True) as member:
            member.write(npy("<f8", (2**25,), b""))
            for _ in range(2**8):
                member.write(bytes(2**20))


def recipe(**change: object) -> Writer:
    told = LoadingRecipe("S2P", "F", ["transpose"]).to_dict() | change
    return lambda path: write_object(path, {key: value for key, value in told.items() if value is not ...})


class Evil:
    """Calls a function that leaves a trace."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> Any:
        return (os.mkdir, (str(self.trace),))


def evil(protocol: int) -> Writer:
    def write(path: Path) -> None:
        path.write_bytes(objects(pickle.dumps(Evil(path.with_name("executed")), protocol)))

    return write


def evil_in_array(path: Path) -> None:
    array = np.empty(2, object)
    array[:] = [Evil(path.with_name("executed"))] * 2
    np.save(path, array)


def evil_numpy(text: bytes) -> Writer:
    """Return a writer of a pickle in the text of protocol 0; TRACE stands for the folder that it would make."""
    return lambda path: path.write_bytes(objects(text.replace(b"TRACE", bytes(path.with_name("executed")))))


BAD: dict[str, tuple[str, Writer, State]] = {
    "empty": ("a.b.npy", wrote(b""), State.DAMAGED),
    "cut in the magic": ("a.b.npy", wrote(b"\x93NUM"), State.DAMAGED),
    "cut in the header": ("a.b.npy", wrote(npy()[:40]), State.DAMAGED),
    "cut in the data": ("a.b.npy", wrote(npy()[:-1]), State.DAMAGED),
    "wrong magic": ("a.b.npy", wrote(b"hello, this is no array at all"), State.DAMAGED),
    "version 9": ("a.b.npy", wrote(npy(version=b"\x09\0")), State.DAMAGED),
    "zeros": ("a.b.npy", wrote(bytes(4096)), State.DAMAGED),
    "huge header": ("a.b.npy", wrote(npy(shape=(3,), data=b"", version=b"\2\0")[:8] + b"\xff" * 4), State.DAMAGED),
    "long header": ("a.b.npy", wrote(npy([("x" * 20_000, "<f8")], version=b"\2\0")), State.DAMAGED),
    "header that is code": ("a.b.npy", wrote(npy().replace(b"(3,)", b"3**9")), State.DAMAGED),
    "negative shape": ("a.b.npy", wrote(npy(shape=(-3,))), State.DAMAGED),
    "shape that overflows": ("a.b.npy", wrote(npy(shape=(2**40, 2**40))), State.DAMAGED),
    "no shape": ("a.b.npy", wrote(npy(shape="3")), State.DAMAGED),
    "unknown dtype": ("a.b.npy", wrote(npy("<q9")), State.DAMAGED),
    "promises terabytes": ("a.b.npy", terabytes, State.DAMAGED),
    "objects in fields": ("a.b.npy", wrote(npy([("a", "|O")])), State.UNSAFE),
    "npz under the name of npy": ("a.b.npy", lambda p: p.write_bytes(zip_bytes()), State.DAMAGED),
    "npy under the name of npz": ("a.b.npz", wrote(npy()), State.DAMAGED),
    "bare pickle": ("a.b.npy", wrote(pickle.dumps([1, 2])), State.DAMAGED),
    "empty npz": ("a.b.npz", wrote(b""), State.DAMAGED),
    "cut npz": ("a.b.npz", cut_npz, State.DAMAGED),
    "npz of arrays": ("a.b.npz", npz_of_arrays, State.DAMAGED),
    "csc without indices": ("a.b.npz", sparse_zip(lambda m: m.pop("indices")), State.DAMAGED),
    "csc of a pickle": ("a.b.npz", sparse_zip(lambda m: m.update(data=np.array([Evil(Path("x"))] * 4))), State.DAMAGED),
    "csc of wrong length": ("a.b.npz", sparse_zip(lambda m: m.update(data=np.zeros(9))), State.DAMAGED),
    "csc of negative shape": ("a.b.npz", sparse_zip(lambda m: m.update(shape=np.array([-4, 4]))), State.DAMAGED),
    "csc of unknown format": ("a.b.npz", sparse_zip(lambda m: m.update(format=np.array(b"xyz"))), State.DAMAGED),
    "folder": ("a.b.npy", lambda p: p.mkdir(), State.ODD),
    "FIFO": ("a.b.npy", lambda p: os.mkfifo(p), State.ODD),
    "FIFO under npz": ("a.b.npz", lambda p: os.mkfifo(p), State.ODD),
    "socket": ("a.b.npy", make_socket, State.ODD),
    "looping link": ("a.b.npy", link("a.b.npy"), State.ODD),
    "outside link": ("a.b.npy", outside_link, State.ODD),
    "link to a device": ("a.b.npy", link("/dev/zero"), State.ODD),
    "link to a folder": ("a.b.npy", link("."), State.ODD),
    "link to nothing": ("a.b.npy", link("nowhere.npy"), State.MISSING),
    "link through a file": ("a.b.npy", link(f"{GOOD}/x.npy"), State.MISSING),
    "unknown loader": ("a.b.npy", recipe(loader_type="facecam"), State.MISSING),
    "unknown transform": ("a.b.npy", recipe(transforms=["zscore"]), State.MISSING),
    "missing source": ("a.b.npy", recipe(source_arg="F_chan9"), State.MISSING),
    "outside source": ("a.b.npy", recipe(source_arg="../../../../../outside"), State.DAMAGED),
    "itself as source": ("a.b.npy", recipe(source_arg="../../onedata/a.b"), State.DAMAGED),
    "no source": ("a.b.npy", recipe(source_arg=None), State.DAMAGED),
    "missing keys": ("a.b.npy", recipe(loader_type=..., kwargs=...), State.DAMAGED),
    "a marker and nothing else": ("a.b.npy", lambda p: write_object(p, {"marker": MARKER}), State.DAMAGED),
    "kwargs of the wrong type": ("a.b.npy", recipe(kwargs=[1]), State.DAMAGED),
    "kwargs unknown to the loader": ("a.b.npy", recipe(kwargs={"shell": True}), State.DAMAGED),
    "cut pickle": ("a.b.npy", wrote(objects(pickle.dumps({"a": 1})[:-3])), State.DAMAGED),
    "pickle of no array": ("a.b.npy", wrote(objects(pickle.dumps({"a": 1}))), State.DAMAGED),
    "evil INST": ("a.b.npy", evil_numpy(b"(S'TRACE'\nios\nmkdir\n."), State.UNSAFE),
    "evil OBJ": ("a.b.npy", evil_numpy(b"(cos\nmkdir\nS'TRACE'\no."), State.UNSAFE),
    "evil GLOBAL": ("a.b.npy", evil_numpy(b"cos\nmkdir\n(S'TRACE'\ntR."), State.UNSAFE),
    "evil getattr": ("a.b.npy", evil_numpy(b"cbuiltins\ngetattr\n(cos\nmkdir\nS'__call__'\ntR."), State.UNSAFE),
    "evil numpy load": ("a.b.npy", evil_numpy(b"cnumpy\nload\n(S'TRACE'\ntR."), State.UNSAFE),
    "persistent id": ("a.b.npy", wrote(objects(b"Psomething\n.")), State.UNSAFE),
    **{f"evil of protocol {n}": ("a.b.npy", evil(n), State.UNSAFE) for n in range(6)},
    "evil in an array": ("a.b.npy", evil_in_array, State.UNSAFE),
}

UNSEEN_BY_HEADERS: dict[str, tuple[str, Writer]] = {
    "has terabytes": ("a.b.npy", terabytes_there),
    "index below zero": ("a.b.npz", sparse_zip(lambda m: m["indices"].__setitem__(0, -1))),
    "index too large": ("a.b.npz", sparse_zip(lambda m: m["indices"].__setitem__(3, 99))),
    "columns that go back": ("a.b.npz", sparse_zip(lambda m: m["indptr"].__setitem__(2, 4))),
    "columns from one on": ("a.b.npz", sparse_zip(lambda m: m["indptr"].__setitem__(0, 1))),
    "columns beyond the end": ("a.b.npz", sparse_zip(lambda m: m["indptr"].__setitem__(4, 400))),
    "bad checksum": ("a.b.npz", bad_checksum),
}


def zip_bytes() -> bytes:
    import io

    made = io.BytesIO()
    np.savez(made, a=np.zeros(3))
    return made.getvalue()


@pytest.fixture
def session(tmp_path: Path) -> Suite2pSession:
    """A session with a plane, and a good file beside the bad one."""
    session = Suite2pSession("ATL1", "2023-01-24", "701", root=tmp_path / "deep" / "lab")
    plane = session.suite2p_path / "plane0"
    plane.mkdir(parents=True)
    np.save(plane / "F.npy", np.zeros((2, 5), np.float32))
    made = Suite2pSession.from_path(session.data_path)
    made.saveone(np.arange(5.0), "mpci.times")
    return made


@contextmanager
def watched(session: Suite2pSession) -> Iterator[None]:
    """Make sure that nothing is executed, and that little memory is taken."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert not (session.one_path / "executed").exists()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / (
        1024 if sys.platform != "darwin" else 2**20
    )
    assert grown < 200, f"{grown} MB"


def load(session: Suite2pSession, path: Path) -> Any:
    return session.loadone(path.stem, sparse=path.suffix == ".npz")


def assert_clear(error: Exception) -> None:
    """Check that an error says what happened in a few plain words."""
    what = error.what if isinstance(error, OneDataError) else str(error)
    assert what
    assert "\n" not in what
    assert "Traceback" not in what
    assert len(what) < 200


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file(session: Suite2pSession, kind: str) -> None:
    name, write, state = BAD[kind]
    path = session.one_path / name
    write(path)
    with watched(session):
        listed = {facts.name: facts for facts in inspect_session(session)}
        assert listed[GOOD].health.state is State.OK
        health = listed[name].health
        assert (health.state, health.why.splitlines()) == (state, [health.why])
        assert health.headline
        assert not listed[name].can_be_shown
        for read in (open_one, load):
            with pytest.raises(OneDataError) as caught:
                read(session, path)
            assert_clear(caught.value)
    np.testing.assert_array_equal(session.loadone("mpci.times", force=True), np.arange(5.0))


@pytest.mark.parametrize("kind", UNSEEN_BY_HEADERS)
def test_a_file_whose_header_is_fine(session: Suite2pSession, kind: str) -> None:
    name, write = UNSEEN_BY_HEADERS[kind]
    path = session.one_path / name
    write(path)
    with watched(session):
        assert inspect_file(path, session).health.state is State.OK
        with pytest.raises(OneDataError) as caught:
            load(session, path)
        assert_clear(caught.value)
        with suppress(OneDataError):  # what has terabytes can be looked at a window at a time
            open_one(session, path).close()


def test_a_bomb_in_an_npz_is_refused_before_it_inflates(session: Suite2pSession) -> None:
    path = session.one_path / "a.b.npz"
    npz_bomb(path)
    assert path.stat().st_size < 3 * 2**20
    with watched(session):
        inspect_file(path, session)
        with pytest.raises(OneDataError):
            open_one(session, path, budget=64 * 2**20)


def test_a_file_that_you_may_not_read(session: Suite2pSession, monkeypatch: pytest.MonkeyPatch) -> None:
    path = session.one_path / "a.b.npy"
    path.write_bytes(npy())
    real = os.open

    def refuse(name: Any, *args: Any, **kwargs: Any) -> int:
        if Path(name).name == path.name:
            raise PermissionError(13, "Permission denied", str(name))
        return real(name, *args, **kwargs)

    monkeypatch.setattr(platform.os, "open", refuse)
    listed = {facts.name: facts for facts in inspect_session(session)}
    assert (listed[path.name].health.state, listed[GOOD].health.state) == (State.UNREADABLE, State.OK)
    assert listed[path.name].health.why == "you may not read it"
    for read in (open_one, load):
        with pytest.raises(PermissionError):
            read(session, path)


def test_a_source_that_you_may_not_read(session: Suite2pSession, monkeypatch: pytest.MonkeyPatch) -> None:
    recipe()(session.one_path / "a.b.npy")
    real = os.open

    def refuse(name: Any, *args: Any, **kwargs: Any) -> int:
        if Path(name).name == "F.npy":
            raise PermissionError(13, "Permission denied", str(name))
        return real(name, *args, **kwargs)

    monkeypatch.setattr(platform.os, "open", refuse)
    facts = inspect_file(session.one_path / "a.b.npy", session)
    assert (facts.health.state, len(facts.steps)) == (State.UNREADABLE, 2)


def test_a_file_that_vanishes_while_the_folder_is_listed(session: Suite2pSession) -> None:
    for name in ("a.b.npy", "a.c.npy"):
        (session.one_path / name).write_bytes(npy())
    listing = inspect_session(session)
    assert next(listing).name == "a.b.npy"
    (session.one_path / "a.c.npy").unlink()
    gone, good = listing
    assert (gone.health.state, gone.health.why) == (State.MISSING, "it is gone")
    assert good.health.state is State.OK


def test_files_replaced_by_others_all_the_while(session: Suite2pSession) -> None:
    path, other = session.one_path / "a.b.npy", session.one_path / "a.c"
    for data in (npy(), b"", npy(shape=(10**6,)), objects(b"cos\nmkdir\n(S'x'\ntR."), npy("<i2", (12,))):
        other.write_bytes(data)
        other.replace(path)
        with suppress(OneDataError):
            open_one(session, path).close()
        assert inspect_file(path, session).health.state in State


@pytest.mark.parametrize("value", [b"]" * 60_000 + b"a" * 59_999, b"]qdhda"], ids=["nested", "holds itself"])
def test_endless_and_deep_objects_are_listed_and_opened(session: Suite2pSession, value: bytes) -> None:
    path = session.one_path / "a.b.npy"
    item = np.empty((), object)
    item[()] = "here"
    path.write_bytes(objects(pickle.dumps(item, 2).replace(b"X\4\0\0\0here", value)))
    assert inspect_file(path, session).health.state is State.OK
    assert type(open_one(session, path).value) is list
