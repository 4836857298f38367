"""A search in the words of SearXNG's address."""

import re
from collections.abc import Mapping

from kipux.domain.web_search import SearchQuery

_LONGEST = 400
_COMMAND = "!?:<"
"""How a word begins that is a command: `!bang`, `!!bang` (go there), `?engine`, `:language`, `<seconds`."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{2}))?(?![a-z])", re.IGNORECASE)
_CATEGORY = re.compile(r"[\w +-]{1,50}")


def words_of(text: str) -> str:
    """The words to look for, 400 characters at most; none when there are none.

    A model or a page may have written them, so they cannot choose engines, languages or time-outs, nor lead elsewhere: the
    characters that begin a command are taken from the beginning of each word.
    """
    words = (word.lstrip(_COMMAND) for word in _CONTROL.sub(" ", text[: 4 * _LONGEST]).split())
    whole = " ".join(filter(None, words))
    if len(whole) <= _LONGEST:
        return whole
    fitting, _, rest = whole[: _LONGEST + 1].rpartition(" ")
    return fitting or rest[:_LONGEST]


def parameters(query: SearchQuery, words: str) -> Mapping[str, str]:
    """The query string. `words` are those of `words_of`; what SearXNG would refuse is left out."""
    categories = ",".join(category for category in query.categories if _CATEGORY.fullmatch(category))
    asked = {
        "q": words,
        "format": "json",
        "language": _language(query.language),
        "safesearch": str(query.safe_search),
        "categories": categories,
        "time_range": query.time_range or "",
    }
    return {name: value for name, value in asked.items() if value}


def _language(tag: str | None) -> str:
    """`es`, or `es-PE` where a country is told; `all` for any."""
    found = _LANGUAGE.match(tag or "")
    if found is None:
        return "all"
    language, country = found[1].lower(), found[2]
    return f"{language}-{country.upper()}" if country else language
