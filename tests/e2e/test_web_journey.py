"""A person asks about a thing that only one site knows: the real LiteLLM, SearXNG's ancestor, browserless, and the page."""

from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.browsing import Visitor, answered, visiting
from tests.integration.serving import serving
from tests.services.browserless import Browserless
from tests.services.litellm_proxy import LiteLLMProxy
from tests.services.searx import Searx, running_searx
from tests.services.site import Site


@pytest.fixture(scope="module")
def engine(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searx]:
    with running_searx(tmp_path_factory.mktemp("searx-e2e"), site.search) as searx:
        yield searx


@pytest.fixture(scope="module")
def reading_kipux(
    surroundings: dict[str, str],
    litellm_proxy: LiteLLMProxy,
    site: Site,
    engine: Searx,
    browserless: Browserless,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """A Kipux with everything that it needs to look things up."""
    web = {
        "KIPUX_LITELLM_URL": litellm_proxy.url,
        "KIPUX_LITELLM_KEY": litellm_proxy.key,
        "KIPUX_SEARXNG_URL": engine.url,
        "KIPUX_BROWSERLESS_URL": browserless.url,
        "KIPUX_BROWSERLESS_TOKEN": browserless.token,
        "KIPUX_FETCH_ALLOW": site.place,
        "KIPUX_WEB_SECONDS": "30",  # the browser starts anew for each page, here on a machine that does much else
    }
    with serving(tmp_path_factory.mktemp("kipux-web"), **surroundings | web) as served:
        yield served.url


@pytest.fixture
async def reader(browser: Browser, reading_kipux: str) -> AsyncIterator[Visitor]:
    async with visiting(browser, reading_kipux) as visitor:
        yield visitor


async def choose(page: Page, model: str) -> None:
    picker = page.locator("model-picker")
    await picker.get_by_role("button").first.click()
    await picker.get_by_role("combobox").fill(model)
    await page.keyboard.press("Enter")
    await expect(picker.get_by_role("button").first).to_contain_text(model)


async def test_what_only_the_site_knows_is_answered_with_sources_that_open(reader: Visitor, site: Site) -> None:
    page = await reader.registered()
    await choose(page, "searcher")
    reply = await answered(page, "¿Cuántas cuerdas de lino encerado tiene la zumbarra?")
    await expect(reply).to_contain_text("once cuerdas de lino encerado")
    await expect(reply).not_to_contain_text("[9]")
    await expect(reply).to_contain_text("Buscó «¿Cuántas cuerdas de lino encerado tiene la zumbarra?»")
    source = reply.get_by_role("link", name="La zumbarra de Valdemusgo").first
    assert await source.get_attribute("href") == f"{site.url}/es/zumbarra"
    async with reader.context.expect_page() as opened:
        await source.click()
    await expect((await opened.value).get_by_role("heading", name="La zumbarra de Valdemusgo")).to_be_visible()

    await choose(page, "searcher-4k")
    again = await answered(page, "¿Qué precio tiene cada zumbarra de Jacinta Olmedo?")
    await expect(again).to_contain_text("1.340 euros")
    assert await again.locator(".source").count() > 0


async def test_a_page_that_needs_its_scripts_is_read_by_the_browser(reader: Visitor, site: Site) -> None:
    page = await reader.registered()
    await choose(page, "searcher")
    reply = await answered(page, f"¿Cuándo abre el museo, martes o jueves? {site.url}/script")
    await expect(reply).to_contain_text("abre los martes y los jueves")
    await expect(reply).to_contain_text("El museo de la zumbarra")
