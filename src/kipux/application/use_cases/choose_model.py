"""Settle which model answers."""

from kipux.application.ports.model_catalogue import ModelCatalogue
from kipux.application.ports.unit_of_work import UnitOfWork
from kipux.domain.conversation import Conversation
from kipux.domain.errors import Invalid


class ChooseModel:
    """The model that was asked for, else the conversation's, else the person's favourite, else the first that can chat."""

    def __init__(self, catalogue: ModelCatalogue) -> None:
        self._catalogue = catalogue

    async def __call__(self, work: UnitOfWork, conversation: Conversation, asked: str | None) -> str:
        """A model's id. One that the gateway does not list is tried all the same: the list may be old, and the gateway says so best.

        Raises `Invalid` (field `model`: `model_missing` when there is none, `model_cannot_chat` for one that makes pictures, say).
        """
        models = self._catalogue.current()
        chosen = asked or conversation.model or await self._favourite(work, conversation)
        if not chosen:
            raise Invalid({"model": "model_missing"})
        model = models.find(chosen)
        if model is not None and not model.can_chat:
            raise Invalid({"model": "model_cannot_chat"})
        return chosen

    async def _favourite(self, work: UnitOfWork, conversation: Conversation) -> str | None:
        favourite = (await work.users.get(conversation.user_id)).preferences.default_model
        models = self._catalogue.current()
        if favourite and models.find(favourite):
            return favourite
        return next((model.id for model in models.models if model.can_chat), favourite)
