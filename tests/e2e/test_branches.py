"""Editing, answering again, turning between versions, deleting: by mouse and by keyboard."""

from playwright.async_api import Locator, Page, expect

from tests.e2e.browsing import Visitor, answered, ask, told
from tests.e2e.test_skeletons import held_back

ONE, TWO, THREE = (told(text) for text in ("Primera respuesta.", "Segunda respuesta.", "Tercera respuesta."))


async def edit(page: Page, own: Locator, text: str, *, keys: bool = False) -> Locator:
    """Write a message anew; the editor."""
    await own.hover()
    await own.get_by_role("button", name="Editar").click()
    editor = own.get_by_role("textbox", name="Editar")
    await expect(editor).to_be_focused()
    await editor.fill(text)
    if keys:
        await page.keyboard.press("Control+Enter")
    else:
        await own.get_by_role("button", name="Enviar").click()
    return editor


def own(page: Page, n: int = 0) -> Locator:
    return page.locator("chat-message.own").nth(n)


def replies(page: Page) -> Locator:
    return page.locator("chat-message.reply")


async def test_the_first_message_is_edited_and_both_versions_stay(visitor: Visitor) -> None:
    page = await visitor.registered()
    await answered(page, ONE)
    await answered(page, THREE)
    await edit(page, own(page), TWO, keys=True)
    await expect(replies(page)).to_have_count(1)
    await expect(replies(page).last).to_contain_text("Segunda respuesta.")
    await expect(own(page)).to_contain_text("2/2")

    await own(page).get_by_role("button", name="Versión anterior").click()
    await expect(replies(page)).to_have_count(2)
    await expect(replies(page).last).to_contain_text("Tercera respuesta.")
    await expect(own(page)).to_contain_text("1/2")
    await expect(own(page).get_by_role("button", name="Versión siguiente")).to_be_focused()

    await page.reload()
    await expect(replies(page).last).to_contain_text("Tercera respuesta.")
    elsewhere = await visitor.tab(page.url.removeprefix(visitor.url))
    await expect(replies(elsewhere).last).to_contain_text("Tercera respuesta.")

    await own(page).get_by_role("button", name="Versión siguiente").focus()
    await page.keyboard.press("Enter")
    await expect(replies(page).last).to_contain_text("Segunda respuesta.")
    await expect(own(page).get_by_role("button", name="Versión anterior")).to_be_focused()


async def test_escape_gives_an_edit_up_and_a_reload_does_not(page: Page) -> None:
    await answered(page, ONE)
    await own(page).hover()
    await own(page).get_by_role("button", name="Editar").click()
    editor = own(page).get_by_role("textbox", name="Editar")
    await editor.fill("a medio cambiar")
    await page.reload()
    await own(page).hover()
    await own(page).get_by_role("button", name="Editar").click()
    await expect(editor).to_have_value("a medio cambiar")
    await page.keyboard.press("Escape")
    await expect(editor).to_have_count(0)
    await expect(own(page).get_by_role("button", name="Editar")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(editor).to_have_value(ONE)


async def test_an_edit_that_cannot_be_sent_is_still_there(visitor: Visitor) -> None:
    page = await visitor.registered()
    visitor.tolerated = ("ERR_FAILED", "Failed to load resource")
    await answered(page, ONE)
    await page.route("**/messages", lambda route: route.abort())
    editor = await edit(page, own(page), "no te pierdas")
    await expect(page.get_by_role("alert").filter(has_text="No hay conexión con Kipux.")).to_be_visible()
    await expect(editor).to_have_value("no te pierdas")
    await expect(replies(page).last).to_contain_text("Primera respuesta.")


async def test_a_reply_is_written_again_by_the_same_model_and_by_another(page: Page) -> None:
    reply = await answered(page, "hola")
    first = await reply.locator(".foot-model").inner_text()
    await reply.get_by_role("button", name="Responder de nuevo").click()
    await page.get_by_role("button", name=f"De nuevo con {first}").click()
    await expect(reply).to_contain_text("2/2")
    await expect(reply).to_have_attribute("data-status", "complete")

    await reply.get_by_role("button", name="Responder de nuevo").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="De nuevo con")).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("combobox")).to_be_focused()
    await page.keyboard.type("no-usage")
    await expect(page.get_by_role("option")).to_have_count(1)
    await page.keyboard.press("Enter")
    await expect(reply).to_contain_text("3/3")
    await expect(reply).to_have_attribute("data-status", "complete")
    await expect(reply.locator(".foot-model")).to_have_text("no-usage")
    await reply.get_by_role("button", name="Versión anterior").click()
    await expect(reply.locator(".foot-model")).to_have_text(first)


async def test_versions_are_turned_while_one_is_being_written(page: Page) -> None:
    await answered(page, ONE)
    await edit(page, own(page), told(words=300, ms=20))
    await expect(replies(page).last).to_contain_text("w10")
    await own(page).get_by_role("button", name="Versión anterior").click()
    await expect(replies(page).last).to_contain_text("Primera respuesta.")
    await expect(page.get_by_role("button", name="Enviar")).to_be_visible()
    await own(page).get_by_role("button", name="Versión siguiente").click()
    await expect(replies(page).last).to_have_attribute("data-status", "writing")
    await expect(replies(page).last).to_contain_text("w40")
    await page.get_by_role("button", name="Detener").click()
    await expect(replies(page).last).to_have_attribute("data-status", "stopped")


