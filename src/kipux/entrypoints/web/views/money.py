"""Money as the API writes it."""

from decimal import Decimal

_MILLION = 1_000_000


def money(usd: Decimal | None) -> str | None:
    """An amount without exponent or idle zeros."""
    return None if usd is None else f"{usd.normalize():f}"


def per_million(price: Decimal | None) -> str | None:
    """A price per token as one per million tokens."""
    return None if price is None else money(price * _MILLION)
