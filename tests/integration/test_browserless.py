"""What Kipux asks of a browserless server, and what it makes of its answers."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Sequence

import pytest

from kipux.adapters.browserless.browser import BrowserlessBrowser
from kipux.adapters.memory.open_web import MemoryFetchGuard
from kipux.domain.errors import (
    AddressRefused,
    BrowserBusy,
    BrowserError,
    BrowserKeyRefused,
    BrowserUnreachable,
    KipuxError,
    PageError,
    PageStatus,
    PageTimeout,
    PageTooLarge,
    PageUnreachable,
    PageUnreadable,
)
from kipux.domain.fetch_policy import FetchPolicy
from tests.contract.conftest import is_kept_waiting
from tests.services.browserless import Browserless
from tests.services.recorded_browserless import SITE, TOKEN, as_recorded, header, recorded
from tests.services.web_server import Answer, Request, WebServer, web_server

GUARD = MemoryFetchGuard(
    FetchPolicy.of(SITE.removeprefix("http://")), {"outside.example": ["93.184.215.14"], "inside.example": ["10.0.0.1"]}
)
PAGE = f"{SITE}/ok"


@pytest.fixture
async def browser(recorded_browserless: WebServer) -> AsyncIterator[BrowserlessBrowser]:
    browser = BrowserlessBrowser(recorded_browserless.url, TOKEN, GUARD, seconds=1, at_a_time=2, waiting=1)
    yield browser
    await browser.close()


def told(status: int = 200, body: bytes = b"<p>hola", **headers: str) -> Callable[[Request], Answer]:
    named = {f"x-response-{name}": value for name, value in headers.items()}
    return lambda request: Answer(body, "text/html", status, named)


def failed(text: str, status: int = 500) -> Callable[[Request], Answer]:
    return lambda request: Answer(text.encode(), "text/plain", status)


async def test_the_token_goes_in_a_header_and_into_no_address_or_log(
    browser: BrowserlessBrowser, recorded_browserless: WebServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await browser.render(PAGE)
    await browser.probe()
    for request in recorded_browserless.seen:
        assert header(request, "authorization") == f"Bearer {TOKEN}"
        assert "token" not in request.query
        assert request.path in ("/content", "/pressure")
    assert TOKEN not in caplog.text


async def test_the_server_is_told_what_not_to_ask_for_and_when_to_give_up(
    browser: BrowserlessBrowser, recorded_browserless: WebServer
) -> None:
    await browser.render(PAGE)
    (request,) = recorded_browserless.seen
    body = json.loads(request.body)
    assert body["url"] == PAGE
    assert body["rejectRequestPattern"] == list(GUARD.reject_patterns)
    assert {"image", "font", "media"} <= set(body["rejectResourceTypes"])
    assert body["gotoOptions"]["timeout"] == 1000
    assert int(request.query["timeout"]) > 1000
    assert "html" not in body
    assert "cookies" not in body


async def test_what_is_refused_before_is_never_asked_for(
    browser: BrowserlessBrowser, recorded_browserless: WebServer
) -> None:
    for url in ("http://169.254.169.254/", "http://[::1]/", "file:///etc/passwd", "http://a@b.example/"):
        with pytest.raises(AddressRefused):
            await browser.render(url)
    assert recorded_browserless.seen == []


async def test_a_page_that_came_from_inside_is_not_used_even_if_the_server_let_it_through(
    browser: BrowserlessBrowser, recorded_browserless: WebServer
) -> None:
    recorded_browserless.answer = lambda request: recorded("redir_private")
    with pytest.raises(AddressRefused):
        await browser.render(PAGE)


@pytest.mark.parametrize(
    ("url", "ip"),
    [
        ("https://outside.example/", "10.0.0.1"),
        ("https://outside.example/", "[::1]"),
        ("https://outside.example/", "::ffff:127.0.0.1"),
        ("https://outside.example/", ""),
        ("https://outside.example/", "not an address"),
        ("file:///etc/passwd", "93.184.215.14"),
        ("", "93.184.215.14"),
    ],
)
async def test_where_a_page_came_from_is_judged_by_address_and_ip(
    browser: BrowserlessBrowser, recorded_browserless: WebServer, url: str, ip: str
) -> None:
    recorded_browserless.answer = told(code="200", url=url, ip=ip)
    with pytest.raises(AddressRefused):
        await browser.render(PAGE)


@pytest.mark.parametrize("ip", ["93.184.215.14", "[2606:2800:21f:cb07:6820:80da:af6b:8b2c]"])
async def test_its_url_is_where_it_was_led_to(
    browser: BrowserlessBrowser, recorded_browserless: WebServer, ip: str
) -> None:
    body = b'<html data-kipux-at="https://outside.example/a?b&amp;c#d"><p>hola'
    recorded_browserless.answer = told(code="200", body=body, url="https://outside.example/a", ip=ip)
    assert (await browser.render(PAGE)).url == "https://outside.example/a?b&c"


@pytest.mark.parametrize(
    ("there", "kind"),
    [
        ("http://10.0.0.1/", AddressRefused),
        ("chrome-error://chromewebdata/", AddressRefused),
        ("https://inside.example/", AddressRefused),
        ("https://outside.example/", PageStatus),  # which moves on for ever
    ],
)
async def test_where_scripts_led_a_page_is_asked_for_like_any_address(
    browser: BrowserlessBrowser, recorded_browserless: WebServer, there: str, kind: type[PageError]
) -> None:
    answer = told(code="200", body=f'<html data-kipux-at="{there}">'.encode(), url=PAGE, ip="127.0.0.1")
    recorded_browserless.answer = answer
    with pytest.raises(PageError) as caught:
        await browser.render(PAGE)
    assert type(caught.value) is kind
    asked = [json.loads(request.body)["url"] for request in recorded_browserless.seen]
    assert asked == ([PAGE, there, there] if kind is PageStatus else [PAGE])


class NoPatterns(MemoryFetchGuard):
    """Lets the browser ask for anything: what its patterns do not hold for, names that lead inside, is out of loopback's reach."""

    @property
    def reject_patterns(self) -> Sequence[str]:
        return ()


