"""`SessionData`: every contract, and each place where ours mends what went wrong in the original."""

from __future__ import annotations

import copy
import logging
import pickle
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from sessionbrowser.errors import BadRecipe, Missing, NotOrdinaryFile, TooLarge, UnknownLoader, UnknownTransform, Unsafe
from sessionbrowser.sessions import LoadingRecipe, PrettyDatetime, SessionData, saving
from tests.sessions.helpers import LabSession, PlainSession, write_object, write_recipe

MATRIX = sparse.csc_array(np.array([[0, 1.5], [0, 0], [2, 0]]))


@pytest.fixture
def session(tmp_path: Path) -> LabSession:
    return LabSession("ATL1", "2023-01-24", "701", root=tmp_path)


def names_on_disk(session: SessionData) -> list[str]:
    return sorted(path.name for path in session.one_path.iterdir())


# --- identity


@pytest.mark.parametrize(
    "day", ["2023-01-24", date(2023, 1, 24), datetime(2023, 1, 24, 5), PrettyDatetime(2023, 1, 24)]
)
def test_the_date_is_kept_as_text(tmp_path: Path, day: Any) -> None:
    session = PlainSession("ATL1", day, root=tmp_path)
    assert (session.date, type(session.date)) == ("2023-01-24", str)


def test_a_date_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError):
        PlainSession("ATL1", "2023-02-30", root=tmp_path)


def test_the_name_has_the_id_only_when_there_is_one(tmp_path: Path) -> None:
    with_id, without = (PlainSession("ATL1", "2023-01-24", i, root=tmp_path) for i in ("701", None))
    assert with_id.session_name == ("ATL1", "2023-01-24", "701")
    assert without.session_name == ("ATL1", "2023-01-24")
    assert with_id.session_print() == "ATL1/2023-01-24/701"
    assert without.session_print(joinby=" ") == "ATL1 2023-01-24"
    assert with_id.data_path == tmp_path / "ATL1" / "2023-01-24" / "701"


def test_an_id_of_zero_is_an_id(tmp_path: Path) -> None:
    assert PlainSession("ATL1", "2023-01-24", 0, root=tmp_path).session_name == ("ATL1", "2023-01-24", "0")


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda session: pickle.loads(pickle.dumps(session))])
def test_a_copy_is_the_same_session_with_all_that_was_kept(session: LabSession, copied: Any) -> None:
    session.saveone(np.arange(3), "a.b")
    session.set_value("numTrials", 7)
    twin = copied(session)
    assert {session: "found"}[twin] == "found"
    assert twin.get_value("numTrials") == 7
    assert twin.one_cache["a.b.npy"].tolist() == [0, 1, 2]


def test_the_base_class_is_abstract() -> None:
    with pytest.raises(TypeError, match="abstract"):
        SessionData("ATL1", "2023-01-24")  # type: ignore[abstract]


def test_a_class_may_set_the_path_instead_of_returning_it(tmp_path: Path) -> None:
    class Setting(PlainSession):
        def _init_data_path(self) -> None:  # type: ignore[override]
            self.data_path = tmp_path / "elsewhere"

    assert Setting("a", "2023-01-24").data_path == tmp_path / "elsewhere"


def test_more_is_loaded_once_the_path_is_known(tmp_path: Path) -> None:
    class Eager(PlainSession):
        def _additional_loading(self) -> None:
            self.set_value("where", (self.date, self.data_path))

    session = Eager("ATL1", date(2023, 1, 24), root=tmp_path)
    assert session.get_value("where") == ("2023-01-24", tmp_path / "ATL1" / "2023-01-24")


def test_values(session: LabSession) -> None:
    session.set_value("numTrials", 8)
    assert session.get_value("numTrials") == session.values.numTrials == 8
    with pytest.raises(AttributeError):
        session.get_value("numROIs")


def test_a_class_without_recipes_says_so_with_its_name(tmp_path: Path) -> None:
    session = PlainSession("ATL1", "2023-01-24", root=tmp_path)
    for member in ("recipe_loaders", "recipe_transforms"):
        with pytest.raises(NotImplementedError, match="ATL1/2023-01-24"):
            getattr(session, member)


