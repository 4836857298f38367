"""One answer: from the response that carries it to the port's events."""

import logging
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing

import aiohttp
import httpx

from kipux.adapters.litellm.answer import Answer, NotAnAnswer, UpstreamError
from kipux.adapters.litellm.errors import error_in_stream
from kipux.adapters.litellm.problem import loggable
from kipux.adapters.litellm.sse import EventParser, EventTooLong
from kipux.adapters.litellm.stream import MAX_EVENT_BYTES, Patience, TooLong, payloads_of, whole_of
from kipux.application.ports.llm_gateway import ChatEvent, ChatRequest
from kipux.domain.errors import GatewayError, GatewayGarbled, GatewayTimeout, StreamCut, StreamStalled

log = logging.getLogger(__name__)

_UNREADABLE = (NotAnAnswer, EventTooLong, TooLong, httpx.DecodingError)
_CUT = (httpx.HTTPError, httpx.StreamError, aiohttp.ClientError, OSError)


async def answer_from(
    response: httpx.Response, request: ChatRequest, patience: Patience, secrets: Iterable[str]
) -> AsyncGenerator[Sequence[ChatEvent]]:
    """What a successful response says, streamed or whole, then its `ChatEnd`.

    Raises `GatewayError` when it fails on the way; what happens once the provider said why it stopped is no failure.
    """
    answer, parser = Answer(response.headers), EventParser(MAX_EVENT_BYTES)
    done = False
    try:
        async with aclosing(_batches(response, parser, patience)) as batches:
            async for payloads in batches:
                said, problem, done = _said_by(payloads, answer)
                if said:
                    patience.renew()
                    yield said
                if problem:
                    raise problem
                if done:
                    break
    except UpstreamError as error:
        failure = error_in_stream(error.problem, request.model, begun=answer.begun)
        log.warning("The answer failed: %s: %s", failure.code, loggable(error.problem, secrets))
        raise failure from None
    except (*_UNREADABLE, *_CUT) as error:
        if not (answer.finished and isinstance(error, _CUT)):
            raise _failure_of(error, answer) from error
    if not (done or answer.finished):
        raise GatewayGarbled if parser.strange_lines or _kind_of(response) != "text/event-stream" else StreamCut
    yield [answer.end()]


def _said_by(payloads: Iterable[bytes], answer: Answer) -> tuple[list[ChatEvent], Exception | None, bool]:
    """What these chunks add, what is wrong with the first bad one, and whether they say that the stream is done."""
    said: list[ChatEvent] = []
    for payload in payloads:
        if payload.strip() == b"[DONE]":
            return said, None, True
        try:
            said += answer.add(payload)
        except (UpstreamError, NotAnAnswer) as problem:
            return said, problem, False
    return said, None, False


async def _batches(response: httpx.Response, parser: EventParser, patience: Patience) -> AsyncGenerator[list[bytes]]:
    match _kind_of(response):
        case "text/event-stream":
            async with aclosing(payloads_of(response, parser, patience)) as batches:
                async for payloads in batches:
                    yield payloads
        case "application/json":  # a server that does not stream
            yield [await whole_of(response, patience)]
        case kind:
            log.warning("The gateway answered %r to a chat request", kind)
            raise NotAnAnswer


def _kind_of(response: httpx.Response) -> str:
    kind: str = response.headers.get("content-type", "")
    return kind.partition(";")[0].strip().lower()


def _failure_of(error: Exception, answer: Answer) -> GatewayError:
    log.warning("The answer failed: %s", type(error).__name__)
    if isinstance(error, _UNREADABLE):
        return GatewayGarbled()
    if isinstance(error, TimeoutError):
        return StreamStalled() if answer.begun else GatewayTimeout()
    return StreamCut()
