"""The session library: `SessionData`, `LoadingRecipe`, `Suite2pSession`, file facts and the clearing engine."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sessionbrowser.sessions.dates import PrettyDatetime
    from sessionbrowser.sessions.loading import load_file
    from sessionbrowser.sessions.recipe import LoadingRecipe
    from sessionbrowser.sessions.session import SessionData
    from sessionbrowser.sessions.suite2p import Suite2pSession

__all__ = ["LoadingRecipe", "PrettyDatetime", "SessionData", "Suite2pSession", "load_file"]

_HOMES = {
    "LoadingRecipe": "recipe",
    "PrettyDatetime": "dates",
    "SessionData": "session",
    "Suite2pSession": "suite2p",
    "load_file": "loading",
}


def __getattr__(name: str) -> Any:
    # On first use: the window reads the command line and paints before anything here needs numpy.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
