"""The channel of messages, and the line that shows them."""

from __future__ import annotations

from sessionbrowser.gui.messages import Message, Messages
from sessionbrowser.gui.status_line import StatusLine


def test_messages_wait_for_a_listener():
    messages, heard = Messages(), []
    messages.say("early")
    messages.listen(heard.append)
    messages.say("late", "error")
    assert [(each.text, each.level) for each in heard] == [("early", "info"), ("late", "error")]


def test_only_what_speaks_of_something_on_show_is_taken_back():
    messages, heard = Messages(), []
    messages.listen(heard.append)
    messages.say("Moved 3 files")
    messages.pass_on()
    messages.say(Message("There is no file x in M/D/1.", "error", is_passing=True))
    messages.pass_on()
    messages.pass_on()
    assert [each.text for each in heard] == ["Moved 3 files", "There is no file x in M/D/1.", "Ready"]


def test_the_status_line_has_a_link_for_the_action_only(qtbot):
    done = []
    line = StatusLine()
    qtbot.addWidget(line)
    line.show()
    line.show_message(Message("Moved 3 files", action="Undo", act=lambda: done.append(1), hint="Ctrl+Z"))
    assert line._link.isVisible()
    line._link.click()
    assert done == [1]
    line.show_message(Message("Ready"))
    assert not line._link.isVisible()
    line._link.click()
    assert done == [1]
