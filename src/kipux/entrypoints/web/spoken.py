"""Sums of money in words."""

from typing import NamedTuple

from kipux.domain.spending import Spent
from kipux.entrypoints.web.i18n import Translator


class Spoken(NamedTuple):
    """`short` is empty when there is nothing to tell; `whole` says what is unknown too."""

    short: str
    whole: str


def spoken(speech: Translator, spent: Spent) -> Spoken:
    """A sum that leaves nothing out: what is unknown is said."""
    if spent.is_nothing:
        return Spoken("", "")
    amount = speech.money(spent.known)
    if not spent.unknown_replies:
        return Spoken(amount, amount)
    unknown = speech.text("js.spent.unknown", n=spent.unknown_replies)
    if not spent.known:
        return Spoken(speech.text("js.spent.cost_unknown"), unknown)
    short = speech.text("js.spent.at_least", amount=amount)
    return Spoken(short, f"{amount} + {unknown}")
