from playwright.async_api import Browser, Page, expect
from sqlalchemy import text

from kipux.adapters.postgres.database import Database
from tests.e2e.browsing import PASSWORD, Visitor, answered, visiting
from tests.services.fake_upstream import KEY, FakeUpstream


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


async def test_a_message_is_sent_with_the_key_of_one_s_choice(page: Page) -> None:
    await open_settings(page)
    await page.select_option("#send_key", "modifier")
    await page.select_option("#text_size", "large")
    await page.get_by_role("button", name="Guardar").click()
    await expect(page.locator("html")).to_have_css("font-size", "18px")
    await page.get_by_role("link", name="Volver al chat").click()
    box = page.get_by_role("textbox", name="Mensaje")
    await box.fill("uno")
    await box.press("Enter")
    await page.keyboard.type("dos")
    await expect(box).to_have_value("uno\ndos")
    await box.press("Control+Enter")
    await expect(page.locator(".own-text")).to_have_text("uno\ndos")


async def test_favourite_models_come_first_by_pointer_and_by_keyboard(page: Page) -> None:
    await page.locator(".picker").click()
    names = page.locator(".model-name")
    await names.first.wait_for()
    last, before = (await names.all_inner_texts())[-1], (await names.all_inner_texts())[-2]
    async with page.expect_response("**/api/me"):
        await page.get_by_role("option").last.locator(".model-star").click()
    await page.keyboard.press("End")
    for _ in range(2):
        await page.keyboard.press("ArrowUp")
    search = page.get_by_role("combobox")
    await search.fill(before)
    for _ in range(2):  # past what narrows the list, which is one stop
        await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name=f"Añadir {before} a favoritos")).to_be_focused()
    async with page.expect_response("**/api/me"):
        await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name=f"Quitar {before} de favoritos")).to_be_focused()
    await page.reload()
    await page.locator(".picker").click()
    await names.first.wait_for()
    assert (await names.all_inner_texts())[:2] == [last, before]


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


async def test_other_browsers_are_told_in_words_and_signed_out(browser: Browser, kipux: str) -> None:
    async with visiting(browser, kipux) as one, visiting(browser, kipux) as other, visiting(browser, kipux) as third:
        page = await one.registered()
        email = await email_of(page)
        elsewhere = [await signed_in(visitor, email, PASSWORD) for visitor in (other, third)]
        await open_settings(page)
        await page.get_by_role("link", name="Seguridad").click()
        await expect(page.get_by_text("Chrome en Linux")).to_have_count(3)
        await page.get_by_role("button", name="Cerrar sesión").first.click()
        await expect(page.get_by_role("button", name="Cerrar sesión")).to_have_count(1)
        await page.get_by_role("button", name="Cerrar todas las demás sesiones").click()
        await expect(page.get_by_role("button", name="Cerrar sesión")).to_have_count(0)
        for tab in elsewhere:
            await tab.reload()
            assert tab.url == f"{kipux}/login?next=/chat"


async def test_the_password_is_changed_and_other_browsers_are_signed_out(browser: Browser, kipux: str) -> None:
    new = "otra frase larga de nudos"
    async with visiting(browser, kipux, tolerated=("422",)) as one, visiting(browser, kipux) as other:
        page = await one.registered()
        email = await email_of(page)
        elsewhere = await signed_in(other, email, PASSWORD)
        await page.goto(f"{kipux}/settings/security")
        await page.fill("#old_password", "esta no era")
        await page.fill("#new_password", new)
        await page.get_by_role("button", name="Cambiar la contraseña").click()
        await expect(page.locator("#old_password-note")).to_have_text("Esa no es tu contraseña actual.")
        await page.fill("#old_password", PASSWORD)
        await page.fill("#new_password", new)
        await page.get_by_role("button", name="Cambiar la contraseña").click()
        await expect(page.get_by_role("status")).to_have_text("Guardado.")
        await elsewhere.reload()
        assert elsewhere.url == f"{kipux}/login?next=/chat"
        await elsewhere.fill("#email", email)
        await elsewhere.fill("#password", new)
        await elsewhere.keyboard.press("Enter")
        await elsewhere.wait_for_url(f"{kipux}/chat")


