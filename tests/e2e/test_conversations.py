import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.browsing import Visitor, answered, ask, told, visiting
from tests.e2e.test_journey import menu, rename


async def test_a_pinned_conversation_hangs_above_all_others(page: Page) -> None:
    await answered(page, told("Uno."))
    await rename(page, "La primera")
    await page.get_by_role("link", name="Nuevo chat").click()
    await answered(page, told("Dos."))
    await page.locator(".knot", has_text="La primera").hover()
    await page.get_by_role("button", name="Opciones La primera").click()
    await page.get_by_role("button", name="Fijar", exact=True).click()
    await expect(page.locator("conversation-list h2")).to_have_text(["Fijadas", "Hoy"])
    await expect(page.get_by_role("link", name="La primera")).to_be_focused()
    await page.reload()
    await expect(page.locator(".knot").first).to_contain_text("La primera")
    await menu(page, "Dejar de fijar")
    await expect(page.locator("conversation-list h2")).to_have_text(["Hoy"])


async def test_an_archived_conversation_is_found_in_the_archive(page: Page) -> None:
    await answered(page, told("Uno."))
    await rename(page, "Para después")
    await menu(page, "Archivar")
    await page.wait_for_url("**/chat")
    await expect(page.get_by_text("Conversación archivada.")).to_be_visible()
    await expect(page.locator(".knot")).to_have_count(0)
    await page.get_by_role("button", name="Tu cuenta").click()
    await page.get_by_role("link", name="Archivadas").click()
    await page.get_by_role("link", name="Para después").click()
    await expect(page.get_by_text("Está archivada.")).to_be_visible()
    await page.get_by_role("button", name="Desarchivar").click()
    await expect(page.get_by_text("Está archivada.")).to_be_hidden()
    await expect(page.locator(".knot")).to_have_count(1)


async def test_a_deletion_is_undone_on_the_next_page(page: Page) -> None:
    await answered(page, told("Uno."))
    await rename(page, "Por error")
    await menu(page, "Eliminar")
    await page.get_by_role("dialog").get_by_role("button", name="Eliminar").click()
    await page.wait_for_url("**/chat")
    await expect(page.locator(".knot")).to_have_count(0)
    await page.get_by_role("button", name="Deshacer").click()
    await expect(page.get_by_role("button", name="Deshacer")).to_have_count(0)
    await page.get_by_role("link", name="Por error").click()
    await expect(page.locator("chat-message.reply")).to_contain_text("Uno.")


async def deleted(page: Page, title: str) -> None:
    await answered(page, told("Uno."))
    await rename(page, title)
    await menu(page, "Eliminar")
    await page.get_by_role("dialog").get_by_role("button", name="Eliminar").click()
    await page.wait_for_url("**/chat")


async def test_an_undoing_that_meets_a_bad_line_is_offered_again(visitor: Visitor) -> None:
    visitor.tolerated = ("ERR_FAILED",)
    page = await visitor.registered()
    await deleted(page, "Por error")
    await page.route("**/restore", lambda route: route.abort())
    await page.get_by_role("button", name="Deshacer").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status").filter(has_text="No hay conexión con Kipux.")).to_be_visible()
    await expect(page.get_by_role("button", name="Deshacer")).to_be_focused()
    await page.unroute("**/restore")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Deshacer")).to_have_count(0)
    await expect(page.get_by_role("link", name="Por error")).to_be_focused()


async def test_an_undoing_that_comes_too_late_says_so_and_is_offered_no_more(visitor: Visitor) -> None:
    visitor.tolerated = ("404",)
    page = await visitor.registered()
    await deleted(page, "Por error")
    await page.route("**/restore", lambda route: route.fulfill(status=404, json={"detail": "No existe."}))
    await page.get_by_role("button", name="Deshacer").click()
    await expect(page.get_by_role("dialog")).to_contain_text("No existe.")
    await expect(page.get_by_role("button", name="Deshacer")).to_have_count(0)
    await page.reload()
    await expect(page.get_by_role("button", name="Deshacer")).to_have_count(0)


async def test_escape_stops_a_reply_while_an_undoing_is_offered(page: Page) -> None:
    await deleted(page, "Por error")
    reply = await ask(page, told(words=2_000, ms=20))
    await expect(reply).to_contain_text("w5")
    await expect(page.get_by_role("button", name="Deshacer")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(reply).to_have_attribute("data-status", "stopped")


async def test_the_archive_asks_before_it_deletes_and_takes_it_back(page: Page) -> None:
    await answered(page, told("Uno."))
    await rename(page, "Vieja")
    await menu(page, "Archivar")
    await page.wait_for_url("**/chat")
    await page.goto(page.url.replace("/chat", "/archive"))
    await page.get_by_role("button", name="Eliminar «Vieja»").click()
    await page.get_by_role("dialog").get_by_role("button", name="Cancelar").click()
    await page.get_by_role("button", name="Eliminar «Vieja»").click()
    await page.get_by_role("dialog").get_by_role("button", name="Eliminar").click()
    await expect(page.get_by_text("Aún no hay nada archivado")).to_be_visible()
    await page.get_by_role("button", name="Deshacer").click()
    await expect(page.get_by_role("link", name="Vieja")).to_be_visible()


@pytest.mark.parametrize("phone", [True, False])
async def test_archive_and_toast_fit_the_window(browser: Browser, kipux: str, *, phone: bool) -> None:
    async with visiting(browser, kipux, phone=phone) as visitor:
        page = await visitor.registered()
        await answered(page, told("Uno."))
        if phone:
            await page.get_by_role("button", name="Conversaciones").click()
        await page.get_by_role("button", name="Opciones").first.click()
        await page.screenshot(path=f"test-results/menu-{'phone' if phone else 'wide'}.png")
        await page.get_by_role("button", name="Archivar").click()
        await page.wait_for_url("**/chat")
        await expect(page.get_by_text("Conversación archivada.")).to_be_visible()
        await page.screenshot(path=f"test-results/toast-{'phone' if phone else 'wide'}.png")
        await page.goto(f"{kipux}/archive")
        await page.screenshot(path=f"test-results/archive-{'phone' if phone else 'wide'}.png")
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_a_reply_that_ends_takes_neither_the_keyboard_from_the_list_nor_a_half_written_name(page: Page) -> None:
    await answered(page, told("Uno."))
    await rename(page, "La primera")
    await page.get_by_role("link", name="Nuevo chat").click()
    await answered(page, told("Dos."))
    await rename(page, "La segunda")
    await page.get_by_role("link", name="La primera").click()
    await page.wait_for_url("**/chat/*")
    reply = page.locator("chat-message.reply").last
    knots = page.locator(".knot")
    await expect(knots.first).to_contain_text("La segunda")

    for title in ("La segunda", "La primera"):
        await ask(page, told(words=60, ms=20))
        await page.get_by_role("link", name=title).focus()
        await expect(reply).to_have_attribute("data-status", "complete")
        await expect(knots.first).to_contain_text("La primera")
        await expect(page.get_by_role("link", name=title)).to_be_focused()

    await ask(page, told(words=60, ms=20))
    await menu(page, "Cambiar el nombre")
    name = page.get_by_role("textbox", name="Nuevo nombre")
    await page.keyboard.type("A medio")
    await expect(reply).to_have_attribute("data-status", "complete")
    await expect(name).to_be_focused()
    await page.keyboard.type(" escribir")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("link", name="A medio escribir")).to_be_focused()
    await expect(page.get_by_role("link", name="La primera")).to_have_count(0)
