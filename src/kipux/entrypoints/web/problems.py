"""RFC 9457 problems: the one shape in which the API says what went wrong, and the statuses that go with it."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Final

import msgspec

from kipux.domain import errors
from kipux.domain.errors import Detail, KipuxError
from kipux.domain.message import Failure
from kipux.entrypoints.web.i18n import Translator

PROBLEM_JSON: Final = "application/problem+json"

STATUS: Final[Mapping[type[KipuxError], int]] = {
    KipuxError: 500,
    errors.Invalid: 422,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.TooMany: 429,
    errors.ReplyInterrupted: 503,
    errors.ReplyTooLong: 504,
    errors.Unavailable: 503,
}
"""The status of each error; a class that is not named has that of its parent."""

_UNAVAILABLE_S: Final = 5


class FieldProblem(msgspec.Struct, frozen=True):
    """What is wrong with one field, for the person; `field` is a path such as `message.text`, `body` for the whole."""

    field: str
    message: str


class Problem(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """An RFC 9457 problem. `type` ends in the error's code; `title` is the status in words.

    `detail` tells the person what happened, `help` what they can do about it, where there is something.
    """

    type: str
    title: str
    status: int
    detail: str
    help: str | None = None
    instance: str
    request_id: str | None
    errors: tuple[FieldProblem, ...] | None = None


def status_of(kind: type[KipuxError]) -> int:
    """The status of an error's class."""
    return next(STATUS[parent] for parent in kind.__mro__ if parent in STATUS)


def when_to_come_back(error: KipuxError) -> Mapping[str, str]:
    """The `retry-after` header of an error that passes by itself; nothing for any other."""
    match error:
        case errors.TooMany():
            return {"retry-after": str(error.retry_after)}
        case errors.Unavailable():
            return {"retry-after": str(_UNAVAILABLE_S)}
    return {}


def problem(
    speech: Translator,
    code: str,
    status: int,
    *,
    instance: str,
    request_id: str | None,
    details: Mapping[str, Detail] | None = None,
    fields: Mapping[str, str] | None = None,
) -> Problem:
    """A problem in the person's language. `fields` maps each field at fault to its message code."""
    return Problem(
        type=f"urn:kipux:problem:{code}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=speech.error(code, details),
        help=speech.help(code) or None,
        instance=instance,
        request_id=request_id,
        errors=None if fields is None else tuple(FieldProblem(name, speech.invalid(at)) for name, at in fields.items()),
    )


def problem_of_failure(speech: Translator, failure: Failure, instance: str) -> Problem:
    """Why a reply failed, as a problem with the request id of whoever asked for the reply."""
    return problem(
        speech,
        failure.code,
        status_of(_BY_CODE.get(failure.code, KipuxError)),
        instance=instance,
        request_id=failure.request_id,
        details=failure.details,
    )


def _family(kind: type[KipuxError]) -> Iterator[type[KipuxError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _family(child)


_BY_CODE: Final = {kind.code: kind for kind in _family(KipuxError)}
