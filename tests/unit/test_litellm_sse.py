from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kipux.adapters.litellm.sse import EventParser, EventTooLong

STREAM = (
    b"\xef\xbb\xbf: a comment\n\n"
    b"event: message\nid: 7\nretry: 10\ndata: first \xc3\xb1\n\n"
    b"data:no space\r\n\r\n"
    b"data: two\rdata:  lines\r\r"
    b"data\n\ndata: \n\n"
    b"data: \xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80\n\n"
)
EVENTS = ["first ñ", "no space", "two\n lines", "", "👩‍🚀"]


def events_of(*pieces: bytes, end: bool = True) -> list[str]:
    parser = EventParser(1024)
    found = [event for piece in pieces for event in parser.feed(piece)]
    return [event.decode() for event in found + (parser.end() if end else [])]


@given(st.lists(st.integers(0, len(STREAM))))
def test_the_events_are_the_same_wherever_the_bytes_are_cut(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(STREAM)]
    pieces = [STREAM[start:stop] for start, stop in pairwise(edges)]
    assert events_of(*pieces) == EVENTS


def test_an_event_is_given_as_soon_as_its_blank_line_is_there() -> None:
    assert events_of(b"data: now\n\n", end=False) == ["now"]
    assert events_of(b"data: now\n", end=False) == []


@pytest.mark.parametrize("ending", [b"", b"\n", b"\r\n", b"\n\n"])
def test_the_last_event_needs_no_blank_line(ending: bytes) -> None:
    assert events_of(b"data: last" + ending) == ["last"]


def test_lines_of_another_protocol_are_counted() -> None:
    parser = EventParser(1024)
    parser.feed(b"<!doctype html>\n<title>No</title>\n: comment\nid: 1\n\n")
    assert parser.strange_lines == 2


@pytest.mark.parametrize("piece", [b"data: x", b"data: xxxxxxxx\n"])
def test_an_event_without_end_is_refused_at_the_limit(piece: bytes) -> None:
    parser = EventParser(1024)
    parser.feed(b"data: y\n\n" * 1000)
    with pytest.raises(EventTooLong):
        [parser.feed(piece) for _ in range(1024)]
