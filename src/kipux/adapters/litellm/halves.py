"""Characters that a gateway has cut in two: those above U+FFFF, where text is counted in UTF-16."""

import json
import re
from collections.abc import Iterator
from typing import Any

_ESCAPED_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
_FIELDS = ("content", "reasoning_content", "reasoning")


def may_have_halves(payload: bytes) -> bool:
    """Whether there is a surrogate in it, paired or not."""
    return _ESCAPED_HALF.search(payload) is not None


class Halves:
    """Holds a first half back until the text that it belongs to goes on: `held` are those. One that stays alone becomes U+FFFD."""

    def __init__(self) -> None:
        self.held: dict[tuple[str, ...], str] = {}

    def mended(self, payload: bytes) -> bytes:
        """The chunk with whole characters alone. Raises `ValueError` and `RecursionError` when it is no JSON."""
        chunk = json.loads(payload)
        for place, texts, name, is_last in _texts(chunk):
            text = self.held.pop(place, "") + (texts.get(name) or "")
            if not is_last and "\ud800" <= text[-1:] <= "\udbff":
                self.held[place] = text[-1]
                text = text[:-1]
            if text or name in texts:
                texts[name] = text
        told = json.dumps(chunk, ensure_ascii=False, allow_nan=False)
        return told.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()


def _texts(chunk: object) -> Iterator[tuple[tuple[str, ...], dict[str, Any], str, bool]]:
    """Every text that goes on from chunk to chunk: what tells it from others, where it is, its name, whether this is its end."""
    for choice in _objects(chunk.get("choices") if isinstance(chunk, dict) else None):
        place, is_last = str(choice.get("index", 0)), choice.get("finish_reason") is not None
        delta = choice.get("delta") if isinstance(choice.get("delta"), dict) else choice.get("message")
        for said in _objects([delta]):
            yield from (
                ((place, name), said, name, is_last) for name in _FIELDS if isinstance(said.get(name), str | None)
            )
            for call in _objects(said.get("tool_calls")):
                function = call.get("function")
                if isinstance(function, dict) and isinstance(function.get("arguments"), str):
                    yield (place, "arguments", str(call.get("index"))), function, "arguments", is_last


def _objects(of: object) -> list[dict[str, Any]]:
    return [each for each in of if isinstance(each, dict)] if isinstance(of, list) else []
