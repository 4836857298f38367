import re

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.browsing import answered, told, visiting


async def sought(page: Page, words: str) -> None:
    await page.keyboard.press("ControlOrMeta+k")
    await written(page, words)


async def written(page: Page, words: str) -> None:
    await expect(page.get_by_role("combobox", name="Buscar en tus conversaciones")).to_be_focused()
    await page.keyboard.insert_text(words)


async def test_keys_alone_lead_to_a_message_of_another_conversation(page: Page) -> None:
    await answered(page, told("Vive en la **puna** y canta su canción."))
    first = page.url
    await page.get_by_role("link", name="Nuevo chat").click()
    await answered(page, told("Otra cosa."))
    await sought(page, "CANCION pun")
    options = page.get_by_role("option")
    await expect(options.first).to_contain_text("canta su canción")
    await expect(options.first.locator("mark").filter(has_text="canción").first).to_be_visible()
    await expect(page.get_by_role("status").filter(has_text="resultados")).to_have_text("2 resultados")
    await page.keyboard.press("ArrowDown")
    await expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Enter")
    await page.wait_for_url(first)
    found = page.locator("chat-message.is-found")
    await expect(found).to_be_focused()
    await expect(found).to_be_in_viewport()
    await expect(found).to_have_class(re.compile("reply"))


async def test_nothing_found_is_said_and_escape_closes(page: Page) -> None:
    await page.get_by_role("button", name="Buscar").click()
    await expect(page.get_by_text("Títulos y mensajes, con o sin tildes.")).to_be_visible()
    await page.keyboard.insert_text("zampoña <b>%")
    await expect(page.get_by_text("Nada con «zampoña <b>%».")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("combobox", name="Buscar en tus conversaciones")).to_be_hidden()
    await expect(page.get_by_role("button", name="Buscar")).to_be_focused()


async def test_a_message_of_another_branch_and_far_above_is_shown(page: Page) -> None:
    await answered(page, told("La quena primera."))
    await page.get_by_role("button", name="Responder de nuevo").click()
    await page.get_by_role("button", name="De nuevo con").click()
    await expect(page.locator("chat-message.reply")).to_contain_text("2/2")
    await expect(page.locator("chat-message.reply")).to_have_attribute("data-status", "complete")
    again = page.locator("chat-message.reply").first
    await expect(again).to_contain_text("La quena primera.")
    for n in range(17):
        await answered(page, told(f"Respuesta {n}", ms=1))
    identity = await again.get_attribute("data-id")
    await page.reload()
    await expect(page.locator("chat-message")).not_to_have_count(0)
    await sought(page, "quena")
    replies = page.get_by_role("option").filter(has_text="Respuesta: ")
    await expect(replies).to_have_count(2)
    await replies.first.click()
    found = page.locator("chat-message.is-found")
    await expect(found).to_be_in_viewport()
    await expect(found).to_have_attribute("data-id", identity or "")
    await expect(page.get_by_text("Respuesta 16", exact=True)).to_be_attached()
    await sought(page, "quena")
    await replies.last.click()
    await expect(found).not_to_have_attribute("data-id", identity or "")
    await expect(found).to_be_in_viewport()
    await expect(page.get_by_text("Respuesta 16", exact=True)).to_have_count(0)


@pytest.mark.parametrize("phone", [True, False])
async def test_search_fits_the_window(browser: Browser, kipux: str, *, phone: bool) -> None:
    async with visiting(browser, kipux, phone=phone) as visitor:
        page = await visitor.registered()
        await answered(page, told("En el altiplano la **sequía** dura " + "mucho tiempo " * 30))
        if phone:
            await page.get_by_role("button", name="Conversaciones").click()
        await page.get_by_role("button", name="Buscar").click()
        await written(page, "sequias")
        await expect(page.get_by_role("option").first).to_be_visible()
        await page.screenshot(path=f"test-results/search-{'phone' if phone else 'wide'}.png")
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await page.get_by_role("option").last.click()
        await expect(page.locator("chat-message.is-found")).to_be_in_viewport()


@pytest.mark.parametrize("by_keyboard", [True, False])
async def test_more_is_found_as_one_goes_down(page: Page, *, by_keyboard: bool) -> None:
    for n in range(12):
        await answered(page, told(f"La quena {n}.", ms=1))
    await sought(page, "quena")
    note = page.get_by_role("status").filter(has_text="resultados")
    await expect(note).to_have_text("20 resultados, y hay más")
    box = page.get_by_role("combobox", name="Buscar en tus conversaciones")
    if by_keyboard:
        for _ in range(17):
            await page.keyboard.press("ArrowDown")
    else:
        await page.locator(".finding").nth(19).scroll_into_view_if_needed()
    await expect(note).to_have_text(re.compile(r"^2[45] resultados$"))
    await expect(page.locator(".finding-snippet").filter(has_text="quena 0.")).to_have_count(2)
    await expect(box).to_have_attribute("aria-activedescendant", "finding-17" if by_keyboard else "finding-0")
    ids = await page.get_by_role("option").evaluate_all("(options) => options.map(({ id }) => id)")
    assert len(ids) == len(set(ids))
    await expect(box).to_be_focused()