def test_sessions_compare_by_class_name_and_path_not_by_their_arrays(tmp_path: Path) -> None:
    """Repair 7: the original compares the cache, and `==` of two loaded sessions raises."""
    one, two = (PlainSession("ATL1", "2023-01-24", root=tmp_path) for _ in range(2))
    one.one_cache["x.npy"], two.one_cache["x.npy"] = np.zeros(3), np.ones(3)
    one.set_value("x", np.zeros(3))
    assert one == two
    assert len({one, two}) == 1
    assert one != PlainSession("ATL1", "2023-01-24", "701", root=tmp_path)
    assert one != PlainSession("ATL1", "2023-01-24", root=tmp_path / "other")
    assert one != LabSession("ATL1", "2023-01-24", root=tmp_path)
    assert one != "ATL1/2023-01-24"


def test_also_those_of_a_class_that_is_made_a_dataclass_again(tmp_path: Path) -> None:
    @dataclass
    class Decorated(PlainSession):
        params: Any = None

    one, two = (Decorated("ATL1", "2023-01-24", root=tmp_path, params=np.zeros(3)) for _ in range(2))
    assert one == two
    assert hash(one) == hash(two)


def test_a_class_may_still_say_what_is_equal(tmp_path: Path) -> None:
    class Always(PlainSession):
        def __eq__(self, other: object) -> bool:
            return True

    assert Always("a", "2023-01-24", root=tmp_path) == Always("b", "2023-01-24", root=tmp_path)


def test_what_a_class_says_is_equal_its_subclasses_say_too(tmp_path: Path) -> None:
    class ByMouse(PlainSession):
        def __eq__(self, other: object) -> bool:
            return isinstance(other, ByMouse) and self.mouse_name == other.mouse_name

        def __hash__(self) -> int:
            return hash(self.mouse_name)

    @dataclass
    class Child(ByMouse):
        note: str = ""

    one, other = (Child("ATL1", day, root=tmp_path) for day in ("2023-01-24", "2023-01-25"))
    assert one == other
    assert len({one, other}) == 1


def test_printing_a_session_prints_no_array(session: LabSession) -> None:
    session.one_cache["x.npy"] = np.zeros(3)
    assert "array" not in repr(session)
    assert "ATL1" in repr(session)


# --- names and folders


def test_the_folder_is_found_in_either_case_and_made_as_onedata(session: LabSession) -> None:
    assert session.one_path == session.data_path / "onedata"
    session.saveone(np.zeros(3), "mpci.times")
    assert (session.data_path / "onedata" / "mpci.times.npy").is_file()


def test_a_folder_of_the_other_case_is_used(session: LabSession) -> None:
    (session.data_path / "oneData").mkdir(parents=True)
    session.saveone(np.zeros(3), "mpci.times")
    assert [path.name for path in session.data_path.iterdir()] == ["oneData"]
    assert session.print_saved_one() == ["mpci.times"]


def test_names_are_joined(session: LabSession) -> None:
    assert session.get_one_filename("mpci", "times") == session.get_one_filename("mpci.times") == "mpci.times.npy"


@pytest.mark.parametrize("name", ["../x", "a/b", "/x", "", "x\0y"])
def test_names_that_lead_elsewhere_are_refused(session: LabSession, name: str) -> None:
    for call in (lambda: session.saveone(np.zeros(3), name), lambda: session.loadone(name)):
        with pytest.raises(ValueError, match="no name"):
            call()


def test_saved_files_are_listed_npy_first(session: LabSession) -> None:
    assert session.get_saved_one() == []
    session.saveone(MATRIX, "a.matrix", sparse=True)
    session.saveone(np.zeros(3), "b.times")
    folder = session.one_path
    (folder / ".b.times.npy.0123456789ab.saving").write_bytes(b"")
    (folder / "notes.txt").write_bytes(b"")
    (folder / "deeper").mkdir()
    np.save(folder / "deeper" / "c.times.npy", np.zeros(3))
    assert session.get_saved_one() == [folder / "b.times.npy", folder / "a.matrix.npz"]
    assert session.print_saved_one() == ["b.times", "a.matrix"]
    assert session.print_saved_one(include_extension=True) == ["b.times.npy", "a.matrix.npz"]
    assert session.print_saved_one(include_path=True) == [folder / "b.times", folder / "a.matrix"]
    assert session.print_saved_one(True, True) == session.get_saved_one()
    (folder / "..npy").write_bytes(b"")
    assert len(session.print_saved_one(include_path=True)) == 3


