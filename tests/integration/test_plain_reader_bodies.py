"""Bodies that are packed, huge, endless, or not what they are called."""

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator

import pytest

from kipux.adapters.open_web.reader import MOST_BYTES
from kipux.domain.errors import PageTooLarge, PageUnreadable
from tests.integration.reading import failure, fetched, reader_of
from tests.services.plain_site import CHUNKED, PlainSite, page, serving_site

TEXT = "¡Quipú! ".encode() * 1000


@pytest.fixture
async def site() -> AsyncIterator[PlainSite]:
    async with serving_site() as site:
        yield site


def packed(body: bytes, encoding: str) -> bytes:
    return page(body, head=f"content-encoding: {encoding}\r\n")


def bare(body: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return stream.compress(body) + stream.flush()


def bomb(megabytes: int) -> bytes:
    stream = zlib.compressobj(9, wbits=31)
    return b"".join((*(stream.compress(bytes(1_000_000)) for _ in range(megabytes)), stream.flush()))


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(TEXT), "gzip"),
        (gzip.compress(TEXT), " GZip"),
        (gzip.compress(TEXT), "x-gzip"),
        (gzip.compress(TEXT[:99]) + gzip.compress(b"") + gzip.compress(TEXT[99:]), "gzip"),
        (gzip.compress(TEXT) + b"\0\0 and then some", "gzip"),
        (zlib.compress(TEXT), "deflate"),
        (bare(TEXT), "deflate"),
        (TEXT, "identity"),
        (TEXT, ""),
    ],
)
async def test_a_packed_body_is_unpacked(site: PlainSite, body: bytes, encoding: str) -> None:
    assert await fetched(site, packed(body, encoding)) == TEXT


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(gzip.compress(TEXT)), "gzip, gzip"),
        (gzip.compress(gzip.compress(TEXT)), "gzip\r\ncontent-encoding: gzip"),
        (TEXT, "br"),
        (TEXT, "zstd"),
        (TEXT, "anything"),
        (TEXT, "gzip"),
        (TEXT, "deflate"),
        (gzip.compress(TEXT)[:-9], "gzip"),
        (gzip.compress(TEXT)[:50] + b"\xff" * 50, "gzip"),
    ],
)
async def test_what_cannot_be_unpacked_is_unreadable(site: PlainSite, body: bytes, encoding: str) -> None:
    assert await failure(site, packed(body, encoding)) is PageUnreadable


async def test_an_empty_body_may_be_called_packed(site: PlainSite) -> None:
    assert await fetched(site, packed(b"", "gzip")) == b""


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_a_bomb_is_too_large(site: PlainSite, encoding: str) -> None:
    small = bomb(60) if encoding == "gzip" else zlib.compress(bytes(60_000_000), 9)
    assert len(small) < 100_000
    assert await failure(site, packed(small, encoding)) is PageTooLarge


async def test_a_whole_page_of_the_largest_size_is_read(site: PlainSite) -> None:
    assert len(await fetched(site, page(bytes(MOST_BYTES)))) == MOST_BYTES
    assert len(await fetched(site, packed(gzip.compress(bytes(MOST_BYTES)), "gzip"))) == MOST_BYTES
    assert await failure(site, page(bytes(MOST_BYTES + 1))) is PageTooLarge
    assert await failure(site, packed(gzip.compress(bytes(MOST_BYTES + 1)), "gzip")) is PageTooLarge


async def test_a_length_that_is_too_large_is_refused_before_anything_is_read(site: PlainSite) -> None:
    async def told(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 20000000\r\n\r\n")
        await asyncio.Event().wait()

    assert await failure(site, told) is PageTooLarge


@pytest.mark.parametrize("head", [CHUNKED, b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n"])
async def test_an_endless_body_is_too_large(site: PlainSite, head: bytes) -> None:
    ended = asyncio.Event()

    async def endless(writer: asyncio.StreamWriter) -> None:
        piece = b"x" * 65_536
        writer.write(head)
        try:
            while True:
                writer.write(b"10000\r\n" + piece + b"\r\n" if head is CHUNKED else piece)
                await writer.drain()
        finally:
            ended.set()

    assert await failure(site, endless) is PageTooLarge
    await asyncio.wait_for(ended.wait(), 20)


@pytest.mark.parametrize("media_type", ["video/mp4", "image/png", "AUDIO/ogg; x=y", "font/woff2"])
async def test_what_holds_no_text_is_not_even_read(site: PlainSite, media_type: str) -> None:
    assert await failure(site, page(b"x", media_type=media_type)) is PageUnreadable


async def test_the_charset_is_told_as_it_came_and_the_bytes_are_left_alone(site: PlainSite) -> None:
    site.answers["/"] = page("ñ".encode("latin-1"), media_type="text/html; charset=ISO-8859-1")
    found = await reader_of("127.0.0.1").fetch(site.url)
    assert (found.media_type, found.charset, found.body) == ("text/html", "iso-8859-1", b"\xf1")
