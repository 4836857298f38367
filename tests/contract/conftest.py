"""Each port's suite runs on every adapter: the fixture of a port is parametrised with their names."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text

from kipux.adapters.memory.session_store import MemorySessionStore
from kipux.adapters.memory.unit_of_work import MemoryDatabase, MemoryUnitOfWork
from kipux.adapters.postgres.database import Database
from kipux.adapters.postgres.session_store import PostgresSessionStore
from kipux.adapters.postgres.unit_of_work import PostgresUnitOfWork
from kipux.application.ports.session_store import SessionStore
from kipux.application.ports.unit_of_work import Begin
from kipux.domain.user import User
from tests.factories import ALICE, BOB, a_user


@pytest.fixture(params=["memory", "postgres"])
def begin(request: pytest.FixtureRequest) -> Begin:
    """Begins units of work on an empty database."""
    of_adapter: Begin = request.getfixturevalue(f"{request.param}_begin")
    return of_adapter


@pytest.fixture(params=["memory", "postgres", "redis"])
def session_store(request: pytest.FixtureRequest) -> SessionStore:
    """An empty store; where it knows accounts, those of `ALICE` and `BOB` exist."""
    of_adapter: SessionStore = request.getfixturevalue(f"{request.param}_session_store")
    return of_adapter


@pytest.fixture
async def alice(begin: Begin) -> User:
    return await signed_up(begin, id=ALICE, name="Alice")


@pytest.fixture
async def bob(begin: Begin) -> User:
    return await signed_up(begin, id=BOB, name="Bob")


@pytest.fixture
def memory_begin() -> Begin:
    shared = MemoryDatabase()
    return lambda: MemoryUnitOfWork(shared)


@pytest.fixture
def memory_session_store() -> MemorySessionStore:
    return MemorySessionStore()


@pytest.fixture
async def empty_database(database: Database) -> Database:
    async with database.engine.begin() as connection:
        await connection.execute(text("TRUNCATE users CASCADE"))
    return database


@pytest.fixture
def postgres_begin(empty_database: Database) -> Begin:
    return lambda: PostgresUnitOfWork(empty_database)


@pytest.fixture
async def postgres_session_store(postgres_begin: Begin, empty_database: Database) -> PostgresSessionStore:
    for person in (ALICE, BOB):
        await signed_up(postgres_begin, id=person)
    return PostgresSessionStore(empty_database)


async def signed_up(begin: Begin, **changes: Any) -> User:
    user = a_user(**changes)
    async with begin() as work:
        await work.users.add(user)
        await work.commit()
    return user


async def is_kept_waiting(task: asyncio.Task[Any]) -> bool:
    """Whether a task does not end by itself, given time enough for many times its work."""
    done, _ = await asyncio.wait({task}, timeout=0.2)
    return not done