# --- saving and loading


@pytest.mark.parametrize("order", ["C", "F"])
def test_an_array_comes_back_in_its_order_and_from_the_cache(session: LabSession, order: Any) -> None:
    array = np.array(np.arange(6.0).reshape(2, 3), order=order)
    session.saveone(array, "mpci", "roiActivityF")
    assert session.loadone("mpci.roiActivityF") is array
    again = session.loadone("mpci", "roiActivityF", force=True)
    np.testing.assert_array_equal(again, array)
    assert (again is array, again.flags.f_contiguous, again.flags.writeable) == (False, order == "F", True)
    assert session.one_cache == {"mpci.roiActivityF.npy": again}


def test_lists_and_dicts_are_saved_as_numpy_does(session: LabSession) -> None:
    session.saveone([1, 2, 3], "a.b")
    session.saveone({"lowcut": 12}, "p.keyValuePairs")
    np.testing.assert_array_equal(np.load(session.one_path / "a.b.npy"), [1, 2, 3])
    loaded = session.loadone("p.keyValuePairs", force=True)
    assert (loaded.shape, loaded.dtype, loaded.item()) == ((), object, {"lowcut": 12})


def test_a_changed_array_is_not_written_back(session: LabSession) -> None:
    session.saveone(np.zeros(3), "a.b")
    session.loadone("a.b", force=True)[0] = 7
    np.testing.assert_array_equal(np.load(session.one_path / "a.b.npy"), np.zeros(3))


def test_who_asks_for_an_npz_as_npy_is_told_how_to_load_it(session: LabSession) -> None:
    session.saveone(MATRIX, "a.b", sparse=True)
    with pytest.raises(Missing, match=r"There is a\.b\.npz: load it with sparse=True"):
        session.loadone("a.b")


def test_a_file_that_is_saved_again_all_the_while_is_loaded_whole(session: LabSession) -> None:
    session.saveone(np.zeros(20_000), "a.b")
    session.saveone(sparse.csc_array(np.ones((50, 40))), "a.s", sparse=True)
    reader = LabSession("ATL1", "2023-01-24", "701", root=session.root)
    stop = threading.Event()

    def save() -> None:
        n = 0
        while not stop.wait(0.005):  # a busy program, not one that does nothing else
            n += 1
            saving.save_array(session.one_path / "a.b.npy", np.full(20_000, n))
            saving.save_sparse(session.one_path / "a.s.npz", sparse.csc_array(np.full((50, 40), n)))

    saver = threading.Thread(target=save)
    saver.start()
    try:
        for _ in range(150):
            assert np.unique(reader.loadone("a.b", force=True)).size == 1
            assert np.unique(reader.loadone("a.s", force=True, sparse=True)).size == 1
    finally:
        stop.set()
        saver.join()


def test_what_is_missing_is_a_value_error_that_lists_what_there_is(session: LabSession) -> None:
    with pytest.raises(ValueError, match="no onedata at all"):
        session.loadone("mpci.times")
    session.saveone(np.zeros(3), "mpci.times")
    session.saveone(MATRIX, "mpci.roi", sparse=True)
    with pytest.raises(Missing, match=r"mpci\.times\.npy, mpci\.roi\.npz"):
        session.loadone("mpci.roi")
    with pytest.raises(ValueError):
        session.loadone("mpci.times", sparse=True)


@pytest.mark.parametrize("data", [np.zeros((2, 2)), sparse.csr_array(np.eye(2)), sparse.csc_matrix(np.eye(2)), None])
def test_sparse_takes_a_csc_array_alone(session: LabSession, data: Any) -> None:
    with pytest.raises(ValueError, match="csc_array"):
        session.saveone(data, "a.b", sparse=True)
    assert session.get_saved_one() == []


def test_a_sparse_matrix_without_sparse_is_refused(session: LabSession) -> None:
    with pytest.raises(ValueError, match="sparse=True"):
        session.saveone(MATRIX, "a.b")


