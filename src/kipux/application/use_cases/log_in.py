"""Sign in with e-mail and password."""

from kipux.application.ports.passwords import Passwords
from kipux.application.ports.unit_of_work import Begin
from kipux.application.use_cases.start_session import StartSession
from kipux.domain.errors import WrongCredentials
from kipux.domain.user import User


class LogIn:
    """Checks the password and opens a session."""

    def __init__(self, begin: Begin, passwords: Passwords, start_session: StartSession) -> None:
        self._begin = begin
        self._passwords = passwords
        self._start_session = start_session

    async def __call__(self, *, email: str, password: str, user_agent: str, address: str) -> tuple[str, User]:
        """The new session's token, and whose it is. Raises `WrongCredentials`: same words and time, whatever was wrong."""
        async with self._begin() as work:
            user = await work.users.by_email(email.strip())
        right = await self._passwords.matches(password, user.password_hash if user else None)
        if user is None or not right:
            raise WrongCredentials
        return await self._start_session(user.id, user_agent=user_agent, address=address), user
