"""What the OpenAPI document says of the answers that are the same everywhere."""

from dataclasses import dataclass
from typing import Any, Final, Literal

from litestar import Litestar
from litestar.openapi import OpenAPIConfig, ResponseSpec
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import (
    Components,
    OpenAPIFormat,
    OpenAPIMediaType,
    OpenAPIType,
    Operation,
    RequestBody,
    Schema,
    SecurityScheme,
)
from msgspec import Struct

from kipux import __version__
from kipux.entrypoints.web import cookies, csrf, schemas
from kipux.entrypoints.web.problems import PROBLEM_JSON, Problem
from kipux.entrypoints.web.sse import EVENT_STREAM
from kipux.entrypoints.web.views.messages import SentView

OPENAPI: Final = OpenAPIConfig(
    title="Kipux",
    version=__version__,
    description=(
        "Ids are UUIDv7, times RFC 3339 in UTC, money decimal strings in USD. POST, PATCH and DELETE that carry a cookie need the "
        f"header `{csrf.HEADER}` with the `csrf_token` of `GET /api/session`. Every error is an RFC 9457 problem."
    ),
    path="/schema",
    render_plugins=[JsonRenderPlugin()],
    use_handler_docstrings=True,
    components=Components(
        security_schemes={
            "session": SecurityScheme(
                type="apiKey",
                name=cookies.SESSION,
                security_scheme_in="cookie",
                description="Set by signing in; over https its name has the prefix `__Host-`.",
            )
        }
    ),
)
SIGNED_IN: Final = [{"session": list[str]()}]
"""The `security` of what only somebody signed in may ask."""
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


class StreamEvent(Struct, frozen=True):
    """One event of the stream; `data` is JSON text."""

    id: str
    event: Literal["sent", "text", "reasoning", "tool", "sources", "title", "usage", "done"]
    data: str


EVENTS: Final = ResponseSpec(
    data_container=StreamEvent,
    media_type=EVENT_STREAM,
    generate_examples=False,
    description=(
        "The event stream. Events `text`, `reasoning` (`{delta}`), `tool`, `sources`, `title`, `usage` and, once and last, `done` "
        "(`{status, error}`); each has an `id` that `Last-Event-ID` takes back; a comment after 15 s of silence. "
        "The stream that answers a message begins with `sent`, whose data are what the JSON answer holds."
    ),
)


RAW: Final = ResponseSpec(
    data_container=dict[str, Any] | list[dict[str, Any]],
    generate_examples=False,
    description="A completion as the provider shapes it; a list of them where the reply was written in rounds.",
)


ZIP: Final = "application/zip"
CONVERSATIONS_ZIP: Final = ResponseSpec(
    data_container=bytes, media_type=ZIP, generate_examples=False, description="A zip, as it is made."
)
CONVERSATION_FILE: Final = ResponseSpec(
    data_container=dict[str, Any],
    generate_examples=False,
    description="A file: the conversation, and in `messages` its tree, each after its parent.",
)
PRESET_FILE: Final = ResponseSpec(
    data_container=schemas.PresetFile,
    generate_examples=False,
    description="A file that can be imported, here or elsewhere.",
)
CONVERSATION_TEXT: Final = ResponseSpec(
    data_container=str, media_type="text/markdown", generate_examples=False, description="A file of Markdown."
)


@dataclass
class ZipBody(Operation):
    """An operation whose body is a zip."""

    def __post_init__(self) -> None:
        """Say so."""
        self.request_body = RequestBody(
            content={ZIP: OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY))},
            description="A zip of exported conversations, at most 64 MB.",
            required=True,
        )


def say_that_unknown_fields_are_refused(app: Litestar) -> None:
    """The one thing about `schemas` that Litestar does not put into the document by itself."""
    described = app.openapi_schema.components.schemas or {}
    for name, kind in vars(schemas).items():
        schema = described.get(name)
        if isinstance(schema, Schema) and issubclass(kind, Struct) and kind.__struct_config__.forbid_unknown_fields:
            schema.additional_properties = False


def _problems(*statuses: int) -> dict[int, ResponseSpec]:
    return {
        status: ResponseSpec(
            data_container=Problem, media_type=PROBLEM_JSON, generate_examples=False, description=_PROBLEMS[status]
        )
        for status in sorted(statuses)
    }
