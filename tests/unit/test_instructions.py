"""Instructions and parameters: what of them reaches a model."""

from uuid import UUID

import pytest

from kipux.application.generation.opening import Opening
from kipux.application.ports.llm_gateway import PromptMessage
from kipux.application.use_cases.update_profile import PreferenceChanges
from kipux.domain.errors import Invalid, NotFound
from kipux.domain.instructions import Effort, Parameters
from kipux.domain.model import Model, ModelList
from tests.factories import NOW
from tests.unit.house import House

ALL = Parameters(0.5, 4_000, Effort.HIGH)


async def instructed(house: House, user_id: UUID, text: str) -> None:
    await house.update_profile(user_id, preferences=PreferenceChanges(instructions=text))


def offer(house: House, **model: object) -> None:
    only = Model(id="m", name="M", **model)  # type: ignore[arg-type]  # as given
    house.catalogue.keep(ModelList((only,), NOW, stale=False))


async def test_the_person_s_instructions_come_first_and_the_conversation_s_have_the_last_word(house: House) -> None:
    user_id = await house.somebody()
    await instructed(house, user_id, " Responde breve.\r\nSiempre. ")
    sent = await house.ask("Hola", user_id, opening=Opening("Aquí, largo."))
    await house.done(sent)
    await house.done(await house.ask("¿Y luego?", user_id, conversation_id=sent.conversation.id))
    system = PromptMessage("system", "Responde breve.\nSiempre.\n\nAquí, largo.")
    assert [request.messages[0] for request in house.gateway.requests] == [system, system]
    assert [message.role for message in house.gateway.requests[1].messages] == ["system", "user", "assistant", "user"]


async def test_without_instructions_there_is_no_system_message(house: House) -> None:
    await house.done(await house.ask("Hola"))
    assert [message.role for message in house.gateway.requests[0].messages] == ["user"]


async def test_a_change_holds_from_the_next_reply_on_and_for_regenerated_ones(house: House) -> None:
    user_id = await house.somebody()
    sent = await house.ask("Hola", user_id)
    await house.done(sent)
    await house.instruct_conversation(user_id, sent.conversation.id, instructions="Otra cosa.", parameters=ALL)
    await house.done(await house.regenerate_reply(user_id, sent.reply.id))
    first, again = house.gateway.requests
    assert again.messages[0] == PromptMessage("system", "Otra cosa.")
    assert again.messages[1:] == first.messages
    assert (again.temperature, again.max_output_tokens, again.reasoning_effort) == (0.5, 4_000, Effort.HIGH)


@pytest.mark.parametrize(
    ("model", "sent"),
    [
        ({"supported_params": None}, (0.5, 4_000, Effort.HIGH)),
        ({"supported_params": ("temperature", "max_tokens")}, (0.5, 4_000, None)),
        ({"supported_params": ("max_completion_tokens", "reasoning_effort")}, (None, 4_000, Effort.HIGH)),
        ({"supported_params": ()}, (None, None, None)),
        ({"supported_params": ("max_tokens",), "max_output_tokens": 1_000}, (None, 1_000, None)),
    ],
)
async def test_a_model_gets_the_parameters_that_it_takes(
    house: House, model: dict[str, object], sent: tuple[object, ...]
) -> None:
    offer(house, **model)
    await house.done(await house.ask("Hola", opening=Opening(parameters=ALL)))
    (request,) = house.gateway.requests
    assert (request.temperature, request.max_output_tokens, request.reasoning_effort) == sent


async def test_what_is_out_of_bounds_is_refused_and_nothing_is_kept(house: House) -> None:
    user_id = await house.somebody()
    sent = await house.ask("Hola", user_id)
    for parameters, field in (
        (Parameters(temperature=2.1), "parameters.temperature"),
        (Parameters(temperature=float("nan")), "parameters.temperature"),
        (Parameters(max_output_tokens=0), "parameters.max_output_tokens"),
    ):
        with pytest.raises(Invalid) as error:
            await house.instruct_conversation(user_id, sent.conversation.id, instructions="", parameters=parameters)
        assert error.value.fields == {field: "out_of_range"}
    with pytest.raises(Invalid):
        await house.ask("Hola", user_id, opening=Opening("x" * 20_001))
    with pytest.raises(Invalid):
        await instructed(house, user_id, "x" * 20_001)


async def test_somebody_else_s_conversation_cannot_be_instructed(house: House) -> None:
    sent = await house.ask("Hola")
    with pytest.raises(NotFound):
        await house.instruct_conversation(
            await house.somebody(), sent.conversation.id, instructions="mine", parameters=ALL
        )
