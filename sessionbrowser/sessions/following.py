"""Where a recipe leads, step by step, told from headers alone; a broken one is followed as far as it goes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from sessionbrowser.arrays.source import ArraySource
from sessionbrowser.arrays.words import bytes_text
from sessionbrowser.errors import Cancelled, OneDataError, TooLarge, UnknownLoader
from sessionbrowser.sessions.axes import axis_names
from sessionbrowser.sessions.kinds import Step
from sessionbrowser.sessions.previews import Preview, ReadHeader, lazy_members
from sessionbrowser.sessions.recipe import LoadingRecipe
from sessionbrowser.sessions.resolving import check_arguments, find_loader, find_transforms
from sessionbrowser.sessions.words import counted, shape_text


@dataclass
class Trail:
    """What following a recipe has found so far.

    Attributes
    ----------
    steps : list of Step
        Of a recipe that is broken, the last is the one that fails.
    result : ArraySource or None
        With the shape and dtype of what it gives; None where that is not known before loading.
    lazy : bool
        Whether the result can be read in place.
    error : Exception or None
        Why it goes no further.
    """

    steps: list[Step]
    result: ArraySource | None = None
    lazy: bool = False
    error: Exception | None = None


def follow(recipe: LoadingRecipe, path: Path, first: Step, session: Any, read_header: ReadHeader) -> Trail:
    """Follow a recipe with what a session's class knows; no data is read.

    Parameters
    ----------
    recipe : LoadingRecipe
    path : Path
        The file that holds it.
    first : Step
        The card of that file.
    session : object or None
        Without one, nothing is known of loaders and transforms, and nothing is found wrong.
    read_header : callable

    Returns
    -------
    Trail
    """
    trail = Trail([first])
    try:
        preview = _loaded(trail, recipe, path, session, read_header)
        trail.result, trail.lazy = preview.outline, preview.lazy
        for place in range(len(recipe.transforms)):
            _transform(trail, recipe, place, path, session)
    except (OneDataError, OSError) as error:
        trail.error, trail.result, trail.lazy = error, None, False
        return trail
    trail.steps.append(_result(trail, path))
    return trail


def result_of(recipe: LoadingRecipe, path: Path, session: Any, read_header: ReadHeader) -> ArraySource | None:
    """Return the outline of what a recipe gives, as `follow` finds it, without saying how; None where it is not known.

    Raises
    ------
    OneDataError, OSError
        When the recipe leads nowhere.
    """
    with lab_code(path):
        check_arguments(find_loader(session, recipe, path), recipe, path)
        find_transforms(session, recipe, path)
        previews, _, lazily = lazy_members(session)
        tell = previews.get(recipe.loader_type)
        result = None if tell is None else tell(recipe, read_header).outline
        for name in recipe.transforms:
            result = lazily[name](result) if result is not None and name in lazily else None
    return result


def _loaded(trail: Trail, recipe: LoadingRecipe, path: Path, session: Any, read_header: ReadHeader) -> Preview:
    """Add the steps of the loader and of the parts that it joins."""
    source = "" if recipe.source_arg is None else f"source {recipe.source_arg}"
    trail.steps.append(Step("Loader", recipe.loader_type, source))
    if session is None:
        return Preview()
    with lab_code(path):
        check_arguments(find_loader(session, recipe, path), recipe, path)
        tell = lazy_members(session)[0].get(recipe.loader_type)
        preview = Preview() if tell is None else tell(recipe, read_header)
    detail = ", ".join(part for part in (source, preview.note) if part)
    trail.steps[-1] = Step("Loader", recipe.loader_type, detail)
    if preview.rows:
        trail.steps.append(Step(preview.rows_title, rows=preview.rows))
    return preview


def _transform(trail: Trail, recipe: LoadingRecipe, place: int, path: Path, session: Any) -> None:
    """Add the step of one transform, with what it does to the shape."""
    name = recipe.transforms[place]
    trail.steps.append(Step("Transform", name))
    if session is None:
        return
    with lab_code(path):
        find_transforms(session, LoadingRecipe(recipe.loader_type, None, [name]), path)
        lazily = lazy_members(session)[2]
        before = trail.result
        trail.result = lazily[name](before) if before is not None and name in lazily else None
    if before is not None and trail.result is not None:
        trail.steps[-1] = Step("Transform", name, f"{shape_text(before.shape)} → {shape_text(trail.result.shape)}")
    trail.lazy = trail.lazy and trail.result is not None


def _result(trail: Trail, path: Path) -> Step:
    how = "read in place" if trail.lazy else "loaded whole"
    if trail.result is None:
        return Step("Result", "shape not known yet", f"{how} when shown")
    result = trail.result
    headline = counted(result.shape, axis_names(path, result.shape))
    amount = "" if result.dtype.hasobject else f", {bytes_text(result.nbytes)}"
    return Step("Result", headline, f"{dtype_text(result.dtype)}{amount}; {how}")


def kind_text(recipe: LoadingRecipe) -> str:
    """Return "recipe → suite2p F, transpose"."""
    loader = "suite2p" if recipe.loader_type == "S2P" else recipe.loader_type
    source = loader if recipe.source_arg is None else f"{loader} {recipe.source_arg}"
    return f"recipe → {', '.join((source, *recipe.transforms))}"


@lru_cache(maxsize=1024)
def dtype_text(dtype: np.dtype[Any]) -> str:
    """Return a dtype as it is shown: "float32", "bool", "<U5", "object", "3 fields"."""
    if dtype.fields:
        return f"{len(dtype.fields)} fields"
    return dtype.name if dtype.kind in "biufcmMO" else dtype.str


@contextmanager
def lab_code(path: Path) -> Iterator[None]:
    """Run code of a session's class: whatever it raises becomes one of our errors."""
    try:
        yield
    except (OneDataError, OSError, Cancelled):
        raise
    except NotImplementedError as error:
        raise UnknownLoader("the session's class follows no recipes", path, "Choose another class.") from error
    except MemoryError:
        raise TooLarge("there is not enough memory to load it", path, "Close other programs.") from None
    except Exception as error:
        said = f"{type(error).__name__}: {error}".splitlines()[0]
        raise OneDataError(f"the session's class failed: {said}", path, "Tell whoever wrote the class.") from error
