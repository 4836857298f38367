"""What the gateway's failures mean: statuses, error bodies and errors told inside a stream to the domain's errors."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from math import ceil, isnan

from kipux.adapters.litellm.problem import words_of
from kipux.adapters.litellm.wire import Problem
from kipux.domain.errors import (
    BudgetSpent,
    ContentRefused,
    ContextTooLong,
    GatewayError,
    GatewayGarbled,
    GatewayKeyRefused,
    GatewayTimeout,
    ModelUnknown,
    ProviderDown,
    ProviderKeyRefused,
    RateLimited,
    RequestRefused,
    StreamCut,
    StreamStalled,
)

_LONGEST_WAIT = 24 * 3600
_GATEWAY_KEY_TYPES = {"auth_error", "no_db_connection", "expired_key", "token_not_found_in_db"}
_BY_STATUS: Mapping[int, type[GatewayError]] = {
    402: BudgetSpent,
    408: GatewayTimeout,
    413: ContextTooLong,
    504: GatewayTimeout,
    524: GatewayTimeout,
}

# What type, code or message hold when they mean one thing, whatever the status.
_SIGNS: tuple[tuple[type[GatewayError], re.Pattern[str]], ...] = (
    (BudgetSpent, re.compile(r"budget_?exceeded|exceeded_?budget|budget has been exceeded|insufficient_quota")),
    (
        ContextTooLong,
        re.compile(
            r"context_?window_?exceeded|context_length_exceeded|exceed context limit|maximum context l|context size"
            r"|longer than the model's context|prompt is too long|string_above_max_length|request too large"
        ),
    ),
    (ContentRefused, re.compile(r"content_?policy|content_?filter|responsible_?ai_?policy|content management policy")),
    (
        ModelUnknown,
        re.compile(
            r"invalid model name|model_not_found|_model_access_denied|model\b.{0,80}(?:does not exist|not found)"
        ),
    ),
)


# What they hold when a stream fails on its way. The code, often a status, is the second word.
_SLOW = re.compile(r"^\S+ (?:408|504|524) |timeout|timed out")
_LIMITED = re.compile(r"^\S+ 429 |rate_?limit")
_OVERLOADED = re.compile(r"^\S+ (?:503|529) |overloaded")


def error_of_response(
    status: int, headers: Mapping[str, str], problem: Problem | None, model: str, *, keyless: bool
) -> GatewayError:
    """What an answer that is no success means. `problem` is what its body says, `keyless` when Kipux sent no key."""
    if keyless and status == HTTPStatus.INTERNAL_SERVER_ERROR and problem is None:
        return GatewayKeyRefused()  # LiteLLM 1.106 to who has no key
    if problem and problem.type in _GATEWAY_KEY_TYPES:
        return GatewayKeyRefused()
    return _sign_of(problem, model) or _error_of_status(status, headers, problem)


def error_in_stream(problem: Problem, model: str, *, begun: bool) -> GatewayError:
    """What an error told inside a stream means; `begun` when some of the answer came before it."""
    code = str(problem.code)
    if not begun and code.isdecimal():
        return error_of_response(int(code), {}, problem, model, keyless=False)
    return _sign_of(problem, model) or _error_of_words(words_of(problem), begun=begun)


def _sign_of(problem: Problem | None, model: str) -> GatewayError | None:
    words = words_of(problem) if problem else ""
    for kind, sign in _SIGNS:
        if sign.search(words):
            return kind(model=model) if kind is ModelUnknown else kind()
    return None


def _error_of_status(status: int, headers: Mapping[str, str], problem: Problem | None) -> GatewayError:
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return _refused_key(problem, headers)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimited(retry_after=_wait_of(headers))
    if kind := _BY_STATUS.get(status):
        return kind()
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ProviderDown()
    return RequestRefused() if problem and status >= HTTPStatus.BAD_REQUEST else GatewayGarbled()


def _error_of_words(words: str, *, begun: bool) -> GatewayError:
    if _SLOW.search(words):
        return StreamStalled() if begun else GatewayTimeout()
    if _LIMITED.search(words):
        return RateLimited(retry_after=None)
    return StreamCut() if begun and not _OVERLOADED.search(words) else ProviderDown()


def _refused_key(problem: Problem | None, headers: Mapping[str, str]) -> GatewayError:
    """Whose key: the provider's when LiteLLM passes its refusal on, else the one that Kipux uses."""
    passed_on = "x-litellm-call-id" in headers or any(name.startswith("llm_provider-") for name in headers)
    told = bool(problem and (problem.message or "").startswith("litellm."))
    return ProviderKeyRefused() if passed_on or told else GatewayKeyRefused()


def _wait_of(headers: Mapping[str, str]) -> int | None:
    """Seconds to wait, told as such or as a date; at most a day, since nobody waits longer for a reply."""
    told = headers.get("retry-after") or headers.get("llm_provider-retry-after") or ""
    try:
        seconds = float(told)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError):
            return None
    return None if isnan(seconds) else ceil(max(min(seconds, _LONGEST_WAIT), 0))
