"""A sparse file that is not as when written is read before that is known, and yet never shown."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csc_array, random_array, save_npz

from sessionbrowser.gui.viewers.raster_canvas import RasterCanvas
from sessionbrowser.sessions import Suite2pSession
from sessionbrowser.sessions.facts import inspect_file

MATRIX = csc_array(random_array((900, 63), density=0.1, format="csc", dtype=np.float32, rng=np.random.default_rng(5)))


@pytest.mark.parametrize("tab", ["Raster", "Traces", "Values"])
def test_a_wrong_byte_ends_on_the_page_about_errors(qtbot, monkeypatch, shown_pane, lab, tab):
    pane, session = shown_pane, Suite2pSession.from_path(lab / "ATL901" / "2023-01-25" / "701")
    path = session.one_path / "mpci.roiOther.npz"
    save_npz(path, MATRIX, compressed=False)
    content = bytearray(path.read_bytes())
    content[content.index(MATRIX.data[4000:4004].tobytes())] ^= 1
    path.write_bytes(content)
    shown = []
    monkeypatch.setattr(RasterCanvas, "show_picture", lambda canvas, painted: shown.append(painted))
    pane.head.chosen.emit(tab)
    facts = inspect_file(path, session)
    assert facts.can_be_shown
    pane.show_file(session, facts)
    page = pane.body.error_page
    qtbot.waitUntil(lambda: pane.is_settled and pane.body.currentWidget() is page, timeout=10_000)
    assert "Its member data.npy is not as long, or not the same, as when written" in page.details()
    qtbot.wait(50)
    assert pane.body.currentWidget() is page
    assert shown == []
