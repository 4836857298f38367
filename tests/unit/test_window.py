"""A conversation that outgrows its model's window."""

from collections.abc import Iterable
from decimal import Decimal

from kipux.adapters.scripted.gateway import Step, whole_answer
from kipux.application.ports.llm_gateway import ChatRequest
from kipux.application.use_cases.send_message import Sent
from kipux.domain.errors import ContextTooLong, ProviderDown
from kipux.domain.events import Done
from kipux.domain.message import MessageStatus
from kipux.domain.model import Model, ModelList
from kipux.domain.spending import Spent
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
