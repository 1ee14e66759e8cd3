"""Recipes: small stubs that stand in for data which the session already has elsewhere."""

from __future__ import annotations

from typing import Any, ClassVar

from sessionbrowser.errors import BadRecipe

_KEYS = ("loader_type", "source_arg", "transforms", "kwargs")
_DEEPEST = 8


class LoadingRecipe:
    """What to load, and what to do with it, in place of an array.

    Parameters
    ----------
    loader_type : str
        Name of a loader of the session's class (`SessionData.recipe_loaders`).
    source_arg : str, optional
        What the loader is given; left out when None. Loaders of a lab's own may take any plain value.
    transforms : list of str, optional
        Names of transforms (`SessionData.recipe_transforms`), applied in this order.
    **kwargs
        Handed to the loader.
    """

    RECIPE_MARKER: ClassVar[str] = "__LOADING_RECIPE__"

    def __init__(self, loader_type: str, source_arg: Any, transforms: list[str] | None = None, **kwargs: Any) -> None:
        self.loader_type = loader_type
        self.source_arg = source_arg
        self.transforms: list[str] = list(transforms or ())
        self.kwargs = kwargs

    def to_dict(self) -> dict[str, Any]:
        """Return the dict that stands in the file."""
        return {
            "marker": self.RECIPE_MARKER,
            "loader_type": self.loader_type,
            "source_arg": self.source_arg,
            "transforms": list(self.transforms),
            "kwargs": dict(self.kwargs),
        }

    @classmethod
    def from_dict(cls, recipe_dict: dict[str, Any]) -> LoadingRecipe:
        """Return the recipe that such a dict describes.

        Raises
        ------
        BadRecipe
            When a key is missing, or its value is not what a recipe may hold.
        """
        problem = what_is_wrong(recipe_dict)
        if problem:
            raise BadRecipe(problem, to_do="Clear it and register the session again.")
        parts = {key: recipe_dict[key] for key in _KEYS}
        recipe = cls(parts["loader_type"], parts["source_arg"], parts["transforms"])
        recipe.kwargs = dict(parts["kwargs"] or {})  # not by **: a kwarg may be called "transforms"
        return recipe

    @classmethod
    def is_recipe(cls, array: object) -> bool:
        """Whether this is an array whose single item is a dict with the marker; never raises."""
        import numpy as np

        try:
            if not isinstance(array, np.ndarray) or array.dtype != object or array.size != 1:
                return False
            return _has_marker(array.item())
        except Exception:  # noqa: BLE001 - an item may be of any class, with any __eq__ or __class__
            return False

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, LoadingRecipe):
            return NotImplemented
        return bool(_comparable(self.to_dict()) == _comparable(other.to_dict()))

    def __hash__(self) -> int:
        return hash((self.loader_type, tuple(self.transforms)))

    def __repr__(self) -> str:
        named = "".join(f", {key}={value!r}" for key, value in self.kwargs.items())
        return f"LoadingRecipe({self.loader_type!r}, {self.source_arg!r}, {self.transforms!r}{named})"


def _has_marker(item: object) -> bool:
    marker = dict.get(item, "marker") if isinstance(item, dict) else None
    return isinstance(marker, str) and marker == LoadingRecipe.RECIPE_MARKER


def _comparable(value: Any) -> Any:
    """Return plain data with its arrays as lists: `==` of arrays is no yes or no."""
    import numpy as np

    if isinstance(value, dict):
        return {key: _comparable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_comparable(item) for item in value)
    return (str(value.dtype), value.tolist()) if isinstance(value, np.ndarray) else value


def what_is_wrong(recipe: object) -> str:
    """Return what keeps this dict from being a recipe, in a few words; empty when nothing does."""
    if not isinstance(recipe, dict) or not _has_marker(recipe):
        return "it has no marker of a recipe"
    missing = [key for key in _KEYS if key not in recipe]
    if missing:
        return f"the recipe lacks {', '.join(missing)}"
    if not isinstance(recipe["loader_type"], str) or not recipe["loader_type"]:
        return "the recipe's loader_type is not a name"
    if not is_plain(recipe["source_arg"]):
        return "the recipe's source_arg holds more than plain values"
    return _wrong_transforms(recipe["transforms"]) or _wrong_kwargs(recipe["kwargs"])


def _wrong_transforms(transforms: object) -> str:
    if transforms is None or (isinstance(transforms, list | tuple) and all(isinstance(t, str) for t in transforms)):
        return ""
    return "the recipe's transforms are not a list of names"


def _wrong_kwargs(kwargs: object) -> str:
    if kwargs is None:
        return ""
    if not isinstance(kwargs, dict) or not all(isinstance(key, str) for key in kwargs):
        return "the recipe's kwargs are not a dict of names"
    return "" if is_plain(kwargs) else "the recipe's kwargs hold more than plain values"


def is_plain(value: object, deepest: int = _DEEPEST) -> bool:
    """Whether this is made of numbers, texts, and shallow lists, tuples and dicts of them."""
    import numpy as np

    if value is None or isinstance(value, bool | int | float | complex | str | bytes | np.generic):
        return True
    if deepest == 0:
        return False
    if isinstance(value, np.ndarray):
        return not value.dtype.hasobject
    if isinstance(value, list | tuple):
        return all(is_plain(item, deepest - 1) for item in value)
    return isinstance(value, dict) and all(
        isinstance(key, str) and is_plain(item, deepest - 1) for key, item in value.items()
    )
