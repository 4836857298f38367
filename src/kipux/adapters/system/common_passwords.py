"""The passwords that guessing tries first."""

import re
import unicodedata
from functools import cache
from pathlib import Path

_DECORATED = re.compile(r"[\W_]{0,2}(?P<word>.*?)[\W_]{0,2}\d{0,4}[\W_]{0,2}")
"""A word with at most four digits (a year) and a few signs around it."""
_DATE = re.compile(
    r"(0?[1-9]|[12]\d|3[01])\D?(0?[1-9]|1[0-2])\D?(19|20)\d\d|(19|20)\d\d\D?(0[1-9]|1[0-2])\D?(0[1-9]|[12]\d|3[01])"
)
_REPEATED = re.compile(r"(.{1,4})\1+.?")
_WALKS = (
    "01234567890123456789",
    "abcdefghijklmnnopqrstuvwxyz",  # of Spanish, accents aside
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "asdfghjklnzxcvbnm",  # of a Spanish keyboard
    "qazwsxedcrfvtgbyhnujmikolp",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "qwertzuiop",
    "azertyuiop",
    "zaq1xsw2cde3vfr4bgt5nhy6mju7ki8lo9p0",
    "zaq12wsxcde34rfvbgt56yhn",
)
_SIGNS = str.maketrans("@4310$5!7", "aaeiossit")


def is_common(password: str) -> bool:
    """Whether it is a common word or phrase (case, accents, letters written as signs, and the usual digits around it aside),
    a walk over the keyboard, a short piece repeated, or a date.
    """
    plain = _plain(password)
    return bool(_REPEATED.fullmatch(plain) or _DATE.fullmatch(plain)) or any(map(_is_known, _readings(plain)))


def _readings(plain: str) -> set[str]:
    bare = _DECORATED.fullmatch(plain)
    words = {plain, bare["word"] if bare else plain}
    words |= {word.translate(_SIGNS) for word in words}
    words |= {re.sub(r"[\W_]", "", word) for word in words}
    return words | {word[: len(word) // 2] for word in words if word[: len(word) // 2] * 2 == word}


def _is_known(word: str) -> bool:
    return word in _words() or (len(word) > 3 and any(word in walk or word[::-1] in walk for walk in _WALKS))  # noqa: PLR2004 - shorter is chance


@cache
def _words() -> frozenset[str]:
    lines = Path(__file__).with_suffix(".txt").read_text("utf-8").splitlines()
    return frozenset(_plain(word) for line in lines if not line.startswith("#") for word in line.split())


def _plain(text: str) -> str:
    """Case-folded and without accents."""
    marked = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in marked if not unicodedata.combining(char))