async def test_a_page_that_moves_inside_by_script_is_not_used(browserless: Browserless) -> None:
    with web_server(lambda _: Answer(b"<p>SECRETO", "text/html")) as inside:
        moving = f'<script>location.href = "{inside.url}/a"</script>'.encode()
        with web_server(lambda _: Answer(moving, "text/html")) as outside:
            listed = outside.url.removeprefix("http://")
            for policy, inside_is_listed in ((listed, False), (f"{listed},{inside.url.removeprefix('http://')}", True)):
                browser = BrowserlessBrowser(browserless.url, browserless.token, NoPatterns(FetchPolicy.of(policy)))
                inside.seen.clear()
                if inside_is_listed:
                    page = await browser.render(outside.url)
                    assert (page.url, b"SECRETO" in page.body) == (f"{inside.url}/a", True)
                else:
                    with pytest.raises(AddressRefused):
                        await browser.render(outside.url)
                assert inside.seen  # the browser was there: it is what it found that is not used
                await browser.close()


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (failed("Bad or missing authentication.", 401), BrowserKeyRefused),
        (failed("Forbidden", 403), BrowserKeyRefused),
        (failed("Too many requests", 429), BrowserBusy),
        (failed("Request has timed out", 408), PageTimeout),
        (failed("POST Body validation failed", 400), BrowserError),
        (failed("Not Found", 404), BrowserError),
        (failed("bad gateway", 502), BrowserUnreachable),
        (failed("overloaded", 503), BrowserUnreachable),
        (failed("Error: net::ERR_NAME_NOT_RESOLVED at http://a/"), PageUnreachable),
        (failed("Error: net::ERR_CERT_DATE_INVALID at http://a/"), PageUnreachable),
        (failed("Error: net::ERR_FAILED at http://a/"), AddressRefused),
        (failed("Error: net::ERR_UNSAFE_PORT at http://a/"), AddressRefused),
        (failed("Error: net::ERR_TOO_MANY_REDIRECTS at http://a/"), PageStatus),
        (failed("Error: net::ERR_ABORTED at http://a/file.zip"), PageUnreadable),
        (failed("TimeoutError: Navigation timeout of 2000 ms exceeded"), PageTimeout),
        (failed("Error: Navigating frame was detached"), PageUnreachable),
        (failed("Protocol error: Target closed"), BrowserError),
        (lambda request: Answer(broken_off=True), BrowserUnreachable),
        (told(code="200"), PageUnreachable),
        (told(code="503", url=PAGE, ip="127.0.0.1"), PageStatus),
        (told(code="", url=PAGE, ip="127.0.0.1"), PageStatus),
        (told(code="200 OK", url=PAGE, ip="127.0.0.1"), PageStatus),
        (told(code="200", url=PAGE, ip="127.0.0.1", body=b"x" * 5_000_001), PageTooLarge),
    ],
)
async def test_each_failure_says_whose_it_is(
    browser: BrowserlessBrowser,
    recorded_browserless: WebServer,
    answer: Callable[[Request], Answer],
    kind: type[PageError | BrowserError],
) -> None:
    recorded_browserless.answer = answer
    with pytest.raises(KipuxError) as caught:
        await browser.render(PAGE)
    assert type(caught.value) is kind


