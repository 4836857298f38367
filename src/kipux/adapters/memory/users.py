"""Accounts in memory."""

from uuid import UUID

from kipux.adapters.memory.storable import storable
from kipux.adapters.memory.transaction import Transaction
from kipux.application.ports.users import Users
from kipux.domain.errors import EmailTaken, NotFound
from kipux.domain.user import Role, User


class MemoryUsers(Users):
    """The `Users` of one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, user: User) -> None:
        """Keep a new account. Raises `EmailTaken`."""
        await self._put(storable(user))

    async def get(self, user_id: UUID) -> User:
        """Raises `NotFound`."""
        user = self._transaction.users.get(user_id)
        if user is None:
            raise NotFound
        return user

    async def get_to_change(self, user_id: UUID) -> User:
        """The account, held until this transaction ends. Raises `NotFound`."""
        await self._transaction.hold("user", user_id)
        return await self.get(user_id)

    async def by_email(self, email: str) -> User | None:
        """The account with this e-mail, in any case."""
        wanted = _key(email)
        return next((user for user in self._transaction.users.all() if _key(user.email) == wanted), None)

    async def save(self, user: User) -> None:
        """Replace what is kept of it. Raises `NotFound`, `EmailTaken`."""
        await self._transaction.hold("user", user.id)
        await self.get(user.id)
        await self._put(storable(user))

    async def delete(self, user_id: UUID) -> None:
        """Delete it with everything of it. Raises `NotFound`."""
        await self._transaction.hold("user", user_id)
        await self.get(user_id)
        self._transaction.drop_person(user_id)

    async def is_needed(self, user_id: UUID) -> bool:
        """Whether this is the only administrator among others, who wait with asking until this transaction ends."""
        await self._transaction.hold("first account")
        user = await self.get(user_id)
        roles = {other.role for other in self._transaction.users.all() if other.id != user_id}
        return user.role is Role.ADMIN and bool(roles) and Role.ADMIN not in roles

    async def is_empty(self) -> bool:
        """Whether there is no account yet; others who ask wait until this transaction ends."""
        await self._transaction.hold("first account")
        return not any(self._transaction.users.all())

    async def _put(self, user: User) -> None:
        await self._transaction.hold("e-mail", _key(user.email))
        holder = await self.by_email(user.email)
        if holder is not None and holder.id != user.id:
            raise self._transaction.refused(EmailTaken())
        self._transaction.users.put(user.id, user)


def _key(email: str) -> str:
    return storable(email).casefold()
