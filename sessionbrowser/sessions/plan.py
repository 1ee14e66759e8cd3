"""A plan to clear files: frozen, so that what was shown to the user is exactly what will be done."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from sessionbrowser.platform import Identity
from sessionbrowser.sessions.kinds import Kind

ONLY_COPY = "the only copy"


@dataclass(frozen=True, slots=True)
class ClearItem:
    """One file of a plan.

    Attributes
    ----------
    path : Path
    identity : Identity or None
        As it was when the plan was made; None when it is not there.
    kind : str
        A value of `Kind`.
    size : int
        Bytes on disk; of a link, those of the link.
    modified_ns : int
    why : tuple of str
        The evidence that it may be stale, or that there is none.
    used_by : tuple of str
        What reads it: onedata names of recipes, and "spks ‘oasis’".
    remake : str
        Whether it can be had again: "can be made again from suite2p", "the .npz stays", "the only copy" …
    only_copy : bool
        Whether the data is lost with the file.
    refused : str
        Why it will not be touched; empty when it may be cleared.
    twin : Path or None
        The readable file of the same name in the other form, dense or sparse.
    otherwise : str
        What `remake` says when the twin goes as well.
    state : str
        A value of `State`: the word before the evidence.
    """

    path: Path
    identity: Identity | None = None
    kind: str = Kind.OTHER.value
    size: int = 0
    modified_ns: int = 0
    why: tuple[str, ...] = ()
    used_by: tuple[str, ...] = ()
    remake: str = ""
    only_copy: bool = False
    refused: str = ""
    twin: Path | None = None
    otherwise: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class ClearPlan:
    """Exactly what will be cleared, and what was asked for but will not be.

    Attributes
    ----------
    items : tuple of ClearItem
        In the order in which they were asked for, each path once.
    created : float
        Seconds since the epoch.
    """

    items: tuple[ClearItem, ...]
    created: float

    @property
    def accepted(self) -> tuple[ClearItem, ...]:
        """The items that will be cleared."""
        return tuple(item for item in self.items if not item.refused)

    @property
    def refused(self) -> tuple[ClearItem, ...]:
        """The items that will not be touched, each with its reason."""
        return tuple(item for item in self.items if item.refused)

    @property
    def bytes(self) -> int:
        """Bytes on disk of the accepted items; a file with two names counts once."""
        sizes = {(i.identity.device, i.identity.inode): i.size for i in self.accepted if i.identity}
        return sum(sizes.values())

    def only(self, paths: Collection[Path]) -> ClearPlan:
        """Return the plan for some of its files, each as it was when this plan was made."""
        return ClearPlan(settled(item for item in self.items if item.path in paths), self.created)

    @staticmethod
    def joined(plans: Iterable[ClearPlan]) -> ClearPlan:
        """Return one plan with the items of all."""
        plans = tuple(plans)
        items = {item.path: item for plan in plans for item in plan.items}
        return ClearPlan(tuple(items.values()), min((plan.created for plan in plans), default=time.time()))


def settled(items: Iterable[ClearItem]) -> tuple[ClearItem, ...]:
    """Say of each item whether its data can be had again, given all that goes with it."""
    items = tuple(items)
    going = {item.path for item in items if not item.refused}
    return tuple(item if item.refused else _settle(item, going) for item in items)


def _settle(item: ClearItem, going: Collection[Path]) -> ClearItem:
    if item.twin is None:
        return item
    stays = item.twin not in going
    remake = f"the {item.twin.suffix} stays" if stays else item.otherwise
    return replace(item, remake=remake, only_copy=remake == ONLY_COPY)
