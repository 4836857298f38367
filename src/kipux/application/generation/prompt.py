"""From a branch of a conversation to the prompt of its next reply. Pure."""

from collections.abc import Iterable

from kipux.application.ports.llm_gateway import PromptMessage
from kipux.domain.message import Message, MessageRole


def prompt_from(branch: Iterable[Message]) -> tuple[PromptMessage, ...]:
    """The branch, oldest first, as the model sees it. Replies that say nothing (failed before the first word) are left out."""
    return tuple(
        PromptMessage("user" if message.role is MessageRole.USER else "assistant", message.text)
        for message in branch
        if message.text
    )
