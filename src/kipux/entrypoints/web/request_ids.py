"""One id for each request: in its header, its problem, and every log line written on its behalf."""

import logging
import secrets
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

_STATE = "kipux.request_id"
Scope = Mapping[str, Any]
"""An ASGI scope. (Not Litestar's name for it: the command line sets the log up before it loads Litestar.)"""

_current: ContextVar[str] = ContextVar("request_id", default="-")


def request_id(scope: Scope) -> str:
    """The id of this request: always our own, so that nobody can write into our logs."""
    made: str = scope["state"].setdefault(_STATE, secrets.token_hex(8))
    return made


def enter_request(scope: Scope) -> None:
    """From here on, what is logged in this task, and in those that it starts, is of this request."""
    _current.set(request_id(scope))


class RequestIdFilter(logging.Filter):
    """Gives every log record a `request_id` for the format to use; `-` outside a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let everything pass."""
        record.request_id = _current.get()
        return True
