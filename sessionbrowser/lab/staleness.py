"""Which files of a session are stale: one function a rule, and none without evidence.

Everything is told from headers and folder entries. Where only the values themselves could tell, the file is named and
`sessionbrowser.lab.comparing` reads them on request.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sessionbrowser.lab.findings import Rule, StaleFile, with_staleness
from sessionbrowser.lab.keeping import KEEP_NOTHING, KeepList
from sessionbrowser.sessions.kinds import FileFacts

__all__ = ["Rule", "StaleFile", "find_stale", "with_staleness"]


def find_stale(session: Any, facts: Sequence[FileFacts], keep: KeepList = KEEP_NOTHING) -> tuple[StaleFile, ...]:
    """Return the stale files of a session, each with the strongest evidence against it.

    Parameters
    ----------
    session : object
        Anything with the members of `SessionData`.
    facts : sequence of FileFacts
        Of everything in its onedata folder, as `inspect_session` gives them.
    keep : KeepList

    Returns
    -------
    tuple of StaleFile
        In the order of the facts.
    """
    return ()
