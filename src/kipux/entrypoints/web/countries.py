"""Countries that have telephone numbers."""

import re
import unicodedata
from functools import cache

import phonenumbers
from babel import Locale

_HOME = {"es": "PE", "en": "US"}
_REGION = re.compile(r"\b[a-z]{2,3}-([A-Z]{2})\b")


@cache
def countries(locale: str) -> tuple[tuple[str, str], ...]:
    """Codes (ISO 3166) and names with their calling code, in the order of the names."""
    names = Locale.parse(locale).territories
    named = [
        (region, f"{names[region]} (+{phonenumbers.country_code_for_region(region)})")
        for region in phonenumbers.SUPPORTED_REGIONS
        if region in names
    ]
    return tuple(sorted(named, key=lambda country: _folded(country[1])))


def likely_country(accept_language: str, locale: str) -> str:
    """The first country that a browser's languages name, else the one where most who read this locale here live."""
    named = _REGION.findall(accept_language)
    return next((region for region in named if region in phonenumbers.SUPPORTED_REGIONS), _HOME[locale])


def _folded(name: str) -> str:
    return "".join(
        letter for letter in unicodedata.normalize("NFD", name.casefold()) if not unicodedata.combining(letter)
    )
