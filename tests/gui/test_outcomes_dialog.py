"""What was not done is told file by file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QWidget

from sessionbrowser.gui.outcomes_dialog import OutcomesDialog, OutcomesModel
from sessionbrowser.sessions.reports import Outcome

ROOT = Path("/lab")
OUTCOMES = tuple(
    Outcome(ROOT / f"ATL{i}/2023-01-24/701/onedata/a<b>.npy", False, "nothing was moved: the disk is full")
    for i in range(3)
)


def test_each_file_with_its_session_and_reason(qtbot):
    model = OutcomesModel(OUTCOMES, ROOT)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    row = [model.data(model.index(1, column)) for column in range(3)]
    assert row == ["a<b>.npy", "ATL1 / 2023-01-24 / 701", "the disk is full"]
    assert "<b>" not in model.data(model.index(1, 0), Qt.ItemDataRole.ToolTipRole)


def test_it_is_closed_by_return_and_copies_the_list(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    dialog = OutcomesDialog("3 files stay", OUTCOMES, ROOT, window)
    dialog.open()
    dialog.copy.click()
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[2] == f"{OUTCOMES[2].path}\tthe disk is full"
    with qtbot.waitSignal(dialog.finished, timeout=1000):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
