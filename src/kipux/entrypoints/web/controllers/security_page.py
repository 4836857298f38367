"""The password and the browsers in which one is signed in, as a page that needs no JavaScript."""

from typing import Annotated, Final

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import PathParameter
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from kipux.application.use_cases.change_password import ChangePassword
from kipux.application.use_cases.delete_account import DeleteAccount
from kipux.application.use_cases.end_other_sessions import EndOtherSessions
from kipux.application.use_cases.end_session import EndSession
from kipux.application.use_cases.list_sessions import ListSessions
from kipux.domain.errors import Invalid, LastAdministrator, TooMany
from kipux.domain.user import User
from kipux.entrypoints.web.auth import (
    clear_session_cookie,
    client_address,
    current_session,
    own_session,
    set_session_cookie,
    user_agent,
)
from kipux.entrypoints.web.forms import fields_of
from kipux.entrypoints.web.requests import WebRequest
from kipux.entrypoints.web.settings_section import Section, saved, shown_again
from kipux.entrypoints.web.throttle import sign_in_throttle
from kipux.entrypoints.web.views.people import SessionList

_PATH: Final = "/settings/security"


class SecurityPage(Controller):
    """Password and sessions."""

    path = _PATH
    include_in_schema = False

    @get()
    async def show(
        self, request: WebRequest, user: NamedDependency[User], list_sessions: NamedDependency[ListSessions]
    ) -> Response[str]:
        """A form for the password, and where one is signed in."""
        return (await _section(request, user, list_sessions)).page(request)

    @post("/password")
    async def change_password(
        self,
        request: WebRequest,
        user: NamedDependency[User],
        list_sessions: NamedDependency[ListSessions],
        change_password: NamedDependency[ChangePassword],
    ) -> Redirect:
        """Change it; every other browser is signed out."""
        fields = await fields_of(request)
        (await _section(request, user, list_sessions)).note(request)
        sign_in_throttle(request).admit_person(user.id, "password")
        token = await change_password(
            user.id,
            old=fields.get("old_password", ""),
            new=fields.get("new_password", ""),
            user_agent=user_agent(request),
            address=client_address(request),
        )
        response = saved(_PATH)
        set_session_cookie(request, response, token)
        return response

    @post("/delete")
    async def delete_account(
        self,
        request: WebRequest,
        user: NamedDependency[User],
        list_sessions: NamedDependency[ListSessions],
        delete_account: NamedDependency[DeleteAccount],
    ) -> Redirect:
        """Delete the account with everything of it, for good."""
        fields = await fields_of(request)
        (await _section(request, user, list_sessions)).note(request)
        sign_in_throttle(request).admit_person(user.id, "password")
        await delete_account(user.id, password=fields.get("password", ""))
        response = Redirect("/", status_code=HTTP_303_SEE_OTHER)
        clear_session_cookie(request, response)
        return response

    @post("/sessions/end")
    async def end_other_sessions(
        self, request: WebRequest, user: NamedDependency[User], end_other_sessions: NamedDependency[EndOtherSessions]
    ) -> Redirect:
        """Sign every other browser out."""
        await end_other_sessions(user.id, own_session(request).key)
        return Redirect(_PATH, status_code=HTTP_303_SEE_OTHER)

    @post("/sessions/{key:str}/end")
    async def end_session(
        self,
        key: Annotated[str, PathParameter(description="The session's key.")],
        user: NamedDependency[User],
        end_session: NamedDependency[EndSession],
    ) -> Redirect:
        """Sign another browser out."""
        await end_session(user.id, key)
        return Redirect(_PATH, status_code=HTTP_303_SEE_OTHER)


for _route in (SecurityPage.change_password, SecurityPage.delete_account):
    _route.exception_handlers = dict.fromkeys((Invalid, LastAdministrator, TooMany), shown_again)


async def _section(request: WebRequest, user: User, list_sessions: ListSessions) -> Section:
    sessions = SessionList.of(await list_sessions(user.id), current_session(request)).items
    return Section("security", {}, {"sessions": sessions})
