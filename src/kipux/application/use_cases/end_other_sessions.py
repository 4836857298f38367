"""Sign out everywhere else."""

from uuid import UUID

from kipux.application.ports.session_store import SessionStore


class EndOtherSessions:
    """Ends all of a person's sessions but the one that asks."""

    def __init__(self, sessions: SessionStore) -> None:
        self._sessions = sessions

    async def __call__(self, user_id: UUID, current_key: str) -> int:
        """How many were ended."""
        return await self._sessions.end_all(user_id, but=current_key)
