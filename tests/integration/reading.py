"""A plain reader at a site that a test serves."""

import ssl
from collections.abc import Awaitable, Callable

import pytest

from kipux.adapters.open_web.guard import OpenWebGuard
from kipux.adapters.open_web.reader import PlainReader
from kipux.domain.errors import PageError
from kipux.domain.fetch_policy import FetchPolicy
from tests.services.plain_site import Answer, PlainSite

CONTEXT = ssl.create_default_context()  # takes a while to make


async def localhost(_: str) -> list[str]:
    return ["127.0.0.1"]


def reader_of(
    listed: str, names: Callable[[str], Awaitable[list[str]]] = localhost, seconds: float = 30
) -> PlainReader:
    return PlainReader(OpenWebGuard(FetchPolicy.of(listed), names), seconds=seconds, ssl_context=CONTEXT)


async def fetched(site: PlainSite, answer: Answer, seconds: float = 30) -> bytes:
    site.answers["/"] = answer
    return (await reader_of("127.0.0.1", seconds=seconds).fetch(site.url)).body


async def failure(site: PlainSite, answer: Answer, seconds: float = 30) -> type[PageError]:
    with pytest.raises(PageError) as caught:
        await fetched(site, answer, seconds)
    return type(caught.value)
