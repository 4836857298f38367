"""Registration."""

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from kipux.application.use_cases.log_out import LogOut
from kipux.application.use_cases.sign_up import SignUp
from kipux.application.use_cases.start_session import StartSession
from kipux.entrypoints.web.auth import client_address, session_token, set_session_cookie, user_agent
from kipux.entrypoints.web.documented import writing
from kipux.entrypoints.web.requests import WebRequest
from kipux.entrypoints.web.schemas import NewAccount
from kipux.entrypoints.web.throttle import throttled
from kipux.entrypoints.web.views.people import UserView


class AccountsController(Controller):
    """Accounts."""

    path = "/api/accounts"
    tags = ["accounts"]  # noqa: RUF012 - as Litestar declares it

    @post(guards=[throttled], responses=writing(409, 429))
    async def sign_up(
        self,
        request: WebRequest,
        data: JSONBody[NewAccount],
        sign_up: NamedDependency[SignUp],
        start_session: NamedDependency[StartSession],
        log_out: NamedDependency[LogOut],
    ) -> Response[UserView]:
        """Make an account and sign in."""
        user = await sign_up(
            name=data.name, email=data.email, phone=data.phone, password=data.password, region=data.region
        )
        if old := session_token(request):
            await log_out(old)
        token = await start_session(user.id, user_agent=user_agent(request), address=client_address(request))
        response = Response(UserView.of(user))
        set_session_cookie(request, response, token)
        return response
