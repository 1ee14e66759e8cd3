"""What the app knows of a onedata file before it is opened: kind, shape, sizes, health; plain frozen data."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sessionbrowser.errors import OneDataError
from sessionbrowser.platform import Identity

if TYPE_CHECKING:  # the window paints before numpy is imported, and its models need this module
    from sessionbrowser.arrays.source import Order
    from sessionbrowser.sessions.recipe import LoadingRecipe


class Kind(StrEnum):
    """What a file holds."""

    ARRAY = "array"
    RECIPE = "recipe"
    SPARSE = "sparse"
    OBJECT = "object"
    LEFTOVER = "leftover"
    OTHER = "other"


class State(StrEnum):
    """How a file is; each has a word and a shape in the Health column."""

    OK = "ok"
    CHECKING = "checking"
    STALE = "stale"
    SUPERSEDED = "superseded"
    LEFTOVER = "leftover"
    DAMAGED = "damaged"
    UNSAFE = "unsafe"
    MISSING = "missing"
    ODD = "odd"
    TOO_LARGE = "too large"
    CHANGED = "changed"
    UNREADABLE = "unreadable"


class Health(NamedTuple):
    """A state with its evidence and what to do about it.

    Attributes
    ----------
    state : State
    why : str
        The evidence in a few words ("cut after 38 kB"); empty when ok.
    to_do : str
        What the user can do; may be empty.
    headline : str
        A sentence for the top of the error page.
    """

    state: State = State.OK
    why: str = ""
    to_do: str = ""
    headline: str = ""

    @classmethod
    def of(cls, error: Exception) -> Health:
        """Return the health that an error tells of."""
        if isinstance(error, OneDataError):
            return cls(State(error.state), error.what, error.to_do, error.headline)
        if isinstance(error, PermissionError):
            return cls(
                State.UNREADABLE,
                "you may not read it",
                "Ask the owner of the folder for permission.",
                "This file cannot be read",
            )
        why = (error.strerror or str(error)) if isinstance(error, OSError) else (str(error) or type(error).__name__)
        return cls(State.UNREADABLE, why, "Press F5 to try again.", "This file cannot be read")


class Step(NamedTuple):
    """One card of the recipe strip: where a recipe leads, a step at a time.

    Attributes
    ----------
    title : str
        "Recipe", "Loader", "Planes, in the order of planeNames", "Transform", "Result".
    headline : str
        The name of the thing: "S2P", "transpose", "900 frames × 91 ROIs".
    detail : str
        One muted line below.
    rows : tuple of (str, tuple of int)
        For the planes: their names and shapes.
    """

    title: str
    headline: str = ""
    detail: str = ""
    rows: tuple[tuple[str, tuple[int, ...]], ...] = ()


class FileFacts(NamedTuple):
    """What headers and folder entries tell of one file; nothing here needs the data itself.

    Attributes
    ----------
    path : Path
    kind : Kind
    detail : str
        The text of the Kind column: "array, Fortran order", "recipe → suite2p F, transpose",
        "sparse csc, 14.1 %", "object", "folder", "FIFO".
    shape : tuple of int or None
        Of the array; of a recipe's result where headers tell it.
    dtype : str or None
        As shown: "float32", "bool", "object", "<U5".
    order : {"C", "F"} or None
    size : int
        Bytes on disk.
    dense : int or None
        Bytes in memory when dense, or of a recipe's result.
    modified_ns : int
        Modification time, ns since the epoch.
    identity : Identity or None
        By lstat, when the entry is there.
    health : Health
    stored : int or None
        Number of stored values of a sparse matrix.
    recipe : LoadingRecipe or None
    steps : tuple of Step
        For a recipe.
    link : str
        Where a symbolic link leads; else empty.
    """

    path: Path
    kind: Kind = Kind.OTHER
    detail: str = ""
    shape: tuple[int, ...] | None = None
    dtype: str | None = None
    order: Order | None = None
    size: int = 0
    dense: int | None = None
    modified_ns: int = 0
    identity: Identity | None = None
    health: Health = Health(State.CHECKING)
    stored: int | None = None
    recipe: LoadingRecipe | None = None
    steps: tuple[Step, ...] = ()
    link: str = ""

    @property
    def name(self) -> str:
        """The file's name with its suffix."""
        return self.path.name

    @property
    def stem(self) -> str:
        """The onedata name, ``OBJECT.ATTRIBUTE``."""
        return self.path.stem

    @property
    def density(self) -> float | None:
        """Share of stored values in a sparse matrix, 0 to 1."""
        if self.stored is None or not self.shape:
            return None
        elements = self.shape[0] * self.shape[1]
        return self.stored / elements if elements else 0.0

    @property
    def can_be_shown(self) -> bool:
        """Whether the file's health lets a viewer try."""
        return self.health.state in (State.OK, State.STALE, State.SUPERSEDED, State.CHECKING, State.CHANGED)

    def with_health(self, health: Health) -> FileFacts:
        """Return the same facts in another state of health."""
        return self._replace(health=health)
