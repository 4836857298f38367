"""The port for what counts as an e-mail address and a phone number."""

from typing import Protocol


class ContactRules(Protocol):
    """Checks and normalises how a person can be reached. Asks no network."""

    def email(self, text: str) -> str:
        """The address in the form that is stored (lower case). Raises `Invalid` with field `email` (code `email`)."""
        ...

    def phone(self, text: str, region: str | None = None) -> str:
        """The number in E.164. `region` (ISO 3166, such as PE) reads national forms. Raises `Invalid` with field `phone` (code `phone`)."""
        ...
