from playwright.async_api import Page, expect

from tests.e2e.browsing import answered, told
from tests.services.fake_upstream import FakeUpstream


async def test_a_new_chat_is_instructed_before_its_first_message_and_changed_later(
    page: Page, fake_upstream: FakeUpstream
) -> None:
    await page.get_by_role("button", name="Instrucciones y parámetros").click()
    dialog = page.get_by_role("dialog", name="Instrucciones de este chat")
    await dialog.get_by_label("Instrucciones", exact=True).fill("Habla como un quipucamayoc.")
    await dialog.get_by_label("Temperatura (0–2)").fill("0.5")
    await dialog.get_by_role("button", name="Guardar").click()
    await expect(dialog).to_be_hidden()
    await page.reload()
    await expect(page.get_by_role("button", name="Instrucciones y parámetros")).to_have_attribute("data-on", "true")
    await answered(page, told("uno"))
    asked = fake_upstream.seen[-1]["body"]
    assert asked["messages"][0] == {"role": "system", "content": "Habla como un quipucamayoc."}
    assert asked["temperature"] == 0.5

    await page.reload()
    opener = page.get_by_role("button", name="Instrucciones y parámetros")
    await expect(opener).to_have_attribute("data-on", "true")
    await opener.click()
    await expect(dialog.get_by_label("Temperatura (0–2)")).to_have_value("0.5")
    await dialog.get_by_label("Instrucciones", exact=True).fill("")
    await page.keyboard.press("Escape")
    await opener.click()
    await expect(dialog.get_by_label("Instrucciones", exact=True)).to_have_value("Habla como un quipucamayoc.")
    await dialog.get_by_label("Instrucciones", exact=True).fill("Habla claro.")
    await dialog.get_by_role("button", name="Guardar").click()
    await expect(dialog).to_be_hidden()
    await answered(page, told("dos"))
    assert fake_upstream.seen[-1]["body"]["messages"][0]["content"] == "Habla claro."


async def test_what_one_chat_was_asked_to_begin_with_is_not_asked_of_the_next(
    page: Page, fake_upstream: FakeUpstream
) -> None:
    opener = page.get_by_role("button", name="Instrucciones y parámetros")
    dialog = page.get_by_role("dialog", name="Instrucciones de este chat")
    await opener.click()
    await dialog.get_by_label("Instrucciones", exact=True).fill("Solo aquí.")
    await dialog.get_by_role("button", name="Guardar").click()
    await expect(dialog).to_be_hidden()
    await answered(page, told("uno"))
    await page.get_by_role("link", name="Nuevo chat").click()
    await expect(page.get_by_role("heading", name="Hola, Ana.")).to_be_visible()
    await expect(opener).not_to_have_attribute("data-on", "true")
    await answered(page, told("dos"))
    assert "Solo aquí." not in str(fake_upstream.seen[-1]["body"])


async def test_instructions_for_all_chats_are_kept_in_the_settings(page: Page, fake_upstream: FakeUpstream) -> None:
    await page.goto(page.url.replace("/chat", "/settings"))
    await page.get_by_label("Para todos tus chats").fill("Responde breve.")
    await page.get_by_role("button", name="Guardar").click()
    await expect(page.get_by_label("Para todos tus chats")).to_have_value("Responde breve.")
    await page.get_by_role("link", name="Volver al chat").click()
    await answered(page, told("tres"))
    assert fake_upstream.seen[-1]["body"]["messages"][0]["content"] == "Responde breve."
