"""Sign in with e-mail and password."""

from kipux.application.ports.passwords import Passwords
from kipux.application.ports.session_store import SessionStore
from kipux.application.ports.unit_of_work import Begin
from kipux.application.use_cases.start_session import StartSession
from kipux.domain.errors import NotFound, WrongCredentials
from kipux.domain.session import session_key
from kipux.domain.user import User


class LogIn:
    """Checks the password and opens a session."""

    def __init__(self, begin: Begin, passwords: Passwords, sessions: SessionStore, start_session: StartSession) -> None:
        self._begin = begin
        self._passwords = passwords
        self._sessions = sessions
        self._start_session = start_session

    async def __call__(self, *, email: str, password: str, user_agent: str, address: str) -> tuple[str, User]:
        """The new session's token, and whose it is. Raises `WrongCredentials`: same words and time, whatever was wrong."""
        async with self._begin() as work:
            user = await work.users.by_email(email.strip())
        right = await self._passwords.matches(password, user.password_hash if user else None)
        if user is None or not right:
            raise WrongCredentials
        token = await self._start_session(user.id, user_agent=user_agent, address=address)
        if not await self._is_still(user):
            await self._sessions.end(session_key(token))
            raise WrongCredentials
        return token, user

    async def _is_still(self, user: User) -> bool:
        """Whether what was typed is the password still. Asked when the session is there: one who changes the password ends those that
        are there once it is changed, so either they find this one or this finds their change.
        """
        async with self._begin() as work:
            try:
                return (await work.users.get(user.id)).password_hash == user.password_hash
            except NotFound:
                return False
