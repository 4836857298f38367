"""The OpenAPI document: whole, and served without anything from elsewhere."""

from typing import Any

import pytest

from tests.integration.living import LiveApp

CALLS = {
    "POST /api/accounts",
    "GET /api/session",
    "POST /api/session",
    "DELETE /api/session",
    "GET /api/me",
    "GET /api/me/budget",
    "PATCH /api/me",
    "GET /api/me/sessions",
    "GET /api/me/spending",
    "GET /api/conversations/{conversation_id}/summaries",
    "PATCH /api/messages/{message_id}/summary",
    "DELETE /api/me/sessions",
    "DELETE /api/me/sessions/{key}",
    "POST /api/me/password",
    "POST /api/me/deletion",
    "GET /api/me/connection",
    "PUT /api/me/connection",
    "DELETE /api/me/connection",
    "GET /api/models",
    "POST /api/conversations",
    "GET /api/conversations",
    "GET /api/conversations/{conversation_id}",
    "PATCH /api/conversations/{conversation_id}",
    "DELETE /api/conversations/{conversation_id}",
    "POST /api/conversations/{conversation_id}/restore",
    "POST /api/conversations/{conversation_id}/visit",
    "GET /api/conversations/{conversation_id}/instructions",
    "PUT /api/conversations/{conversation_id}/instructions",
    "GET /api/conversations/{conversation_id}/messages",
    "POST /api/conversations/{conversation_id}/messages",
    "DELETE /api/messages/{message_id}",
    "POST /api/messages/{message_id}/regenerate",
    "POST /api/messages/{message_id}/continue",
    "POST /api/messages/{message_id}/stop",
    "POST /api/messages/{message_id}/show",
    "GET /api/search",
    "GET /api/conversations/export",
    "GET /api/conversations/{conversation_id}/export",
    "GET /api/conversations/{conversation_id}/markdown",
    "POST /api/conversations/import",
    "GET /api/messages/{message_id}/events",
    "GET /api/messages/{message_id}/raw",
    "GET /api/messages/{message_id}/sources",
    "GET /api/presets",
    "POST /api/presets",
    "POST /api/presets/import",
    "GET /api/presets/{preset_id}",
    "PATCH /api/presets/{preset_id}",
    "DELETE /api/presets/{preset_id}",
    "GET /api/presets/{preset_id}/file",
    "GET /healthz",
    "GET /readyz",
}


@pytest.fixture
async def document(live_app: LiveApp) -> dict[str, Any]:
    async with live_app.client() as client:
        answer = await client.get("/schema/openapi.json")
    described: dict[str, Any] = answer.json()
    return described


def operations(document: dict[str, Any]) -> dict[str, Any]:
    methods = ("get", "post", "patch", "delete", "put")
    return {
        f"{method.upper()} {path}": item[method]
        for path, item in document["paths"].items()
        for method in methods
        if method in item
    }


def test_every_call_is_described_and_no_page_is(document: dict[str, Any]) -> None:
    assert set(operations(document)) == CALLS


def test_every_refusal_is_a_problem(document: dict[str, Any]) -> None:
    refusals = [
        (call, status, answer["content"])
        for call, operation in operations(document).items()
        for status, answer in operation["responses"].items()
        if status >= "400" and call != "GET /readyz"
    ]
    assert len(refusals) > 100
    for call, status, content in refusals:
        assert set(content) == {"application/problem+json"}, (call, status)
        assert content["application/problem+json"]["schema"] == {"$ref": "#/components/schemas/Problem"}


def test_what_needs_a_session_says_so(document: dict[str, Any]) -> None:
    free = {call for call, operation in operations(document).items() if "security" not in operation}
    assert free == {
        "POST /api/accounts",
        "GET /api/session",
        "POST /api/session",
        "DELETE /api/session",
        "GET /healthz",
        "GET /readyz",
    }


def test_bodies_refuse_what_they_do_not_know(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for call, operation in operations(document).items():
        if "application/json" in operation.get("requestBody", {}).get("content", {}):
            schema = operation["requestBody"]["content"]["application/json"]["schema"]
            names = [part["$ref"].rpartition("/")[2] for part in schema.get("oneOf", [schema]) if "$ref" in part]
            assert [schemas[name]["additionalProperties"] for name in names] == [False], call


@pytest.mark.parametrize("path", ["/schema/swagger", "/schema/redoc", "/schema/elements", "/schema/openapi.yaml"])
async def test_there_is_no_page_that_loads_from_elsewhere(live_app: LiveApp, path: str) -> None:
    async with live_app.client() as client:
        assert (await client.get(path)).status_code == 404
