from playwright.async_api import Browser, expect

from tests.e2e.browsing import PASSWORD, answered, told, visiting


async def test_one_registers_makes_mistakes_logs_in_and_reads(browser: Browser, kipux: str) -> None:
    async with visiting(browser, kipux, java_script_enabled=False, tolerated=("csp", "422", "401")) as visitor:
        page = await visitor.tab("/register")
        await page.fill("#name", "Berta Mamani")
        await page.fill("#email", "berta@kipux.dev")
        await page.select_option("[name=region]", "PE")
        await page.fill("#phone", "12")
        await page.fill("#password", PASSWORD)
        await page.get_by_role("button", name="Crear cuenta").click()
        await expect(page.locator("#phone-note")).to_have_text(
            "Ese número no existe en el país elegido. Revisa las cifras."
        )
        await expect(page.locator("#name")).to_have_value("Berta Mamani")
        await expect(page.locator("#password")).to_have_value("")
        await page.fill("#phone", "987 654 321")
        await page.fill("#password", PASSWORD)
        await page.get_by_role("button", name="Crear cuenta").click()
        await expect(page.get_by_role("heading", name="Hola, Berta.")).to_be_visible()
        await page.locator("[popovertarget=person-menu]").click()
        await page.get_by_role("button", name="Salir").click()
        await expect(page.get_by_role("link", name="Crear una cuenta")).to_be_visible()

    async with visiting(browser, kipux) as visitor:
        page = await visitor.tab("/login")
        await page.fill("#email", "berta@kipux.dev")
        await page.fill("#password", PASSWORD)
        await page.keyboard.press("Enter")
        await answered(page, told("Lo que **dijo** el modelo."))
        path = page.url.removeprefix(kipux)

    async with visiting(browser, kipux, java_script_enabled=False, tolerated=("csp", "401")) as visitor:
        page = await visitor.tab(path)
        await page.fill("#email", "berta@kipux.dev")
        await page.fill("#password", "otra cosa muy distinta")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert")).to_contain_text("El correo o la contraseña no coinciden.")
        await expect(page.locator("#email")).to_have_value("berta@kipux.dev")
        await page.fill("#password", PASSWORD)
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"**{path}")
        await expect(page.get_by_text("Lo que **dijo** el modelo.").last).to_be_visible()
        await expect(page.locator("noscript .notice")).to_be_visible()
