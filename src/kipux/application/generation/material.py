"""Where what was looked up goes in a prompt, and how much of it. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from kipux.application.ports.llm_gateway import PromptMessage
from kipux.domain.tokens import cut_to, tokens_in

_GAP = "\n\n"
GAP_TOKENS = 2
"""What a gap between two pieces takes, rather too much than too little."""


def appended(messages: Sequence[PromptMessage], *pieces: str) -> tuple[PromptMessage, ...]:
    """The messages with these pieces at the end of the last one of the person: many models take no two of them in a row."""
    place = max(place for place, message in enumerate(messages) if message.role == "user")
    whole = replace(messages[place], text=_GAP.join((messages[place].text, *pieces)))
    return (*messages[:place], whole, *messages[place + 1 :])


def fitting(pieces: Sequence[str], tokens: int) -> list[str]:
    """The pieces, the longest of them cut so far that all together take no more tokens."""
    sizes = [tokens_in(piece) for piece in pieces]
    longest = _level(sizes, tokens)
    return [piece if size <= longest else cut_to(piece, longest) for piece, size in zip(pieces, sizes, strict=True)]


def _level(sizes: Sequence[int], total: int) -> int:
    """The size to which the largest are cut so that the sum is at most `total`."""
    if sum(sizes) <= total:
        return max(sizes, default=0)
    left = max(0, total)
    for place, size in enumerate(sorted(sizes)):
        share = left // (len(sizes) - place)
        if size > share:
            return share
        left -= size
    return max(sizes, default=0)
