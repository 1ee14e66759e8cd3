"""The page that reports a problem: the report in a box where it can be read and shortened, to copy or to save."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QPlainTextEdit, QVBoxLayout, QWidget

from sessionbrowser.gui.controls import ElidedLabel, button, label, row
from sessionbrowser.gui.messages import Message
from sessionbrowser.gui.style import look
from sessionbrowser.gui.tasks import Job, Lane
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.within_screen import within_screen

_SIZE = (720, 520)
_NOTE = (
    "Nothing is sent by itself. There is no data in it, but the log may name files and sessions:\n"
    "read it, take out what should not leave your lab, then send it with what you did before."
)


class ReportDialog(QDialog):
    """Shows a report as soon as a worker has written it.

    Parameters
    ----------
    parent : QWidget
    message : Message or None
        What the report is about, when it is about something that was said.
    """

    def __init__(self, parent: QWidget, message: Message | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Report a problem")
        look(self, "panel")
        self.resize(within_screen(self, QSize(*_SIZE)))
        self.text = QPlainTextEdit()
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setAccessibleName("The report")
        self.text.setPlaceholderText("Collecting…")
        self.text.setTabChangesFocus(True)
        self.said = ElidedLabel(name="muted", size=Size.SECONDARY)
        self.copy, self.save = button("Copy", "copy", tall=True), button("Save…", tall=True)
        self._lane = Lane(self)
        self._lay_out(message)
        self.copy.clicked.connect(self._copy)
        self.save.clicked.connect(self.ask_where)
        self.finished.connect(self._lane.cancel)
        self._collect("" if message is None else message.details)

    def _lay_out(self, message: Message | None) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(label("Report a problem", size=Size.DIALOG, bold=True))
        if message is not None:
            said = label(message.text, "danger")
            said.setWordWrap(True)
            column.addWidget(said)
        column.addWidget(label(_NOTE, "muted"))
        column.addWidget(self.text, 1)
        close = button("Close", tall=True)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        line = row()
        line.addWidget(self.said, 1)
        for each in (self.copy, self.save, close):
            each.setAutoDefault(False)
            line.addWidget(each)
        column.addLayout(line)

    def _collect(self, details: str) -> None:
        screens = screens_text()

        def work(job: Job) -> str:
            from sessionbrowser.gui.problem_report import write_report

            return write_report(screens, details)

        self._lane.run(work, self.text.setPlainText, lambda error: self.text.setPlainText(f"{details}\n{error}"))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.said.setText("Copied")

    def ask_where(self) -> QFileDialog:
        """Open the system's dialog for a file to write, and return it."""
        dialog = QFileDialog(self, "Save the report", str(Path.home() / "sessionbrowser-report.txt"), "Text (*.txt)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("txt")
        dialog.fileSelected.connect(lambda chosen: self.write(Path(chosen)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def write(self, path: Path) -> None:
        """Write the report as it is in the box to a file; whether it worked is told."""
        text = self.text.toPlainText().encode("utf-8", errors="replace")

        def work(job: Job) -> None:
            from sessionbrowser.sessions.export import write_export

            def put(file: BinaryIO) -> None:
                file.write(text)

            write_export(path, put)

        self._lane.run(work, lambda _: self.said.setText(f"Saved {path.name}"), lambda e: self.said.setText(str(e)))


def screens_text() -> list[str]:
    """Return the size and scale of each screen: "1920 × 1080 at 100 %"."""
    screens = QGuiApplication.screens()
    sizes = [(screen.size().width(), screen.size().height(), screen.devicePixelRatio()) for screen in screens]
    return [f"{width} × {height} at {100 * ratio:.0f} %" for width, height, ratio in sizes]
