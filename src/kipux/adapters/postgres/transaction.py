"""One transaction on one connection, with its failures translated."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import CursorResult, Executable, Row
from sqlalchemy.ext.asyncio import AsyncConnection

from kipux.adapters.postgres.failures import translated


class Transaction:
    """What the repositories of one unit of work share.

    It begins with the first lock or change. Reads before that are statements of their own, without the round trips that begin
    and end a transaction: under “read committed” they would see the same.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._begun = False
        self._undone = False

    async def begin(self) -> None:
        """Begin it, if it has not begun: whoever locks asks for this."""
        if not self._begun:
            self._begun = True
            with translated():
                await self._connection.rollback()  # leaves AUTOCOMMIT; costs no round trip
                await self._connection.execution_options(isolation_level="READ COMMITTED")

    async def row(self, statement: Executable, values: Mapping[str, object] | None = None) -> Row[Any] | None:
        """The first row, if any."""
        rows = await self.rows(statement, values)
        return rows[0] if rows else None

    async def rows(self, statement: Executable, values: Mapping[str, object] | None = None) -> Sequence[Row[Any]]:
        """Every row."""
        return (await self._execute(statement, values)).all()

    async def change(self, statement: Executable, values: Mapping[str, object] | None = None) -> int:
        """Execute a statement that gives no rows; how many it touched."""
        await self.begin()
        return (await self._execute(statement, values)).rowcount

    async def commit(self) -> None:
        """Make it last. After a statement failed there is nothing to: PostgreSQL would roll back and not say so."""
        if self._undone:
            raise RuntimeError("a statement of this unit of work failed, so nothing of it can be kept")
        with translated():
            await self._connection.commit()

    async def _execute(self, statement: Executable, values: Mapping[str, object] | None) -> CursorResult[Any]:
        try:
            with translated():
                return await self._connection.execute(statement, values)
        except BaseException:
            self._undone = True
            raise
