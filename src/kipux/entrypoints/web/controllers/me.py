"""The person's own profile and signed-in browsers."""

from typing import Annotated

import msgspec
from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter

from kipux.application.use_cases.change_password import ChangePassword
from kipux.application.use_cases.delete_account import DeleteAccount
from kipux.application.use_cases.end_other_sessions import EndOtherSessions
from kipux.application.use_cases.end_session import EndSession
from kipux.application.use_cases.list_sessions import ListSessions
from kipux.application.use_cases.update_profile import PreferenceChanges, UpdateProfile
from kipux.domain.user import User
from kipux.entrypoints.web import cookies
from kipux.entrypoints.web.auth import client_address, current_session, own_session, set_session_cookie, user_agent
from kipux.entrypoints.web.config import web_config
from kipux.entrypoints.web.csrf import csrf_token_for
from kipux.entrypoints.web.documented import SIGNED_IN, reading, writing
from kipux.entrypoints.web.headers import set_cookie_later
from kipux.entrypoints.web.requests import WebRequest
from kipux.entrypoints.web.schemas import AccountDeletion, PasswordChange, PreferencesPatch, ProfilePatch
from kipux.entrypoints.web.throttle import sign_in_throttle
from kipux.entrypoints.web.views.people import SessionList, SessionState, UserView

SessionKey = Annotated[str, PathParameter(description="A session's `id`, as the list tells it.")]


class MeController(Controller):
    """The person who asks."""

    path = "/api/me"
    tags = ["me"]  # noqa: RUF012 - as Litestar declares it
    security = SIGNED_IN

    @get(responses=reading())
    async def show(self, user: NamedDependency[User]) -> UserView:
        """The profile and preferences."""
        return UserView.of(user)

    @patch(responses=writing())
    async def update(
        self,
        user: NamedDependency[User],
        data: JSONBody[ProfilePatch],
        update_profile: NamedDependency[UpdateProfile],
    ) -> UserView:
        """Change the profile or preferences."""
        wish = data.preferences or PreferencesPatch()
        changed = await update_profile(
            user.id,
            name=data.name,
            phone=data.phone,
            region=data.region,
            preferences=PreferenceChanges(**msgspec.structs.asdict(wish)),
        )
        return UserView.of(changed)

    @get("/sessions", responses=reading())
    async def sessions(
        self, request: WebRequest, user: NamedDependency[User], list_sessions: NamedDependency[ListSessions]
    ) -> SessionList:
        """Every browser in which the person is signed in, the one seen last first."""
        return SessionList.of(await list_sessions(user.id), current_session(request))

    @delete("/sessions", responses=writing())
    async def end_other_sessions(
        self,
        request: WebRequest,
        user: NamedDependency[User],
        end_other_sessions: NamedDependency[EndOtherSessions],
    ) -> None:
        """Sign every other browser out."""
        await end_other_sessions(user.id, own_session(request).key)

    @delete("/sessions/{key:str}", responses=writing(404))
    async def end_session(
        self, key: SessionKey, user: NamedDependency[User], end_session: NamedDependency[EndSession]
    ) -> None:
        """Sign another browser out."""
        await end_session(user.id, key)

    @post("/password", status_code=200, responses=writing(429))
    async def change_password(
        self,
        request: WebRequest,
        user: NamedDependency[User],
        data: JSONBody[PasswordChange],
        change_password: NamedDependency[ChangePassword],
    ) -> Response[SessionState]:
        """Change the password. Every session ends; this browser gets a new one, to which the CSRF token belongs."""
        sign_in_throttle(request).admit_person(user.id, "password")
        token = await change_password(
            user.id,
            old=data.old_password,
            new=data.new_password,
            user_agent=user_agent(request),
            address=client_address(request),
        )
        response = Response(SessionState(UserView.of(user), csrf_token_for(request, token)))
        set_session_cookie(request, response, token)
        return response

    @post("/deletion", status_code=204, responses=writing(409, 429))
    async def delete_account(
        self,
        request: WebRequest,
        user: NamedDependency[User],
        data: JSONBody[AccountDeletion],
        delete_account: NamedDependency[DeleteAccount],
    ) -> None:
        """Delete the account with everything of it, for good. 409 for the only administrator while there are other people."""
        sign_in_throttle(request).admit_person(user.id, "password")
        await delete_account(user.id, password=data.password)
        set_cookie_later(request.scope, cookies.made(web_config(request), cookies.SESSION, "", 0))
