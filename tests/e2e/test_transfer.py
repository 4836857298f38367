from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.browsing import answered, told, visiting


async def test_conversations_leave_in_a_zip_and_are_brought_back(page: Page, tmp_path: Path) -> None:
    await answered(page, told("Un nudo."))
    await page.goto(page.url.split("/chat")[0] + "/settings/data")
    async with page.expect_download() as leaving:
        await page.get_by_role("link", name="Descargar el zip").click()
    await (await leaving.value).save_as(tmp_path / "kipux.zip")
    await page.get_by_label("Archivo zip").set_input_files(tmp_path / "kipux.zip")
    await page.get_by_role("button", name="Importar").click()
    await expect(page.get_by_text("1 conversación importada.")).to_be_visible()
    await page.get_by_role("link", name="Volver al chat").click()
    both = page.locator(".knot a")
    await expect(both).to_have_count(2)
    await both.first.click()
    await expect(page.locator("chat-message.reply")).to_contain_text("Un nudo.")


async def test_one_conversation_is_downloaded_from_its_menu(page: Page) -> None:
    await answered(page, told("Un nudo."))
    for item, ending in (("Descargar en Markdown", ".md"), ("Descargar en JSON", ".json")):
        await page.locator(".knot").first.hover()
        await page.get_by_role("button", name="Opciones").first.click()
        async with page.expect_download() as leaving:
            await page.get_by_role("link", name=item).click()
        assert (await leaving.value).suggested_filename.endswith(ending)


@pytest.mark.parametrize("phone", [True, False])
async def test_what_is_no_zip_is_told_beside_the_field(
    browser: Browser, kipux: str, tmp_path: Path, *, phone: bool
) -> None:
    (tmp_path / "no.zip").write_bytes(b"no zip")
    async with visiting(browser, kipux, phone=phone, tolerated=("422",)) as visitor:
        page = await visitor.registered()
        await page.goto(f"{kipux}/settings/data")
        await page.get_by_label("Archivo zip").set_input_files(tmp_path / "no.zip")
        await page.get_by_role("button", name="Importar").click()
        await expect(page.get_by_text("No es un archivo zip que se pueda leer.")).to_be_visible()
        await page.screenshot(path=f"test-results/data-{'phone' if phone else 'wide'}.png")
