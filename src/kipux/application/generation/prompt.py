"""From a branch of a conversation to the prompt of its next reply. Pure."""

from collections.abc import Iterable

from kipux.application.ports.llm_gateway import PromptMessage
from kipux.domain.message import Message, MessageRole

_LAST_WORDS = 60


def going_on(question: Iterable[Message], reply: Message) -> tuple[PromptMessage, ...]:
    """The branch down to a reply that was cut off, with what it says so far and the request to go on from there.

    To repeat its last words first lets the model find its place; `Seam` takes them out again.
    """
    tail = reply.text[-_LAST_WORDS:]
    words = tail if tail == reply.text else tail.partition(" ")[2] or tail
    return (
        *prompt_from([*question, reply]),
        PromptMessage(
            "user",
            "Your last message was cut off. Begin with its very last words once more, exactly as they stand:\n"
            f"{words}\n"
            "and go straight on from there in the same language, style and formatting. No introduction, no apology, no comment.",
        ),
    )


def prompt_from(branch: Iterable[Message]) -> tuple[PromptMessage, ...]:
    """The branch, oldest first, as the model sees it. Replies that say nothing (failed before the first word) are left out."""
    return tuple(
        PromptMessage("user" if message.role is MessageRole.USER else "assistant", message.text)
        for message in branch
        if message.text
    )
