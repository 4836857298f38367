"""Replies that look things up: the real app, Debian's searx, and a site that knows what nobody else does."""

import re
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from functools import partial

import pytest

from kipux.adapters.scripted.gateway import Step, whole_answer
from kipux.application.ports.llm_gateway import ChatEnd, ChatRequest, ChatToolCall
from kipux.domain.model import Model, ModelList
from kipux.domain.tokens import tokens_of_message
from tests.integration.living import PRICED, LiveApp, Person, running, text_of
from tests.services.searx import Searx, running_searx
from tests.services.site import Site
from tests.services.web_server import Answer, Request, web_server

CALLS = replace(PRICED, id="calls", abilities=("function_calling",), context_window=64_000)
SMALL = Model(id="small", name="Small", mode="chat", context_window=4_096)
QUESTION = "¿Cuántas cuerdas tiene la zumbarra de Valdemusgo?"
_FACT = re.compile(r"[^.\n]*once cuerdas[^.\n]*\.|[^.\n]*pesa \d+ kilos[^.\n]*\.|[^.\n]*6\.200 euros[^.\n]*\.")


def play(request: ChatRequest) -> Iterable[Step]:
    """A model that searches for the question, or plans to, and then says what it has read, with a number that nobody gave it."""
    last = request.messages[-1]
    if "Write nothing but JSON" in last.text:
        return whole_answer('{"queries": ["zumbarra cuerdas"]}', model=request.model)
    read = [message.text for message in request.messages if "<quoted" in message.text]
    if request.tools and not read and request.may_call:
        call = ChatToolCall(0, "call_1", "web_search", '{"query": "zumbarra cuerdas"}')
        return (call, ChatEnd("tool_calls", request.model))
    fact = _FACT.search("\n".join(read))
    return whole_answer(f"{fact[0].strip()} [1][9]" if fact else "No lo sé.", model=request.model)


