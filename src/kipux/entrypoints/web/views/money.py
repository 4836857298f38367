"""Money as the API writes it."""

from decimal import Decimal

_MILLION = 1_000_000


def exact(usd: Decimal) -> str:
    """An amount without exponent or idle zeros."""
    return f"{usd.normalize():f}"


def money(usd: Decimal | None) -> str | None:
    """An amount; null when it is unknown."""
    return None if usd is None else exact(usd)


def per_million(price: Decimal | None) -> str | None:
    """A price per token as one per million tokens."""
    return None if price is None else exact(price * _MILLION)
