"""Change one's own password."""

from dataclasses import replace
from uuid import UUID

from kipux.application.ports.passwords import Passwords
from kipux.application.ports.session_store import SessionStore
from kipux.application.ports.unit_of_work import Begin
from kipux.application.use_cases.start_session import StartSession
from kipux.domain.errors import Invalid
from kipux.domain.user import password_fault


class ChangePassword:
    """Changes the password of somebody who knows the old one. Every session ends, and a new one begins for who asked."""

    def __init__(self, begin: Begin, passwords: Passwords, sessions: SessionStore, start_session: StartSession) -> None:
        self._begin = begin
        self._passwords = passwords
        self._sessions = sessions
        self._start_session = start_session

    async def __call__(self, user_id: UUID, *, old: str, new: str, user_agent: str, address: str) -> str:
        """The token of the new session. Raises `Invalid` (fields `old_password`, `new_password`)."""
        async with self._begin() as work:
            known = (await work.users.get(user_id)).password_hash
        await self._check(old, new, known)
        hashed = await self._passwords.hash(new)
        async with self._begin() as work:
            user = await work.users.get_to_change(user_id)
            if user.password_hash != known:  # somebody was faster: what was typed is not the password any more
                raise Invalid({"old_password": "password_wrong"})
            await work.users.save(replace(user, password_hash=hashed))
            # Before the commit: were this process to die after it, who knows the old one would stay signed in.
            await self._sessions.end_all(user_id)
            await work.commit()
        await self._sessions.end_all(user_id)
        return await self._start_session(user_id, user_agent=user_agent, address=address)

    async def _check(self, old: str, new: str, known: str) -> None:
        faults: dict[str, str] = {}
        if not await self._passwords.matches(old, known):
            faults["old_password"] = "password_wrong"  # noqa: S105 - a message code
        elif old == new:
            faults["new_password"] = "password_same"  # noqa: S105 - as above
        if fault := password_fault(new, is_common=self._passwords.is_common(new)):
            faults["new_password"] = fault
        if faults:
            raise Invalid(faults)
