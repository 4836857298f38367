"""A key's budget: the body of LiteLLM's `/key/info` to the domain's budget."""

from datetime import UTC, datetime
from decimal import Decimal

import msgspec
from msgspec import Struct

from kipux.adapters.litellm.wire import UNREADABLE
from kipux.domain.budget import Budget


class _Allowance(Struct):
    max_budget: Decimal | None = None
    budget_reset_at: str | None = None


class _Info(_Allowance):
    """`litellm_budget_table` is a budget that several keys may be given by name."""

    spend: Decimal | None = None
    litellm_budget_table: _Allowance | None = None


class _Told(Struct):
    info: _Info


_told = msgspec.json.Decoder(_Told, strict=False).decode


def from_key_info(body: bytes) -> Budget | None:
    """The budget; None for a key without a limit, and for whatever else the body may hold."""
    try:
        info = _told(body).info
    except UNREADABLE:
        return None
    allowance = info if info.max_budget is not None else info.litellm_budget_table or _Allowance()
    spent, limit = _amount(info.spend), _amount(allowance.max_budget)
    if spent is None or limit is None:
        return None
    return Budget(spent, limit, _moment(allowance.budget_reset_at))


def _amount(told: Decimal | None) -> Decimal | None:
    return told if told is not None and told.is_finite() and told >= 0 else None


def _moment(told: str | None) -> datetime | None:
    """LiteLLM means UTC where it names no zone."""
    try:
        moment = datetime.fromisoformat(told or "")
    except ValueError:
        return None
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:
        return None
