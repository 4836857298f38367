"""What a conversation begins with, from what was asked for and the preset that was picked."""

from dataclasses import dataclass, replace
from uuid import UUID

from kipux.application.ports.unit_of_work import UnitOfWork
from kipux.domain.conversation import Conversation
from kipux.domain.instructions import Parameters, checked_instructions, checked_parameters


@dataclass(frozen=True, slots=True)
class Opening:
    """`instructions`, `parameters` None: those of the preset, if one is picked."""

    instructions: str | None = None
    parameters: Parameters | None = None
    preset_id: UUID | None = None


async def opened(work: UnitOfWork, new: Conversation, opening: Opening) -> Conversation:
    """A conversation that is not kept yet, with its opening; the preset's model is its own unless it has one.

    Raises `NotFound` (no such preset of this person), `Invalid` (fields `instructions`, `parameters.…`).
    """
    if opening.preset_id is not None:
        recipe = (await work.presets.get(opening.preset_id, new.user_id)).recipe
        new = replace(
            new,
            preset_id=opening.preset_id,
            model=new.model or recipe.model,
            instructions=recipe.instructions,
            parameters=recipe.parameters,
        )
    return replace(
        new,
        instructions=new.instructions if opening.instructions is None else checked_instructions(opening.instructions),
        parameters=new.parameters if opening.parameters is None else checked_parameters(opening.parameters),
    )
