"""The part of a text in which a search has found something."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from kipux.domain.text import folded, words

_BEFORE, _LENGTH = 60, 200
_ALIKE = (range(0xC0, 0x250), range(0x370, 0x530), range(0x1E00, 0x1F00), range(0xFF10, 0xFF5B))
"""Where the characters stand that fold into another one."""
_MARKS = "[\u0300-\u036f]*"
_ENDS = r"(?![^\W_])"
_GOES_ON = r"[^\W_]*"
_MARKUP = re.compile(r"\*\*|__|`+|(?<!\S)#{1,6} ")
_STEM, _ENDING = 4, 3
"""A word that was found in another form shares this many letters at least, and differs in this many at its end at most."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a snippet; `is_hit` marks a word that was sought."""

    text: str
    is_hit: bool


def snippet(text: str, query: str) -> tuple[Part, ...]:
    """One line around the first word that was sought, at most 200 characters; the beginning when none can be pointed at."""
    hits = _hits(text, words(query))
    start = _start(text, next((hit.start() for hit in hits), 0))
    end = start + _LENGTH
    parts: list[Part] = []
    at = start
    for hit in hits:
        if hit.end() <= end:
            parts += [Part(text[at : hit.start()], is_hit=False), Part(hit.group(), is_hit=True)]
            at = hit.end()
    parts.append(Part(text[at:end], is_hit=False))
    return _trimmed(parts, starts=start == 0, ends=end >= len(text))


def _hits(text: str, sought: tuple[str, ...]) -> list[re.Match[str]]:
    if not sought:
        return []
    *whole, begun = sought
    exact = [_pattern(word) + _ENDS for word in whole] + [_pattern(begun) + _GOES_ON]
    found = list(_any_of(exact).finditer(text))
    if found:
        return found
    stems = [_pattern(word[: max(_STEM, len(word) - _ENDING)]) + _GOES_ON for word in sought]
    return list(_any_of(stems).finditer(text))


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(patterns)})", re.IGNORECASE)


def _pattern(word: str) -> str:
    """Finds a folded word in text that is not: with or without accents, in any case."""
    return "".join(f"[{re.escape(letter)}{_variants().get(letter, '')}]{_MARKS}" for letter in word)


@cache
def _variants() -> dict[str, str]:
    variants: dict[str, str] = defaultdict(str)
    for character in (chr(code) for block in _ALIKE for code in block):
        if (plain := folded(character)) != character:
            variants[plain] += character
    return variants


def _start(text: str, hit: int) -> int:
    """Some way before the hit, at the beginning of a word."""
    if hit <= _BEFORE:
        return 0
    blank = text.find(" ", hit - _BEFORE, hit)
    return hit - _BEFORE if blank < 0 else blank + 1


def _trimmed(parts: list[Part], *, starts: bool, ends: bool) -> tuple[Part, ...]:
    lines = [Part(re.sub(r"\s+", " ", _MARKUP.sub("", part.text)), part.is_hit) for part in parts]
    first, last = lines[0], lines[-1]
    lines[0] = Part(("" if starts else "…") + first.text.lstrip(), first.is_hit)
    lines[-1] = Part((lines[-1].text if ends else last.text.rstrip() + "…"), last.is_hit)
    return tuple(part for part in lines if part.text)
