"""Following a recipe to its data: look everything up first, then call the loader and the transforms."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sessionbrowser.errors import BadRecipe, OneDataError, UnknownLoader, UnknownTransform
from sessionbrowser.sessions.recipe import LoadingRecipe

if TYPE_CHECKING:
    from numpy.typing import NDArray

_under_way: ContextVar[tuple[Path, ...]] = ContextVar("_under_way", default=())

_LONGEST_CHAIN = 32


def resolve(session: Any, recipe: LoadingRecipe, path: Path) -> Any:
    """Load what a recipe stands for.

    Parameters
    ----------
    session : object
        With `recipe_loaders`, and `recipe_transforms` where the recipe has any.
    recipe : LoadingRecipe
    path : Path
        The file that holds the recipe, for messages, and to notice one that leads to itself.

    Returns
    -------
    ndarray, or whatever the loader gives

    Raises
    ------
    UnknownLoader, UnknownTransform
        When the session's class has none of this name.
    BadRecipe
        When the loader does not take such arguments, a transform fails, or the recipe leads back to itself.
    NotImplementedError
        When the session's class has no loaders or no transforms at all.
    OneDataError, or whatever the loader raises
        One about the session as a whole, or no file, names the recipe's file instead.
    """
    loader, transforms = find_loader(session, recipe, path), find_transforms(session, recipe, path)
    check_arguments(loader, recipe, path)
    if path in _under_way.get():
        raise BadRecipe("the recipe leads back to itself", path, "Clear it and register the session again.")
    if len(_under_way.get()) == _LONGEST_CHAIN:
        what = f"the last of {_LONGEST_CHAIN} recipes, each leading to the next, leads to one more"
        raise BadRecipe(what, path, "Let the first of them lead to the data.")
    token = _under_way.set((*_under_way.get(), path))
    try:
        data = loader(*arguments(recipe), **recipe.kwargs)
    except OneDataError as error:
        if error.path is None or error.path in path.parents:
            error.path = path
        raise
    finally:
        _under_way.reset(token)
    for name, transform in zip(recipe.transforms, transforms, strict=True):
        data = _transformed(data, name, transform, path)
    return data


def recipe_in(array: NDArray[Any], path: Path) -> LoadingRecipe:
    """Return the recipe that an array holds (see `LoadingRecipe.is_recipe`); `BadRecipe` when it is malformed."""
    try:
        return LoadingRecipe.from_dict(array.item())
    except BadRecipe as error:
        raise BadRecipe(error.what, path, error.to_do) from None


def arguments(recipe: LoadingRecipe) -> tuple[Any, ...]:
    """Return the positional arguments for a recipe's loader: the source, if it names one."""
    return () if recipe.source_arg is None else (recipe.source_arg,)


def find_loader(session: Any, recipe: LoadingRecipe, path: Path) -> Callable[..., Any]:
    """Return the loader that a recipe names; `UnknownLoader` when the session's class has none of this name."""
    loaders: Mapping[str, Callable[..., Any]] = session.recipe_loaders
    if recipe.loader_type not in loaders:
        what, to_do = f"unknown loader {_shown(recipe.loader_type)}", _known(session, "loaders", loaders)
        raise UnknownLoader(what, path, to_do)
    return loaders[recipe.loader_type]


def find_transforms(session: Any, recipe: LoadingRecipe, path: Path) -> list[Callable[[Any], Any]]:
    """Return a recipe's transforms in order; `UnknownTransform` when the session's class lacks one."""
    if not recipe.transforms:
        return []
    known: Mapping[str, Callable[[Any], Any]] = session.recipe_transforms
    for name in recipe.transforms:
        if name not in known:
            raise UnknownTransform(f"unknown transform {_shown(name)}", path, _known(session, "transforms", known))
    return [known[name] for name in recipe.transforms]


def check_arguments(loader: Callable[..., Any], recipe: LoadingRecipe, path: Path) -> None:
    """Raise `BadRecipe` when a loader cannot be called with what a recipe hands it."""
    try:
        method = getattr(loader, "__func__", None)
        signature = inspect.signature(loader) if method is None else _signature(method)
    except (TypeError, ValueError):  # some callables do not tell
        return
    own = () if method is None else (None,)  # what a method is called with first
    try:
        signature.bind(*own, *arguments(recipe), **recipe.kwargs)
    except TypeError as error:
        what = f"the loader {_shown(recipe.loader_type)} cannot take this: {error}"
        raise BadRecipe(what, path, "Clear it and register the session again.") from None


@lru_cache(maxsize=64)
def _signature(method: Callable[..., Any]) -> inspect.Signature:
    return inspect.signature(method)


def _transformed(data: Any, name: str, transform: Callable[[Any], Any], path: Path) -> Any:
    try:
        return transform(data)
    except OneDataError:
        raise
    except (IndexError, ValueError, TypeError, AttributeError) as error:
        raise BadRecipe(f"the transform {name} fails: {error}", path) from error


def _known(session: Any, kind: str, names: Mapping[str, Any]) -> str:
    return f"{type(session).__name__} has the {kind} {', '.join(names) or 'none'}; was it saved by another class?"


def _shown(name: str) -> str:
    return name if len(name) <= 40 else f"{name[:39]}…"
