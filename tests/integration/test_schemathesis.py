"""A client that knows nothing but the OpenAPI document: it finds no 5xx, and nothing that the document does not say."""

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from kipux.entrypoints.container import Container
from kipux.entrypoints.settings import Settings
from kipux.entrypoints.web.app import create_app
from tests.integration.living import PASSWORD, running

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# Any bytes: what is no zip is refused, too.
schemathesis.serializer.alias("application/zip", "application/octet-stream")


def _document() -> dict[str, Any]:
    container = Container(settings=Settings(secret_key="s" * 40), database_url="postgresql://nobody@127.0.0.1:1/none")
    return create_app(container).openapi_schema.to_schema()


FOUND = list(schemathesis.openapi.from_dict(_document()).get_all_operations())
OPERATIONS = [found.ok() for found in FOUND if isinstance(found, Ok)]


@pytest.fixture(scope="module")
def url(database_url: str) -> Iterator[str]:
    """The app on a thread of its own, since this client knows no asyncio."""
    started, stop = threading.Event(), asyncio.Event()
    where: list[str] = []
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with running(database_url) as app:
            where.append(app.url)
            started.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    assert started.wait(30)
    yield where[0]
    loop.call_soon_threadsafe(stop.set)
    thread.join(30)
    loop.close()


@dataclass
class Somebody:
    """A person with a conversation and a preset, and what their requests carry."""

    headers: dict[str, str]
    conversation: str
    reply: str
    preset: str


@pytest.fixture
def somebody(url: str) -> Iterator[Somebody]:
    account = {"name": "Ada", "email": f"{uuid4().hex}@example.com", "phone": "+51987654321", "password": PASSWORD}
    with httpx.Client(base_url=url) as client:
        client.post("/api/accounts", json=account).raise_for_status()
        token = client.get("/api/session").json()["csrf_token"]
        sent = client.post(
            "/api/conversations", json={"message": {"text": "?"}}, headers={"x-csrf-token": token}
        ).json()
        preset = client.post("/api/presets", json={"name": "P"}, headers={"x-csrf-token": token}).json()
        headers = {"x-csrf-token": token, "cookie": f"kipux_session={client.cookies['kipux_session']}"}
        yield Somebody(headers, sent["conversation"]["id"], sent["reply"]["id"], preset["id"])


def test_every_operation_is_described_well_enough_to_be_tried() -> None:
    assert len(OPERATIONS) == len(FOUND) > 20


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_the_document_tells_the_truth(
    operation: APIOperation[Any, Any, Any, Any], url: str, somebody: Somebody
) -> None:
    @settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
    @given(case=operation.as_strategy())
    def holds(case: Case[Any]) -> None:
        _make_half_of_the_ids_real(case, somebody)
        answer = case.call(base_url=url, headers=somebody.headers)
        case.validate_response(answer, checks=CHECKS)

    holds()


def _make_half_of_the_ids_real(case: Case[Any], somebody: Somebody) -> None:
    owned = {"conversation_id": somebody.conversation, "message_id": somebody.reply, "preset_id": somebody.preset}
    for name, real in owned.items():
        asked = case.path_parameters.get(name)
        if asked and UUID(str(asked)).int % 2:
            case.path_parameters[name] = real
