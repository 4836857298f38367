"""Tell how a conversation's replies should be."""

from dataclasses import replace
from uuid import UUID

from kipux.application.ports.unit_of_work import Begin
from kipux.domain.conversation import Conversation
from kipux.domain.instructions import Parameters, checked_instructions, checked_parameters


class InstructConversation:
    """Changes a conversation's instructions and parameters, from its next reply on."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(
        self, user_id: UUID, conversation_id: UUID, *, instructions: str, parameters: Parameters
    ) -> Conversation:
        """The conversation as it is now. Raises `NotFound`, `Invalid` (fields `instructions`, `parameters.…`)."""
        instructions, parameters = checked_instructions(instructions), checked_parameters(parameters)
        async with self._begin() as work:
            old = await work.conversations.lock(conversation_id, user_id)
            new = replace(old, instructions=instructions, parameters=parameters)
            await work.conversations.save(new)
            await work.commit()
        return new
