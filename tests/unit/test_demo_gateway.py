import pytest

from kipux.adapters.scripted.demo import DemoGateway
from kipux.application.ports.llm_gateway import ChatEnd, ChatEvent, ChatReasoning, ChatRequest, ChatText, PromptMessage
from kipux.domain.errors import ModelUnknown


async def ask(*questions: str, model: str = "demo") -> list[ChatEvent]:
    prompt = tuple(PromptMessage("user", question) for question in questions)
    request = ChatRequest(model, prompt, "somebody")
    return [event async for events in DemoGateway(pace=0).chat(request) for event in events]


def text_of(events: list[ChatEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, ChatText))


@pytest.mark.parametrize(
    ("question", "confession"),
    [
        ("Hola", "Esta respuesta es un guion"),
        ("¿Quién eres?", "Esta respuesta es un guion"),
        ("Hi there", "This reply is scripted"),
        ("Write a python function that sorts a list", "This reply is scripted"),
        ("42", "Esta respuesta es un guion"),
    ],
)
async def test_it_says_that_it_is_scripted_in_the_language_of_the_question(question: str, confession: str) -> None:
    assert confession in text_of(await ask(question))


async def test_a_question_without_a_language_is_answered_in_that_of_the_one_before() -> None:
    assert "This reply is scripted" in text_of(await ask("What can you do?", "42"))


async def test_it_tells_how_to_connect_a_gateway() -> None:
    for question in ("hola", "hello"):
        reply = text_of(await ask(question))
        assert "KIPUX_LITELLM_URL" in reply
        assert "make run LITELLM=litellm.yaml" in reply


async def test_it_quotes_the_question_as_it_was_typed_without_its_markup() -> None:
    assert r"«hola \<b\>\*tú\*\</b\>»" in text_of(await ask("hola\n<b>*tú*</b>"))


async def test_a_long_question_is_quoted_in_part() -> None:
    reply = text_of(await ask("hola " + "palabra " * 500))
    assert "palabra…»" in reply
    assert reply.count("palabra palabra") < 20


async def test_only_the_thinking_model_reasons_and_it_does_so_first() -> None:
    kinds = [type(event) for event in await ask("hola", model="demo-thinking")]
    assert kinds == sorted(kinds, key=[ChatReasoning, ChatText, ChatEnd].index)
    assert ChatReasoning in kinds
    assert ChatReasoning not in [type(event) for event in await ask("hola")]


async def test_its_models_are_marked_and_have_no_price() -> None:
    models = await DemoGateway().models()
    assert all(model.demo and model.can_chat and model.input_price is None for model in models)


async def test_a_model_that_it_does_not_have_is_refused() -> None:
    with pytest.raises(ModelUnknown):
        await ask("hola", model="gpt-4o")
