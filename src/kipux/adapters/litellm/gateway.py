"""The LiteLLM proxy, or any server that speaks OpenAI's API, as Kipux's gateway."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from http import HTTPStatus
from ssl import SSLContext

import aiohttp
import httpx
import msgspec
from aiohttp.abc import AbstractResolver

from kipux.adapters.litellm.body import body_of
from kipux.adapters.litellm.budgets import from_key_info
from kipux.adapters.litellm.chat import answer_from
from kipux.adapters.litellm.connection import client_for, root_of
from kipux.adapters.litellm.errors import error_of_response
from kipux.adapters.litellm.models import NotAList, from_model_info, from_model_names
from kipux.adapters.litellm.problem import loggable, problem_of
from kipux.adapters.litellm.stream import Patience, TooLong, whole_of
from kipux.adapters.litellm.wire import UNREADABLE, Readiness
from kipux.application.ports.llm_gateway import ChatEvent, ChatRequest
from kipux.domain.budget import Budget
from kipux.domain.errors import GatewayError, GatewayGarbled, GatewayTimeout, GatewayUnreachable
from kipux.domain.model import Model

log = logging.getLogger(__name__)

_STREAM_HEADERS = {
    "content-type": "application/json",
    "accept": "text/event-stream, application/json",
    "accept-encoding": "identity",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole response."""

    status: int
    headers: httpx.Headers
    body: bytes


class LiteLLMGateway:
    """`url` is the server's root, with or without `/v1`; `key` goes to it and nowhere else.

    Seconds: `first_token_seconds` from the request to the first word, `stall_seconds` from each to the next,
    `list_seconds` for a list of models. `resolver` knows where names lead, in place of the system.
    """

    def __init__(
        self,
        url: str,
        key: str | None,
        first_token_seconds: float = 120,
        stall_seconds: float = 90,
        list_seconds: float = 20,
        *,
        resolver: AbstractResolver | None = None,
        ssl_context: SSLContext | None = None,
    ) -> None:
        self._root = root_of(url)
        self._key = key or None
        self._first_token_seconds = first_token_seconds
        self._stall_seconds = stall_seconds
        self._list_seconds = list_seconds
        self._client = client_for(self._key, resolver=resolver, ssl_context=ssl_context)

    async def models(self) -> tuple[Model, ...]:
        """Those of `/model/info`; where that is not to be had, and for its wildcards, those of `/v1/models`."""
        reply = await self._get("/model/info")
        try:
            described = from_model_info(reply.body) if reply.status == HTTPStatus.OK else None
        except NotAList:
            described = None
        if described is None:
            return await self._named_models()
        known = {model.id: model for model in described if "*" not in model.id}
        if len(known) < len(described):
            known = {model.id: model for model in await self._named_models()} | known
        return tuple(known.values())

    async def chat(self, request: ChatRequest) -> AsyncGenerator[Sequence[ChatEvent]]:
        """Stream an answer."""
        patience = Patience(self._first_token_seconds, self._stall_seconds)
        secrets = (self._key or "", *(message.text for message in request.messages))
        response = await self._send("POST", "/v1/chat/completions", patience, body_of(request))
        try:
            if response.status_code != HTTPStatus.OK:
                reply = Reply(response.status_code, response.headers, await _read(response, patience))
                raise self._failure(reply, request.model, secrets)
            async with aclosing(answer_from(response, request, patience, secrets)) as batches:
                async for events in batches:
                    yield events
        finally:
            await response.aclose()

    async def probe(self) -> str:
        """Whether the key is accepted, and by what."""
        number = len(await self._named_models())
        for path in ("/health/readiness/details", "/health/readiness"):
            reply = await self._get(path)
            try:
                readiness = msgspec.json.decode(reply.body, type=Readiness)
            except UNREADABLE:
                continue
            if reply.status == HTTPStatus.OK:
                return " ".join(filter(None, ("LiteLLM", readiness.litellm_version))) + f", {number} models"
        return f"OpenAI-compatible server, {number} models"

    async def budget(self) -> Budget | None:
        """That of `/key/info`, which LiteLLM has where it keeps keys in a database, and other servers do not have."""
        reply = await self._get("/key/info")
        return from_key_info(reply.body) if reply.status == HTTPStatus.OK else None

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def _named_models(self) -> tuple[Model, ...]:
        reply = await self._get("/v1/models")
        if reply.status != HTTPStatus.OK:
            raise self._failure(reply)
        try:
            return from_model_names(reply.body)
        except NotAList as error:
            raise GatewayGarbled from error

    def _failure(self, reply: Reply, model: str = "", secrets: Iterable[str] = ()) -> GatewayError:
        problem = problem_of(reply.body)
        failure = error_of_response(reply.status, reply.headers, problem, model, keyless=self._key is None)
        told = loggable(problem, (self._key or "", *secrets))
        log.warning("The gateway answered %s: %s: %s", reply.status, failure.code, told)
        return failure

    async def _get(self, path: str) -> Reply:
        patience = Patience(self._list_seconds, self._list_seconds)
        response = await self._send("GET", path, patience)
        try:
            return Reply(response.status_code, response.headers, await _read(response, patience))
        finally:
            await response.aclose()

    async def _send(self, method: str, path: str, patience: Patience, body: bytes | None = None) -> httpx.Response:
        """The response, its body still to be read: its reader closes it."""
        try:
            request = self._client.build_request(
                method, self._root + path, content=body, headers=_STREAM_HEADERS if body else None
            )
            async with asyncio.timeout_at(patience.until):
                return await self._client.send(request, stream=True)
        except TimeoutError:
            raise GatewayTimeout from None
        except aiohttp.ClientResponseError as error:
            raise GatewayGarbled from error
        except (httpx.HTTPError, httpx.InvalidURL, aiohttp.ClientError, OSError) as error:
            log.warning("The gateway cannot be reached: %s", type(error).__name__)
            raise GatewayUnreachable from error


async def _read(response: httpx.Response, patience: Patience) -> bytes:
    """The whole of a body that explains a status; nothing of one that cannot be read."""
    try:
        return await whole_of(response, patience)
    except TimeoutError:
        raise GatewayTimeout from None
    except (httpx.HTTPError, httpx.StreamError, aiohttp.ClientError, OSError, TooLong) as error:
        log.warning("The gateway's answer broke off: %s", type(error).__name__)
        return b""
