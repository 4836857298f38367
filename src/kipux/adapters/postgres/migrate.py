"""Bringing a database's schema up to this version of Kipux."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeVar

from advanced_alchemy.alembic.commands import AlembicCommands
from advanced_alchemy.config import AlembicAsyncConfig, SQLAlchemyAsyncConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from kipux.adapters.postgres.database import Database
from kipux.adapters.postgres.failures import translated

SchemaState = Literal["current", "behind", "ahead"]

MIGRATIONS = Path(__file__).parent / "migrations"

VERSION_TABLE = "alembic_versions"
_LOCK = 0x4B697075784D6967  # arbitrary, and the same for every instance: whoever holds it migrates
_T = TypeVar("_T")


async def upgrade(url: str, revision: str = "head") -> None:
    """Bring the schema to the newest revision in one transaction: all of it or nothing. Others who upgrade at the same time
    wait, and find the work done. Raises `Unavailable` when the database cannot be reached.
    """
    await _in_transaction(url, lambda engine, connection: _commands(engine, connection).upgrade(revision))


async def downgrade(url: str, revision: str) -> None:
    """Bring the schema back to a revision (`base`: nothing is left). What later ones held is lost. Raises `Unavailable`."""
    await _in_transaction(url, lambda engine, connection: _commands(engine, connection).downgrade(revision))


async def schema_state(url: str) -> SchemaState:
    """Whether the schema is this version's; `ahead` when a newer version of Kipux made it. Raises `Unavailable`."""
    return await _in_transaction(url, lambda _, connection: state_of(connection))


def state_of(connection: Connection) -> SchemaState:
    """`schema_state` through a connection that is open already."""
    scripts = ScriptDirectory(str(MIGRATIONS))
    found = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()
    if found == scripts.get_current_head():
        return "current"
    if found is None:
        return "behind"
    try:
        scripts.get_revision(found)
    except CommandError:
        return "ahead"
    return "behind"


async def _in_transaction(url: str, work: Callable[[AsyncEngine, Connection], _T]) -> _T:
    database = Database(url, statement_seconds=None)  # a migration, or the wait for another's, takes what it takes
    try:
        with translated():
            async with database.engine.begin() as connection:
                return await connection.run_sync(lambda raw: work(database.engine, raw))
    finally:
        await database.close()


def _commands(engine: AsyncEngine, connection: Connection) -> AlembicCommands:
    connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    alembic = AlembicAsyncConfig(
        script_location=str(MIGRATIONS), version_table_name=VERSION_TABLE, script_config="", render_as_batch=False
    )
    commands = AlembicCommands(SQLAlchemyAsyncConfig(engine_instance=engine, alembic_config=alembic))
    commands.config.attributes["connection"] = connection
    return commands
