"""What the API tells of instructions."""

from typing import Self

from msgspec import Struct

from kipux.domain.conversation import Conversation
from kipux.domain.instructions import Parameters


class InstructionsView(Struct, frozen=True):
    """What is asked of every reply of a conversation; a parameter that is null is left to the provider."""

    instructions: str
    parameters: Parameters

    @classmethod
    def of(cls, it: Conversation) -> Self:
        """As they are kept."""
        return cls(it.instructions, it.parameters)
