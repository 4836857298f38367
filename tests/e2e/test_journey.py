from playwright.async_api import Page, expect

from tests.e2e.browsing import Visitor, answered, ask, told

LONG = told(words=600, ms=20)


async def test_from_registering_to_logging_out(visitor: Visitor) -> None:
    page = await visitor.registered()
    await expect(page.get_by_role("heading", name="Hola, Ana. ¿Qué hacemos hoy?")).to_be_visible()
    await choose_model(page, "paced")

    reply = await ask(page, LONG)
    await expect(reply).to_contain_text("w40")
    await expect(reply).to_have_attribute("data-status", "writing")
    await page.wait_for_url("**/chat/*-*")

    await page.reload()
    await expect(reply).to_contain_text("w60")
    other = await visitor.tab(page.url.removeprefix(visitor.url))
    await expect(other.locator("chat-message.reply")).to_contain_text("w80")
    await expect(other.locator("chat-message.reply")).to_have_attribute("data-status", "writing")

    await page.get_by_role("button", name="Detener").click()
    for tab in (page, other):
        await expect(tab.locator("chat-message.reply")).to_have_attribute("data-status", "stopped")
        await expect(tab.get_by_text("La detuviste aquí.")).to_be_visible()
    assert (
        await whole_text(page)
        == await whole_text(other)
        == " ".join(f"w{n}" for n in range(len((await whole_text(page)).split())))
    )

    await rename(page, "Los nudos del altiplano")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Los nudos del altiplano")
    await expect(page).to_have_title("Los nudos del altiplano · Kipux")
    await page.reload()
    await expect(page.get_by_role("link", name="Los nudos del altiplano")).to_be_visible()

    await menu(page, "Eliminar")
    await page.get_by_role("dialog").get_by_role("button", name="Eliminar").click()
    await page.wait_for_url("**/chat")
    await expect(page.get_by_text("Tus conversaciones colgarán de aquí.")).to_be_visible()

    await page.get_by_role("button", name="Tu cuenta").click()
    await page.get_by_role("button", name="Salir").click()
    await expect(page.get_by_role("heading", name="Todos tus modelos, un solo hilo.")).to_be_visible()
    await page.goto(f"{visitor.url}/chat")
    assert page.url == f"{visitor.url}/login?next=/chat"


async def test_a_draft_outlives_a_reload_and_belongs_to_its_conversation(page: Page) -> None:
    box = page.get_by_role("textbox", name="Mensaje")
    await box.fill("a medio escribir")
    await page.reload()
    await expect(box).to_have_value("a medio escribir")
    await answered(page, told("Listo."))
    await expect(box).to_have_value("")
    await box.fill("otra cosa")
    await page.get_by_role("link", name="Nuevo chat").click()
    await expect(box).to_have_value("")
    await page.go_back()
    await expect(box).to_have_value("otra cosa")


async def test_what_could_not_be_sent_is_given_back(visitor: Visitor) -> None:
    page = await visitor.registered()
    visitor.tolerated = ("ERR_FAILED", "Failed to load resource")
    await page.route("**/api/conversations", lambda route: route.abort())
    await page.get_by_role("textbox", name="Mensaje").fill("no te pierdas")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert").filter(has_text="No hay conexión con Kipux.")).to_be_visible()
    await expect(page.get_by_role("textbox", name="Mensaje")).to_have_value("no te pierdas")
    await expect(page.locator("chat-message")).to_have_count(0)


async def test_a_failure_stands_where_the_reply_would_be_and_can_be_tried_again(page: Page) -> None:
    reply = await answered(page, told(do="limited"), "failed")
    await expect(reply).to_contain_text("El proveedor pide esperar 7 segundos")
    await expect(reply).to_contain_text("Código de ayuda")
    await page.reload()
    await expect(reply).to_contain_text("El proveedor pide esperar 7 segundos")
    await reply.get_by_role("button", name="Reintentar").click()
    await expect(reply).to_have_count(1)
    await expect(reply).to_have_attribute("data-status", "failed")


async def test_the_providers_own_answer_is_shown(page: Page) -> None:
    reply = await answered(page, told("Aquí está."))
    await reply.get_by_role("button", name="Ver JSON").click()
    dialog = page.get_by_role("dialog", name="Respuesta del proveedor")
    await expect(dialog).to_contain_text('"finish_reason": "stop"')
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()


async def test_theme_and_language_change_and_stay(page: Page) -> None:
    await page.get_by_role("button", name="Tema").click()
    await page.get_by_role("button", name="Oscuro").click()
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await page.get_by_role("button", name="Idioma").click()
    await page.get_by_role("button", name="English").click()
    await expect(page.get_by_role("heading", name="Hi, Ana.")).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await expect(page.locator("html")).to_have_attribute("lang", "en")


async def choose_model(page: Page, name: str) -> None:
    await page.locator(".picker").click()
    await page.get_by_role("combobox").fill(name)
    await page.get_by_role("option", name=name).first.click()
    await expect(page.locator(".picker-name")).to_have_text(name)


async def rename(page: Page, title: str) -> None:
    await menu(page, "Cambiar el nombre")
    await page.get_by_role("textbox", name="Nuevo nombre").fill(title)
    await page.keyboard.press("Enter")


async def menu(page: Page, item: str) -> None:
    await page.locator(".knot").first.hover()
    await page.get_by_role("button", name="Opciones").first.click()
    await page.get_by_role("button", name=item).click()


async def whole_text(page: Page) -> str:
    return (await page.locator("chat-message.reply .markdown").inner_text()).strip()
