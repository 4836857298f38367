"""What the OpenAPI document says of the answers that are the same everywhere."""

from typing import Final

from litestar.openapi import ResponseSpec

from kipux.entrypoints.web.problems import PROBLEM_JSON, Problem
from kipux.entrypoints.web.sse import EVENT_STREAM
from kipux.entrypoints.web.views import SentView

UNCOMPRESSED: Final = "uncompressed"
"""The `opt` of handlers that may answer with a stream."""

_PROBLEMS: Final = {
    400: "The request is malformed.",
    401: "Nobody is signed in, or the credentials are wrong.",
    403: "The CSRF token is missing or wrong, the origin is foreign, or it is not allowed.",
    404: "It does not exist, or is not yours.",
    409: "It contradicts the current state.",
    413: "The body is too large.",
    422: "It cannot be accepted; `errors` names the fields at fault.",
    429: "Too many tries; `retry-after` tells when to come back.",
    503: "The database, or another collaborator, does not answer.",
}
_OF_READING: Final = (400, 401, 422, 503)
_OF_WRITING: Final = (400, 401, 403, 413, 422, 503)


def reading(*more: int) -> dict[int, ResponseSpec]:
    """The problems of a request that only reads, and `more`."""
    return _problems(*_OF_READING, *more)


def writing(*more: int) -> dict[int, ResponseSpec]:
    """The problems of a request that changes something, and `more`."""
    return _problems(*_OF_WRITING, *more)


SENT: Final = ResponseSpec(
    data_container=SentView, generate_examples=False, description="The message is kept and its reply is being written."
)
EVENTS: Final = ResponseSpec(
    data_container=str,
    media_type=EVENT_STREAM,
    generate_examples=False,
    description=(
        "The event stream. Events `text`, `reasoning` (`{delta}`), `tool`, `sources`, `title`, `usage` and, once and last, `done` "
        "(`{status, error}`); each has an `id` that `Last-Event-ID` takes back; a comment after 15 s of silence. "
        "The stream that answers a message begins with `sent`, whose data are what the JSON answer holds."
    ),
)


def _problems(*statuses: int) -> dict[int, ResponseSpec]:
    return {
        status: ResponseSpec(
            data_container=Problem, media_type=PROBLEM_JSON, generate_examples=False, description=_PROBLEMS[status]
        )
        for status in sorted(statuses)
    }
