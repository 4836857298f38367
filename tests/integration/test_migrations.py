"""The migrations, on a real server."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import TypeVar

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, make_url, text

from kipux.adapters.postgres.database import Database
from kipux.adapters.postgres.migrate import MIGRATIONS, VERSION_TABLE, downgrade, schema_state, upgrade
from kipux.adapters.postgres.tables import metadata
from kipux.domain.errors import Unavailable
from tests.services.postgres import PostgresServer

T = TypeVar("T")
REVISIONS = [script.revision for script in reversed(list(ScriptDirectory(str(MIGRATIONS)).walk_revisions()))]


@pytest.fixture
async def empty_url(postgres_server: PostgresServer) -> AsyncIterator[str]:
    """A database without any schema."""
    name = await postgres_server.make_database()
    yield postgres_server.url_of(name)
    await postgres_server.drop_database(name)


async def test_each_revision_goes_up_and_down_and_up_again(empty_url: str) -> None:
    below = "base"
    for revision in REVISIONS:
        await upgrade(empty_url, revision)
        made = await tables_of(empty_url)
        await downgrade(empty_url, below)
        await upgrade(empty_url, revision)
        assert await tables_of(empty_url) == made
        below = revision
    await downgrade(empty_url, "base")
    assert await tables_of(empty_url) == {VERSION_TABLE}


async def test_models_and_migrations_agree(empty_url: str) -> None:
    await upgrade(empty_url)

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "version_table": VERSION_TABLE})
        return list(compare_metadata(context, metadata))

    assert await in_database(empty_url, differences) == []


async def test_the_checks_and_foreign_keys_of_the_models_are_in_the_migrations(
    empty_url: str, postgres_server: PostgresServer
) -> None:
    """Alembic compares neither checks nor what is deferred."""
    await upgrade(empty_url)
    migrated = await in_database(empty_url, constraints)
    name = await postgres_server.make_database()
    from_models = postgres_server.url_of(name)
    await in_database(from_models, metadata.create_all)
    assert migrated == await in_database(from_models, constraints)
    await postgres_server.drop_database(name)


async def test_several_instances_may_upgrade_at_once(empty_url: str) -> None:
    await asyncio.gather(*(upgrade(empty_url) for _ in range(4)))
    assert await schema_state(empty_url) == "current"


async def test_an_upgrade_that_fails_half_way_leaves_nothing(empty_url: str) -> None:
    await execute(empty_url, "CREATE TABLE messages (id int)")
    with pytest.raises(Exception, match="already exists"):
        await upgrade(empty_url)
    assert await tables_of(empty_url) == {"messages"}


async def test_the_state_of_a_schema_is_told(empty_url: str) -> None:
    assert await schema_state(empty_url) == "behind"
    await upgrade(empty_url)
    assert await schema_state(empty_url) == "current"
    await execute(empty_url, f"UPDATE {VERSION_TABLE} SET version_num = 'from the future'")
    assert await schema_state(empty_url) == "ahead"


async def test_a_url_may_name_the_driver_and_libpq_s_sslmode(empty_url: str) -> None:
    url = empty_url.replace("postgresql://", "postgresql+asyncpg://") + "?sslmode=prefer"
    assert await schema_state(url) == "behind"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda url: url.set(port=1), id="nobody listens"),
        pytest.param(lambda url: url.set(host="nowhere.invalid"), id="no such host"),
        pytest.param(lambda url: url.set(database="not_there"), id="no such database"),
        pytest.param(lambda url: url.set(username="nobody_known", password="x"), id="refused at the door"),
    ],
)
async def test_a_database_that_cannot_be_reached_is_unavailable(empty_url: str, change: Callable[[URL], URL]) -> None:
    url = change(make_url(empty_url)).render_as_string(hide_password=False)
    with pytest.raises(Unavailable):
        await schema_state(url)


async def in_database(url: str, work: Callable[[Connection], T]) -> T:
    database = Database(url)
    try:
        async with database.engine.begin() as connection:
            return await connection.run_sync(work)
    finally:
        await database.close()


async def execute(url: str, statement: str) -> None:
    await in_database(url, lambda connection: connection.execute(text(statement)))


async def tables_of(url: str) -> set[str]:
    query = text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return await in_database(url, lambda connection: set(connection.scalars(query)))


def constraints(connection: Connection) -> set[tuple[str, str]]:
    query = "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
    found = connection.execute(text(query))
    return {
        (name, definition) for name, definition in found if not name.endswith("not_null") and VERSION_TABLE not in name
    }
