from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessionbrowser.errors import BadRecipe
from sessionbrowser.sessions import LoadingRecipe

DICT = {
    "marker": "__LOADING_RECIPE__",
    "loader_type": "S2P",
    "source_arg": "F",
    "transforms": ["transpose"],
    "kwargs": {},
}


def boxed(value: Any, shape: tuple[int, ...] = ()) -> np.ndarray:
    """Return an object array, of one item unless said otherwise, each the value itself."""
    box = np.empty(shape, object)
    for place in np.ndindex(*shape):
        box[place] = value
    return box


def test_a_recipe_is_the_dict_of_the_file() -> None:
    recipe = LoadingRecipe("S2P", "F", ["transpose"])
    assert recipe.to_dict() == DICT
    assert LoadingRecipe.RECIPE_MARKER == "__LOADING_RECIPE__"
    assert LoadingRecipe.from_dict(DICT) == recipe
    assert LoadingRecipe("S2P", "F").transforms == []


def test_kwargs_are_those_of_the_loader() -> None:
    recipe = LoadingRecipe("roiPosition", None, mode="median")
    assert recipe.kwargs == {"mode": "median"}
    assert LoadingRecipe.from_dict(recipe.to_dict()) == recipe
    assert "mode='median'" in repr(recipe)


def test_a_kwarg_may_have_the_name_of_a_field() -> None:
    told = DICT | {"kwargs": {"transforms": 3, "source_arg": "x"}}
    recipe = LoadingRecipe.from_dict(told)
    assert (recipe.transforms, recipe.kwargs) == (["transpose"], {"transforms": 3, "source_arg": "x"})
    assert recipe.to_dict() == told


def test_the_dict_shares_nothing_with_the_recipe() -> None:
    recipe = LoadingRecipe("S2P", "F", ["transpose"], concatenate=True)
    recipe.to_dict()["transforms"].append("idx_column1")
    recipe.to_dict()["kwargs"]["concatenate"] = False
    assert (recipe.transforms, recipe.kwargs) == (["transpose"], {"concatenate": True})


def test_equal_recipes_hash_alike() -> None:
    one, two = LoadingRecipe("S2P", "F", ["transpose"]), LoadingRecipe.from_dict(DICT)
    assert hash(one) == hash(two)
    assert one != LoadingRecipe("S2P", "Fneu", ["transpose"])
    assert one != DICT


def test_recipes_compare_by_what_is_in_their_arrays() -> None:
    one, same, other = (LoadingRecipe("x", None, rois=np.array(rois)) for rois in ([1, 2], [1, 2], [1, 3]))
    assert one == same
    assert hash(one) == hash(same)
    assert one != other
    assert one != LoadingRecipe("x", None, rois=[1, 2])
    assert LoadingRecipe("x", np.arange(3)) == LoadingRecipe("x", np.arange(3))


@pytest.mark.parametrize("shape", [(), (1,), (1, 1)])
def test_an_array_of_one_marked_dict_is_a_recipe(shape: tuple[int, ...]) -> None:
    assert LoadingRecipe.is_recipe(boxed(DICT, shape)) is True


class Hostile:
    """Raises whatever it is asked."""

    def __eq__(self, other: object) -> bool:
        raise RuntimeError

    def __hash__(self) -> int:
        return hash("marker")

    @property
    def __class__(self) -> type:  # isinstance asks this
        raise RuntimeError

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError


@pytest.mark.parametrize(
    "value",
    [
        None,
        3,
        "__LOADING_RECIPE__",
        DICT,
        [DICT],
        np.zeros(()),
        np.array("__LOADING_RECIPE__"),
        boxed(None),
        boxed("__LOADING_RECIPE__"),
        boxed({}),
        boxed({"marker": "other"}),
        boxed({"marker": np.array(["__LOADING_RECIPE__"] * 2)}),
        boxed({"marker": Hostile()}),
        boxed({Hostile(): 1}),
        boxed(Hostile()),
        boxed(DICT, (2,)),
        boxed(DICT, (1,))[:0],
    ],
    ids=lambda value: type(value).__name__,
)
def test_nothing_else_is_and_nothing_raises(value: Any) -> None:
    assert LoadingRecipe.is_recipe(value) is False


@given(
    st.recursive(
        st.none() | st.booleans() | st.text() | st.binary(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_is_recipe_never_raises(value: Any) -> None:
    marked = isinstance(value, dict) and value.get("marker") == "__LOADING_RECIPE__"
    assert LoadingRecipe.is_recipe(boxed(value)) is marked


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"marker": "x"}, "marker"),
        ({"loader_type": None}, "loader_type"),
        ({"loader_type": ""}, "loader_type"),
        ({"loader_type": ["S2P"]}, "loader_type"),
        ({"source_arg": print}, "source_arg"),
        ({"source_arg": [{"F": {1: 2}}]}, "source_arg"),
        ({"transforms": "transpose"}, "transforms"),
        ({"transforms": [1]}, "transforms"),
        ({"transforms": {"transpose": 1}}, "transforms"),
        ({"kwargs": [1]}, "kwargs"),
        ({"kwargs": {1: 2}}, "kwargs"),
        ({"kwargs": {"f": print}}, "plain"),
        ({"kwargs": {"a": np.array([{}], object)}}, "plain"),
    ],
)
def test_values_of_the_wrong_type_are_told(change: dict[str, Any], why: str) -> None:
    with pytest.raises(BadRecipe, match=why):
        LoadingRecipe.from_dict(DICT | change)


@pytest.mark.parametrize("key", ["loader_type", "source_arg", "transforms", "kwargs"])
def test_missing_keys_are_told(key: str) -> None:
    with pytest.raises(BadRecipe, match=f"lacks {key}"):
        LoadingRecipe.from_dict({name: value for name, value in DICT.items() if name != key})


def test_a_marker_and_nothing_else() -> None:
    with pytest.raises(BadRecipe, match="lacks loader_type, source_arg, transforms, kwargs"):
        LoadingRecipe.from_dict({"marker": LoadingRecipe.RECIPE_MARKER})


def test_kwargs_nested_too_deep_or_in_themselves_are_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)
    deep: Any = 1
    for _ in range(200_000):
        deep = [deep]
    for value in (endless, deep):
        with pytest.raises(BadRecipe, match="plain"):
            LoadingRecipe.from_dict(DICT | {"kwargs": {"x": value}})


def test_kwargs_of_numbers_texts_and_shallow_lists_are_fine() -> None:
    kwargs = {"a": 1, "b": [1.5, ("x", None)], "c": {"d": np.float32(2)}, "e": np.arange(3)}
    assert LoadingRecipe.from_dict(DICT | {"kwargs": kwargs}).kwargs is not kwargs