def test_a_sparse_matrix_comes_back_dense_or_as_it_was(session: LabSession) -> None:
    session.saveone(MATRIX, "a.b", sparse=True)
    dense = session.loadone("a.b", sparse=True)
    np.testing.assert_array_equal(dense, MATRIX.toarray())
    assert type(dense) is np.ndarray
    assert session.loadone("a.b", sparse=True) is dense
    assert list(session.one_cache) == ["a.b.npz"]


def test_a_matrix_of_the_older_kind_comes_back_as_one(session: LabSession) -> None:
    session.one_path.mkdir(parents=True)
    sparse.save_npz(session.one_path / "a.b.npz", sparse.csc_matrix(MATRIX))
    assert isinstance(session.loadone("a.b", sparse=True, keep_sparse=True), sparse.csc_matrix)


def test_a_recipe_is_resolved_and_its_result_kept(session: LabSession) -> None:
    session.saveone(LoadingRecipe("constant", None, ["double", "transpose"], value=2.0), "a.b")
    loaded = session.loadone("a.b")
    np.testing.assert_array_equal(loaded, np.full((2, 3), 4.0))
    assert session.loadone("a.b") is loaded
    assert session.loadone("a.b", force=True) is not loaded


def test_the_source_is_the_first_argument_when_there_is_one(session: LabSession) -> None:
    session.saveone(np.arange(3), "a.source")
    session.saveone(LoadingRecipe("one", "a.source"), "a.b")
    np.testing.assert_array_equal(session.loadone("a.b"), np.arange(3))
    session.saveone(LoadingRecipe("constant", None), "a.c")
    assert session.loadone("a.c").shape == (3, 2)


@pytest.mark.parametrize("source", [["F", "Fneu"], ("F", 1), {"side": "left"}, np.int64(3), np.arange(3)])
def test_the_source_may_be_any_plain_value(session: LabSession, source: Any) -> None:
    session.saveone(LoadingRecipe("constant", source), "a.b")
    made: list[Any] = []
    session.constant = made.append  # type: ignore[assignment,method-assign]
    session.loadone("a.b")
    np.testing.assert_equal(made, [source])


def test_a_recipe_of_another_package_is_one_too(session: LabSession) -> None:
    class Foreign:
        RECIPE_MARKER = "__LOADING_RECIPE__"

        def to_dict(self) -> dict[str, Any]:
            return LoadingRecipe("constant", None, n=5).to_dict()

    session.saveone(Foreign(), "a.b")
    assert session.loadone("a.b").shape == (5, 2)
    session.saveone(Foreign().to_dict(), "a.c")
    assert session.loadone("a.c").shape == (5, 2)


def test_unknown_loaders_and_transforms_are_told_with_those_there_are(session: LabSession) -> None:
    session.saveone(LoadingRecipe("facecam", "motion"), "a.b")
    with pytest.raises(UnknownLoader, match=r"facecam.*one, constant"):
        session.loadone("a.b")
    session.saveone(LoadingRecipe("constant", None, ["zscore"]), "a.c")
    with pytest.raises(UnknownTransform, match=r"zscore.*double"):
        session.loadone("a.c")
    with pytest.raises(KeyError, match="unknown loader"):
        session.loadone("a.b")
    with pytest.raises(KeyError):
        session.loadone("a.c")


def test_a_transform_that_does_not_fit_is_told(session: LabSession) -> None:
    session.saveone(np.arange(3), "a.source")
    session.saveone(LoadingRecipe("one", "a.source", ["second"]), "a.b")
    with pytest.raises(BadRecipe, match="second"):
        session.loadone("a.b")


def test_arguments_that_the_loader_does_not_take_are_told(session: LabSession) -> None:
    for recipe in (LoadingRecipe("constant", None, colour="red"), LoadingRecipe("fails", "x")):
        session.saveone(recipe, "a.b")
        with pytest.raises(BadRecipe, match="cannot take this"):
            session.loadone("a.b")


def test_the_error_of_a_loader_of_the_lab_is_its_own(session: LabSession) -> None:
    session.saveone(LoadingRecipe("fails", None), "a.b")
    with pytest.raises(RuntimeError, match="no such camera"):
        session.loadone("a.b")


