"""From errors to answers, in one place. The API and the probes answer with a problem, pages with a page."""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote, urlsplit

import msgspec
from litestar import Request, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException, ValidationException
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER, HTTP_400_BAD_REQUEST, HTTP_500_INTERNAL_SERVER_ERROR

from kipux.domain.errors import Detail, Invalid, KipuxError, Unauthenticated
from kipux.domain.session import Session
from kipux.domain.user import User
from kipux.entrypoints.web.config import web_config
from kipux.entrypoints.web.faults import field_at_fault, fields_of_parameters
from kipux.entrypoints.web.language import translator_of
from kipux.entrypoints.web.problems import PROBLEM_JSON, STATUS, Problem, problem, status_of, when_to_come_back
from kipux.entrypoints.web.request_ids import enter_request, request_id
from kipux.entrypoints.web.requests import WebRequest
from kipux.entrypoints.web.safe_next import safe_next

logger = logging.getLogger(__name__)

RenderErrorPage = Callable[[WebRequest, int, Problem], Response[str]]
Answer = Response[bytes] | Response[str] | Redirect

_DATA_ROUTES: Final = re.compile(r"/(api|schema|static|healthz|readyz)(/|$)")
_HTTP_CODES: Final = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}
_LEFT: Final = "client disconnected prematurely"


@dataclass(frozen=True, slots=True)
class _Fault:
    code: str
    status: int
    details: Mapping[str, Detail] = field(default_factory=dict)
    fields: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


class ErrorAnswers:
    """Answers every exception. `render_page` makes the page for the routes that are pages."""

    def __init__(self, render_page: RenderErrorPage) -> None:
        self._render_page = render_page

    def answer(self, request: Request[User | None, Session | None, State], error: Exception) -> Answer:
        """The answer: what an administrator must know is logged, and only what a person may know is told."""
        assert isinstance(request, WebRequest)  # noqa: S101 - the app's request class; Litestar's type is wider
        fault = _fault_of(error)
        _log(request, error, fault)
        is_page = not _DATA_ROUTES.match(request.scope["path"])
        if is_page and type(error) is Unauthenticated:
            return _to_login(request)
        said = _said(request, fault)
        answer = self._render_page(request, fault.status, said) if is_page else _problem_json(said)
        answer.headers.update(fault.headers)
        return answer


def _problem_json(said: Problem) -> Response[bytes]:
    return Response(msgspec.json.encode(said), status_code=said.status, media_type=PROBLEM_JSON)


def _said(request: WebRequest, fault: _Fault) -> Problem:
    return problem(
        translator_of(request),
        fault.code,
        fault.status,
        instance=request.scope["path"],
        request_id=request_id(request.scope),
        details=fault.details,
        fields=fault.fields,
    )


def _fault_of(error: Exception) -> _Fault:
    match error:
        case KipuxError():
            return _fault_of_ours(error)
        case msgspec.ValidationError():
            return _Fault(Invalid.code, STATUS[Invalid], fields=field_at_fault(str(error)))
        case ValidationException():
            return _Fault(Invalid.code, STATUS[Invalid], fields=fields_of_parameters(error.extra))
        case msgspec.DecodeError():
            return _Fault("bad_request", HTTP_400_BAD_REQUEST)
        case HTTPException() if error.status_code < HTTP_500_INTERNAL_SERVER_ERROR:
            code = _HTTP_CODES.get(error.status_code, "bad_request")
            return _Fault(code, error.status_code, headers=error.headers or {})
    return _Fault(KipuxError.code, HTTP_500_INTERNAL_SERVER_ERROR)


def _fault_of_ours(error: KipuxError) -> _Fault:
    return _Fault(
        error.code,
        status_of(type(error)),
        error.details,
        fields=error.fields if isinstance(error, Invalid) else None,
        headers=when_to_come_back(error),
    )


def _log(request: WebRequest, error: Exception, fault: _Fault) -> None:
    enter_request(request.scope)
    line = f"{request.method} {request.scope['path']!r}: {fault.status} {fault.code}"
    if fault.status < HTTP_500_INTERNAL_SERVER_ERROR or getattr(error, "detail", "") == _LEFT:
        logger.info(line)
    elif isinstance(error, KipuxError):
        logger.warning("%s %s", line, error.__cause__ or dict(error.details))
    else:
        logger.error(line, exc_info=error)


def _to_login(request: WebRequest) -> Redirect:
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    back = here if request.method == "GET" else _page_of_form(request)
    return Redirect(f"/login?next={quote(back, safe='/')}" if back else "/login", status_code=HTTP_303_SEE_OTHER)


def _page_of_form(request: WebRequest) -> str:
    """The path and query of the page of ours that a form was sent from; empty when nothing says so."""
    try:
        page = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return ""
    if page.netloc not in {request.headers.get("host"), urlsplit(web_config(request).origin).netloc}:
        return ""
    return safe_next(f"{page.path}?{page.query}" if page.query else page.path, default="")
