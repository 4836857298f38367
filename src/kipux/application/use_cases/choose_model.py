"""Settle which model answers."""

from kipux.application.generation.own_models import OwnModels
from kipux.application.ports.unit_of_work import UnitOfWork
from kipux.domain.conversation import Conversation
from kipux.domain.errors import Invalid
from kipux.domain.model import ModelList


class ChooseModel:
    """The model that was asked for, else the conversation's, else the person's favourite, else the first that can chat."""

    def __init__(self, own_models: OwnModels) -> None:
        self._own_models = own_models

    async def __call__(self, work: UnitOfWork, conversation: Conversation, asked: str | None) -> str:
        """A model's id. One that the gateway does not list is tried all the same: the list may be old, and the gateway says so best.

        Raises `Invalid` (field `model`: `model_missing` when there is none, `model_cannot_chat` for one that makes pictures, say).
        """
        models = await self._own_models.settle(work, conversation.user_id)
        chosen = asked or conversation.model or await _favourite(work, conversation, models)
        if not chosen:
            raise Invalid({"model": "model_missing"})
        model = models.find(chosen)
        if model is not None and not model.can_chat:
            raise Invalid({"model": "model_cannot_chat"})
        return chosen


async def _favourite(work: UnitOfWork, conversation: Conversation, models: ModelList) -> str | None:
    favourite = (await work.users.get(conversation.user_id)).preferences.default_model
    if favourite and models.find(favourite):
        return favourite
    return next((model.id for model in models.models if model.can_chat), favourite)
