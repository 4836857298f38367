"""What the plain reader sends, follows and gives up, on the wire."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from kipux.domain.errors import AddressRefused, PageStatus, PageTimeout, PageUnreachable
from kipux.entrypoints.container import Container, close
from kipux.entrypoints.settings import Settings
from tests.integration.reading import failure, fetched, reader_of
from tests.services.plain_site import CHUNKED, Answer, PlainSite, moved, page, serving_site


@pytest.fixture
async def site() -> AsyncIterator[PlainSite]:
    async with serving_site() as site:
        yield site


async def test_four_headers_and_the_host_and_nothing_else(site: PlainSite, monkeypatch: pytest.MonkeyPatch) -> None:
    await fetched(site, page(b"x"))
    lines = site.heads[0].splitlines()
    assert lines[0] == "GET / HTTP/1.1"
    sent = dict(line.lower().split(": ", 1) for line in lines[1:] if line)
    assert sent.keys() <= {"host", "user-agent", "accept", "accept-encoding", "connection"}
    assert sent["user-agent"] == "mozilla/5.0 (compatible; kipux)"


async def test_cookies_and_referers_go_nowhere(site: PlainSite) -> None:
    site.answers["/start"] = page(
        status="302 Found", head="location: /\r\nset-cookie: a=b; path=/\r\nset-cookie: c=d; domain=127.0.0.1\r\n"
    )
    site.answers["/"] = page(b"x", head="set-cookie: e=f\r\n")
    reader = reader_of("127.0.0.1")
    for _ in range(2):
        await reader.fetch(f"{site.url}/start")
    assert len(site.heads) == 4
    assert not [head for head in site.heads if "cookie" in head.lower() or "referer" in head.lower()]


async def test_no_proxy_and_no_password_comes_from_the_environment(
    site: PlainSite, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password hush\n")
    async with serving_site() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
        await fetched(site, page(b"x"))
        assert proxy.connections == 0
    assert "authorization" not in site.heads[0].lower()


@pytest.mark.parametrize("status", ["301 M", "302 M", "303 M", "307 M", "308 M"])
async def test_every_kind_is_followed(site: PlainSite, status: str) -> None:
    site.answers["/there"] = page(b"there")
    assert await fetched(site, moved("there", status)) == b"there"


@pytest.mark.parametrize("status", [300, 304, 305, 302])
async def test_one_that_leads_nowhere_is_a_status(site: PlainSite, status: int) -> None:
    answer = page(status=f"{status} M", head="location: /there\r\n" if status != 302 else "")
    with pytest.raises(PageStatus) as caught:
        await fetched(site, answer)
    assert caught.value.details == {"status": status}


async def test_its_body_is_not_read(site: PlainSite) -> None:
    site.answers["/there"] = page(b"there")
    assert await fetched(site, moved("/there").replace(b"length: 0", b"length: 9000000") + b"x" * 9000) == b"there"


async def test_a_location_in_utf8_is_read_as_such(site: PlainSite) -> None:
    site.answers["/quip%C3%BA"] = page(b"there")
    assert await fetched(site, moved("/quipú")) == b"there"


@pytest.mark.parametrize(
    "location", [b"/\xff\xfe", b"http://[", b"/a\\b", b"http://a:b@127.0.0.1/", b"file:///etc/passwd"]
)
async def test_a_broken_or_hostile_location_is_refused(site: PlainSite, location: bytes) -> None:
    assert await failure(site, moved("LOCATION").replace(b"LOCATION", location)) is AddressRefused


async def drip_head(writer: asyncio.StreamWriter) -> None:
    await drip(writer, b"HTTP/1.1 200 OK\r\nx: " + b"x" * 4000)


async def drip_body(writer: asyncio.StreamWriter) -> None:
    await drip(writer, page(b"x" * 4000))


async def drip_continues(writer: asyncio.StreamWriter) -> None:
    while True:
        await drip(writer, b"HTTP/1.1 100 Continue\r\n\r\n")


async def silence(writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def drip(writer: asyncio.StreamWriter, what: bytes) -> None:
    for byte in what:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("answer", [drip_head, drip_body, drip_continues, silence])
async def test_what_does_not_come_in_time_is_given_up(site: PlainSite, answer: Answer) -> None:
    assert await failure(site, answer, seconds=0.3) is PageTimeout


async def test_a_caller_who_gives_up_closes_the_connection(site: PlainSite) -> None:
    left = asyncio.Event()

    async def until_left(writer: asyncio.StreamWriter) -> None:
        writer.write(CHUNKED)
        while not writer.is_closing():
            writer.write(b"1\r\nx\r\n")
            await asyncio.sleep(0.01)
        left.set()

    site.answers["/"] = until_left
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await reader_of("127.0.0.1").fetch(site.url)
    await asyncio.wait_for(left.wait(), 20)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\0" * 1000,
        b"hello\n",
        b"HTTP/1.1\r\n\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/9.9 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nxx",
        b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nx",
        CHUNKED + b"zz\r\nx\r\n",
        CHUNKED + b"5\r\nhel",
        CHUNKED + b"ffffffffffffffffff\r\nx",
        b"HTTP/1.1 200 OK\r\nx: " + b"x" * 1_000_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 200_000 + b"\r\n",
        b"HTTP/1.1 200 " + b"x" * 1_000_000 + b"\r\n\r\n",
    ],
)
async def test_what_is_not_http_is_unreachable(site: PlainSite, answer: bytes) -> None:
    assert await failure(site, answer) is PageUnreachable


async def test_nobody_there_is_unreachable() -> None:
    async with serving_site() as site:
        url = site.url
    with pytest.raises(PageUnreachable):
        await reader_of("127.0.0.1").fetch(url)


async def test_a_server_that_wants_another_protocol_is_a_status(site: PlainSite) -> None:
    assert await failure(site, page(status="101 Switching Protocols", head="upgrade: x\r\n"), seconds=5) is PageStatus


async def test_many_pages_are_read_at_once_and_never_mixed(site: PlainSite) -> None:
    bodies = [str(number).encode() * 1000 for number in range(50)]
    site.answers.update({f"/{number}": page(body) for number, body in enumerate(bodies)})
    reader = reader_of("127.0.0.1")
    pages = await asyncio.gather(*(reader.fetch(f"{site.url}/{number}") for number in range(50)))
    assert [page.body for page in pages] == bodies


@pytest.mark.parametrize(("listed", "is_read"), [("", False), ("10.0.0.0/8", False), ("localhost", True)])
async def test_the_setting_says_what_is_read_from_inside(site: PlainSite, listed: str, *, is_read: bool) -> None:
    site.answers["/"] = page(b"inside")
    container = Container(settings=Settings(fetch_allow=listed), database_url="postgresql://nobody@127.0.0.1:1/none")
    try:
        reading = container.page_fetcher().fetch(f"http://localhost:{site.port}/")
        if is_read:
            assert (await reading).body == b"inside"
        else:
            with pytest.raises(AddressRefused):
                await reading
    finally:
        await close(container)
    assert site.connections == int(is_read)