def test_a_recipe_in_a_class_without_loaders_is_not_implemented(tmp_path: Path) -> None:
    session = PlainSession("ATL1", "2023-01-24", root=tmp_path)
    session.saveone(LoadingRecipe("S2P", "F"), "a.b")
    with pytest.raises(NotImplementedError, match="ATL1"):
        session.loadone("a.b")


@pytest.mark.parametrize("circle", [["a.a"], ["a.a", "a.b"], ["a.a", "a.b", "a.c"]])
def test_recipes_that_lead_in_a_circle_are_told(session: LabSession, circle: list[str]) -> None:
    for name, source in zip(circle, [*circle[1:], circle[0]], strict=True):
        session.saveone(LoadingRecipe("one", source), name)
    with pytest.raises(BadRecipe, match="itself"):
        session.loadone(circle[0])
    session.saveone(np.arange(3), circle[0])
    assert session.loadone(circle[0]).shape == (3,)


def test_a_chain_of_recipes_may_be_long_but_not_endless(session: LabSession) -> None:
    session.saveone(np.arange(3), "a.0")
    for n in range(1, 400):
        session.saveone(LoadingRecipe("one", f"a.{n - 1}"), f"a.{n}")
    assert session.loadone("a.32").tolist() == [0, 1, 2]
    session.clear_cache()
    with pytest.raises(BadRecipe, match="leads to one more"):
        session.loadone("a.399")


def test_one_source_of_two_recipes_is_no_circle(session: LabSession) -> None:
    session.saveone(np.arange(3), "a.source")
    for name in ("a.b", "a.c"):
        session.saveone(LoadingRecipe("one", "a.source", force=True), name)
        np.testing.assert_array_equal(session.loadone(name), np.arange(3))


# --- repairs of the cache


def test_saving_a_recipe_or_a_sparse_matrix_drops_what_was_kept(session: LabSession) -> None:
    """Repair 2: the original goes on giving the array of the file that was replaced."""
    session.saveone(np.zeros(3), "a.b")
    session.saveone(LoadingRecipe("constant", None), "a.b")
    assert session.loadone("a.b").shape == (3, 2)
    session.saveone(MATRIX, "a.c", sparse=True)
    session.loadone("a.c", sparse=True)
    session.saveone(MATRIX * 2, "a.c", sparse=True)
    np.testing.assert_array_equal(session.loadone("a.c", sparse=True), MATRIX.toarray() * 2)


def test_dense_and_sparse_are_given_as_asked_whatever_is_kept(session: LabSession) -> None:
    """Repair 3: the original gives whichever of them was loaded first."""
    session.saveone(MATRIX, "a.b", sparse=True)
    for keep in (False, True, False, True, True):
        loaded = session.loadone("a.b", sparse=True, keep_sparse=keep)
        assert isinstance(loaded, sparse.csc_array) is keep
        assert (loaded.toarray() if keep else loaded).tolist() == MATRIX.toarray().tolist()


def test_the_cache_is_forgotten_whole_or_by_file_name(session: LabSession) -> None:
    for name in ("a.b", "a.c", "a.d"):
        session.saveone(np.zeros(3), name)
    session.clear_cache(["a.b.npy", "a.nothing.npy"])
    assert list(session.one_cache) == ["a.c.npy", "a.d.npy"]
    session.clear_cache("a.c.npy")
    session.clear_cache([])
    assert list(session.one_cache) == ["a.d.npy"]
    session.clear_cache()
    assert session.one_cache == {}
    assert len(session.get_saved_one()) == 3


def test_a_failed_save_leaves_file_and_cache_as_they_were(session: LabSession, monkeypatch: pytest.MonkeyPatch) -> None:
    """Repair 4: the original fills the cache first, and truncates the file before it writes."""
    kept = np.zeros(3)
    session.saveone(kept, "a.b")
    session.saveone(MATRIX, "a.c", sparse=True)
    before = {path.name: path.read_bytes() for path in session.get_saved_one()}

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(saving.os, "fsync", full)
    tries: list[Callable[[], None]] = [
        lambda: session.saveone(np.ones(3), "a.b"),
        lambda: session.saveone(LoadingRecipe("constant", None), "a.b"),
        lambda: session.saveone(MATRIX * 2, "a.c", sparse=True),
        lambda: session.saveone(np.ones(3), "a.new"),
    ]
    for save in tries:
        with pytest.raises(OSError, match="No space"):
            save()
    assert {path.name: path.read_bytes() for path in session.one_path.iterdir()} == before
    assert session.loadone("a.b") is kept
    assert list(session.one_cache) == ["a.b.npy"]


