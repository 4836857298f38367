"""Conversations that leave nothing behind: when such a one is over."""

from dataclasses import replace
from datetime import datetime, timedelta

from kipux.domain.conversation import Conversation

IDLE = timedelta(hours=1)
"""How long after its last message a temporary conversation is kept, if nothing says that its person has left."""
LEFT = timedelta(minutes=2)
"""How long after its page was left: time enough for a reload on a slow line, and for a change of mind."""


def visited(conversation: Conversation, view: str) -> Conversation:
    """The conversation with this page before somebody's eyes, which takes back that another was left."""
    return replace(conversation, view=view, left_at=None)


def left(conversation: Conversation, view: str, now: datetime) -> Conversation:
    """The conversation after this page was left. Nothing changes when another page has come since, however late this is told."""
    return conversation if conversation.view not in ("", view) else replace(conversation, view=view, left_at=now)


def is_over(conversation: Conversation, last: datetime, now: datetime) -> bool:
    """Whether a temporary conversation is to go; `last` is when its last message ended, or now while that is being written.

    A message that was sent after the page was left shows that its person is there.
    """
    if not conversation.temporary:
        return False
    left_at = conversation.left_at
    was_left = left_at is not None and left_at >= conversation.active_at and now - left_at >= LEFT
    return was_left or now - max(last, conversation.active_at) >= IDLE
