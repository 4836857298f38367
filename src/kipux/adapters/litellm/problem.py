"""What a failing gateway says of itself. It is for the log only: it holds the insides of gateways and providers."""

import re
from collections.abc import Iterable

import msgspec

from kipux.adapters.litellm.wire import UNREADABLE, Problem

_KEY = re.compile(r"(?i)(?:\bbearer\s+|\b(?:sk|pk|gsk|xai)[-_]|\bAIza)[\w.*-]{4,}")
_SHORTEST_SECRET = 8
_LOGGED_CHARACTERS = 300


def problem_of(body: bytes) -> Problem | None:
    """The error that a body holds, in any of the ways in use: `{"error": …}`, in a list, under `detail`, or text alone."""
    try:
        found = msgspec.json.decode(body)
    except UNREADABLE:
        return None
    if isinstance(found, list) and found:
        found = found[0]
    if isinstance(found, dict) and isinstance(found.get("detail"), dict):
        found = found["detail"]
    return told_problem(found.get("error")) if isinstance(found, dict) else None


def told_problem(error: object) -> Problem | None:
    """An error as it stands under `error`; None when nothing does."""
    if not error:
        return None
    try:
        return msgspec.convert(error, Problem)
    except msgspec.ValidationError:
        return Problem(message=error if isinstance(error, str) else None)


def words_of(problem: Problem) -> str:
    """Type, code and message in lower case."""
    return f"{problem.type} {problem.code} {problem.message}".lower()


def loggable(problem: Problem | None, secrets: Iterable[str]) -> str:
    """One line with keys, and each of the `secrets` (the prompt's texts), taken out."""
    if problem is None:
        return "it did not say why"
    message = problem.message or ""
    for secret in secrets:
        message = message.replace(secret, "…") if len(secret) >= _SHORTEST_SECRET else message
    line = " ".join(_KEY.sub("…", message).split())[:_LOGGED_CHARACTERS]
    return f"type {problem.type}, code {problem.code}: {line}"