async def test_a_server_that_is_full_for_a_moment_is_asked_again(
    browser: BrowserlessBrowser, recorded_browserless: WebServer
) -> None:
    def answer(request: Request) -> Answer:
        first = len(recorded_browserless.seen) == 1
        return failed("Too many requests", 429)(request) if first else as_recorded(request)

    recorded_browserless.answer = answer
    assert (await browser.render(PAGE)).status == 200


async def test_more_pages_than_are_rendered_wait_for_their_turn_and_more_than_may_wait_are_refused(
    browser: BrowserlessBrowser, recorded_browserless: WebServer
) -> None:
    def never(request: Request) -> Answer:
        request.has_left()
        return Answer(broken_off=True)

    recorded_browserless.answer = never
    three = [asyncio.ensure_future(browser.render(PAGE)) for _ in range(3)]
    assert await is_kept_waiting(three[2])
    with pytest.raises(BrowserBusy):
        await browser.render(PAGE)
    assert len(recorded_browserless.seen) == 2
    for task in three:
        task.cancel()
    await asyncio.gather(*three, return_exceptions=True)
    recorded_browserless.answer = as_recorded
    assert (await browser.render(PAGE)).status == 200


async def test_who_stops_waiting_closes_the_request(
    browser: BrowserlessBrowser, recorded_browserless: WebServer
) -> None:
    left: list[bool] = []

    def never(request: Request) -> Answer:
        left.append(request.has_left())
        return Answer(broken_off=True)

    recorded_browserless.answer = never
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await browser.render(PAGE)
    async with asyncio.timeout(10):
        while not left:
            await asyncio.sleep(0.01)
    assert left == [True]


async def test_nobody_there_is_unreachable() -> None:
    browser = BrowserlessBrowser("http://127.0.0.1:9", None, GUARD)
    with pytest.raises(BrowserUnreachable):
        await browser.render(PAGE)
    with pytest.raises(BrowserUnreachable):
        await browser.probe()
    await browser.close()


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (lambda request: Answer(b"<!doctype html>", "text/html"), BrowserError),
        (lambda request: Answer(b"[]"), BrowserError),
        (failed("Bad or missing authentication.", 401), BrowserKeyRefused),
        (failed("Not Found", 404), BrowserError),
    ],
)
async def test_what_answers_as_no_browser_is_told_by_the_probe(
    browser: BrowserlessBrowser,
    recorded_browserless: WebServer,
    answer: Callable[[Request], Answer],
    kind: type[BrowserError],
) -> None:
    recorded_browserless.answer = answer
    with pytest.raises(BrowserError) as caught:
        await browser.probe()
    assert type(caught.value) is kind
