import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright

from tests.e2e.browsing import CHROMIUM, Visitor, visiting
from tests.e2e.furnished import Furnished, furnish
from tests.integration.serving import serving
from tests.integration.trouble import in_trouble
from tests.services import missing
from tests.services.fake_upstream import KEY, FakeUpstream
from tests.services.litellm_proxy import INSTALLED, LiteLLMProxy
from tests.services.postgres import PostgresServer


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium, once for all."""
    if CHROMIUM is None:
        missing("there is no chromium on the PATH (Debian: apt-get install chromium)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def gateway(request: pytest.FixtureRequest, fake_upstream: FakeUpstream) -> LiteLLMProxy:
    """The real LiteLLM proxy before the provider that obeys its messages; where LiteLLM is not installed, that provider itself."""
    if shutil.which(str(INSTALLED)) is None and os.environ.get("KIPUX_REQUIRE_SERVICES") != "1":
        return LiteLLMProxy(fake_upstream.url, KEY)
    proxy: LiteLLMProxy = request.getfixturevalue("litellm_proxy")
    return proxy


@pytest.fixture(scope="session")
async def surroundings(
    postgres_server: PostgresServer, postgres_template: str, redis_url: str, gateway: LiteLLMProxy
) -> AsyncIterator[dict[str, str]]:
    """The settings of a Kipux on real servers, with a database that has the schema and no rows."""
    name = await postgres_server.make_database(postgres_template)
    yield {
        "KIPUX_DATABASE_URL": postgres_server.url_of(name),
        "KIPUX_REDIS_URL": redis_url,
        "KIPUX_SECRET_KEY": "a secret of the tests, long enough",
        "KIPUX_LITELLM_URL": gateway.url,
        "KIPUX_LITELLM_KEY": gateway.key,
        "KIPUX_BCRYPT_COST": "4",
        "KIPUX_PRIVATE_GATEWAYS": "allowed",
    }
    await postgres_server.drop_database(name)


@pytest.fixture(scope="session")
def kipux(surroundings: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the real app answers."""
    folder: Path = tmp_path_factory.mktemp("kipux")
    with serving(folder, **surroundings) as served:
        yield served.url


@pytest.fixture(scope="session")
async def furnished(kipux: str, surroundings: dict[str, str]) -> Furnished:
    """An account in which everything has happened."""
    return await furnish(kipux, surroundings["KIPUX_DATABASE_URL"])


@pytest.fixture(scope="session")
async def troubled() -> AsyncIterator[str]:
    """Where a Kipux answers whose pages are 500 and 503."""
    async with in_trouble() as app:
        yield app.url


@pytest.fixture
async def visitor(browser: Browser, kipux: str) -> AsyncIterator[Visitor]:
    """A browser profile that fails the test when its console says anything."""
    async with visiting(browser, kipux) as visitor:
        yield visitor


@pytest.fixture
async def page(visitor: Visitor) -> Page:
    """A new chat, of somebody who has just registered."""
    return await visitor.registered()
