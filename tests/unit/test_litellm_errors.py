import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from kipux.adapters.litellm.errors import error_in_stream, error_of_response
from kipux.adapters.litellm.problem import loggable, problem_of
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

RECORDED: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "data/litellm/failures.json").read_text())
REFUSED = [failure for failure in RECORDED if failure["status"] != 200]
BROKEN_OFF = [failure for failure in RECORDED if failure["status"] == 200]


def named(failure: dict[str, Any]) -> str:
    return f"{failure['case']}-{failure['litellm']}"


def meaning(
    status: int, body: object, headers: Mapping[str, str] | None = None, *, keyless: bool = False
) -> GatewayError:
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    return error_of_response(status, headers or {}, problem_of(sent), "the-model", keyless=keyless)


@pytest.mark.parametrize("failure", REFUSED, ids=named)
def test_what_litellm_answers_has_a_meaning(failure: dict[str, Any]) -> None:
    body = failure["body"].encode()
    error = meaning(failure["status"], body, failure["headers"], keyless=failure["case"] == "noauth")
    assert error.code == failure["means"]


@pytest.mark.parametrize("failure", BROKEN_OFF, ids=named)
def test_what_litellm_says_in_a_stream_has_a_meaning(failure: dict[str, Any]) -> None:
    lines = [line.removeprefix("data: ") for line in failure["body"].splitlines() if '"error"' in line]
    problem = problem_of(lines[0].encode())
    assert problem is not None
    assert error_in_stream(problem, "the-model", begun=True).code == failure["means"]


def test_an_unknown_model_is_named() -> None:
    assert meaning(400, {"error": {"message": "Invalid model name passed in model=x"}}).details == {
        "model": "the-model"
    }


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (
            400,
            {"error": {"message": "Budget has been exceeded! Current cost: 2", "type": "budget_exceeded"}},
            BudgetSpent,
        ),
        (400, {"error": {"message": "ExceededBudget: User=1 over budget", "code": "400"}}, BudgetSpent),
        (402, {"error": {"message": "Insufficient balance"}}, BudgetSpent),
        (429, {"error": {"message": "x", "code": "insufficient_quota"}}, BudgetSpent),
        (400, {"error": {"message": "x", "code": "content_filter"}}, ContentRefused),
        (400, {"error": {"message": "x", "code": "context_length_exceeded"}}, ContextTooLong),
        (413, b"<html>Request Entity Too Large</html>", ContextTooLong),
        (404, {"error": {"message": "model 'x' not found", "type": "api_error"}}, ModelUnknown),
        (403, {"error": {"message": "no", "type": "key_model_access_denied"}}, ModelUnknown),
        (401, {"error": {"message": "no", "type": "auth_error", "code": "401"}}, GatewayKeyRefused),
        (400, {"error": {"message": "no", "type": "expired_key"}}, GatewayKeyRefused),
        (401, {"error": {"message": "no", "code": "invalid_api_key"}}, GatewayKeyRefused),
        (403, b"", GatewayKeyRefused),
        (
            401,
            {"error": {"message": "litellm.AuthenticationError: no", "type": "authentication_error"}},
            ProviderKeyRefused,
        ),
        (429, b"", RateLimited),
        (500, b"Internal Server Error", ProviderDown),
        (502, b"<html>Bad gateway</html>", ProviderDown),
        (529, {"error": {"message": "Overloaded"}}, ProviderDown),
        (504, b"<html></html>", GatewayTimeout),
        (408, {"error": {}}, GatewayTimeout),
        (400, {"detail": {"error": "what?"}}, RequestRefused),
        (422, [{"error": {"message": "what?", "code": 422}}], RequestRefused),
        (400, {"error": {"message": {"odd": 1}}}, RequestRefused),
        (404, b"<html>Not found</html>", GatewayGarbled),
        (404, {"detail": "Not Found"}, GatewayGarbled),
        (307, b"", GatewayGarbled),
        (204, b"", GatewayGarbled),
    ],
)
def test_other_answers_have_a_meaning(status: int, body: object, kind: type[GatewayError]) -> None:
    assert type(meaning(status, body)) is kind


