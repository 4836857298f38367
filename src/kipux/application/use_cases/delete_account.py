"""Delete one's own account."""

from uuid import UUID

from kipux.application.generation.own_models import OwnModels
from kipux.application.ports.event_log import EventLog
from kipux.application.ports.passwords import Passwords
from kipux.application.ports.session_store import SessionStore
from kipux.application.ports.stop_signals import StopSignals
from kipux.application.ports.unit_of_work import Begin, UnitOfWork
from kipux.domain.errors import Invalid, LastAdministrator, NotFound


class DeleteAccount:
    """Deletes a person's account with everything of theirs, for good, once they have typed their password."""

    def __init__(
        self,
        begin: Begin,
        passwords: Passwords,
        sessions: SessionStore,
        log: EventLog,
        stops: StopSignals,
        own_models: OwnModels,
    ) -> None:
        self._begin = begin
        self._passwords = passwords
        self._sessions = sessions
        self._log = log
        self._stops = stops
        self._own_models = own_models

    async def __call__(self, user_id: UUID, *, password: str) -> None:
        """Replies that are being written are stopped, every session ends.

        Raises `Invalid` (field `password`: `password_wrong`), `LastAdministrator`.
        """
        async with self._begin() as work:
            known = (await work.users.get(user_id)).password_hash
        if not await self._passwords.matches(password, known):
            raise Invalid({"password": "password_wrong"})
        async with self._begin() as work:
            if (await work.users.get_to_change(user_id)).password_hash != known:
                raise Invalid({"password": "password_wrong"})
            if await work.users.is_needed(user_id):
                raise LastAdministrator
            # Before the commit: were this process to die after it, replies that nobody can see would go on costing.
            for reply_id in await _writing_of(work, user_id):
                await self._stops.send(reply_id)
            await self._log.forget(await work.messages.of_person(user_id))
            await work.users.delete(user_id)
            await work.commit()
        await self._sessions.end_all(user_id)
        self._own_models.note(user_id, None)


async def _writing_of(work: UnitOfWork, user_id: UUID) -> list[UUID]:
    mine = []
    for reply in await work.messages.writing():
        try:
            mine.append((await work.messages.get(reply.id, user_id)).id)
        except NotFound:
            continue
    return mine
