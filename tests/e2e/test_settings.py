from playwright.async_api import Browser, Page, expect

from tests.e2e.browsing import PASSWORD, Visitor, visiting


async def test_profile_and_preferences_are_kept(page: Page) -> None:
    await open_settings(page)
    await page.fill("#name", "Ana María Quispe")
    await page.select_option("#theme", "dark")
    await page.select_option("#default_model", "paced")
    await page.get_by_role("button", name="Guardar").click()
    await expect(page.get_by_role("status")).to_have_text("Guardado.")
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await page.get_by_role("link", name="Volver al chat").click()
    await expect(page.get_by_text("Ana María Quispe")).to_be_visible()
    await expect(page.locator(".picker-name")).to_have_text("paced")


async def test_a_fault_is_told_beside_its_field_and_nothing_typed_is_lost(visitor: Visitor) -> None:
    page = await visitor.registered()
    visitor.tolerated = ("422",)
    await open_settings(page)
    await page.fill("#name", "Ana María")
    await page.fill("#phone", "12")
    async with page.expect_navigation():
        await page.evaluate("document.querySelector('form[action=\"/settings\"]').submit()")
    await expect(page.locator("#phone-note")).to_have_text(
        "Ese número no existe en el país elegido. Revisa las cifras."
    )
    await expect(page.locator("#name")).to_have_value("Ana María")


async def test_another_browser_is_signed_out(browser: Browser, kipux: str) -> None:
    async with visiting(browser, kipux) as one:
        page = await one.registered()
        async with visiting(browser, kipux) as other:
            await open_settings(page)
            email = await page.evaluate("fetch('/api/me').then((answer) => answer.json()).then((me) => me.email)")
            elsewhere = await other.tab("/login")
            await elsewhere.fill("#email", email)
            await elsewhere.fill("#password", PASSWORD)
            await elsewhere.keyboard.press("Enter")
            await elsewhere.wait_for_url("**/chat")
            await page.reload()
            await page.get_by_role("button", name="Cerrar sesión").click()
            await expect(page.get_by_role("button", name="Cerrar sesión")).to_have_count(0)
            await elsewhere.reload()
            assert elsewhere.url == f"{kipux}/login?next=/chat"


async def open_settings(page: Page) -> None:
    await page.get_by_role("button", name="Tu cuenta").click()
    await page.get_by_role("link", name="Ajustes").click()
    await expect(page.locator("phone-field[data-ready]")).to_be_visible()
