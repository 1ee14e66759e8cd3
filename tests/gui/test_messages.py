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
