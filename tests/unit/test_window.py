"""A conversation that outgrows its model's window."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from kipux.adapters.scripted.gateway import Step, whole_answer
from kipux.application.generation.tools import Errand, Tool
from kipux.application.ports.llm_gateway import ChatEnd, ChatRequest, ChatText, ChatToolCall, ToolSpec
from kipux.application.use_cases.send_message import Sent
from kipux.domain.errors import ContextTooLong, ProviderDown
from kipux.domain.events import Done
from kipux.domain.message import MessageStatus, Usage
from kipux.domain.model import Model, ModelList
from kipux.domain.spending import Spent
from kipux.domain.step import StepStatus
from kipux.domain.summary import Summary
from tests.factories import NOW
from tests.unit.house import House

LONG = "palabra " * 400  # 915 tokens
SUMMARY = "Hablaron de palabras."


def is_for_a_summary(request: ChatRequest) -> bool:
    return request.messages[0].text.startswith("You keep the memory")


class Talk:
    """A conversation with a model whose window is small."""

    def __init__(self, house: House, window: int | None = 8_000) -> None:
        self.house = house
        self.sent: Sent | None = None
        self.summary: Iterable[Step] = whole_answer(SUMMARY, cost=Decimal("0.5"))
        house.catalogue.keep(ModelList((Model(id="m", name="M", context_window=window),), NOW, stale=False))
        house.gateway._script = self._play

    def _play(self, request: ChatRequest) -> Iterable[Step]:
        return self.summary if is_for_a_summary(request) else self.house.script

    async def say(self, text: str = LONG) -> Done:
        if self.sent is None:
            self.sent = await self.house.ask(text)
        else:
            here = self.sent.conversation
            self.sent = await self.house.ask(text, here.user_id, conversation_id=here.id)
        return await self.house.done(self.sent)

    async def summaries(self) -> tuple[Summary, ...]:
        assert self.sent
        async with self.house.begin() as work:
            return await work.summaries.of_conversation(self.sent.conversation.id)

    @property
    def asked(self) -> list[str]:
        return [message.text for message in self.house.gateway.requests[-1].messages]


async def test_its_oldest_turns_are_summarised_and_the_prompt_then_begins_the_same(house: House) -> None:
    talk = Talk(house)
    for _ in range(7):
        assert (await talk.say()).status is MessageStatus.COMPLETE
    assert sum(map(is_for_a_summary, house.gateway.requests)) == 1
    (summary,) = await talk.summaries()
    assert (summary.text, summary.model) == (SUMMARY, "m")
    beginning = talk.asked[:2]
    assert beginning[0].endswith(SUMMARY)
    await talk.say("y algo más")
    assert talk.asked[:2] == beginning
    assert talk.asked[-1] == "y algo más"
    assert sum(map(is_for_a_summary, house.gateway.requests)) == 1


async def test_what_a_summary_has_cost_is_counted(house: House) -> None:
    talk = Talk(house)
    for _ in range(7):
        await talk.say()
    assert talk.sent
    async with house.begin() as work:
        spent = await work.spending.of_conversation(talk.sent.conversation.id, talk.sent.conversation.user_id)
    assert spent == Spent(Decimal("0.5"), 7)


async def test_the_next_summary_is_told_the_one_before(house: House) -> None:
    talk = Talk(house)
    for _ in range(14):
        await talk.say()
    last = [request for request in house.gateway.requests if is_for_a_summary(request)][-1]
    assert f"<summary>\n{SUMMARY}\n</summary>" in last.messages[1].text
    assert len(await talk.summaries()) > 1


async def test_without_a_summary_the_oldest_turns_are_left_out_and_that_is_kept_too(house: House) -> None:
    talk = Talk(house)
    talk.summary = [ProviderDown()]
    for _ in range(7):
        assert (await talk.say()).status is MessageStatus.COMPLETE
    assert [summary.text for summary in await talk.summaries()] == [""]
    assert len(talk.asked) < 13
    talk.summary = whole_answer(SUMMARY)
    await talk.say()
    assert talk.asked[0].endswith(SUMMARY)


async def test_a_model_that_says_it_is_too_long_is_asked_once_more_with_less(house: House) -> None:
    talk = Talk(house, window=None)
    for _ in range(6):
        await talk.say()
    answers = iter([[ContextTooLong()], whole_answer("Ahora sí.")])
    house.gateway._script = lambda request: talk.summary if is_for_a_summary(request) else next(answers)
    assert (await talk.say()).status is MessageStatus.COMPLETE
    assert talk.asked[0].endswith(SUMMARY)


async def test_a_second_refusal_is_told(house: House) -> None:
    talk = Talk(house, window=None)
    for _ in range(6):
        await talk.say()
    house.script = [ContextTooLong()]
    done = await talk.say()
    assert done.failure
    assert done.failure.code == ContextTooLong.code
    assert len([request for request in house.gateway.requests if not is_for_a_summary(request)]) == 6 + 2


async def test_a_single_question_that_is_too_long_is_told_at_once(house: House) -> None:
    talk = Talk(house)
    house.script = [ContextTooLong()]
    done = await talk.say(LONG * 20)
    assert done.failure
    assert done.failure.code == ContextTooLong.code
    assert len(house.gateway.requests) == 1


class Reader(Tool):
    """Reads a page, of which there is one step to tell."""

    name = "read_page"

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(self.name, "Reads a page.", {"type": "object"})

    async def __call__(self, arguments: Mapping[str, object], errand: Errand) -> str:
        errand.steps.begin(self.name, "https://a.example").end(found=1)
        return "The page."


def reading(text: str = "") -> list[Step]:
    said = [ChatText(text)] if text else []
    return [*said, ChatToolCall(0, "c", "read_page", "{}"), ChatEnd("tool_calls", "m", Usage(), None)]


async def talked_with_a_reader(said: str = "") -> Talk:
    """Six turns with a model that then says this, calls the reader, and finds too long all that is without a summary."""
    talk = Talk(House(tools=(Reader(),)), window=None)
    for _ in range(6):
        await talk.say()
    model = Model(id="m", name="M", abilities=("function_calling",))
    talk.house.catalogue.keep(ModelList((model,), NOW, stale=False))

    def play(request: ChatRequest) -> Iterable[Step]:
        if is_for_a_summary(request):
            return talk.summary
        if any(message.text.endswith(SUMMARY) for message in request.messages):
            return whole_answer("Ahora sí.")
        return reading(said) if request.tools and request.messages[-1].role == "user" else [ContextTooLong()]

    talk.house.gateway._script = play
    return talk


async def test_a_step_that_was_told_is_no_reason_not_to_ask_once_more_with_less() -> None:
    talk = await talked_with_a_reader()
    assert (await talk.say("Lee https://a.example")).status is MessageStatus.COMPLETE
    assert talk.sent
    reply = await talk.house.kept(talk.sent.reply, talk.sent.conversation.user_id)
    assert (reply.text, {step.status for step in reply.steps}) == ("Ahora sí.", {StepStatus.FINISHED})


async def test_no_summary_is_paid_for_once_the_model_has_said_something() -> None:
    talk = await talked_with_a_reader("Voy a leer.")
    done = await talk.say("Lee https://a.example")
    assert done.failure
    assert done.failure.code == ContextTooLong.code
    assert not any(map(is_for_a_summary, talk.house.gateway.requests))