@pytest.fixture(scope="module")
def engine(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterable[Searx]:
    """searx, over the site's own search."""
    with running_searx(tmp_path_factory.mktemp("searx-site"), site.search) as searx:
        yield searx


@pytest.fixture(scope="module")
async def web_app(database_url: str, site: Site, engine: Searx) -> AsyncIterator[LiveApp]:
    """The app with a search engine, that may read the site."""
    async with running(database_url, searxng_url=engine.url, fetch_allow=site.place) as app:
        prepare(app)
        yield app


def prepare(app: LiveApp) -> None:
    app.stage.gateway.offered = (CALLS, SMALL)
    app.stage.gateway._script = play
    app.container.model_catalogue().keep(ModelList((CALLS, SMALL), app.container.clock().now(), stale=False))


@pytest.fixture
async def eva(web_app: LiveApp) -> AsyncIterator[Person]:
    async with web_app.person() as person:
        yield person


@pytest.mark.parametrize("model", ["calls", "small"])
async def test_what_only_the_site_knows_is_answered_with_sources_that_open(
    web_app: LiveApp, site: Site, eva: Person, model: str
) -> None:
    sent = await eva.ask(QUESTION, model=model)
    events = await eva.events(sent["events"])
    assert "once cuerdas" in text_of(events)
    assert text_of(events).endswith("[1]")
    steps = [event.data for event in events if event.name == "tool"]
    assert [step["status"] for step in steps] == ["started", "finished"]
    assert steps[0]["label"] == "Searching “zumbarra cuerdas”"
    assert re.fullmatch(r"Searched “zumbarra cuerdas”", steps[1]["label"])
    (told,) = [event.data["items"] for event in events if event.name == "sources"]
    assert told[0]["url"] == f"{site.url}/es/zumbarra"
    assert (told[0]["title"], told[0]["published_on"]) == ("La zumbarra de Valdemusgo", "2026-03-14")
    _, reply = await eva.messages(sent["conversation"]["id"])
    assert (reply["sources"], reply["steps"]) == (told, steps[-1:])
    read = await eva.said("GET", f"/api/messages/{reply['id']}/sources", 200)
    assert "once cuerdas" in " ".join(read["items"][0]["passages"])
    asked = web_app.stage.gateway.requests[-1]
    window = {"calls": 64_000, "small": 4_096}[model]
    assert sum(tokens_of_message(message.text) for message in asked.messages) <= window - window // 16


async def test_a_long_talk_with_a_small_window_still_searches(web_app: LiveApp, eva: Person) -> None:
    sent = await eva.ask("Cuéntame algo largo. " * 150, model="calls", tools={"web": "never"})
    await eva.events(sent["events"])
    again = await eva.ask(QUESTION, sent["conversation"]["id"], model="small")
    assert "once cuerdas" in text_of(await eva.events(again["events"]))


async def test_the_sources_of_others_are_nobody_s(web_app: LiveApp, eva: Person) -> None:
    sent = await eva.ask(QUESTION, model="calls")
    await eva.events(sent["events"])
    async with web_app.person(name="Bob") as bob:
        await bob.said("GET", f"/api/messages/{sent['reply']['id']}/sources", 404)


async def test_a_link_is_read_and_a_pdf_too(site: Site, eva: Person) -> None:
    sent = await eva.ask(f"¿Cuánto costó? {site.url}/informe.pdf", model="small")
    events = await eva.events(sent["events"])
    assert "6.200 euros" in text_of(events)
    assert site.asked("/informe.pdf")


async def test_the_needle_in_200_kb_is_found(site: Site, eva: Person) -> None:
    sent = await eva.ask(f"¿Cuántos kilos pesa la zumbarra número 3? {site.url}/long/3", model="small")
    assert "33 kilos y medio" in text_of(await eva.events(sent["events"]))


@pytest.mark.parametrize(
    ("path", "missing"),
    [
        ("/gone", "a page answered with an error"),
        ("/broken", "a page answered with an error"),
        ("/huge", "a page is too large"),
        ("/endless", "a page is too large"),
        ("/login", "a page asks to log in"),
        ("/to-inside", "an address may not be opened"),
        ("/to-metadata", "an address may not be opened"),
        ("/script", "the page shows little without its scripts"),
    ],
)
async def test_on_a_bad_day_the_reply_goes_on_and_says_what_was_missing(
    site: Site, eva: Person, path: str, missing: str
) -> None:
    sent = await eva.ask(f"Resume {site.url}{path}", model="small")
    events = await eva.events(sent["events"])
    assert events[-1].data["status"] == "complete"
    assert text_of(events) == "No lo sé."
    assert missing in [event.data for event in events if event.name == "tool"][-1]["detail"]


async def test_what_a_page_says_to_the_model_stays_quoted(web_app: LiveApp, site: Site, eva: Person) -> None:
    await eva.events((await eva.ask(f"Resume {site.url}/hostile", model="small"))["events"])
    told = web_app.stage.gateway.requests[-1].messages[-1].text
    fence = re.search(r"<quoted (\w{8})>", told)
    assert fence
    inside = told[fence.end() : told.rindex(f"</quoted {fence[1]}>")]
    assert "[9]" not in inside
    assert fence[1] not in inside
    assert told.index("Resume") < fence.start()


async def test_without_an_engine_there_is_no_search_and_a_broken_one_is_said(
    database_url: str, site: Site, web_app: LiveApp
) -> None:
    async with running(database_url, fetch_allow=site.place) as app, app.person() as somebody:
        prepare(app)
        await somebody.events((await somebody.ask(QUESTION, model="calls"))["events"])
        assert [tool.name for tool in app.stage.gateway.requests[0].tools] == ["read_page"]
    for answer, missing in (
        (Answer(b"<html>", "text/html", 403), "the search engine gives no JSON"),
        (Answer(b"oops", status=500), "the search engine failed"),
    ):
        with web_server(partial(_always, answer)) as broken:
            async with running(database_url, searxng_url=broken.url) as app, app.person() as somebody:
                prepare(app)
                events = await somebody.events((await somebody.ask(QUESTION, model="calls"))["events"])
                assert events[-1].data["status"] == "complete"
                assert missing in [event.data for event in events if event.name == "tool"][-1]["detail"]


def _always(answer: Answer, request: Request) -> Answer:
    return answer


async def test_an_engine_that_never_answers_costs_no_more_than_its_time(database_url: str, site: Site) -> None:
    def never(request: Request) -> Answer:
        request.has_left()
        return Answer(broken_off=True)

    with web_server(never) as slow:
        async with running(database_url, searxng_url=slow.url, web_seconds=1) as app, app.person() as somebody:
            prepare(app)
            events = await somebody.events((await somebody.ask(QUESTION, model="calls"))["events"])
    assert "did not answer in time" in [event.data for event in events if event.name == "tool"][-1]["detail"]
    assert events[-1].data["status"] == "complete"
