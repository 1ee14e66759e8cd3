"""A window of PySide6 with a bare tree and table, which says "painted" when it is: what no window of ours can beat."""

import sys

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QSplitter, QTableView, QTreeView


class Bare(QMainWindow):
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        print("painted", flush=True)


application = QApplication(sys.argv)
window = Bare()
parts = QSplitter()
parts.addWidget(QTreeView())
parts.addWidget(QTableView())
window.setCentralWidget(parts)
window.show()
application.exec()
