"""Sign out."""

from kipux.application.ports.session_store import SessionStore
from kipux.domain.session import session_key


class LogOut:
    """Ends a session on the server."""

    def __init__(self, sessions: SessionStore) -> None:
        self._sessions = sessions

    async def __call__(self, token: str) -> None:
        """The token opens nothing from now on; one that never did is no error."""
        await self._sessions.end(session_key(token))
