"""The real app on a real socket and a real database, with a model that plays what a test tells it to; and people who use it."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import uuid4

import httpx
import msgspec
import uvicorn
from dependency_injector import providers

from kipux.adapters.scripted.gateway import ScriptedLLMGateway, Step, whole_answer
from kipux.adapters.system.clock import SystemClock
from kipux.application.ports.clock import Clock
from kipux.application.ports.llm_gateway import ChatRequest
from kipux.domain.model import Model
from kipux.entrypoints.container import Container
from kipux.entrypoints.settings import Settings
from kipux.entrypoints.web.app import create_app

Json = Any
STREAM = {"accept": "text/event-stream"}
PASSWORD = "correct horse battery staple"
PRICED = Model(
    id="m",
    name="M",
    provider="test",
    mode="chat",
    context_window=8_000,
    input_price=Decimal("0.00000015"),
    output_price=Decimal("0.0000006"),
    abilities=("vision",),
)
MODELS = (PRICED, Model(id="pictures", name="Pictures", mode="image_generation"))


@dataclass
class Stage:
    """What the model plays next; `None` in place of a script: «Hola, mundo.»"""

    steps: Iterable[Step] | None = None
    gateway: ScriptedLLMGateway = field(init=False)

    def __post_init__(self) -> None:
        self.gateway = ScriptedLLMGateway(MODELS, self._play)

    def _play(self, _: ChatRequest) -> Iterable[Step]:
        return whole_answer("Hola", ", ", "mundo.", model="m") if self.steps is None else self.steps


@dataclass
class LiveApp:
    """A running app: where it is, what it is made of, and the stage of its model."""

    url: str
    container: Container
    stage: Stage

    def client(self, **headers: str) -> httpx.AsyncClient:
        """A browser without any cookie; it asks for English."""
        return httpx.AsyncClient(base_url=self.url, headers={"accept-language": "en"} | headers, timeout=20)

    @asynccontextmanager
    async def person(self, **profile: str) -> AsyncIterator["Person"]:
        """Somebody new, signed in."""
        async with self.client() as client:
            person = Person(client)
            await person.register(**profile)
            yield person


class Person:
    """Somebody with a browser that knows the CSRF token."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.http = client
        self.email = f"{uuid4().hex}@example.com"

    async def register(self, **profile: str) -> httpx.Response:
        account = {"name": "Ada", "email": self.email, "phone": "+51987654321", "password": PASSWORD} | profile
        answer = await self.http.post("/api/accounts", json=account)
        assert answer.status_code == 201, answer.text
        await self.learn_token()
        return answer

    async def learn_token(self) -> None:
        state = await self.http.get("/api/session")
        self.http.headers["x-csrf-token"] = state.json()["csrf_token"]

    async def said(self, method: str, path: str, status: int, body: Json = None, **headers: str) -> Json:
        """The JSON of an answer that must have this status."""
        answer = await self.http.request(method, path, json=body, headers=headers)
        assert answer.status_code == status, f"{answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    async def ask(self, text: str = "Hello?", conversation: str | None = None, **more: Json) -> Json:
        """Send a message, the first of a conversation unless one is named; gives the 202."""
        message = {"text": text} | more
        if conversation is None:
            return await self.said("POST", "/api/conversations", 202, {"message": message})
        return await self.said("POST", f"/api/conversations/{conversation}/messages", 202, message)

    async def events(self, path: str, after: str | None = None) -> list["Event"]:
        """The whole of an event stream, to its end."""
        async with self.stream("GET", path, **({"last-event-id": after} if after else {})) as events:
            return [event async for event in events]

    @asynccontextmanager
    async def stream(
        self, method: str, path: str, body: Json = None, **headers: str
    ) -> AsyncIterator[AsyncIterator["Event"]]:
        """An event stream, event by event; leaving hangs up."""
        async with self.http.stream(method, path, json=body, headers=STREAM | headers) as answer:
            assert answer.status_code == 200, (await answer.aread()).decode()
            assert answer.headers["content-type"].startswith("text/event-stream")
            yield parsed(answer.aiter_lines())

    async def messages(self, conversation: str) -> list[Json]:
        items: list[Json] = (await self.said("GET", f"/api/conversations/{conversation}/messages", 200))["items"]
        return items


@dataclass(frozen=True)
class Event:
    """One event of a stream."""

    id: str
    name: str
    data: Mapping[str, Json]


async def parsed(lines: AsyncIterator[str]) -> AsyncIterator[Event]:
    """The events in a stream's lines."""
    fields: dict[str, str] = {}
    async for line in lines:
        name, _, value = line.partition(": ")
        if line and name:
            fields[name] = value
        if not line:
            if "event" in fields:
                yield Event(fields.get("id", ""), fields["event"], json.loads(fields["data"]))
            fields = {}


def text_of(events: Iterable[Event]) -> str:
    return "".join(event.data["delta"] for event in events if event.name == "text")


async def until(condition: Callable[[], object], seconds: float = 10) -> None:
    """Wait for something to become true."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.005)


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def running(database_url: str, clock: Clock | None = None, **settings: Any) -> AsyncIterator[LiveApp]:
    """The app on a free port, until the block ends."""
    stage = Stage()
    chosen = msgspec.structs.replace(Settings(secret_key="s" * 40, bcrypt_cost=4), **settings)
    container = Container(settings=chosen, database_url=database_url)
    container.llm_gateway.override(providers.Object(stage.gateway))
    container.clock.override(providers.Object(clock or SystemClock()))
    server = _Server(uvicorn.Config(create_app(container), lifespan="on", log_config=None, access_log=False, ws="none"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        serving = asyncio.create_task(server.serve([listener]))
        await until(lambda: server.started or serving.done())
        try:
            yield LiveApp(f"http://127.0.0.1:{listener.getsockname()[1]}", container, stage)
        finally:
            server.should_exit = True
            await serving
