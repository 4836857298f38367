"""The real browserless server over the site of the tests."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from kipux.adapters.browserless.browser import BrowserlessBrowser
from kipux.adapters.memory.open_web import MemoryFetchGuard
from kipux.adapters.memory.text_extractor import MemoryTextExtractor
from kipux.domain.errors import AddressRefused, BrowserKeyRefused, PageError, PageStatus
from kipux.domain.fetch_policy import FetchPolicy
from tests.services.browserless import Browserless
from tests.services.site import Site
from tests.services.web_server import Answer, web_server


@pytest.fixture
async def browser(browserless: Browserless, site: Site) -> AsyncIterator[BrowserlessBrowser]:
    guard = MemoryFetchGuard(FetchPolicy.of(site.place))
    browser = BrowserlessBrowser(browserless.url, browserless.token, guard, at_a_time=2)
    yield browser
    await browser.close()


async def test_what_only_scripts_show_is_read(browser: BrowserlessBrowser, site: Site) -> None:
    page = await MemoryTextExtractor().extract(await browser.render(f"{site.url}/script"))
    assert "La directora, Aurora Sanjuán, toca la zumbarra mayor" in page.text


async def test_a_page_that_moved_is_told_by_its_new_address(browser: BrowserlessBrowser, site: Site) -> None:
    assert (await browser.render(f"{site.url}/moved")).url == f"{site.url}/es/zumbarra"


@pytest.mark.parametrize("path", ["/to-inside", "/to-metadata"])
async def test_a_redirect_inside_is_refused(browser: BrowserlessBrowser, site: Site, path: str) -> None:
    with pytest.raises(AddressRefused):
        await browser.render(site.url + path)


async def test_a_redirect_to_itself_ends(browser: BrowserlessBrowser, site: Site) -> None:
    with pytest.raises(PageStatus):
        await browser.render(f"{site.url}/loop")


@pytest.mark.parametrize("path", ["/endless", "/huge", "/informe.pdf"])
async def test_what_no_browser_can_show_is_the_fault_of_the_page_or_small(
    browser: BrowserlessBrowser, site: Site, path: str
) -> None:
    try:
        page = await browser.render(site.url + path)
    except PageError:
        return
    assert len(page.body) <= 5_000_000


async def test_nothing_inside_is_asked_for_by_a_page(browserless: Browserless, site: Site) -> None:
    """Neither by its scripts nor by its frames, nor by going there. Web sockets do come through: see `BrowserlessBrowser`."""
    with web_server(lambda request: Answer(b"SECRETO INTERNO", "text/html")) as inside:
        ways = (
            f"<iframe src='{inside.url}/frame'></iframe><img src='{inside.url}/image'><script src='{inside.url}/script'></script>"
            f"<link rel=stylesheet href='{inside.url}/style'><script>fetch('{inside.url}/fetch').catch(() => 0);"
            f"new WebSocket('{inside.url.replace('http', 'ws')}/socket');"
            f"setTimeout(() => {{ location.href = '{inside.url}/gone' }}, 100)</script><p>hola"
        )
        with web_server(lambda request: Answer(ways.encode(), "text/html")) as outside:
            guard = MemoryFetchGuard(FetchPolicy.of(outside.url.removeprefix("http://")))
            browser = BrowserlessBrowser(browserless.url, browserless.token, guard)
            with contextlib.suppress(PageError):
                assert b"SECRETO" not in (await browser.render(outside.url)).body
            await browser.close()
        assert [request.path for request in inside.seen if request.path != "/socket"] == []


async def test_more_pages_than_it_has_turns_for_are_rendered_one_after_the_other(
    browser: BrowserlessBrowser, site: Site
) -> None:
    pages = await asyncio.gather(*(browser.render(f"{site.url}/es/zumbarra") for _ in range(6)))
    assert all("terca" in page.body.decode() for page in pages)


async def test_another_token_is_refused(browserless: Browserless, site: Site) -> None:
    browser = BrowserlessBrowser(browserless.url, "wrong", MemoryFetchGuard(FetchPolicy.of(site.place)))
    for asking in (browser.render(f"{site.url}/es/zumbarra"), browser.probe()):
        with pytest.raises(BrowserKeyRefused):
            await asking
    await browser.close()
