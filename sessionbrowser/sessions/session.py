"""The interface that analysis code has to one session: its identity, and its onedata by name."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date as Date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.errors import Missing
from sessionbrowser.sessions import loading, saving
from sessionbrowser.sessions.dates import PrettyDatetime
from sessionbrowser.sessions.layout import ONEDATA_NAMES, find_onedata
from sessionbrowser.sessions.recipe import LoadingRecipe
from sessionbrowser.sessions.resolving import recipe_in, resolve

log = logging.getLogger(__name__)


@dataclass(eq=False)
class SessionData(ABC):
    """One session and its onedata; a lab derives its own class from it, or uses `Suite2pSession`.

    Parameters
    ----------
    mouse_name : str
    date : str, datetime.date, datetime.datetime or float
        Whatever `PrettyDatetime.make_pretty` takes; kept as ``YYYY-MM-DD``.
    session_id : str, optional

    Attributes
    ----------
    data_path : Path
        The session folder, as `_init_data_path` gives it.
    values : SimpleNamespace
        Small things worth knowing of the session (`get_value`, `set_value`).
    one_cache : dict
        File name with suffix → what was loaded from it.
    trusted_globals : collection of str
        Class attribute: names (``module.name``) that pickled onedata may hold beyond plain data. Empty unless a lab's
        own class says otherwise; the application never uses it.
    memory_budget : int or None
        Class attribute: bytes that loading one file may take; None for half of what is free.
    """

    mouse_name: str
    date: str | Date | float
    session_id: str | None = None
    data_path: Path = field(init=False, repr=False)
    values: SimpleNamespace = field(default_factory=SimpleNamespace, init=False, repr=False)
    one_cache: dict[str, Any] = field(default_factory=dict, init=False, repr=False)

    trusted_globals: ClassVar[Collection[str]] = ()
    memory_budget: ClassVar[int | None] = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "__eq__" not in vars(cls):  # else @dataclass on a subclass compares its fields, and takes the hash away
            cls.__eq__ = cls.__eq__  # type: ignore[method-assign]
            cls.__hash__ = cls.__hash__  # type: ignore[method-assign]

    def __post_init__(self) -> None:
        self.date = str(PrettyDatetime.make_pretty(self.date))
        path = self._init_data_path()
        if path is not None:
            self.data_path = Path(path)
        self._additional_loading()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SessionData) or type(other) is not type(self):
            return NotImplemented
        return self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())

    def _identity(self) -> tuple[object, ...]:
        return type(self), self.session_name, Path(self.data_path)

    @abstractmethod
    def _init_data_path(self) -> Path | str | None:
        """Return the session folder (or set `data_path` to it)."""

    def _additional_loading(self) -> None:  # noqa: B027 - most classes have nothing to add
        """Read whatever else belongs to a session as soon as it is made; nothing here."""

    @property
    @abstractmethod
    def spks(self) -> NDArray[Any]:
        """The session's activity, (nFrames, nROIs)."""

    @property
    def session_name(self) -> tuple[str, ...]:
        """Mouse, date, and the id when there is one."""
        name = (self.mouse_name, str(self.date))
        return name if self.session_id in (None, "") else (*name, str(self.session_id))

    def session_print(self, joinby: str = "/") -> str:
        """Return the session's name as one text."""
        return joinby.join(self.session_name)

    def get_value(self, key: str) -> Any:
        """Return what `values` has under this name; AttributeError when it has nothing."""
        return getattr(self.values, key)

    def set_value(self, key: str, value: Any) -> None:
        """Keep something in `values` under this name."""
        setattr(self.values, key, value)

    @property
    def recipe_loaders(self) -> dict[str, Callable[..., Any]]:
        """Loaders by the name that recipes use; NotImplementedError in a class that has none."""
        raise NotImplementedError(f"{self.session_print()}: {type(self).__name__} has no recipe_loaders")

    @property
    def recipe_transforms(self) -> dict[str, Callable[[Any], Any]]:
        """Transforms by the name that recipes use; NotImplementedError in a class that has none."""
        raise NotImplementedError(f"{self.session_print()}: {type(self).__name__} has no recipe_transforms")

    @property
    def one_path(self) -> Path:
        """The onedata folder: the one that is there, however its name is capitalised, else the one to make."""
        return find_onedata(Path(self.data_path)) or Path(self.data_path, ONEDATA_NAMES[0])

    def get_saved_one(self) -> list[Path]:
        """Return the paths of all npy files directly in the onedata folder, then of all npz files."""
        return [*sorted(self.one_path.glob("*.npy")), *sorted(self.one_path.glob("*.npz"))]

    def print_saved_one(self, include_path: bool = False, include_extension: bool = False) -> list[str] | list[Path]:
        """Return the names of all onedata of this session.

        Parameters
        ----------
        include_path : bool
            Whether each is a Path in its folder, not a text.
        include_extension : bool
            Whether each has its suffix.
        """
        saved = self.get_saved_one()
        names = [path.name if include_extension else path.stem for path in saved]
        if include_path:
            return [path.parent / name for path, name in zip(saved, names, strict=True)]
        return names

    def get_one_filename(self, *names: str) -> str:
        """Return the file name of a onedata name, given whole or in parts: ("mpci", "times") → "mpci.times.npy"."""
        return ".".join(names) + ".npy"

    def saveone(self, data: Any, *names: str, sparse: bool = False) -> None:
        """Save onedata under a name; the file is replaced whole, or stays as it was.

        Parameters
        ----------
        data : array_like, LoadingRecipe or csc_array
            A recipe may be of any class with `to_dict` and the marker.
        *names : str
            See `get_one_filename`.
        sparse : bool
            Save a csc_array as npz.

        Raises
        ------
        ValueError
            When `sparse` goes with anything but a csc_array, or a sparse matrix without it; or the name is no file's.
        OSError
            When it cannot be written.
        """
        path = self._one_file(names, sparse=False)
        if _is_recipe(data):
            saving.save_recipe(path, data.to_dict())
            self._forget(path.stem)
        elif sparse:
            saving.save_sparse(path.with_name(f"{path.stem}.npz"), _checked_csc(data))
            self._forget(path.stem)
        else:
            self._save_dense(path, data)

    def _save_dense(self, path: Path, data: Any) -> None:
        if hasattr(data, "tocsc"):
            raise ValueError(f"{path.stem} is a sparse matrix: save it with sparse=True")
        array = np.asanyarray(data)
        if LoadingRecipe.is_recipe(array):
            saving.save_recipe(path, array.item())
            self._forget(path.stem)
            return
        saving.save_array(path, array)
        self.one_cache[path.name] = array

    def loadone(self, *names: str, force: bool = False, sparse: bool = False, keep_sparse: bool = False) -> Any:
        """Load onedata by name; of a recipe, what it stands for.

        Parameters
        ----------
        *names : str
            See `get_one_filename`.
        force : bool
            Read it again though it is in the cache.
        sparse : bool
            Load the npz of this name.
        keep_sparse : bool
            Give the sparse matrix as it is, not a dense array.

        Returns
        -------
        ndarray or csc_array
            Also kept in the cache; frames first where there are frames.

        Raises
        ------
        ValueError
            When there is no such file (the message lists what there is), or it cannot be loaded.
        NotImplementedError
            When it is a recipe, and this class has no loaders or transforms.
        """
        path = self._one_file(names, sparse=sparse)
        cached = None if force else self.one_cache.get(path.name)
        if cached is not None and (not sparse or _is_sparse(cached) == keep_sparse):
            return cached
        if not path.exists() and not path.is_symlink():
            raise self._no_such_one(path)
        data = self._load_sparse(path, keep_sparse) if sparse else self._load_dense(path)
        self.one_cache[path.name] = data
        return data

    def _load_sparse(self, path: Path, keep_sparse: bool) -> Any:
        matrix = loading.load_sparse(path, within=self._own_folders(), budget=self.memory_budget)
        return matrix if keep_sparse else loading.densified(matrix, path, self.memory_budget)

    def _load_dense(self, path: Path) -> Any:
        data = loading.load_npy(
            path, within=self._own_folders(), trusted=self.trusted_globals, budget=self.memory_budget
        )
        if not LoadingRecipe.is_recipe(data):
            return data
        return resolve(self, recipe_in(data, path), path)

    def clear_one_data(self, one_file_names: Iterable[str] | str | None = None, certainty: bool = False) -> None:
        """Delete onedata for good.

        Parameters
        ----------
        one_file_names : iterable of str or str, optional
            Names without suffix; each stands for its npy and its npz. None means all there is, an empty list nothing.
        certainty : bool
            Nothing is done without it.

        Notes
        -----
        What is no ordinary file, or cannot be deleted, is left with a warning in the log; the rest goes on.
        """
        if not certainty:
            print(f"No onedata of {self.session_print()} was cleared: say certainty=True to delete it.")  # noqa: T201
            return
        from sessionbrowser.sessions.clearing import delete_permanently
        from sessionbrowser.sessions.planning import plan_clear

        names = {one_file_names} if isinstance(one_file_names, str) else one_file_names
        wanted = None if names is None else set(names)
        report = delete_permanently(plan_clear(self._chosen(wanted), session=self))
        for outcome in report.outcomes:
            if not outcome.done:
                log.warning("%s was not cleared: %s", outcome.path, outcome.reason)
        self._forget_cleared(wanted)
        print(f"Cleared {len(report.moved)} onedata files of {self.session_print()}")  # noqa: T201

    def _chosen(self, wanted: Collection[str] | None) -> list[Path]:
        """Return the files that these names stand for; all there are, for None."""
        saved = self.get_saved_one()
        if wanted is None:
            return saved
        for name in sorted(set(wanted) - {path.stem for path in saved}):
            log.warning("%s has no onedata %s to clear", self.session_print(), name)
        return [path for path in saved if path.stem in wanted]

    def _forget_cleared(self, wanted: Collection[str] | None) -> None:
        """Drop what is kept of these names and has no file any more, whoever removed it."""
        there = {path.name for path in self.get_saved_one()}
        gone = [name for name in self.one_cache if name not in there]
        self.clear_cache([name for name in gone if wanted is None or name.rpartition(".")[0] in wanted])

    def clear_cache(self, file_names: Iterable[str] | str | None = None) -> None:
        """Forget what was loaded: all of it, or that of these files (names with suffix)."""
        if file_names is None:
            self.one_cache.clear()
            return
        for name in [file_names] if isinstance(file_names, str) else file_names:
            self.one_cache.pop(name, None)

    def _forget(self, stem: str) -> None:
        self.clear_cache((f"{stem}.npy", f"{stem}.npz"))

    def _own_folders(self) -> tuple[Path, Path]:
        return Path(self.data_path), self.one_path  # the onedata folder itself may be a link to another disk

    def _one_file(self, names: tuple[str, ...], *, sparse: bool) -> Path:
        name = self.get_one_filename(*names)
        if Path(name).name != name or "\0" in name or name == ".npy":
            raise ValueError(f"{name!r} is no name of a onedata file")
        return self.one_path / (f"{name.removesuffix('.npy')}.npz" if sparse else name)

    def _no_such_one(self, path: Path) -> Missing:
        saved = self.print_saved_one(include_extension=True)
        listed = f"There is {', '.join(map(str, saved))}." if saved else "There is no onedata at all."
        if f"{path.stem}.npz" in saved:
            listed = f"There is {path.stem}.npz: load it with sparse=True. {listed}"
        return Missing(f"there is no onedata {path.name} in {self.session_print()}", path, listed)


def _is_recipe(data: object) -> bool:
    return getattr(data, "RECIPE_MARKER", None) == LoadingRecipe.RECIPE_MARKER and hasattr(data, "to_dict")


def _is_sparse(data: object) -> bool:
    return hasattr(data, "tocsc")


def _checked_csc(data: Any) -> Any:
    from scipy.sparse import csc_array

    if not isinstance(data, csc_array):
        raise ValueError(f"sparse=True saves a scipy.sparse.csc_array; this is a {type(data).__name__}")
    return data
