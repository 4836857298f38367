"""What every `PageFetcher` promises, on a small web."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from kipux.adapters.memory.open_web import MemoryFetchGuard, MemoryPages, MovedTo
from kipux.adapters.open_web.guard import OpenWebGuard
from kipux.adapters.open_web.reader import PlainReader
from kipux.application.ports.page_fetcher import PageFetcher
from kipux.domain.errors import AddressRefused, PageError, PageStatus, PageTooLarge, PageUnreachable, PageUnreadable
from kipux.domain.fetch_policy import FetchPolicy
from kipux.domain.page import Fetched
from tests.services.plain_site import Answer, moved, page, serving_site

TEXT = "¡Quipú!".encode()
NAMES = {"site.example": ["127.0.0.1"], "inside.example": ["10.0.0.1"], "nobody.example": []}
MOVES = {
    "/moved": "/page",
    "/moved-far": "http://site.example:{port}/moved",
    "/1": "2",
    "/2": "3",
    "/3": "4",
    "/4": "5",
    "/5": "page",
    "/0": "1",
    "/loop": "/loop",
    "/to-inside": "http://inside.example/",
    "/to-metadata": "http://169.254.169.254/latest/meta-data/",
    "/to-file": "file:///etc/passwd",
    "/to-script": "javascript:alert(1)",
    "/to-credentials": "http://user:pass@site.example:{port}/page",
}


@dataclass(frozen=True)
class Subject:
    fetcher: PageFetcher
    root: str


@pytest.fixture(params=["memory", "open_web"])
async def subject(request: pytest.FixtureRequest) -> AsyncIterator[Subject]:
    if request.param == "memory":
        root = "http://site.example:8080"
        guard = MemoryFetchGuard(FetchPolicy.of("site.example:8080"), NAMES)
        failures: dict[str, PageError] = {
            "/gone": PageStatus(status=410),
            "/broken": PageStatus(status=500),
            "/huge": PageTooLarge(),
            "/video": PageUnreadable(),
            "/cut": PageUnreachable(),
        }
        pages: dict[str, Fetched | MovedTo | PageError] = {
            "/page": Fetched("", 200, "text/html", "utf-8", TEXT),
            **{path: MovedTo(location.format(port=8080)) for path, location in MOVES.items()},
            **failures,
        }
        yield Subject(MemoryPages(guard, {root + path: found for path, found in pages.items()}), root)
        return

    async def names(name: str) -> list[str]:
        if not NAMES[name]:
            raise PageUnreachable
        return NAMES[name]

    async with serving_site() as site:
        answers: dict[str, Answer] = {
            "/page": page(TEXT),
            **{path: moved(location.format(port=site.port)) for path, location in MOVES.items()},
            "/gone": page(b"gone", status="410 Gone"),
            "/broken": page(b"broken", status="500 Internal Server Error"),
            "/huge": page(media_type="text/plain").replace(b"content-length: 0", b"content-length: 20000000"),
            "/video": page(b"moving", media_type="video/mp4"),
            "/cut": page(TEXT).replace(b"content-length: ", b"content-length: 9"),
        }
        site.answers.update(answers)
        policy = FetchPolicy.of(f"site.example:{site.port}")
        yield Subject(PlainReader(OpenWebGuard(policy, names)), f"http://site.example:{site.port}")


async def test_a_page_comes_whole_with_what_is_told_of_it(subject: Subject) -> None:
    url = f"{subject.root}/page"
    assert await subject.fetcher.fetch(url) == Fetched(url, 200, "text/html", "utf-8", TEXT)


@pytest.mark.parametrize("path", ["/page#part", "/moved", "/moved-far", "/1"])
async def test_its_url_is_where_the_last_redirect_led(subject: Subject, path: str) -> None:
    fetched = await subject.fetcher.fetch(subject.root + path)
    assert (fetched.url, fetched.body) == (f"{subject.root}/page", TEXT)


@pytest.mark.parametrize("path", ["/0", "/loop"])
async def test_more_than_five_redirects_are_none(subject: Subject, path: str) -> None:
    with pytest.raises(PageStatus) as caught:
        await subject.fetcher.fetch(subject.root + path)
    assert caught.value.details == {"status": 302}


@pytest.mark.parametrize("path", ["/to-inside", "/to-metadata", "/to-file", "/to-script", "/to-credentials"])
async def test_a_redirect_is_judged_like_any_address(subject: Subject, path: str) -> None:
    with pytest.raises(AddressRefused):
        await subject.fetcher.fetch(subject.root + path)


@pytest.mark.parametrize("url", ["", "site.example/page", "http://inside.example/", "http://127.0.0.1/", "about:blank"])
async def test_an_address_that_may_not_be_opened_is_refused(subject: Subject, url: str) -> None:
    with pytest.raises(AddressRefused):
        await subject.fetcher.fetch(url)


@pytest.mark.parametrize(("path", "status"), [("/gone", 410), ("/broken", 500), ("/nothing", 404)])
async def test_another_status_than_success_is_told(subject: Subject, path: str, status: int) -> None:
    with pytest.raises(PageStatus) as caught:
        await subject.fetcher.fetch(subject.root + path)
    assert caught.value.details == {"status": status}


@pytest.mark.parametrize(
    ("path", "kind"), [("/huge", PageTooLarge), ("/video", PageUnreadable), ("/cut", PageUnreachable)]
)
async def test_what_cannot_be_had_whole_says_why(subject: Subject, path: str, kind: type[PageError]) -> None:
    with pytest.raises(PageError) as caught:
        await subject.fetcher.fetch(subject.root + path)
    assert type(caught.value) is kind


async def test_a_name_that_nobody_knows_is_unreachable(subject: Subject) -> None:
    with pytest.raises(PageUnreachable):
        await subject.fetcher.fetch("https://nobody.example/")
