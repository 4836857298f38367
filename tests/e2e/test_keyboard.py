from playwright.async_api import Page, expect

from tests.e2e.browsing import Visitor, answered, told


async def test_a_conversation_needs_no_mouse(page: Page) -> None:
    keys = page.keyboard
    box = page.get_by_role("textbox", name="Mensaje")
    await expect(box).to_be_focused()
    await keys.insert_text("primera línea")
    await keys.press("Shift+Enter")
    await keys.insert_text("segunda")
    await expect(box).to_have_value("primera línea\nsegunda")
    await box.fill(told(words=2_000, ms=20))
    await keys.press("Enter")
    reply = page.locator("chat-message.reply")
    await expect(reply).to_contain_text("w5")
    await keys.press("Escape")
    await expect(reply).to_have_attribute("data-status", "stopped")


async def test_a_model_is_chosen_with_the_arrows(page: Page) -> None:
    await page.locator(".picker").focus()
    await page.keyboard.press("Enter")
    search = page.get_by_role("combobox")
    await expect(search).to_be_focused()
    await page.keyboard.type("reasoning")
    await expect(page.get_by_role("option")).to_have_count(1)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator(".picker-name")).to_have_text("reasoning")
    await expect(page.locator(".picker")).to_be_focused()
    reply = await answered(page, told("Pensado.", do="reasoning"))
    await expect(reply.locator(".reasoning > summary")).to_be_visible()


async def test_a_conversation_is_renamed_and_kept_from_being_deleted(page: Page) -> None:
    await answered(page, told("Hola."))
    options = page.get_by_role("button", name="Opciones").first
    await options.focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("textbox", name="Nuevo nombre")).to_be_focused()
    await page.keyboard.type("Con teclas")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("link", name="Con teclas")).to_be_focused()
    await options.focus()
    await page.keyboard.press("Enter")
    for _ in ("Fijar", "Markdown", "JSON", "Archivar", "Eliminar"):
        await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Cancelar")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(page.get_by_role("link", name="Con teclas")).to_be_visible()


async def test_the_first_stop_leads_past_the_sidebar(visitor: Visitor) -> None:
    page = await visitor.tab("/")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Saltar al contenido")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Crear una cuenta")).to_be_focused()


async def test_the_way_past_the_sidebar_leaves_the_chat_as_it_is_and_the_way_back_leads_on(page: Page) -> None:
    await answered(page, told("Hola."))
    await page.evaluate("document.body.dataset.same = ''")
    await page.get_by_role("link", name="Saltar al contenido").press("Enter")
    await page.wait_for_url("**#main")
    await answered(page, told("Otra vez."))
    await expect(page.locator("body[data-same]")).to_be_attached()
    await page.go_back()
    await page.go_back()
    await expect(page.get_by_role("heading", name="Hola, Ana.")).to_be_visible()


async def test_the_shortcuts_are_listed_and_do_what_they_say(page: Page) -> None:
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await answered(page, told("Hola **mundo**.\n\n```py\nprint(1)\n```"))
    box, transcript = page.get_by_role("textbox", name="Mensaje"), page.get_by_role("region", name="Conversación")
    await box.press("?")
    await expect(box).to_have_value("?")
    await transcript.focus()
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="Atajos de teclado")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await page.keyboard.press("/")
    await expect(box).to_be_focused()
    await expect(box).to_have_value("?")
    await page.keyboard.press("Control+Shift+;")
    await expect(page.get_by_role("button", name="Copiado")).to_be_visible()
    assert await page.evaluate("navigator.clipboard.readText()") == "print(1)"
    await page.keyboard.press("Control+Shift+C")
    await expect(page.get_by_role("button", name="Copiado").last).to_be_visible()
    await page.keyboard.press("Control+Shift+O")
    await page.wait_for_url("**/chat")