# --- nothing is executed


class Evil:
    def __reduce__(self) -> Any:
        return (print, ("executed",))


def test_nothing_in_a_file_is_executed(session: LabSession, capsys: pytest.CaptureFixture[str]) -> None:
    """Repair 5: the original loads with pickle, which calls whatever the file names."""
    write_object(session.one_path / "a.b.npy", Evil())
    with pytest.raises(Unsafe, match="print"):
        session.loadone("a.b")
    assert capsys.readouterr().out == ""


def test_a_lab_may_vouch_for_names_of_its_own(session: LabSession) -> None:
    class Trusting(LabSession):
        trusted_globals = ("tests.sessions.test_session.Params",)

    write_object(session.one_path / "a.b.npy", Params(3))
    with pytest.raises(Unsafe, match="Params"):
        session.loadone("a.b")
    trusting = Trusting("ATL1", "2023-01-24", "701", root=session.root)
    assert trusting.loadone("a.b").item().n == 3


class Params:
    def __init__(self, n: int) -> None:
        self.n = n


# --- clearing for good


@pytest.fixture
def full(session: LabSession) -> LabSession:
    for name in ("mpci.times", "mpci.timesOther", "a.b"):
        session.saveone(np.zeros(3), name)
    session.saveone(MATRIX, "a.b", sparse=True)
    session.loadone("a.b", sparse=True)
    return session


@pytest.mark.parametrize("names", [None, ["a.b"], "a.b"])
def test_without_certainty_nothing_is_done_but_said(full: LabSession, capsys: Any, names: Any) -> None:
    before = names_on_disk(full)
    full.clear_one_data(names)
    assert names_on_disk(full) == before
    assert "certainty" in capsys.readouterr().out


def test_clearing_an_empty_list_clears_nothing(full: LabSession) -> None:
    """Repair 1: the original takes an empty list for all there is."""
    before = names_on_disk(full)
    for nothing in ([], (), iter(())):
        full.clear_one_data(nothing, certainty=True)
    assert names_on_disk(full) == before


def test_none_means_all(full: LabSession) -> None:
    full.clear_one_data(certainty=True)
    assert full.get_saved_one() == []
    assert full.one_cache == {}


def test_a_stem_clears_both_its_files_and_what_was_kept_of_them(full: LabSession, capsys: Any) -> None:
    """Repair 2: the original goes on giving what it deleted."""
    full.clear_one_data(["a.b"], certainty=True)
    assert full.print_saved_one() == ["mpci.times", "mpci.timesOther"]
    assert sorted(full.one_cache) == ["mpci.times.npy", "mpci.timesOther.npy"]
    with pytest.raises(ValueError):
        full.loadone("a.b")
    assert "Cleared 2" in capsys.readouterr().out


def test_a_plain_text_is_one_name(full: LabSession) -> None:
    """Repair 6: the original clears every file whose stem is a part of the text."""
    full.saveone(np.zeros(3), "mpci")
    full.clear_one_data("mpci.times", certainty=True)
    assert full.print_saved_one() == ["a.b", "mpci", "mpci.timesOther", "a.b"]


def test_something_odd_is_skipped_with_a_warning(full: LabSession, caplog: pytest.LogCaptureFixture) -> None:
    """Repair 6: the original stops at a folder called x.npy with some of the files gone."""
    (full.one_path / "x.npy").mkdir()
    with caplog.at_level(logging.WARNING):
        full.clear_one_data(certainty=True)
    assert [path.name for path in full.get_saved_one()] == ["x.npy"]
    assert "x.npy" in caplog.text
    assert "folder" in caplog.text


