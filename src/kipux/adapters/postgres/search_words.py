"""Words as PostgreSQL searches them: as they are, and the Spanish and English stems of each."""

from functools import reduce
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Text, cast, func, literal, literal_column, type_coerce
from sqlalchemy.dialects.postgresql import REGCONFIG, TSQUERY, TSVECTOR
from sqlalchemy.types import TypeDecorator

from kipux.domain.text import words

_LENGTH = 100_000
"""Characters of different words that are kept of a text: with their stems far below the megabyte that a tsvector may have."""
_MOST = 12
"""Words of a query that count."""
_LANGUAGES = tuple(literal_column(f"'{name}'", REGCONFIG) for name in ("spanish", "english"))


class SearchWords(TypeDecorator[str]):
    """A column that takes what `searched` makes of a text: each word itself, and the stems that the two languages make of it."""

    impl = TSVECTOR
    cache_ok = True

    def bind_expression(self, bindparam: BindParameter[Any]) -> ColumnElement[Any]:
        """The vector of the words."""
        text = type_coerce(bindparam, Text)
        kept: ColumnElement[Any] = func.array_to_tsvector(func.string_to_array(text, " "))
        for language in _LANGUAGES:
            kept = kept.op("||")(func.to_tsvector(language, text))
        return kept


def searched(text: str) -> str:
    """The words of a text, a blank between two. They are our own, folded: the server's locale has no say in them."""
    return " ".join(words(text))[:_LENGTH]


def having_words(query: str) -> ColumnElement[Any] | None:
    """What a column of `SearchWords` is asked for; None when the query has no word."""
    sought = words(query)[-_MOST:]
    if not sought:
        return None
    asked = [_asked(f"'{word}'", word) for word in sought[:-1]] + [_asked(f"'{sought[-1]}':*", sought[-1])]
    return reduce(lambda one, other: one.op("&&")(other), asked)


def _asked(lexeme: str, word: str) -> ColumnElement[Any]:
    """A word is letters and digits: there is nothing in it to escape."""
    either: ColumnElement[Any] = cast(literal(lexeme), TSQUERY)
    for language in _LANGUAGES:
        either = either.op("||")(func.plainto_tsquery(language, word))
    return either.self_group()
