"""What goes between Kipux and a worker: a length, then as much msgpack."""

import struct

import msgspec

from kipux.domain.page import Page

HEAD = struct.Struct(">I")
MOST_ANSWERED = 4_000_000
"""Bytes."""


class Answer(msgspec.Struct, frozen=True):
    """`page` is None for what cannot be read. After an answer that says so, the worker `retires`: it has grown too large."""

    page: Page | None
    retires: bool = False


def framed(payload: bytes) -> bytes:
    """With its length before it."""
    return HEAD.pack(len(payload)) + payload
