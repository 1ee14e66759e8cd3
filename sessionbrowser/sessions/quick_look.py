"""A look at an ordinary npy file that is well, in as few steps as can be: a lab has many of them, and little else.

What is odd in the least is left to `sessionbrowser.sessions.facts`, which takes its time and says what it is.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from sessionbrowser.arrays.npy import HEAD, checked_header, header_end, read_npy_header
from sessionbrowser.arrays.source import Order
from sessionbrowser.arrays.unpickling import read_object_array
from sessionbrowser.errors import Changed, OneDataError
from sessionbrowser.platform import Identity, RegularFile, read_head
from sessionbrowser.sessions.following import dtype_text
from sessionbrowser.sessions.recipe import LoadingRecipe
from sessionbrowser.sessions.resolving import recipe_in

_MEMORY = 16 * 2**20
_MOST_OBJECTS = 4096


class Outline(NamedTuple):
    """What a header promises, as facts have it; `end` is where the header ends."""

    detail: str
    shape: tuple[int, ...]
    dtype: str
    order: Order | None
    nbytes: int | None
    end: int


class Look(NamedTuple):
    """A file that is well: which it is, what its header promises, and the recipe that it holds, if it is one."""

    identity: Identity
    outline: Outline
    recipe: LoadingRecipe | None = None


def look_quickly(path: str) -> Look | None:
    """Look at an npy file; None when there is anything to say about it that takes a closer look.

    Parameters
    ----------
    path : str
        Of what its folder says is an ordinary file, no link.
    """
    try:
        head, identity = read_head(path, HEAD)
        end = header_end(head, identity.size, path)
        if end > len(head):
            return None
        outline = _outline(head[:end])
        if outline.nbytes is None:  # objects: only a small file can hold a recipe, and most of them are known
            return Look(identity, outline, _recipe_in(head, path)) if identity.size <= len(head) else None
        return Look(identity, outline) if outline.end + outline.nbytes <= identity.size else None
    except (OneDataError, OSError):
        return None


@lru_cache(maxsize=4096)
def _outline(head: bytes) -> Outline:
    """Return what the bytes of a header promise; the few that a lab has are understood once."""
    header = checked_header(head, 0, "", whole=False)
    if header.is_object:
        return Outline("object", header.shape, "object", None, None, header.data_offset)
    detail = "array, Fortran order" if header.order == "F" and len(header.shape) > 1 else "array"
    return Outline(detail, header.shape, dtype_text(header.dtype), header.order, header.nbytes, header.data_offset)


_recipes: dict[bytes, LoadingRecipe | None] = {}
"""What small object files hold, by all their bytes: the recipes of one session are those of most others."""


def _recipe_in(content: bytes, path: str) -> LoadingRecipe | None:
    """Return the recipe in a file that has exactly these bytes, None when they hold something else.

    Raises
    ------
    OneDataError, OSError
        When it cannot be read, or is malformed.
    """
    if content not in _recipes:
        with RegularFile(path) as file:
            array = read_object_array(file, read_npy_header(file), budget=_MEMORY)
            if file.read(0, file.size) != content:
                raise Changed("it was written to", path)
            file.check_unchanged()
        recipe = recipe_in(array, file.path) if LoadingRecipe.is_recipe(array) else None
        if len(_recipes) >= _MOST_OBJECTS:
            _recipes.clear()
        _recipes[content] = recipe
    return _recipes[content]