async def test_a_message_is_deleted_with_what_follows_after_a_question(page: Page) -> None:
    await answered(page, ONE)
    await answered(page, TWO)
    await own(page, 1).hover()
    await own(page, 1).get_by_role("button", name="Borrar mensaje").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("con todo lo que le sigue")
    await dialog.get_by_role("button", name="Cancelar").click()
    await expect(replies(page)).to_have_count(2)
    await own(page, 1).get_by_role("button", name="Borrar mensaje").click()
    await dialog.get_by_role("button", name="Borrar").click()
    await expect(replies(page)).to_have_count(1)
    await answered(page, THREE)
    await page.reload()
    await expect(replies(page)).to_have_count(2)
    await expect(replies(page).last).to_contain_text("Tercera respuesta.")
    await own(page).hover()
    await own(page).get_by_role("button", name="Borrar mensaje").click()
    await dialog.get_by_role("button", name="Borrar").click()
    await expect(page.get_by_role("heading", name="Hola, Ana.")).to_be_visible()
    await answered(page, ONE)
    await expect(replies(page)).to_have_count(1)


async def test_after_a_version_is_deleted_the_other_one_shows(page: Page) -> None:
    await answered(page, ONE)
    await edit(page, own(page), told(words=900, ms=20))
    await expect(replies(page).last).to_contain_text("w10")
    await own(page).get_by_role("button", name="Borrar mensaje").click()
    await page.get_by_role("dialog").get_by_role("button", name="Borrar").click()
    await expect(replies(page).last).to_contain_text("Primera respuesta.")
    await expect(own(page).locator(".branches")).to_be_hidden()
    await expect(page.get_by_role("button", name="Detener")).to_be_hidden()


async def test_what_is_sent_follows_what_is_shown_whatever_another_tab_went_on_to(visitor: Visitor) -> None:
    visitor.tolerated = ("503",)
    page = await visitor.registered()
    await answered(page, ONE)
    other = await visitor.tab(page.url.removeprefix(visitor.url))
    await page.route(
        "**/messages?limit=1", lambda route: route.fulfill(status=503)
    )  # it cannot learn of the other tab yet
    await answered(other, TWO)
    reply = await ask(page, THREE)
    await expect(reply).to_contain_text("Tercera respuesta.")
    await expect(replies(page)).to_have_count(2)
    await page.reload()
    await expect(replies(page)).to_have_count(2)
    await expect(own(page, 1)).to_contain_text("2/2")


async def test_a_question_whose_reply_was_deleted_is_answered(page: Page) -> None:
    await answered(page, ONE)
    ask_for = own(page).get_by_role("button", name="Pedir respuesta")
    await expect(ask_for).to_be_hidden()
    await replies(page).get_by_role("button", name="Borrar mensaje").click()
    await page.get_by_role("dialog").get_by_role("button", name="Borrar").click()
    await expect(replies(page)).to_have_count(0)
    await page.reload()
    await ask_for.press("Enter")
    await expect(replies(page)).to_have_attribute("data-status", "complete")
    await expect(replies(page)).to_contain_text("Primera respuesta.")
    await expect(own(page)).to_have_count(1)
    await expect(ask_for).to_be_hidden()


async def test_what_is_pressed_twice_is_asked_for_once(page: Page) -> None:
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url.rpartition("/")[2]) if request.method == "POST" else None
    )
    await answered(page, ONE)
    held = await held_back(page, "**/messages")
    await edit(page, own(page), told(words=900, ms=20))
    await own(page).get_by_role("button", name="Enviar").click()
    held.set()
    await expect(own(page)).to_contain_text("2/2")
    await expect(replies(page)).to_contain_text("w5")
    await page.get_by_role("button", name="Detener").click()
    await expect(replies(page)).to_have_attribute("data-status", "stopped")

    held = await held_back(page, "**/continue")
    for _ in range(2):
        await replies(page).get_by_role("button", name="Continuar").click()
    held.set()
    await expect(replies(page)).to_have_attribute("data-status", "complete")

    await replies(page).get_by_role("button", name="Borrar mensaje").click()
    await page.get_by_role("dialog").get_by_role("button", name="Borrar").click()
    await expect(replies(page)).to_have_count(0)
    held = await held_back(page, "**/regenerate")
    for _ in range(2):
        await own(page).get_by_role("button", name="Pedir respuesta").click()
    held.set()
    await expect(replies(page)).to_have_attribute("data-status", "writing")
    await page.get_by_role("button", name="Detener").click()
    await expect(replies(page)).to_have_attribute("data-status", "stopped")
    assert [act for act in asked if act != "stop"] == ["conversations", "messages", "continue", "regenerate"]
