"""What Kipux says to people: the sentences of a locale, and its ways to write numbers, money and dates."""

import gettext
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

from babel import negotiate_locale
from babel.dates import format_date, format_datetime
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal

LOCALES = ("es", "en")
DEFAULT_LOCALE = "es"
_FOLDER = Path(__file__).resolve().parent.parent / "locale"
_FINEST_COST = 6
"""Decimals of a dollar beyond which nobody cares."""

Plain = str | int | float | Decimal | None


@dataclass(frozen=True, slots=True)
class _Catalogue:
    sentences: Mapping[str, tuple[str, ...]]
    plural_index: Callable[[int], int]


class Translator:
    """Speaks one locale. The placeholders of a sentence are named; what is put into them is escaped by the template, not here."""

    def __init__(self, locale: str) -> None:
        self.locale = locale
        self._catalogue = _catalogue(locale)

    def text(self, msgid: str, **values: Plain) -> str:
        """The sentence of a message id; one with plural forms takes its form from the value `n`. Raises `KeyError` for an unknown id."""
        forms = self._catalogue.sentences[msgid]
        count = values.get("n")
        form = forms[self._catalogue.plural_index(count)] if isinstance(count, int) and len(forms) > 1 else forms[-1]
        return form.format_map({name: self._written(value) for name, value in values.items()})

    def knows(self, msgid: str) -> bool:
        """Whether there is a sentence under this id."""
        return msgid in self._catalogue.sentences

    def error(self, code: str, details: Mapping[str, Plain] | None = None) -> str:
        """The sentence of an error's code. `error.<code>.told` is said when every detail is known, else plain `error.<code>`.

        A detail whose name ends in `_at` is a time in ISO 8601, and is said as one.
        """
        values = {name: self._time_of(name, value) for name, value in (details or {}).items()}
        told = f"error.{code}.told"
        if values and None not in values.values() and self.knows(told):
            return self.text(told, n=values.get("retry_after"), **values)
        return self.text(f"error.{code}" if self.knows(f"error.{code}") else "error.internal")

    def help(self, code: str) -> str:
        """What a person can do about an error; empty when there is nothing to add."""
        return self.text(f"error.{code}.help") if self.knows(f"error.{code}.help") else ""

    def invalid(self, code: str) -> str:
        """The sentence that stands beside a field at fault."""
        return self.text(f"invalid.{code}" if self.knows(f"invalid.{code}") else "invalid.invalid")

    def for_browser(self) -> dict[str, str | tuple[str, ...]]:
        """The `js.…` sentences without that prefix; those with plural forms as a tuple of them."""
        return {
            msgid.removeprefix("js."): forms[0] if len(forms) == 1 else forms
            for msgid, forms in self._catalogue.sentences.items()
            if msgid.startswith("js.")
        }

    def number(self, value: int | float | Decimal) -> str:
        """A number as the locale groups it."""
        return format_decimal(value, locale=self.locale)

    def money(self, usd: Decimal) -> str:
        """US dollars: cents, or two significant digits of what is less than a cent."""
        decimals = 2
        if 0 < abs(usd) < Decimal("0.01"):
            decimals = min(_FINEST_COST, 1 - usd.adjusted())
        pattern = "0." + "0" * decimals
        return format_currency(
            usd,
            "USD",
            f"{pattern} ¤" if self.locale == "es" else f"¤{pattern}",
            locale=self.locale,
            currency_digits=False,
        )

    def date(self, value: date) -> str:
        """A day, in words."""
        return format_date(value, "long", locale=self.locale)

    def moment(self, value: datetime) -> str:
        """A day and an hour (as the value's own time zone has it), in words."""
        return format_datetime(value, "medium", locale=self.locale)

    def minute(self, value: datetime) -> str:
        """A day in words, and the time, in UTC: what is said on the server cannot know the reader's zone."""
        there = value.astimezone(UTC)
        return f"{self.date(there)}, {there:%H:%M} UTC"

    def _time_of(self, name: str, value: Plain) -> Plain:
        return self.minute(datetime.fromisoformat(value)) if name.endswith("_at") and isinstance(value, str) else value

    def _written(self, value: Plain) -> str:
        return value if isinstance(value, str) else "" if value is None else self.number(value)


@cache
def translator(locale: str) -> Translator:
    """The translator of one of `LOCALES`; of the default for any other."""
    return Translator(locale if locale in LOCALES else DEFAULT_LOCALE)


def negotiated(*wishes: str | None, accept_language: str | None) -> str:
    """The first wish that is one of `LOCALES`, else what the browser's header likes best, else the default."""
    for wish in wishes:
        if wish in LOCALES:
            return wish
    return negotiate_locale(_by_preference(accept_language or ""), LOCALES, sep="-") or DEFAULT_LOCALE


def _by_preference(header: str) -> list[str]:
    ranked: list[tuple[float, int, str]] = []
    for place, part in enumerate(header[:1_000].split(",")):
        tag, _, weight = part.strip().partition(";q=")
        try:
            quality = float(weight or 1)
        except ValueError:
            quality = 0
        if tag and quality > 0:
            ranked.append((-quality, place, tag))
    return [tag for _, _, tag in sorted(ranked)]


@cache
def _catalogue(locale: str) -> _Catalogue:
    with (_FOLDER / f"{locale}.po").open(encoding="utf-8") as file:
        catalogue = read_po(file, locale=locale)
    sentences: dict[str, tuple[str, ...]] = {}
    for message in catalogue:
        msgid = message.id if isinstance(message.id, str) else message.id[0]
        if msgid:
            sentences[msgid] = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return _Catalogue(sentences, gettext.c2py(catalogue.plural_expr))
