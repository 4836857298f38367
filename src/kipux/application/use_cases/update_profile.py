"""Change one's own profile."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from kipux.application.ports.contact_rules import ContactRules
from kipux.application.ports.unit_of_work import Begin
from kipux.domain.errors import Invalid
from kipux.domain.instructions import checked_instructions
from kipux.domain.user import FAVOURITES, Preferences, SendKey, TextSize, Theme, User, checked_name

_Choice = TypeVar("_Choice", bound=StrEnum)

LOCALES = ("es", "en")


@dataclass(frozen=True, slots=True)
class PreferenceChanges:
    """What to change; None leaves it as it is; an empty `locale` or `default_model` forgets the choice."""

    theme: str | None = None
    locale: str | None = None
    default_model: str | None = None
    send_key: str | None = None
    text_size: str | None = None
    favourites: Sequence[str] | None = None
    instructions: str | None = None


class UpdateProfile:
    """Changes name, phone and preferences."""

    def __init__(self, begin: Begin, contact_rules: ContactRules) -> None:
        self._begin = begin
        self._contact_rules = contact_rules

    async def __call__(
        self,
        user_id: UUID,
        *,
        name: str | None = None,
        phone: str | None = None,
        region: str | None = None,
        preferences: PreferenceChanges | None = None,
    ) -> User:
        """The account as it is now; None leaves a field as it is. Raises `Invalid`."""
        async with self._begin() as work:
            user = await work.users.get_to_change(user_id)
            user = replace(
                user,
                name=user.name if name is None else checked_name(name),
                phone=user.phone if phone is None else self._contact_rules.phone(phone, region),
                preferences=_changed(user.preferences, preferences or PreferenceChanges()),
            )
            await work.users.save(user)
            await work.commit()
        return user


def _changed(old: Preferences, changes: PreferenceChanges) -> Preferences:
    if changes.locale and changes.locale not in LOCALES:
        raise Invalid({"preferences.locale": "unknown_choice"})
    return Preferences(
        theme=_choice("theme", Theme, changes.theme, old.theme),
        locale=old.locale if changes.locale is None else (changes.locale or None),
        default_model=old.default_model if changes.default_model is None else (changes.default_model or None),
        send_key=_choice("send_key", SendKey, changes.send_key, old.send_key),
        text_size=_choice("text_size", TextSize, changes.text_size, old.text_size),
        favourites=old.favourites if changes.favourites is None else _favourites(changes.favourites),
        instructions=old.instructions if changes.instructions is None else _instructions(changes.instructions),
    )


def _choice(field: str, choices: type[_Choice], wish: str | None, old: _Choice) -> _Choice:
    if wish is None:
        return old
    if wish not in list(choices):
        raise Invalid({f"preferences.{field}": "unknown_choice"})
    return choices(wish)


def _favourites(models: Sequence[str]) -> tuple[str, ...]:
    """Each once, in the order in which they came."""
    each = tuple(dict.fromkeys(filter(None, models)))
    if len(each) > FAVOURITES:
        raise Invalid({"preferences.favourites": "too_many"})
    return each


def _instructions(text: str) -> str:
    try:
        return checked_instructions(text)
    except Invalid:
        raise Invalid({"preferences.instructions": "too_long"}) from None
