"""How a conversation's replies should be."""

from uuid import UUID

from litestar import Controller, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from kipux.application.use_cases.instruct_conversation import InstructConversation
from kipux.application.use_cases.read_conversation import ReadConversation
from kipux.domain.user import User
from kipux.entrypoints.web.documented import SIGNED_IN, reading, writing
from kipux.entrypoints.web.schemas import Instructions, parameters_of
from kipux.entrypoints.web.views.instructions import InstructionsView


class InstructionsController(Controller):
    """Instructions and parameters of a conversation."""

    path = "/api/conversations/{conversation_id:uuid}/instructions"
    tags = ["conversations"]  # noqa: RUF012 - as Litestar declares it
    security = SIGNED_IN

    @get(responses=reading(404))
    async def show(
        self,
        conversation_id: FromPath[UUID],
        user: NamedDependency[User],
        read_conversation: NamedDependency[ReadConversation],
    ) -> InstructionsView:
        """They follow the person's own instructions (`preferences.instructions`) in the prompt, and so have the last word."""
        return InstructionsView.of(await read_conversation(user.id, conversation_id))

    @put(responses=writing(404))
    async def replace(
        self,
        conversation_id: FromPath[UUID],
        user: NamedDependency[User],
        data: JSONBody[Instructions],
        instruct_conversation: NamedDependency[InstructConversation],
    ) -> InstructionsView:
        """Replace them, from the next reply on. A parameter is sent to models that take it, and to those that do not tell."""
        conversation = await instruct_conversation(
            user.id, conversation_id, instructions=data.instructions, parameters=parameters_of(data.parameters)
        )
        return InstructionsView.of(conversation)
