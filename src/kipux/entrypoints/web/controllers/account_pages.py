"""The ways in and out, as pages that need no JavaScript."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from litestar import Controller, Request, Response, get, post
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from kipux.application.use_cases.log_in import LogIn
from kipux.application.use_cases.log_out import LogOut
from kipux.application.use_cases.sign_up import SignUp
from kipux.application.use_cases.start_session import StartSession
from kipux.domain.errors import EmailTaken, Invalid, KipuxError, TooMany, Unavailable, WrongCredentials
from kipux.domain.session import Session
from kipux.domain.user import User
from kipux.entrypoints.settings import Settings
from kipux.entrypoints.web.auth import (
    clear_session_cookie,
    client_address,
    current_user,
    session_token,
    set_session_cookie,
    user_agent,
)
from kipux.entrypoints.web.countries import countries, likely_country
from kipux.entrypoints.web.forms import fields_of
from kipux.entrypoints.web.language import translator_of
from kipux.entrypoints.web.problems import status_of, when_to_come_back
from kipux.entrypoints.web.requests import WebRequest
from kipux.entrypoints.web.safe_next import safe_next
from kipux.entrypoints.web.templating import page
from kipux.entrypoints.web.throttle import throttled

_TYPED: Final = "kipux.typed"
_IS_OPEN: Final = "kipux.registration_open"


async def typed(
    connection: ASGIConnection[BaseRouteHandler, User | None, Session | None, State], _: BaseRouteHandler
) -> None:
    """A guard that keeps what was typed, for the handler and for the form that an error shows again. A file counts as nothing."""
    assert isinstance(connection, WebRequest)  # noqa: S101 - create_app says so; this tells the type
    connection.scope["state"][_TYPED] = await fields_of(connection)


class AccountPages(Controller):
    """Register, log in, log out."""

    include_in_schema = False

    @get("/register")
    async def show_register(self, request: WebRequest, settings: NamedDependency[Settings]) -> Response[str] | Redirect:
        """The form for a new account; whoever is signed in needs none."""
        _note(request, settings)
        return _onwards(request) or _form(request, "register", request.query_params)

    @post("/register", guards=[typed, throttled])
    async def register(
        self,
        request: WebRequest,
        settings: NamedDependency[Settings],
        sign_up: NamedDependency[SignUp],
        start_session: NamedDependency[StartSession],
    ) -> Redirect:
        """Make the account and sign in."""
        fields = _note(request, settings)
        user = await sign_up(
            name=fields.get("name", ""),
            email=fields.get("email", ""),
            phone=fields.get("phone", ""),
            password=fields.get("password", ""),
            region=fields.get("region") or None,
        )
        token = await start_session(user.id, user_agent=user_agent(request), address=client_address(request))
        return _signed_in(request, token, fields)

    @get("/login")
    async def show_login(self, request: WebRequest, settings: NamedDependency[Settings]) -> Response[str] | Redirect:
        """The form for those who have an account."""
        _note(request, settings)
        return _onwards(request) or _form(request, "login", request.query_params)

    @post("/login", guards=[typed, throttled])
    async def log_in(
        self,
        request: WebRequest,
        settings: NamedDependency[Settings],
        log_in: NamedDependency[LogIn],
        log_out: NamedDependency[LogOut],
    ) -> Redirect:
        """Sign in: a new session each time; the one before it ends."""
        fields = _note(request, settings)
        token, _ = await log_in(
            email=fields.get("email", ""),
            password=fields.get("password", ""),
            user_agent=user_agent(request),
            address=client_address(request),
        )
        if old := session_token(request):
            await log_out(old)
        return _signed_in(request, token, fields)

    @post("/logout")
    async def log_out(self, request: WebRequest, log_out: NamedDependency[LogOut]) -> Redirect:
        """Sign out, here and on the server."""
        if token := session_token(request):
            await log_out(token)
        response = Redirect("/", status_code=HTTP_303_SEE_OTHER)
        clear_session_cookie(request, response)
        return response


def _shown_again(request: Request[User | None, Session | None, State], error: KipuxError) -> Response[str]:
    assert isinstance(request, WebRequest)  # noqa: S101 - as above
    speech = translator_of(request)
    fields: Mapping[str, str] = {}
    if isinstance(error, Invalid):
        fields = error.fields
    elif isinstance(error, EmailTaken):
        fields = {"email": error.code}
    problem = "" if fields else f"{speech.error(error.code, error.details)} {speech.help(error.code)}"
    template = request.scope["path"].strip("/")
    response = _form(
        request, template, request.scope["state"][_TYPED], status=status_of(type(error)), errors=fields, problem=problem
    )
    response.headers.update(when_to_come_back(error))
    return response


for _route in (AccountPages.register, AccountPages.log_in):
    _route.exception_handlers = dict.fromkeys(
        (Invalid, EmailTaken, WrongCredentials, TooMany, Unavailable), _shown_again
    )


def _form(
    request: WebRequest,
    template: str,
    values: Mapping[str, str],
    *,
    status: int = 200,
    errors: Mapping[str, str] | None = None,
    problem: str = "",
) -> Response[str]:
    speech = translator_of(request)
    target = values.get("next", "")
    is_register = template == "register"
    return page(
        request,
        f"{template}.html",
        status=status,
        elements=("live-form", "theme-switch", *(["phone-field"] if is_register else [])),
        countries=countries(speech.locale) if is_register else (),
        errors=errors or {},
        next=target,
        next_query=f"?next={quote(target, safe='/')}" if target else "",
        problem=problem,
        region=values.get("region") or likely_country(request.headers.get("accept-language", ""), speech.locale),
        registration_open=request.scope["state"].get(_IS_OPEN, True),
        values=values,
    )


def _note(request: WebRequest, settings: Settings) -> Mapping[str, str]:
    request.scope["state"][_IS_OPEN] = settings.registration == "open"
    fields: Mapping[str, str] = request.scope["state"].get(_TYPED, {})
    return fields


def _onwards(request: WebRequest) -> Redirect | None:
    if current_user(request) is None:
        return None
    return Redirect(safe_next(request.query_params.get("next")), status_code=HTTP_303_SEE_OTHER)


def _signed_in(request: WebRequest, token: str, fields: Mapping[str, str]) -> Redirect:
    response = Redirect(safe_next(fields.get("next")), status_code=HTTP_303_SEE_OTHER)
    set_session_cookie(request, response, token)
    return response
