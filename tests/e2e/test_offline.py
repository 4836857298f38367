import pytest
from playwright.async_api import Browser, expect

from kipux.adapters.postgres.migrate import upgrade
from tests.e2e.browsing import PASSWORD, answered, told, visiting
from tests.integration.living import running
from tests.services.restartable import RestartableServer

CONTROLLED = """() => new Promise((resolve) => {
    if (navigator.serviceWorker.controller) resolve();
    else navigator.serviceWorker.addEventListener("controllerchange", () => resolve());
})"""
READY = "navigator.serviceWorker.ready.then(() => caches.keys())"


async def test_without_a_line_a_page_says_so_and_keeps_the_draft(browser: Browser, kipux: str) -> None:
    async with visiting(browser, kipux, tolerated=("ERR_INTERNET_DISCONNECTED",)) as visitor:
        page = await visitor.registered()
        await page.get_by_role("textbox", name="Mensaje").fill("Un borrador a medias")
        assert len(await page.evaluate(READY)) == 1
        await visitor.context.set_offline(True)
        await page.goto(f"{kipux}/chat")
        await expect(page.get_by_role("heading", name="Sin conexión")).to_be_visible()
        await expect(page.get_by_label("Tu borrador")).to_have_value("Un borrador a medias")
        await page.get_by_label("Tu borrador").fill("Un borrador entero")
        await visitor.context.set_offline(False)
        await expect(page.get_by_role("textbox", name="Mensaje")).to_have_value("Un borrador entero")


async def test_the_chat_that_is_open_loses_nothing_with_the_line_and_complains_of_nothing(
    browser: Browser, kipux: str
) -> None:
    async with visiting(browser, kipux) as visitor:
        page = await visitor.registered()
        await page.evaluate(CONTROLLED)
        await visitor.context.set_offline(True)
        await page.get_by_role("textbox", name="Mensaje").fill("Escrito sin red")
        await expect(page.locator(".gauge")).to_be_visible()
        await page.locator(".picker").click()
        await page.get_by_role("combobox", name="Buscar modelo").fill("unic")
        await expect(page.get_by_role("option")).to_have_count(1)
        await page.keyboard.press("Enter")
        await expect(page.locator(".picker-name")).to_have_text("unicode")


async def test_what_would_be_lost_is_asked_about_without_a_line_too(browser: Browser, kipux: str) -> None:
    async with visiting(browser, kipux) as visitor:
        page = await visitor.registered()
        await answered(page, told("Hola."))
        await page.evaluate(CONTROLLED)
        await visitor.context.set_offline(True)
        await page.get_by_role("button", name="Borrar mensaje").first.click()
        question = page.get_by_role("dialog")
        await expect(question.get_by_role("button", name="Cancelar")).to_be_focused()
        await expect(page.locator(".swal2-container")).to_have_css("z-index", "1060")


@pytest.mark.parametrize("missing", ["**/sweetalert2.esm.min.js", "**/sweetalert.css", "**/sweetalert2.min.css"])
async def test_a_question_that_could_not_be_asked_is_asked_the_next_time(
    browser: Browser, kipux: str, missing: str
) -> None:
    async with visiting(browser, kipux, tolerated=("blocked by Playwright",), service_workers="block") as visitor:
        page = await visitor.registered()
        await answered(page, told("Hola."))
        delete = page.get_by_role("button", name="Borrar mensaje").first
        await page.route(missing, lambda route: route.abort())
        async with page.expect_event("pageerror"):
            await delete.click()
        await page.unroute(missing)
        visitor.complaints.clear()
        await delete.click()
        await expect(page.get_by_role("dialog").get_by_role("button", name="Cancelar")).to_be_focused()


async def test_who_comes_next_in_this_browser_is_not_shown_what_the_one_before_had_typed(
    browser: Browser, kipux: str
) -> None:
    async with visiting(browser, kipux, tolerated=("ERR_INTERNET_DISCONNECTED",)) as visitor:
        page = await visitor.registered()
        await page.get_by_role("textbox", name="Mensaje").fill("Un secreto")
        email = (await page.evaluate("fetch('/api/me').then((answer) => answer.json())"))["email"]
        await page.evaluate(READY)
        await page.get_by_role("button", name="Tu cuenta").click()
        await page.get_by_role("button", name="Salir").click()
        await page.wait_for_url(f"{kipux}/")
        await visitor.context.set_offline(True)
        await page.goto(f"{kipux}/chat")
        await expect(page.get_by_label("Tu borrador")).to_have_value("")
        await visitor.context.set_offline(False)
        other = await visitor.registered("Luis Mamani")
        await expect(other.get_by_role("textbox", name="Mensaje")).to_have_value("")
        await other.get_by_role("button", name="Tu cuenta").click()
        await other.get_by_role("button", name="Salir").click()
        await other.wait_for_url(f"{kipux}/")
        await other.goto(f"{kipux}/login")
        await other.fill("#email", email)
        await other.fill("#password", PASSWORD)
        await other.keyboard.press("Enter")
        await expect(other.get_by_role("textbox", name="Mensaje")).to_have_value("Un secreto")


async def test_nothing_that_anybody_wrote_is_kept(browser: Browser, kipux: str) -> None:
    async with visiting(browser, kipux) as visitor:
        page = await visitor.registered("Zenobia Mamani")
        await page.evaluate(READY)
        await page.reload()
        kept = await page.evaluate(
            """async () => {
                const found = {};
                for (const name of await caches.keys()) {
                    const cache = await caches.open(name);
                    for (const request of await cache.keys())
                        found[new URL(request.url).pathname] = await (await cache.match(request)).text();
                }
                return found;
            }"""
        )
        assert "/offline" in kept
        assert all(path == "/offline" or path.startswith("/static/") for path in kept)
        assert not any("Zenobia" in text for text in kept.values())


async def test_the_page_can_be_installed(browser: Browser, kipux: str) -> None:
    async with visiting(browser, kipux) as visitor:
        page = await visitor.tab("/")
        answers = await page.evaluate(
            """async () => {
                const link = document.querySelector("link[rel=manifest]");
                const manifest = await (await fetch(link.href)).json();
                const icons = await Promise.all(manifest.icons.map(({ src }) => fetch(new URL(src, link.href))));
                return [manifest.start_url, ...icons.map((icon) => icon.headers.get("content-type"))];
            }"""
        )
        assert answers == ["/chat", "image/svg+xml", "image/png", "image/png", "image/png"]


async def test_a_page_whose_database_was_away_comes_back_with_it_and_the_draft_was_there(
    browser: Browser, restartable_postgres: RestartableServer
) -> None:
    await upgrade(restartable_postgres.url)
    async with (
        running(restartable_postgres.url) as app,
        visiting(browser, app.url, tolerated=("503", "ERR_ABORTED")) as visitor,
    ):
        page = await visitor.registered()
        await page.get_by_role("textbox", name="Mensaje").fill("Un borrador a medias")
        restartable_postgres.stop()
        await page.goto(f"{app.url}/chat")
        await expect(page.get_by_role("heading", name="Una parte de Kipux no responde")).to_be_visible()
        await expect(page.get_by_role("status")).to_have_text("Esta página vuelve sola en cuanto se pueda.")
        await expect(page.get_by_label("Tu borrador")).to_have_value("Un borrador a medias")
        restartable_postgres.start()
        await expect(page.get_by_role("textbox", name="Mensaje")).to_have_value("Un borrador a medias", timeout=30_000)
