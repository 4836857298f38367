"""Accounts in PostgreSQL."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func, insert, select, update

from kipux.adapters.postgres.rows import email_key, user_from, user_values
from kipux.adapters.postgres.tables import users
from kipux.adapters.postgres.transaction import Transaction
from kipux.application.ports.users import Users
from kipux.domain.errors import NotFound
from kipux.domain.user import Role, User

_FIRST_ACCOUNT_LOCK = 0x4B69707578557372  # arbitrary, and the same for every instance


class PostgresUsers(Users):
    """The `Users` of one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, user: User) -> None:
        """Keep a new account. Raises `EmailTaken`."""
        await self._transaction.change(insert(users), user_values(user))

    async def get(self, user_id: UUID) -> User:
        """Raises `NotFound`."""
        return await self._one(select(users).where(users.c.id == user_id))

    async def get_to_change(self, user_id: UUID) -> User:
        """The account, locked until this transaction ends. Raises `NotFound`."""
        await self._transaction.begin()
        return await self._one(select(users).where(users.c.id == user_id).with_for_update(key_share=True))

    async def by_email(self, email: str) -> User | None:
        """The account with this e-mail, in any case."""
        row = await self._transaction.row(select(users).where(users.c.email_key == email_key(email)))
        return None if row is None else user_from(row)

    async def save(self, user: User) -> None:
        """Replace what is kept of it. Raises `NotFound`, `EmailTaken`."""
        values = user_values(user)
        if not await self._transaction.change(update(users).where(users.c.id == values.pop("id")), values):
            raise NotFound

    async def delete(self, user_id: UUID) -> None:
        """Delete it; the database takes everything that refers to it along. Raises `NotFound`."""
        if not await self._transaction.change(delete(users).where(users.c.id == user_id)):
            raise NotFound

    async def is_needed(self, user_id: UUID) -> bool:
        """Whether this is the only administrator among others, who wait with asking until this transaction ends."""
        await self._be_alone()
        user = await self.get(user_id)
        others = await self._transaction.rows(select(users.c.role).where(users.c.id != user_id).distinct())
        roles = {row.role for row in others}
        return user.role is Role.ADMIN and bool(roles) and Role.ADMIN.value not in roles

    async def is_empty(self) -> bool:
        """Whether there is no account yet; others who ask wait until this transaction ends."""
        await self._be_alone()
        # A statement of its own: it sees what was committed while the lock was awaited.
        return await self._transaction.row(select(users.c.id).limit(1)) is None

    async def _be_alone(self) -> None:
        await self._transaction.begin()
        await self._transaction.rows(select(func.pg_advisory_xact_lock(_FIRST_ACCOUNT_LOCK)))

    async def _one(self, statement: Select[Any]) -> User:
        row = await self._transaction.row(statement)
        if row is None:
            raise NotFound
        return user_from(row)
