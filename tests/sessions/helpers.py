"""Sessions for tests: one without loaders, one of a class that knows nothing of ours, and files of every kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from sessionbrowser.sessions import LoadingRecipe, SessionData


@dataclass
class PlainSession(SessionData):
    """The least that a class of one's own needs."""

    root: Path = Path()

    def _init_data_path(self) -> Path:
        return Path(self.root, *self.session_name)

    @property
    def spks(self) -> np.ndarray:
        return self.loadone("mpci.roiActivityF")


class LabSession(PlainSession):
    """A class with loaders of its own: one loads other onedata, so that recipes can lead in a circle."""

    @property
    def recipe_loaders(self) -> dict[str, Callable[..., Any]]:
        return {"one": self.loadone, "constant": self.constant, "fails": self.fails}

    @property
    def recipe_transforms(self) -> dict[str, Callable[[Any], Any]]:
        return {"double": lambda x: x * 2, "transpose": lambda x: x.T, "second": lambda x: x[:, 1]}

    def constant(self, value: float = 1.0, n: int = 3) -> np.ndarray:
        return np.full((n, 2), value)

    def fails(self) -> np.ndarray:
        raise RuntimeError("no such camera")


class DuckSession:
    """Derives from nothing, knows nothing of lazy reading."""

    def __init__(self, folder: Path, **loaders: Callable[..., Any]) -> None:
        self.data_path = folder
        self.one_path = folder / "onedata"
        self.values = SimpleNamespace()
        self.recipe_loaders = loaders
        self.recipe_transforms = {"transpose": lambda x: x.T}


def write_recipe(path: Path, *args: Any, **kwargs: Any) -> Path:
    """Write a recipe as numpy would."""
    return write_object(path, LoadingRecipe(*args, **kwargs).to_dict())


def write_object(path: Path, value: Any) -> Path:
    """Write any object as the single item of an array."""
    path.parent.mkdir(parents=True, exist_ok=True)
    item = np.empty((), object)
    item[()] = value
    np.save(path, item)
    return path
