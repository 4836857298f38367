"""Change one's own profile."""

from dataclasses import dataclass, replace
from uuid import UUID

from kipux.application.ports.contact_rules import ContactRules
from kipux.application.ports.unit_of_work import Begin
from kipux.domain.errors import Invalid
from kipux.domain.user import Preferences, Theme, User, checked_name

LOCALES = ("es", "en")


@dataclass(frozen=True, slots=True)
class PreferenceChanges:
    """What to change; None leaves it as it is, an empty string forgets the choice."""

    theme: str | None = None
    locale: str | None = None
    default_model: str | None = None


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
    if changes.theme is not None and changes.theme not in list(Theme):
        raise Invalid({"preferences.theme": "unknown_choice"})
    if changes.locale and changes.locale not in LOCALES:
        raise Invalid({"preferences.locale": "unknown_choice"})
    return Preferences(
        theme=old.theme if changes.theme is None else Theme(changes.theme),
        locale=old.locale if changes.locale is None else (changes.locale or None),
        default_model=old.default_model if changes.default_model is None else (changes.default_model or None),
    )
