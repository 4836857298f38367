"""Contact rules by the libraries that know them."""

import phonenumbers
from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

from kipux.application.ports.contact_rules import ContactRules
from kipux.domain.errors import Invalid

if "local" in SPECIAL_USE_DOMAIN_NAMES:
    SPECIAL_USE_DOMAIN_NAMES.remove("local")  # an intranet's own; the library's documented way to allow a domain


class LibraryContactRules(ContactRules):
    """`email-validator` (internationalised addresses too, no DNS) and Google's `phonenumbers`."""

    def email(self, text: str) -> str:
        """Normalised and in lower case, the domain in Unicode."""
        try:
            address = validate_email(text.strip(), check_deliverability=False)
        except EmailNotValidError as error:
            raise Invalid({"email": "email"}) from error
        return address.normalized.lower()

    def phone(self, text: str, region: str | None = None) -> str:
        """E.164; an extension is dropped."""
        try:
            number = phonenumbers.parse(text, region.upper() if region else None)
        except phonenumbers.NumberParseException as error:
            raise Invalid({"phone": "phone"}) from error
        if not phonenumbers.is_valid_number(number):
            raise Invalid({"phone": "phone"})
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
