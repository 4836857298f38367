"""What a body is called and what it is; packed bodies in whatever pieces they come."""

import gzip
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kipux.adapters.open_web.media import charset_of, is_never_text, media_type_of
from kipux.adapters.open_web.unpacking import Body
from kipux.domain.errors import PageTooLarge, PageUnreadable

PDF, HTML, LARGEST = b"%PDF-1.7\n", b"\n<!-- x --> <!DOCTYPE html><p>x", 1_000


@pytest.mark.parametrize(
    ("told", "body", "is_"),
    [
        ("text/html; charset=utf-8", b"x", "text/html"),
        ("TEXT/HTML", PDF, "application/pdf"),
        ("text/plain", HTML, "text/plain"),
        ("text/plain", b"about %PDF-", "text/plain"),
        ("application/json", b"{}", "application/json"),
        ("", HTML, "text/html"),
        ("nonsense", b"\xef\xbb\xbf<html>", "text/html"),
        ("text", b"<?xml version='1.0'?><html>", "text/html"),
        ("application/octet-stream", b"junk" + PDF, "application/pdf"),
        ("application/octet-stream", b"a\0b", "application/octet-stream"),
        ("application/octet-stream", b"words", "text/plain"),
        ("", b"\xff\xfew\0", "text/plain"),
        ("", b"", "text/plain"),
        ("", b"<!---->" * 146 + b"x", "text/plain"),  # which a careless pattern would look at until the end of time
        ("", b"<!-- a --><!-- b -->\n<!doctype html>", "text/html"),
        ("application/pdf", PDF, "application/pdf"),
        ("application/pdf", HTML, "text/html"),
        ("application/pdf", b"\0\1", "application/octet-stream"),
        ("text/html\r\nx: y", b"words", "text/plain"),
    ],
)
def test_a_body_is_what_is_told_unless_it_plainly_is_not(told: str, body: bytes, is_: str) -> None:
    assert media_type_of(told, body) == is_


@pytest.mark.parametrize(
    ("told", "charset"),
    [
        ("text/html; charset=UTF-8", "utf-8"),
        ("text/html;CHARSET = 'latin-1' ; x=y", "latin-1"),
        ('text/html; charset="windows-1252"', "windows-1252"),
        ("text/html; charset=no-such-thing", "no-such-thing"),
        ("text/html; charset=", None),
        ("text/html", None),
        ("", None),
    ],
)
def test_the_charset_is_the_one_told(told: str, charset: str | None) -> None:
    assert charset_of(told) == charset


def test_pictures_sounds_and_letters_are_never_text() -> None:
    told = ("image/svg+xml", "Video/mp4; x", "audio/ogg", "font/woff2", "text/html", "application/pdf", "", "imagery")
    assert [is_never_text(one) for one in told] == [True] * 4 + [False] * 4


def unpacked(encoding: str, packed: bytes, size: int) -> bytes:
    body = Body(encoding, LARGEST)
    for at in range(0, len(packed), size):
        body.add(packed[at : at + size])
    return body.whole()


@given(st.binary(max_size=LARGEST), st.integers(0, LARGEST), st.integers(1, LARGEST))
def test_pieces_make_no_difference(plain: bytes, cut: int, size: int) -> None:
    assert unpacked("identity", plain, size) == plain
    assert unpacked("deflate", zlib.compress(plain), size) == plain
    assert unpacked("gzip", gzip.compress(plain[:cut]) + gzip.compress(plain[cut:]), size) == plain


@given(st.binary(max_size=200), st.sampled_from(["gzip", "deflate", ""]), st.integers(1, 200))
def test_no_bytes_do_worse_than_be_refused(packed: bytes, encoding: str, size: int) -> None:
    with suppress(PageTooLarge, PageUnreadable):
        assert len(unpacked(encoding, packed, size)) <= LARGEST


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
@pytest.mark.parametrize("size", [1, 10_000])
def test_a_bomb_is_never_held_whole(encoding: str, size: int) -> None:
    plain = bytes(5_000_000)
    packed = gzip.compress(plain) if encoding == "gzip" else zlib.compress(plain)
    body = Body(encoding, LARGEST)

    def grow() -> None:
        for at in range(0, len(packed), size):
            body.add(packed[at : at + size])

    with pytest.raises(PageTooLarge):
        grow()
    assert len(body._bytes) == LARGEST + 1


def test_many_small_bombs_are_one() -> None:
    with pytest.raises(PageTooLarge):
        Body("gzip", LARGEST).add(gzip.compress(bytes(100)) * 11)
    with pytest.raises(PageTooLarge):  # of nothing, each
        Body("gzip", LARGEST).add(gzip.compress(b"") * LARGEST)
