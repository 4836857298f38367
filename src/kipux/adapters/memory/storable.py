"""Entities as a real database would give them back."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar, cast

from kipux.domain import text

_T = TypeVar("_T")


def storable(value: _T) -> _T:
    """The same, with every text in it storable and every time in UTC."""
    return cast("_T", _storable(value))


def _storable(value: object) -> object:
    if type(value) is str:
        return text.storable(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if isinstance(value, tuple):
        return tuple(_storable(item) for item in value)
    if isinstance(value, Mapping):
        return {_storable(key): _storable(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _storable(getattr(value, field.name)) for field in fields(value)})
    return value
