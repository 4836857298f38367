"""The whole way: the page, Kipux, a real gateway, a model that calls a tool, and a site that is read."""

from pathlib import Path

from playwright.async_api import Browser, expect

from tests.e2e.browsing import answered, told, visiting
from tests.e2e.test_journey import choose_model
from tests.integration.serving import serving
from tests.services.plain_site import page as html
from tests.services.plain_site import serving_site

LAKE = """<!doctype html><html lang="es"><title>El lago</title><body><main><article><h1>El lago</h1>
<p>La cota media del lago Titicaca es de 3 809 metros sobre el nivel del mar, según las medidas que se toman cada mañana.</p>
<p>Entre el Perú y Bolivia, sus aguas cubren más de ocho mil kilómetros cuadrados y bajan desde hace varios años seguidos.</p>
<p>Los pescadores de la orilla dicen que nunca habían caminado tanto desde sus casas hasta el agua como este invierno.</p>
</article></main></body></html>"""


async def test_a_model_reads_a_page_and_cites_it(
    browser: Browser, surroundings: dict[str, str], tmp_path: Path
) -> None:
    async with serving_site() as site:
        site.answers["/lago"] = html(LAKE.encode())
        host = site.url.removeprefix("http://")
        with serving(tmp_path, **surroundings, KIPUX_FETCH_ALLOW=host) as kipux:
            async with visiting(browser, kipux.url) as visitor:
                page = await visitor.registered()
                await choose_model(page, "looks")
                question = told("Mide 3 809 m [1], y no [9].", do="looks", page=f"{host}/lago")
                reply = await answered(page, question)
                await expect(reply.locator(".step-line.is-finished")).to_contain_text("Leyó")
                await expect(reply.locator(".markdown")).to_contain_text("Mide 3 809 m [1], y no.")
                await expect(reply.locator(".citation a")).to_have_attribute("href", f"{site.url}/lago")
                await reply.locator("[data-act=passages]").click()
                await expect(page.locator(".passage").first).to_contain_text("3 809 metros")
                await page.keyboard.press("Escape")
                await reply.locator("[data-act=json]").click()
                await expect(page.locator("#raw-answer code")).to_contain_text("read_page")
                await expect(page.locator("#raw-answer code")).to_contain_text("3 809")
