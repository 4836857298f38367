"""Which field is at fault, as the decoder really says it."""

import msgspec
import pytest

from kipux.entrypoints.web.faults import field_at_fault
from kipux.entrypoints.web.schemas import NewConversation, ProfilePatch


@pytest.mark.parametrize(
    ("kind", "body", "field", "code"),
    [
        (NewConversation, '{"message": {}}', "message.text", "required"),
        (NewConversation, '{"message": {"text": "x", "y": 1}}', "message.y", "unknown_field"),
        (NewConversation, '{"x": 1}', "x", "unknown_field"),
        (NewConversation, '{"title": 1}', "title", "invalid"),
        (NewConversation, '{"title": "%s"}' % ("x" * 1001), "title", "too_long"),
        (NewConversation, '{"title": "\\u0000"}', "title", "invalid"),
        (NewConversation, "[]", "body", "invalid"),
        (ProfilePatch, '{"preferences": {"theme": "pink"}}', "preferences.theme", "unknown_choice"),
    ],
)
def test_the_field_and_what_is_wrong_with_it_are_named(kind: type, body: str, field: str, code: str) -> None:
    with pytest.raises(msgspec.ValidationError) as refused:
        msgspec.json.decode(body, type=kind)
    assert field_at_fault(str(refused.value)) == {field: code}
