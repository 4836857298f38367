"""A model's tool calls, put together from their pieces. All of it is the model's word: hostile input."""

import json
import re
from collections.abc import Mapping

from kipux.application.generation.tools import BadArguments
from kipux.application.ports.llm_gateway import ChatToolCall, ToolCall

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ID = re.compile(r"[!-~]{1,128}")
_LONGEST = 8_000
"""Characters of arguments beyond which nobody reads them."""


class CallPieces:
    """Takes the pieces of one answer's calls as they come."""

    def __init__(self) -> None:
        self._ids: dict[int, str] = {}
        self._names: dict[int, str] = {}
        self._arguments: dict[int, str] = {}

    def take(self, piece: ChatToolCall) -> None:
        """Add a piece."""
        if piece.id:
            self._ids.setdefault(piece.index, piece.id)
        if piece.name:
            self._names.setdefault(piece.index, piece.name)
        so_far = self._arguments.get(piece.index, "")
        self._arguments[piece.index] = (so_far + piece.arguments)[: _LONGEST + 1]

    @property
    def calls(self) -> tuple[ToolCall, ...]:
        """The calls in their order, in a form that can be sent back: an id that is missing, doubled or odd is one of ours, an odd
        name is `unknown`, and arguments that are no JSON object stay as they are for `arguments_of` to refuse.
        """
        calls: list[ToolCall] = []
        seen: set[str] = set()
        for index in sorted(self._arguments):
            told, name = self._ids.get(index, ""), self._names.get(index, "")
            call_id = told if _ID.fullmatch(told) and told not in seen else f"call_{index}_{len(seen)}"
            seen.add(call_id)
            calls.append(ToolCall(call_id, name if _NAME.fullmatch(name) else "unknown", self._arguments[index]))
        return tuple(calls)


def arguments_of(call: ToolCall) -> Mapping[str, object]:
    """The arguments as an object; none at all are an empty one. Raises `BadArguments`."""
    if len(call.arguments) > _LONGEST:
        raise BadArguments("The arguments are too long.")
    try:
        arguments = json.loads(call.arguments.strip() or "{}")
    except (ValueError, RecursionError):
        raise BadArguments("The arguments are no valid JSON.") from None
    if not isinstance(arguments, dict):
        raise BadArguments("The arguments are no JSON object.")
    return arguments


def sendable(call: ToolCall) -> ToolCall:
    """The call as the next request may repeat it: gateways read the arguments, so they are a JSON object in any case."""
    try:
        return ToolCall(call.id, call.name, json.dumps(arguments_of(call), ensure_ascii=False))
    except BadArguments:
        return ToolCall(call.id, call.name, "{}")
