"""The provider's own answer, kept for “show JSON” in the shape of a completion that was not streamed."""

from collections.abc import Mapping

import msgspec

_object = msgspec.json.Decoder(dict[str, object]).decode

_GATHERED = {"index", "finish_reason", "delta", "message", "content", "reasoning_content", "reasoning", "tool_calls"}
_KEPT_HEADERS = ("x-litellm-", "llm_provider-", "x-request-id", "x-ratelimit-")
_NEVER_KEPT = ("api-base", "authorization", "cookie", "key", "organization", "project")


class Completion:
    """Everything that came beside the text: each field as it was told last, a null never in place of a value."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = headers
        self._fields: dict[str, object] = {}
        self._choice: dict[str, object] = {}
        self._message: dict[str, object] = {}

    def keep(self, payload: bytes) -> None:
        """Read a chunk in full. Raises `msgspec.DecodeError` or `ValueError` when it is no JSON object."""
        fields = _object(payload)
        choices = fields.pop("choices", None)
        _absorb(self._fields, fields)
        for choice in choices if isinstance(choices, list) else ():
            if isinstance(choice, dict) and choice.get("index", 0) == 0:
                message = choice.get("delta") or choice.get("message")
                _absorb(self._choice, choice)
                _absorb(self._message, message if isinstance(message, dict) else {})

    def as_json(self, message: Mapping[str, object], finish_reason: str | None) -> str:
        """The whole as JSON text, around what was gathered of the message."""
        whole = {"role": "assistant", **self._message, **message}
        choice = {"index": 0, "finish_reason": finish_reason, "message": whole, **self._choice}
        fields = {**self._fields, "object": "chat.completion", "choices": [choice], "headers": self._kept_headers()}
        return msgspec.json.encode(fields).decode()

    def _kept_headers(self) -> dict[str, str]:
        return {
            name: value
            for name, value in sorted(self._headers.items())
            if name.startswith(_KEPT_HEADERS) and not any(word in name for word in _NEVER_KEPT)
        }


def _absorb(known: dict[str, object], told: Mapping[str, object]) -> None:
    for name, value in told.items():
        if name not in _GATHERED and (value is not None or name not in known):
            known[name] = value
