from collections.abc import AsyncIterator

import pytest

from tests.integration.living import LiveApp, Person, running


@pytest.fixture(scope="module")
async def live_app(database_url: str) -> AsyncIterator[LiveApp]:
    """The real app on the module's own database."""
    async with running(database_url) as app:
        yield app


@pytest.fixture
async def stage_is_reset(live_app: LiveApp) -> AsyncIterator[None]:
    """The model says «Hola, mundo.» again after a test that had it say something else."""
    yield
    live_app.stage.steps = None


@pytest.fixture
async def ada(live_app: LiveApp, stage_is_reset: None) -> AsyncIterator[Person]:
    """Somebody signed in."""
    async with live_app.person() as person:
        yield person


@pytest.fixture
async def bob(live_app: LiveApp) -> AsyncIterator[Person]:
    """Somebody else."""
    async with live_app.person(name="Bob") as person:
        yield person


@pytest.fixture
async def lenient(database_url: str) -> AsyncIterator[LiveApp]:
    """An app whose administrator allows private addresses."""
    async with running(database_url, private_gateways="allowed") as app:
        yield app
