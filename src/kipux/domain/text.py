"""What text becomes to be kept and to be found."""

import re
import unicodedata

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_WORD = re.compile(r"[^\W_]+")
_WORD_LENGTH = 64
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def storable(text: str) -> str:
    """The same text, of the same length, with U+FFFD in place of what is not text to a database: U+0000 and lone surrogates."""
    return _UNSTORABLE.sub("\ufffd", text)


def is_plain(text: str, *, breaks: bool = False) -> bool:
    """Whether a text holds no control characters, nor those that turn text round; `breaks`: new lines and tabs are no fault."""
    return _CONTROL.search(text.replace("\n", "").replace("\t", "") if breaks else text) is None


def folded(text: str) -> str:
    """What a search compares: without case, accents and other marks, and with compatible forms of a character made one."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    return "".join(character for character in apart if not unicodedata.combining(character)).casefold()


def words(text: str) -> tuple[str, ...]:
    """The different words of a text, folded, as they come: runs of letters and digits, of which the first 64 count."""
    return tuple(dict.fromkeys(word[:_WORD_LENGTH] for word in _WORD.findall(folded(storable(text)))))


def has_words(text: str, query: str) -> bool:
    """Whether every word of a query is in the text, the last one at least as the beginning of a word. No word finds nothing."""
    *whole, begun = words(query) or ("",)
    there = set(words(text))
    return bool(begun) and there.issuperset(whole) and any(word.startswith(begun) for word in there)
