"""What one can do, from the search: by keyboard, in both languages."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.browsing import answered, told, visiting


async def done(page: Page, words: str, name: str | re.Pattern[str]) -> None:
    """Type it into the palette, see that this is what Enter would do, and do it."""
    await page.keyboard.press("ControlOrMeta+k")
    await expect(page.locator(".search input")).to_be_focused()
    await page.keyboard.insert_text(words)
    await expect(page.get_by_role("option", selected=True)).to_have_accessible_name(name)
    await page.keyboard.press("Enter")


async def test_keys_alone_change_the_theme_the_model_and_the_language(page: Page) -> None:
    await done(page, ">oscuro", re.compile("Oscuro Tema"))
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await done(page, "> CAMB mod", "Cambiar de modelo")
    await expect(page.get_by_role("combobox", name="Buscar modelo")).to_be_focused()
    await page.keyboard.press("Escape")
    await done(page, ">instr", "Instrucciones y parámetros")
    await expect(page.get_by_role("dialog", name="Instrucciones de este chat")).to_be_visible()
    await page.keyboard.press("Escape")
    await done(page, ">atajos", "Atajos de teclado")
    await expect(page.get_by_role("dialog", name="Atajos de teclado")).to_be_visible()
    await page.keyboard.press("Escape")
    await done(page, ">english", re.compile("English"))
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await done(page, ">security", re.compile("Security"))
    await page.wait_for_url("**/settings/security")


@pytest.mark.parametrize("phone", [True, False])
async def test_what_can_be_done_is_listed_below_what_is_found(browser: Browser, kipux: str, *, phone: bool) -> None:
    async with visiting(browser, kipux, phone=phone) as visitor:
        page = await visitor.registered()
        await answered(page, told("Un chat temporal de prueba."))
        await page.keyboard.press("ControlOrMeta+k")
        options = page.get_by_role("option")
        await expect(options.first).to_have_accessible_name("Nuevo chat")
        await page.screenshot(path=f"test-results/palette-{'phone' if phone else 'wide'}.png")
        await page.keyboard.insert_text("temporal")
        await expect(options.first).to_contain_text("Un chat temporal")
        await expect(options.last).to_have_accessible_name("Chat temporal")
        await page.screenshot(path=f"test-results/palette-found-{'phone' if phone else 'wide'}.png")
        await page.locator(".search input").fill(">nada de esto")
        await expect(page.get_by_text("Ninguna acción con «nada de esto».")).to_be_visible()
        await page.locator(".search input").fill(">temporal")
        await options.last.click()
        await page.wait_for_url("**/chat?temporary=1")
