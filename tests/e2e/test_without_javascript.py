from playwright.async_api import Browser, Page, expect

from tests.e2e.browsing import PASSWORD, answered, told, visiting
from tests.e2e.furnished import Furnished, furnish


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


async def test_settings_the_archive_and_an_export_need_no_script(
    browser: Browser, kipux: str, surroundings: dict[str, str]
) -> None:
    furnished = await furnish(kipux, surroundings["KIPUX_DATABASE_URL"])
    async with visiting(
        browser, kipux, java_script_enabled=False, tolerated=("csp", "422", "429", "ERR_ABORTED")
    ) as visitor:
        await furnished.enter(visitor.context)
        page = await visitor.tab("/settings")
        await settings(page)
        await page.get_by_role("link", name="Conexión").click()
        await page.fill("#url", "no es una dirección")
        await page.get_by_role("button", name="Probar y guardar").click()
        await expect(page.locator("#url-note.is-error")).not_to_be_empty()
        await expect(page.locator("#url")).to_have_value("no es una dirección")
        await page.get_by_role("link", name="Seguridad").click()
        await page.fill("#old_password", "no es esta la de verdad")
        await page.fill("#new_password", "otra frase larga de nudos")
        await page.get_by_role("button", name="Cambiar la contraseña").click()
        await expect(page.locator("#old_password-note.is-error")).not_to_be_empty()
        await page.get_by_role("link", name="Datos").click()
        await exported(page)
        await archive(page, furnished)


async def settings(page: Page) -> None:
    await page.fill("#name", " ")
    await page.fill("#instructions", "Responde\n  en quechua.")
    await page.select_option("#theme", "dark")
    await page.get_by_role("button", name="Guardar").click()
    await expect(page.locator("#name-note.is-error")).not_to_be_empty()
    await expect(page.locator("#instructions")).to_have_value("Responde\n  en quechua.")
    await expect(page.locator("#theme")).to_have_value("dark")
    await expect(page.locator("html")).to_have_attribute("data-theme", "system")
    await page.fill("#name", "Ana Sin Guion")
    await page.get_by_role("button", name="Guardar").click()
    await page.wait_for_url("**/settings?saved=1")
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await expect(page.locator("#name")).to_have_value("Ana Sin Guion")


async def exported(page: Page) -> None:
    async with page.expect_download() as download:
        await page.locator("a[download]").click()
    assert (await (await download.value).path()).read_bytes().startswith(b"PK")


async def archive(page: Page, furnished: Furnished) -> None:
    await page.goto(f"{furnished.url}/archive")
    await page.locator("form[action$='/delete'] button").click()
    await page.locator("form[action$='/undo'] button").click()
    await page.locator("form[action$='/restore'] button").click()
    await expect(page.locator(".archived")).to_have_count(0)
    await page.goto(f"{furnished.url}/chat/{furnished.rich}")
    await expect(page.get_by_role("link", name="Archivada")).to_be_visible()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Todo en uno")
    await expect(page.locator("chat-message.own")).to_have_count(4)
    await page.locator(".reasoning > summary").first.click()
    await expect(page.locator(".reasoning-text").first).to_be_visible()
    await expect(page.locator(".failure-detail").last).to_be_visible()
