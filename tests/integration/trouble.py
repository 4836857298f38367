"""A Kipux whose database never answers, and whose log-in breaks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from dependency_injector import providers

from kipux.application.use_cases.log_in import LogIn
from kipux.domain.user import User
from tests.integration.living import LiveApp, running

DEAD = "postgresql://kipux:secret@127.0.0.1:1/nothing"


class BrokenLogIn(LogIn):
    """Breaks as nobody has foreseen."""

    async def __call__(self, *, email: str, password: str, user_agent: str, address: str) -> tuple[str, User]:
        raise ZeroDivisionError("secret inside")


@asynccontextmanager
async def in_trouble(database_url: str = DEAD) -> AsyncIterator[LiveApp]:
    """The app, until the block ends: what needs the database is 503, the log-in is 500."""
    async with running(database_url) as app:
        log_in = app.container.log_in()
        app.container.log_in.override(providers.Object(BrokenLogIn(*vars(log_in).values())))
        yield app
