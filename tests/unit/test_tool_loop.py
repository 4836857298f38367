"""Replies that look things up on the way."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from contextlib import aclosing
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kipux.adapters.memory.model_catalogue import MemoryModelCatalogue
from kipux.adapters.scripted.gateway import Pause, Script, ScriptedLLMGateway, whole_answer
from kipux.adapters.scripted.gateway import Step as Played
from kipux.application.generation.reply import ReplySource
from kipux.application.generation.tool_loop import ToolLoop
from kipux.application.generation.tools import BadArguments, Errand, Tool, Wish
from kipux.application.ports.llm_gateway import (
    ChatEnd,
    ChatEvent,
    ChatRequest,
    ChatText,
    ChatToolCall,
    PromptMessage,
    ToolSpec,
)
from kipux.application.use_cases.send_message import Sent
from kipux.domain.errors import ContextTooLong, RateLimited, RequestRefused, StreamCut
from kipux.domain.events import SourcesFound, ToolProgress
from kipux.domain.message import Message, MessageStatus, Source, Usage
from kipux.domain.model import Model, ModelList
from kipux.domain.step import StepStatus
from kipux.domain.tokens import tokens_in, tokens_of_message
from kipux.domain.web_use import WebUse
from tests.factories import NOW, new_id
from tests.unit.house import House, SteppedClock

MATERIAL = "[1] El quipu de Caral tiene 4.500 años."


class Lookup(Tool):
    """Finds `MATERIAL`, from one source."""

    def __init__(self, name: str = "web_search", material: str = MATERIAL) -> None:
        self.name = name
        self.material = material
        self.asked: list[Mapping[str, object]] = []
        self.may_end: asyncio.Event | None = None

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(self.name, "Looks things up.", {"type": "object"})

    async def __call__(self, arguments: Mapping[str, object], errand: Errand) -> str:
        self.asked.append(arguments)
        subject = arguments.get("query") or arguments.get("url")
        if not isinstance(subject, str):
            raise BadArguments("`query` must be a text.")
        step = errand.steps.begin(self.name, subject)
        if self.may_end:
            await self.may_end.wait()
        url = f"https://a.example/{self.name}/{subject}"
        errand.sources.add(Source(0, url, "A", "a.example", passages=("one",)))
        step.end(found=1)
        return self.material


class Broken(Lookup):
    async def __call__(self, arguments: Mapping[str, object], errand: Errand) -> str:
        errand.steps.begin(self.name, "x")
        raise ZeroDivisionError


def a_call(number: int = 0, name: str = "web_search", arguments: str = '{"query": "quipu"}') -> ChatToolCall:
    return ChatToolCall(number, f"call_{number}", name, arguments)


def calling(*calls: ChatToolCall, usage: Usage | None = None, cost: str | None = None) -> tuple[ChatEvent, ...]:
    return (*calls, ChatEnd("tool_calls", "m", usage or Usage(), Decimal(cost) if cost else None))


def in_turn(*scripts: Iterable[Played]) -> Script:
    """Each request plays the next one; the last is played again and again."""
    left = list(scripts)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


def a_house(script: Script, *tools: Tool, calls_tools: bool = True, window: int | None = None) -> House:
    house = House(tools=tools or (Lookup(), Lookup("read_page", "[2] De la página.")))
    model = Model(id="m", name="M", abilities=("function_calling",) if calls_tools else (), context_window=window)
    house.catalogue.keep(ModelList((model,), NOW, stale=False))
    house.gateway._script = script
    return house


async def reply_of(house: House, sent: Sent) -> Message:
    await house.done(sent)
    return await house.kept(sent.reply, sent.conversation.user_id)


def roles(request: ChatRequest) -> list[str]:
    return [message.role for message in request.messages]


async def test_a_model_asks_reads_and_answers() -> None:
    first = calling(a_call(), usage=Usage(10, 2), cost="0.1")
    house = a_house(in_turn(first, whole_answer("Tiene 4.500 años [1].", usage=Usage(30, 5), cost=Decimal("0.2"))))
    sent = await house.ask("¿Qué edad tiene el quipu de Caral?")
    events = await house.events(sent)
    asked, again = house.gateway.requests
    assert [spec.name for spec in asked.tools] == ["web_search", "read_page"]
    assert again.messages[-2].tool_calls[0].name == "web_search"
    assert again.messages[-1] == PromptMessage("tool", MATERIAL, tool_call_id="call_0")
    steps = [event.step.status for event in events if isinstance(event, ToolProgress)]
    assert steps == [StepStatus.STARTED, StepStatus.FINISHED]
    (found,) = [event.items for event in events if isinstance(event, SourcesFound)]
    reply = await reply_of(house, sent)
    assert (reply.text, reply.status) == ("Tiene 4.500 años [1].", MessageStatus.COMPLETE)
    assert [source.n for source in reply.sources] == [source.n for source in found] == [1]
    assert [(step.name, step.subject, step.found) for step in reply.steps] == [("web_search", "quipu", 1)]
    assert (reply.usage, reply.cost) == (Usage(40, 7), Decimal("0.3"))


async def test_what_each_round_said_is_shown_as_the_providers_own_words() -> None:
    house = a_house(in_turn(calling(a_call()), whole_answer("Sí.")))
    sent = await house.ask()
    await house.done(sent)
    async with house.begin() as work:
        raw = await work.messages.raw(sent.reply.id, sent.conversation.user_id)
    assert raw is not None
    assert len(json.loads(raw)) == 2


async def test_calls_come_in_pieces_and_run_side_by_side() -> None:
    search, read = Lookup(), Lookup("read_page")
    search.may_end = read.may_end = asyncio.Event()
    pieces = (
        ChatToolCall(0, "a", "web_search", ""),
        ChatToolCall(1, "b", "read_page", '{"url": "htt'),
        ChatToolCall(0, None, None, '{"query": "ñ"}'),
        ChatToolCall(1, None, None, 'p://x.example"}'),
    )
    house = a_house(in_turn(calling(*pieces), whole_answer("Sí.")), search, read)
    sent = await house.ask()
    async with asyncio.timeout(5):
        while not (search.asked and read.asked):
            await asyncio.sleep(0)
    search.may_end.set()
    await house.done(sent)
    assert (search.asked, read.asked) == ([{"query": "ñ"}], [{"url": "http://x.example"}])
    assert [message.tool_call_id for message in house.gateway.requests[-1].messages[-2:]] == ["a", "b"]


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("web_search", "{"),
        ("web_search", "[1]"),
        ("web_search", '{"query": 7}'),
        ("web_search", "[" * 5_000),
        ("web_search", '{"query": "' + "x" * 9_000 + '"}'),
        ("delete_everything", "{}"),
        ("no such ✗ name", "{}"),
    ],
)
async def test_a_wrong_call_goes_back_once_to_be_corrected(name: str, arguments: str) -> None:
    wrong = calling(a_call(0, name, arguments))
    house = a_house(in_turn(wrong, wrong, whole_answer("Así.")))
    sent = await house.ask()
    reply = await reply_of(house, sent)
    assert (reply.status, reply.text) == (MessageStatus.COMPLETE, "Así.")
    _, corrected, last = house.gateway.requests
    assert corrected.messages[-1].text.startswith("Error: ")
    assert all(isinstance(json.loads(call.arguments), dict) for call in corrected.messages[-2].tool_calls)
    assert (corrected.may_call, last.may_call) == (True, False)
    assert {step.status for step in reply.steps} == {StepStatus.FAILED}


async def test_a_model_that_calls_without_end_has_to_answer_from_what_there_is() -> None:
    house = a_house(lambda request: whole_answer("Bien.") if not request.tools else calling(a_call()))
    reply = await reply_of(house, await house.ask("¿Qué?"))
    assert reply.text == "Bien."
    *_, last = house.gateway.requests
    assert last.messages[-1].role == "user"
    assert MATERIAL in last.messages[-1].text
    assert len(house.gateway.requests) == 6


async def test_text_between_two_rounds_stands_in_paragraphs_of_its_own() -> None:
    first = (ChatText("Voy a mirar."), *calling(a_call()))
    house = a_house(in_turn(first, whole_answer("Ya está.")))
    assert (await reply_of(house, await house.ask())).text == "Voy a mirar.\n\nYa está."


@pytest.mark.parametrize(
    ("plan", "use", "queries"),
    [
        ('{"queries": ["quipu edad", "Caral"]}', WebUse.AUTO, ["quipu edad", "Caral"]),
        ('Sure!\n```json\n{"queries": ["a", "a", " b  c "]}\n```', WebUse.AUTO, ["a", "b c"]),
        ('{"queries": []}', WebUse.AUTO, []),
        ("No idea.", WebUse.AUTO, []),
        ("{{{ [", WebUse.ALWAYS, ["¿Qué edad tiene?"]),
        ('{"queries": [7, null]}', WebUse.ALWAYS, ["¿Qué edad tiene?"]),
    ],
)
async def test_a_model_without_tools_plans_and_then_answers(plan: str, use: WebUse, queries: list[str]) -> None:
    search = Lookup()
    house = a_house(in_turn(whole_answer(plan), whole_answer("Ya.")), search, calls_tools=False)
    reply = await reply_of(house, await house.ask("¿Qué edad tiene?", web=use))
    assert [asked["query"] for asked in search.asked] == queries
    assert reply.text == "Ya."
    last = house.gateway.requests[-1]
    assert not last.tools
    assert (MATERIAL in last.messages[-1].text) == bool(queries)
    assert "user" not in {one for one, other in zip(roles(last), roles(last)[1:], strict=False) if one == other}


async def test_always_searches_first_and_then_the_model_may_go_on() -> None:
    house = a_house(in_turn(whole_answer('{"queries": ["uno"]}'), calling(a_call()), whole_answer("Sí.")))
    reply = await reply_of(house, await house.ask(web=WebUse.ALWAYS))
    assert [step.subject for step in reply.steps] == ["uno", "quipu"]
    assert MATERIAL in house.gateway.requests[1].messages[-1].text


@pytest.mark.parametrize("calls_tools", [True, False])
async def test_a_link_in_the_question_is_read_before_anything_else(*, calls_tools: bool) -> None:
    read = Lookup("read_page", "[1] De la página.")
    house = a_house(in_turn(whole_answer("Resumen.")), Lookup(), read, calls_tools=calls_tools)
    sent = await house.ask("Resume (https://a.example/x_(y)?q=1), por favor.")
    await house.done(sent)
    assert read.asked == [{"url": "https://a.example/x_(y)?q=1"}]
    (request,) = house.gateway.requests
    assert request.messages[-1].text.startswith("Resume (https://")
    assert "[1] De la página." in request.messages[-1].text


async def test_where_nothing_can_be_looked_up_the_window_is_all_for_the_conversation() -> None:
    house = a_house(in_turn(whole_answer("Bien.")), Lookup("read_page"), calls_tools=False, window=8_000)
    text = "palabra " * 1_100  # two of them fit, and would not beside what is kept for the web
    sent = await house.ask(text)
    await house.done(sent)
    sent = await house.ask(text, sent.conversation.user_id, conversation_id=sent.conversation.id)
    await house.done(sent)
    assert [roles(request) for request in house.gateway.requests] == [["user"], ["user", "assistant", "user"]]


@pytest.mark.parametrize(
    "address", ["http://[server]/#/login", "http://[foo#bar", "http://exa℀mple.com/#x", "http://[x]:9y/"]
)
async def test_an_address_that_is_none_does_not_break_the_reply(address: str) -> None:
    house = a_house(in_turn(whole_answer("Así no.")))
    reply = await reply_of(house, await house.ask(f"¿Cómo entro en {address} ?"))
    assert (reply.text, reply.status) == ("Así no.", MessageStatus.COMPLETE)


async def test_all_links_of_the_question_may_be_opened_though_three_are_read_at_once() -> None:
    read = Lookup("read_page")
    links = [f"https://{letter}.example" for letter in "abcd"]
    last = calling(a_call(name="read_page", arguments=json.dumps({"url": links[3]})))
    house = a_house(in_turn(last, whole_answer("Listo.")), Lookup(), read)
    await house.done(await house.ask("Compara " + " ".join(links)))
    assert [asked["url"] for asked in read.asked] == links


async def test_what_strangers_said_in_a_reply_before_opens_no_way_either() -> None:
    opened: list[bool] = []

    class Peeking(Lookup):
        async def __call__(self, arguments: Mapping[str, object], errand: Errand) -> str:
            opened.append(errand.sources.may_open(str(arguments["url"])))
            return await super().__call__(arguments, errand)

    def reading(url: str) -> tuple[ChatEvent, ...]:
        return calling(a_call(name="read_page", arguments=json.dumps({"url": url})))

    found = "https://a.example/web_search/quipu"
    script = in_turn(
        calling(a_call()),
        whole_answer("Según [1]."),
        reading("https://evil.example/?q=secreto"),
        reading("https://mine.example"),
        reading(found),
        whole_answer("Como dije [1]."),
    )
    house = a_house(script, Lookup(), Peeking("read_page"))
    sent = await house.ask("Busca, no abras https://mine.example", web=WebUse.AUTO)
    opened.clear()
    await house.done(sent)
    again = await house.ask("¿Y?", sent.conversation.user_id, conversation_id=sent.conversation.id)
    await house.done(again)
    assert opened[-3:] == [False, True, True]


async def test_a_number_of_a_reply_before_is_none_of_this_one() -> None:
    house = a_house(in_turn(calling(a_call()), whole_answer("Sí [1]."), whole_answer("Como dije [1].")))
    sent = await house.ask("¿Qué?")
    assert (await reply_of(house, sent)).text == "Sí [1]."
    again = await house.ask("¿Y?", sent.conversation.user_id, conversation_id=sent.conversation.id)
    assert (await reply_of(house, again)).text == "Como dije."


@pytest.mark.parametrize(
    ("then", "cost"),
    [
        ((RateLimited(),), "0.05"),
        ((ChatText("Empiezo"), StreamCut()), None),  # what it had cost until then nobody tells
        ((ChatEnd("content_filter", "m", Usage(), Decimal("0.01")),), "0.06"),
    ],
)
async def test_what_the_rounds_of_a_reply_have_cost_is_counted_though_it_fails(
    then: tuple[Played, ...], cost: str | None
) -> None:
    house = a_house(in_turn(calling(a_call(), cost="0.05"), then))
    sent = await house.ask("¿Qué?")
    reply = await reply_of(house, sent)
    assert (reply.status, reply.cost) == (MessageStatus.FAILED, None if cost is None else Decimal(cost))
    async with house.begin() as work:
        spent = await work.spending.of_conversation(sent.conversation.id, sent.conversation.user_id)
    assert (spent.known, spent.unknown_replies) == (Decimal(cost or 0), 0 if cost else 1)


async def test_never_is_never_also_when_it_is_written_anew() -> None:
    house = a_house(in_turn(whole_answer("No miro.")))
    sent = await house.ask("Lee https://a.example", web=WebUse.NEVER)
    await house.done(sent)
    again = await house.regenerate_reply(sent.conversation.user_id, sent.reply.id)
    assert not (await reply_of(house, again)).steps
    assert [request.tools for request in house.gateway.requests] == [(), ()]
    assert roles(house.gateway.requests[0]) == ["user"]


async def test_where_tools_are_refused_a_plan_takes_their_place() -> None:
    def script(request: ChatRequest) -> Iterable[Played]:
        if request.tools:
            return [RequestRefused()]
        return whole_answer("Ya.") if MATERIAL in request.messages[-1].text else whole_answer('{"queries": ["x"]}')

    reply = await reply_of(house := a_house(script), await house.ask())
    assert (reply.status, reply.text) == (MessageStatus.COMPLETE, "Ya.")


async def test_what_is_too_long_all_the_same_is_halved() -> None:
    def script(request: ChatRequest) -> Iterable[Played]:
        if request.tools and len(request.messages) < 3:
            return calling(a_call())
        return whole_answer("Ya.") if len(request.messages[-1].text) < 3_000 else [ContextTooLong()]

    house = a_house(script, Lookup(material="palabra " * 1_000))
    assert (await reply_of(house, await house.ask())).text == "Ya."


async def test_stopping_stops_what_is_looked_up() -> None:
    search = Lookup()
    search.may_end = asyncio.Event()
    house = a_house(in_turn(calling(a_call()), whole_answer("Sí.")), search)
    sent = await house.ask()
    async with asyncio.timeout(5):
        while not search.asked:
            await asyncio.sleep(0)
    await house.stop_reply(sent.conversation.user_id, sent.reply.id)
    reply = await reply_of(house, sent)
    assert reply.status is MessageStatus.STOPPED
    assert [step.status for step in reply.steps] == [StepStatus.FAILED]


async def test_a_tool_that_breaks_takes_nothing_with_it() -> None:
    house = a_house(in_turn(calling(a_call()), whole_answer("Sin ella.")), Broken())
    reply = await reply_of(house, await house.ask())
    assert (reply.text, reply.status) == ("Sin ella.", MessageStatus.COMPLETE)
    assert [step.status for step in reply.steps] == [StepStatus.FAILED]


async def test_what_was_cut_off_goes_on_from_the_same_material() -> None:
    cut = (ChatText("Tiene 4.500 años [1], y "), Pause(0.05), StreamCut())
    house = a_house(in_turn(calling(a_call()), cut, whole_answer("años [1], y más [7].")))
    sent = await house.ask()
    assert (await reply_of(house, sent)).status is MessageStatus.FAILED
    again = await house.continue_reply(sent.conversation.user_id, sent.reply.id)
    reply = await reply_of(house, again)
    assert (reply.text, reply.status) == ("Tiene 4.500 años [1], y más.", MessageStatus.COMPLETE)
    assert "[1] A (a.example) https://a.example/web_search/quipu\none" in house.gateway.requests[-1].messages[-1].text
    assert [source.n for source in reply.sources] == [1]
    async with house.begin() as work:
        (source,) = await work.messages.sources(reply.id, sent.conversation.user_id)
    assert source.passages == ("one",)


CALLS = st.lists(
    st.tuples(
        st.sampled_from(["web_search", "read_page", "x"]),
        st.text(max_size=300).map(lambda text: json.dumps({"query": text})),
    ),
    max_size=6,
)


@given(
    rounds=st.lists(CALLS, max_size=6),
    budget=st.integers(400, 9_000),
    material=st.text(min_size=1, max_size=20).map(lambda text: text * 900),
    said=st.text(min_size=1, max_size=900),
    use=st.sampled_from(WebUse),
    model=st.sampled_from(["calls", "does not"]),
)
@settings(max_examples=200, deadline=None)
def test_no_prompt_is_ever_larger_than_its_budget(
    rounds: list[list[tuple[str, str]]], budget: int, material: str, said: str, use: WebUse, model: str
) -> None:
    def script(request: ChatRequest) -> Iterable[Played]:
        calls = rounds.pop() if rounds and request.tools else []
        pieces = [a_call(n, name, arguments) for n, (name, arguments) in enumerate(calls)]
        return calling(*pieces) if pieces else whole_answer('{"queries": ["a", "b"]}')

    async def answer() -> None:
        async with asyncio.timeout(30), aclosing(loop(request, Wish(use, said), budget)) as batches:
            async for _ in batches:
                pass

    catalogue = MemoryModelCatalogue()
    models = (Model(id="calls", name="C", abilities=("function_calling",)), Model(id="does not", name="D"))
    catalogue.keep(ModelList(models, NOW, stale=False))
    gateway = ScriptedLLMGateway(models, script)
    tools = Lookup(material=material), Lookup("read_page", material)
    loop = ToolLoop(ReplySource(gateway, catalogue), tools, catalogue, SteppedClock())
    request = ChatRequest(model, (PromptMessage("user", said),), str(new_id()))
    if tokens_of_message(said) <= budget:
        asyncio.run(answer())
    for sent in gateway.requests:
        assert sum(map(size, sent.messages)) <= budget


def size(message: PromptMessage) -> int:
    called = sum(tokens_in(call.name + call.arguments + call.id) for call in message.tool_calls)
    return tokens_of_message(message.text) + called