async def test_a_gateway_of_one_s_own_is_tried_kept_and_given_up(visitor: Visitor, fake_upstream: FakeUpstream) -> None:
    visitor.tolerated = ("422",)
    page = await visitor.registered()
    await page.goto(f"{visitor.url}/settings/connection")
    await expect(page.get_by_text("La pasarela de este Kipux")).to_be_visible()
    await connect(page, fake_upstream.url, "sk-otra-clave-9999")
    await expect(page.locator("#key-note")).to_have_text("La pasarela rechaza esta clave.")
    await connect(page, "http://127.0.0.1:9", KEY)
    await expect(page.locator("#url-note")).to_have_text("Nadie responde en esa dirección.")
    await connect(page, f"{fake_upstream.url}/__seen", KEY)
    await expect(page.locator("#url-note")).to_contain_text("no es LiteLLM")
    await connect(page, fake_upstream.url, KEY)
    await expect(page.get_by_role("status")).to_have_text("Guardado.")
    await expect(page.locator(".gateway-now")).to_contain_text(f"{fake_upstream.url}")
    assert KEY not in await page.content()
    await page.get_by_role("link", name="Volver al chat").click()
    reply = await answered(page, "Hola")
    await expect(reply.locator(".markdown")).to_contain_text("w0")
    await page.goto(f"{visitor.url}/settings/connection")
    await page.get_by_role("button", name="Volver a la pasarela compartida").click()
    await expect(page.get_by_text("La pasarela de este Kipux")).to_be_visible()


async def test_an_account_is_deleted_by_who_knows_its_password(visitor: Visitor) -> None:
    visitor.tolerated = ("422",)
    page = await visitor.registered()
    await page.goto(f"{visitor.url}/settings/security")
    await page.get_by_text("Eliminar mi cuenta…").click()
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Descargar el zip").click()
    assert (await download.value).suggested_filename == "kipux.zip"
    await page.fill("#password", "esta no era")
    await page.get_by_role("button", name="Eliminar para siempre").click()
    await expect(page.locator("#password-note")).to_have_text("Esa no es tu contraseña actual.")
    await page.fill("#password", PASSWORD)
    await page.get_by_role("button", name="Eliminar para siempre").click()
    await page.wait_for_url(f"{visitor.url}/")
    await page.goto(f"{visitor.url}/chat")
    assert page.url == f"{visitor.url}/login?next=/chat"


async def test_the_only_administrator_is_told_what_to_do_before_leaving(
    visitor: Visitor, surroundings: dict[str, str]
) -> None:
    visitor.tolerated = ("409",)
    page = await visitor.registered()
    email = await email_of(page)
    database = Database(surroundings["KIPUX_DATABASE_URL"])
    async with database.engine.begin() as connection:
        own = text("UPDATE users SET role = CASE email WHEN :email THEN 'admin' ELSE 'member' END")
        another = text(
            "INSERT INTO users SELECT gen_random_uuid(), 'Beto', 'b@kipux.dev', 'b@kipux.dev', phone, password_hash, role,"
            " preferences, created_at FROM users WHERE email = :email"
        )
        await connection.execute(another.bindparams(email=email))
        await connection.execute(own.bindparams(email=email))
    await page.goto(f"{visitor.url}/settings/security")
    await page.get_by_text("Eliminar mi cuenta…").click()
    await page.fill("#password", PASSWORD)
    await page.get_by_role("button", name="Eliminar para siempre").click()
    await expect(page.get_by_role("alert")).to_contain_text("kipux grant-admin")
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE users SET role = 'admin' WHERE email = 'b@kipux.dev'"))
    await database.close()
    await page.fill("#password", PASSWORD)
    await page.get_by_role("button", name="Eliminar para siempre").click()
    await page.wait_for_url(f"{visitor.url}/")


async def connect(page: Page, url: str, key: str) -> None:
    await page.fill("#url", url)
    await page.fill("#key", key)
    async with page.expect_navigation():
        await page.get_by_role("button", name="Probar y guardar").click()


async def email_of(page: Page) -> str:
    email: str = await page.evaluate("fetch('/api/me').then((answer) => answer.json()).then((me) => me.email)")
    return email


async def signed_in(visitor: Visitor, email: str, password: str) -> Page:
    page = await visitor.tab("/login")
    await page.fill("#email", email)
    await page.fill("#password", password)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/chat")
    return page


async def open_settings(page: Page) -> None:
    await page.get_by_role("button", name="Tu cuenta").click()
    await page.get_by_role("link", name="Ajustes").click()
    await expect(page.locator("phone-field[data-ready]")).to_be_visible()