def test_a_bare_500_is_about_the_key_only_where_none_was_sent() -> None:
    assert type(meaning(500, b"Internal Server Error", keyless=True)) is GatewayKeyRefused
    assert type(meaning(500, {"error": {"message": "boom"}}, keyless=True)) is ProviderDown


@pytest.mark.parametrize("code", [401, 403])
def test_a_refused_key_is_the_providers_when_litellm_passes_it_on(code: int) -> None:
    body = {"error": {"message": "no", "type": "authentication_error"}}
    assert type(meaning(code, body, {"llm_provider-date": "today"})) is ProviderKeyRefused
    assert type(meaning(code, body, {"x-litellm-call-id": "1"})) is ProviderKeyRefused
    assert type(meaning(code, body)) is GatewayKeyRefused


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("7", 7), ("0.2", 1), ("0", 0), ("-3", 0), ("1e9", 86400), ("inf", 86400), ("-inf", 0), ("nan", None), ("soon", None),
        ("", None), ("Wed, 21 Oct 2015 07:28:00 GMT", 0), ("Wed, 21 Oct 2995 07:28:00 GMT", 86400), ("Wed, 21 Oct", None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("header", ["retry-after", "llm_provider-retry-after"])
def test_the_wait_is_told_in_seconds(header: str, told: str, seconds: int | None) -> None:
    assert meaning(429, b"", {header: told}).details == {"retry_after": seconds}


def test_a_wait_until_a_date_is_counted_from_now() -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(minutes=5), usegmt=True)
    seconds = meaning(429, b"", {"retry-after": date}).details["retry_after"]
    assert isinstance(seconds, int)
    assert 240 < seconds <= 300


@pytest.mark.parametrize(
    ("problem", "before", "after"),
    [
        (Problem(message="x", code="500"), ProviderDown, StreamCut),
        (Problem(message="x"), ProviderDown, StreamCut),
        (Problem(message="x", type="invalid_request_error", code="408"), GatewayTimeout, StreamStalled),
        (Problem(message="litellm.Timeout: no"), GatewayTimeout, StreamStalled),
        (Problem(message="x", code=429), RateLimited, RateLimited),
        (Problem(message="x", type="rate_limit_error"), RateLimited, RateLimited),
        (Problem(message="Overloaded", type="overloaded_error"), ProviderDown, ProviderDown),
        (Problem(message="x", code="503"), ProviderDown, ProviderDown),
        (Problem(message="x", code="context_length_exceeded"), ContextTooLong, ContextTooLong),
        (Problem(message="x", code="content_filter"), ContentRefused, ContentRefused),
        (Problem(message="x", code="400"), RequestRefused, StreamCut),
    ],
)
def test_an_error_in_a_stream_depends_on_whether_it_had_begun(
    problem: Problem, before: type[GatewayError], after: type[GatewayError]
) -> None:
    assert type(error_in_stream(problem, "m", begun=False)) is before
    assert type(error_in_stream(problem, "m", begun=True)) is after


def test_the_log_holds_no_keys_and_no_prompt() -> None:
    told = (
        "Incorrect key sk-proj-1234567890 (Bearer abcdefgh, AIzaSyA1234, gsk_12345678) for 'my secret question'\n"
        + "x" * 999
    )
    line = loggable(Problem(message=told, type="t", code=401), ["my secret question", "our-own-key", "a"])
    assert line.startswith("type t, code 401: Incorrect key … (…, …, …) for '…'")
    assert len(line) < 400
    assert "\n" not in line


def test_a_silent_failure_can_be_logged(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("kipux").warning("%s", loggable(problem_of(b"\xff"), ["secret"]))
    assert "did not say why" in caplog.text
