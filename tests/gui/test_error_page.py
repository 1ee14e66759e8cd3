"""The error page: what, which file, what to do, and four ways on."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from sessionbrowser.errors import Damaged, Unsafe
from sessionbrowser.gui.error_page import ErrorPage, sentence
from sessionbrowser.platform import Identity
from sessionbrowser.sessions.kinds import FileFacts, Health, Kind, State

PATH = Path("/lab/ATL901/2023-01-24/701/onedata/mpci.damaged.npz")
FACTS = FileFacts(
    PATH,
    Kind.SPARSE,
    size=38_500,
    modified_ns=1_674_568_920 * 10**9,
    identity=Identity(1, 2, 38_500, 4, 0o100644),
    health=Health(State.DAMAGED, "not a zip file", "Copy it again from a backup.", "This file is damaged"),
)


@pytest.fixture
def page(qtbot: QtBot) -> ErrorPage:
    page = ErrorPage()
    qtbot.addWidget(page)
    page.resize(700, 400)
    page.show()
    return page


def button(page: ErrorPage, text: str) -> QPushButton:
    return next(b for b in page.findChildren(QPushButton) if b.text().startswith(text))


def texts(page: ErrorPage) -> list[str]:
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


@pytest.mark.parametrize(
    ("text", "expected"), [("", ""), ("not a zip file", "Not a zip file."), ("Gone!", "Gone!"), ("a", "A.")]
)
def test_sentences(text: str, expected: str):
    assert sentence(text) == expected


def test_tells_what_which_file_and_what_to_do(page: ErrorPage):
    page.show_health(FACTS)
    shown = texts(page)
    assert "This file is damaged" in shown
    assert "Not a zip file." in shown
    assert "Copy it again from a backup." in shown
    assert any(text.startswith("mpci.damaged.npz, 38.5 kB, written 2023-01-24") for text in shown)


@pytest.mark.parametrize(
    ("text", "signal"),
    [("Try again", "retry"), ("Show in folder", "show_in_folder"), ("Clear 1 file", "clear")],
)
def test_each_button_says_what_it_wants(page: ErrorPage, qtbot: QtBot, text: str, signal: str):
    page.show_health(FACTS)
    with qtbot.waitSignal(getattr(page, signal), timeout=1000):
        qtbot.mouseClick(button(page, text), Qt.MouseButton.LeftButton)


def test_f5_tries_again(page: ErrorPage, qtbot: QtBot):
    page.show_health(FACTS)
    with qtbot.waitSignal(page.retry, timeout=1000):
        qtbot.keyClick(page, Qt.Key.Key_F5)


def test_copied_details_are_whole(page: ErrorPage, qtbot: QtBot):
    page.show_health(FACTS)
    with qtbot.waitSignal(page.copy_details, timeout=1000):
        button(page, "Copy details").click()
    copied = QGuiApplication.clipboard().text()
    for part in ("This file is damaged", "Not a zip file.", "Copy it again from a backup.", str(PATH)):
        assert part in copied


def test_an_error_while_reading_is_told_in_its_own_words(page: ErrorPage):
    page.show_error(Unsafe("asks for builtins.print; nothing was run", PATH, "Ask who wrote it.", name="x"), FACTS)
    assert "This file asks to run code" in texts(page)
    assert "Asks for builtins.print; nothing was run." in texts(page)


def test_a_permission_error_says_so(page: ErrorPage):
    page.show_error(PermissionError(13, "Permission denied", str(PATH)), FACTS)
    assert "You may not read it." in texts(page)


def test_a_bug_names_its_class(page: ErrorPage):
    page.show_error(ZeroDivisionError("division by zero"), FACTS)
    assert any("ZeroDivisionError" in text for text in texts(page))


def test_nothing_can_be_cleared_where_no_file_is_known(page: ErrorPage):
    page.show_error(Damaged("cut after 38 kB"))
    assert not button(page, "Clear").isVisible()
    assert not button(page, "Show in folder").isVisible()
    assert button(page, "Try again").isVisible()


def test_names_that_look_like_markup_stay_plain(page: ErrorPage):
    page.show_error(Damaged("<img src='file:///etc/passwd'>"), FileFacts(Path("<b>x</b>.npy")))
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in page.findChildren(QLabel) if label.text())


@pytest.mark.parametrize(("state", "role"), [(State.DAMAGED, "danger"), (State.LEFTOVER, "warning")])
def test_only_what_is_wrong_is_red(page: ErrorPage, state: State, role: str):
    page.show_health(FACTS.with_health(Health(state, "ends after 234 of 700 values", "", "What happened")))
    headline = next(label for label in page.findChildren(QLabel) if label.text() == "What happened")
    assert headline.property("look") == role


@pytest.mark.parametrize(("link", "offered"), [("", False), ("/elsewhere.npy", True)])
def test_what_is_never_touched_is_not_offered_to_be_cleared(page: ErrorPage, link: str, offered: bool):
    odd = Health(
        State.ODD, "it is a folder, not a file", "It is not touched from here.", "This is not an ordinary file"
    )
    page.show_health(FileFacts(PATH, link=link, identity=FACTS.identity, health=odd))
    assert button(page, "Clear 1 file").isVisible() is offered
    assert button(page, "Show in folder").isVisible()
