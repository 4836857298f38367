"""A throwaway PostgreSQL server, and in it a fresh database with the current schema for each test module."""

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import NullPool, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from kipux.adapters.embedded.errors import CannotStart
from kipux.adapters.embedded.postgres import EmbeddedPostgres
from kipux.adapters.postgres.database import Database, driver_url
from kipux.adapters.postgres.migrate import upgrade
from tests.services import missing


class PostgresServer:
    """A server on which databases can be made. `url` names the database that it starts with."""

    def __init__(self, url: str) -> None:
        self.url = url

    def url_of(self, database: str) -> str:
        return make_url(self.url).set(database=database).render_as_string(hide_password=False)

    async def execute(self, statement: str) -> None:
        engine = create_async_engine(driver_url(self.url), poolclass=NullPool, isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            await connection.execute(text(statement))

    async def make_database(self, template: str = "template1") -> str:
        """A new database, by its name."""
        name = f"kipux_test_{uuid4().hex}"
        await self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    async def drop_database(self, name: str) -> None:
        await self.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The server that `KIPUX_TEST_DATABASE_URL` names, else one started for this run."""
    if url := os.environ.get("KIPUX_TEST_DATABASE_URL"):
        yield PostgresServer(url)
        return
    with tempfile.TemporaryDirectory(prefix="kipux-postgres-") as folder:
        embedded = EmbeddedPostgres(Path(folder), durable=False)
        try:
            url = embedded.start()
        except CannotStart as reason:
            missing(str(reason))
        try:
            yield PostgresServer(url)
        finally:
            embedded.stop()


@pytest.fixture(scope="session")
async def postgres_template(postgres_server: PostgresServer) -> AsyncIterator[str]:
    """The name of a database that has the current schema and nothing else."""
    name = await postgres_server.make_database()
    await upgrade(postgres_server.url_of(name))
    yield name
    await postgres_server.drop_database(name)


@pytest.fixture(scope="module")
async def database_url(postgres_server: PostgresServer, postgres_template: str) -> AsyncIterator[str]:
    """A database of the test module's own, with the current schema and no rows at first."""
    name = await postgres_server.make_database(postgres_template)
    yield postgres_server.url_of(name)
    await postgres_server.drop_database(name)


@pytest.fixture(scope="module")
async def database(database_url: str) -> AsyncIterator[Database]:
    """Connections to the module's own database."""
    database = Database(database_url)
    yield database
    await database.close()
