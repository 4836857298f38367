"""What every `BrowserPort` promises, on a site of a few pages."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from kipux.adapters.browserless.browser import BrowserlessBrowser
from kipux.adapters.memory.browser import MemoryBrowser
from kipux.adapters.memory.open_web import MemoryFetchGuard
from kipux.application.ports.page_fetcher import BrowserPort
from kipux.domain.errors import AddressRefused, PageError, PageStatus, PageTimeout, PageUnreachable
from kipux.domain.fetch_policy import FetchPolicy
from kipux.domain.page import Fetched
from tests.services.recorded_browserless import SITE, TOKEN
from tests.services.web_server import Answer, Request, web_server

_BEFORE = (
    b"<html><head><title>Hola</title></head><body><h1>Antes</h1>"
    b"""<script>setTimeout(()=>{document.querySelector("h1").textContent="Despues de JS"},300)</script></body></html>"""
)
RENDERED = b"<h1>Despues de JS</h1>"


@dataclass(frozen=True)
class Subject:
    browser: BrowserPort
    root: str


@pytest.fixture(params=["memory", "recorded_browserless", "browserless"])
async def subject(request: pytest.FixtureRequest) -> AsyncIterator[Subject]:
    guard = MemoryFetchGuard(FetchPolicy.of(SITE.removeprefix("http://")))
    if request.param == "memory":
        pages: dict[str, Fetched | PageError] = {
            f"{SITE}/ok": Fetched(f"{SITE}/ok", 200, "", None, RENDERED),
            f"{SITE}/500": PageStatus(status=500),
            f"{SITE}/slow": PageTimeout(),
            f"{SITE}/redir-private": Fetched("http://127.0.0.1:18102/secret", 200, "", None, b"SECRETO"),
        }
        yield Subject(MemoryBrowser(guard, pages), SITE)
        return
    server = request.getfixturevalue(request.param)
    if request.param == "recorded_browserless":
        browser = BrowserlessBrowser(server.url, TOKEN, guard)
        yield Subject(browser, SITE)
        await browser.close()
        return
    with web_server(_answer) as site:
        guard = MemoryFetchGuard(FetchPolicy.of(site.url.removeprefix("http://")))
        browser = BrowserlessBrowser(server.url, TOKEN, guard, seconds=2, at_a_time=2)
        yield Subject(browser, site.url)
        await browser.close()


def _answer(request: Request) -> Answer:
    """The pages that were recorded."""
    match request.path:
        case "/ok":
            return Answer(_BEFORE, "text/html; charset=utf-8")
        case "/redir-private":
            return Answer(status=302, headers={"location": "http://127.0.0.1:18102/secret"})
        case "/slow":
            request.has_left()
            return Answer(broken_off=True)
        case path:
            status = int(path[1:]) if path[1:].isdecimal() else 404
            return Answer(f"<h1>{status}</h1>".encode(), "text/html", status)


async def test_a_page_is_as_its_scripts_left_it(subject: Subject) -> None:
    page = await subject.browser.render(f"{subject.root}/ok")
    assert (page.url, page.status, page.media_type, page.charset) == (f"{subject.root}/ok", 200, "text/html", "utf-8")
    assert RENDERED in page.body


@pytest.mark.parametrize("status", [404, 500])
async def test_another_status_than_success_is_told(subject: Subject, status: int) -> None:
    with pytest.raises(PageStatus) as caught:
        await subject.browser.render(f"{subject.root}/{status}")
    assert caught.value.details == {"status": status}


async def test_a_page_that_does_not_come_in_time_is_given_up(subject: Subject) -> None:
    with pytest.raises(PageTimeout):
        await subject.browser.render(f"{subject.root}/slow")


async def test_a_page_that_leads_inside_is_refused(subject: Subject) -> None:
    with pytest.raises(AddressRefused):
        await subject.browser.render(f"{subject.root}/redir-private")


@pytest.mark.parametrize(
    "url",
    ["", "file:///etc/passwd", "chrome://version", "http://10.0.0.1/", "http://127.0.0.1/", "javascript:alert(1)"],
)
async def test_an_address_that_may_not_be_opened_is_refused(subject: Subject, url: str) -> None:
    with pytest.raises(AddressRefused):
        await subject.browser.render(url)


async def test_a_name_that_nobody_knows_is_unreachable(subject: Subject) -> None:
    with pytest.raises(PageUnreachable):
        await subject.browser.render("https://nobody.example/")


async def test_several_pages_may_be_asked_for_at_once(subject: Subject) -> None:
    pages = await asyncio.gather(*(subject.browser.render(f"{subject.root}/ok") for _ in range(3)))
    assert all(RENDERED in page.body for page in pages)


async def test_who_asks_after_it_is_told_what_it_is(subject: Subject) -> None:
    assert 0 < len(await subject.browser.probe()) < 100
