"""Which field of a request is at fault, read from what the decoder says."""

import re
from collections.abc import Mapping
from typing import Final

WHOLE_BODY: Final = "body"

_FIELD: Final = re.compile(r"field `(?P<name>[^`]+)`")
_PLACE: Final = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")
_CODES: Final = (
    ("missing required", "required"),
    ("unknown field", "unknown_field"),
    ("`array` of length <=", "too_many"),
    ("of length >=", "too_short"),
    ("of length <=", "too_long"),
    ("Invalid enum value", "unknown_choice"),
    ("` <= ", "out_of_range"),
    ("` >= ", "out_of_range"),
)


def field_at_fault(said: str) -> dict[str, str]:
    """The path of the field that a `msgspec.ValidationError` complains of, and the message code for it."""
    place, name = _PLACE.search(said), _FIELD.search(said)
    path = [part for part in (place and place["path"], name and name["name"]) if part]
    return {".".join(path) or WHOLE_BODY: _code(said)}


def fields_of_parameters(extra: object) -> dict[str, str]:
    """The same for the parameters that Litestar complains of."""
    complaints = [complaint for complaint in extra if isinstance(complaint, Mapping)] if isinstance(extra, list) else []
    fields = {str(complaint.get("key", WHOLE_BODY)): _code(str(complaint.get("message"))) for complaint in complaints}
    if "data" in fields:
        fields = {**fields, WHOLE_BODY: "required"}
        del fields["data"]
    return fields or {WHOLE_BODY: "invalid"}


def _code(said: str) -> str:
    return next((code for words, code in _CODES if words in said), "invalid")
