"""Money in words: sums, and budgets."""

from decimal import Decimal
from typing import NamedTuple

from kipux.application.use_cases.read_budget import KeyBudget
from kipux.domain.budget import Tone
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


class SpokenBudget(NamedTuple):
    """`percent` of the limit, 100 at most; `resets` is empty when nobody says when."""

    amount: str
    percent: str
    resets: str
    tone: Tone
    is_shared: bool


def spoken_budget(speech: Translator, known: KeyBudget | None) -> SpokenBudget | None:
    """A budget as it stands in the menu."""
    if known is None:
        return None
    it = known.budget
    return SpokenBudget(
        speech.text("js.budget.amount", spent=speech.money(it.spent), limit=speech.money(it.limit)),
        f"{min(it.share, Decimal(1)) * 100:.2f}",
        speech.minute(it.resets_at) if it.resets_at else "",
        it.tone,
        known.is_shared,
    )