def test_a_name_that_is_not_there_is_warned_of(full: LabSession, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        full.clear_one_data(["mpci.nothing", "a.b"], certainty=True)
    assert "mpci.nothing" in caplog.text
    assert "a.b" not in full.print_saved_one()


@pytest.mark.parametrize("names", ["mpci.times", None])
def test_what_someone_else_removed_is_forgotten_too(full: LabSession, names: Any) -> None:
    full.loadone("mpci.times")
    (full.one_path / "mpci.times.npy").unlink()
    full.clear_one_data(names, certainty=True)
    with pytest.raises(Missing):
        full.loadone("mpci.times")


def test_a_link_is_cleared_and_its_end_stays(full: LabSession, tmp_path: Path) -> None:
    precious = tmp_path / "precious.npy"
    np.save(precious, np.zeros(3))
    (full.one_path / "x.npy").symlink_to(precious)
    full.clear_one_data(certainty=True)
    assert full.get_saved_one() == []
    assert precious.is_file()


def test_nothing_but_the_two_promised_messages_is_printed(full: LabSession, capsys: Any) -> None:
    """Repair 8: the original prints in passing; ours only says that clearing was or was not done."""
    full.loadone("a.b", force=True)
    full.get_saved_one()
    full.print_saved_one()
    with pytest.raises(ValueError):
        full.loadone("nothing.here")
    assert capsys.readouterr() == ("", "")


# --- links, and memory


def test_links_inside_the_session_are_followed_and_others_are_not(full: LabSession, tmp_path: Path) -> None:
    outside = tmp_path / "outside.npy"
    np.save(outside, np.zeros(3))
    (full.one_path / "x.in.npy").symlink_to("mpci.times.npy")
    (full.one_path / "x.out.npy").symlink_to(outside)
    (full.one_path / "x.gone.npy").symlink_to("nowhere.npy")
    (full.one_path / "x.loop.npy").symlink_to("x.loop.npy")
    assert full.loadone("x.in").shape == (3,)
    for name, error in (("x.out", NotOrdinaryFile), ("x.gone", Missing), ("x.loop", NotOrdinaryFile)):
        with pytest.raises(error):
            full.loadone(name)


def test_the_onedata_folder_may_be_a_link_to_another_disk(session: LabSession, tmp_path: Path) -> None:
    session.data_path.mkdir(parents=True)
    (tmp_path / "disk").mkdir()
    (session.data_path / "onedata").symlink_to(tmp_path / "disk", target_is_directory=True)
    session.saveone(np.zeros(3), "a.b")
    (session.one_path / "a.link.npy").symlink_to("a.b.npy")
    assert session.loadone("a.link").shape == (3,)
    assert (tmp_path / "disk" / "a.b.npy").is_file()


def test_what_takes_too_much_memory_is_refused_with_the_figures(full: LabSession) -> None:
    class Poor(LabSession):
        memory_budget = 100

    poor = Poor("ATL1", "2023-01-24", "701", root=full.root)
    full.saveone(np.zeros(1000), "a.large")
    full.saveone(sparse.csc_array((1000, 1000)), "a.wide", sparse=True)
    with pytest.raises(TooLarge, match=r"8\.0 kB.*100 B"):
        poor.loadone("a.large")
    with pytest.raises(TooLarge):
        poor.loadone("a.wide", sparse=True)


def test_a_recipe_file_of_either_numpy_is_read(session: LabSession, lab_path: Path) -> None:
    session.one_path.mkdir(parents=True)
    for name, source in (("numpy1", "ATL901/2023-01-25/701/oneData"), ("numpy2", "kx03/2024-03-02/001/onedata")):
        stub = (lab_path / source / "mpci.roiActivityF.npy").read_bytes()
        (session.one_path / f"a.{name}.npy").write_bytes(stub)
        with pytest.raises(UnknownLoader, match="S2P"):
            session.loadone(f"a.{name}")


def test_a_malformed_recipe_names_its_file(session: LabSession) -> None:
    path = write_object(session.one_path / "a.b.npy", {"marker": LoadingRecipe.RECIPE_MARKER})
    with pytest.raises(BadRecipe, match="lacks") as caught:
        session.loadone("a.b")
    assert caught.value.path == path
    write_recipe(path, "constant", None)
    assert session.loadone("a.b").shape == (3, 2)
