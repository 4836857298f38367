"""A chat that leaves nothing behind."""

import asyncio
import re
from uuid import UUID

import pytest
from playwright.async_api import Browser, Locator, Page, Request, expect
from sqlalchemy import text

from kipux.adapters.postgres.database import Database
from tests.e2e.browsing import PASSWORD, Visitor, answered, ask, told, visiting

MEANS = "No aparece en tus listas ni en la búsqueda"
KEPT_HERE = "Object.entries(localStorage).filter(([name]) => name.startsWith('kipux.draft.')).map(([, text]) => text)"

LOG_OUT = """() => fetch("/api/session", {
    method: "DELETE",
    headers: { "x-csrf-token": document.querySelector("meta[name=csrf-token]").content },
})"""


async def switched_on(page: Page) -> Page:
    switch = page.get_by_role("switch", name="Chat temporal")
    await expect(page.get_by_text(MEANS)).to_be_hidden()
    await switch.focus()
    await page.keyboard.press("Space")
    await expect(switch).to_be_checked()
    await expect(page.get_by_text(MEANS)).to_be_visible()
    return page


def says_here(request: Request) -> bool:
    return request.url.endswith("/visit") and '"here":true' in (request.post_data or "")


async def reloaded(page: Page) -> None:
    """Once the server knows that the new page is there."""
    async with page.expect_response(lambda answer: says_here(answer.request)):
        await page.reload()


def box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Mensaje", exact=True)


async def test_it_hangs_nowhere_survives_a_reload_and_ends_with_one_click(visitor: Visitor) -> None:
    page = await switched_on(await visitor.registered())
    reply = await answered(page, told("Un quipu temporal."))
    await page.wait_for_url("**/chat/*-*")
    await expect(page.locator(".knot")).to_have_count(0)
    await expect(page.get_by_role("switch", name="Chat temporal")).to_be_hidden()
    assert await page.title() == "Nuevo chat · Kipux"
    await box(page).fill("a medias")
    await reloaded(page)
    await expect(reply).to_contain_text("Un quipu temporal.")
    await expect(box(page)).to_have_value("a medias")
    await expect(page.get_by_text(MEANS)).to_be_visible()
    assert await page.evaluate(KEPT_HERE) == []
    address = page.url
    await page.get_by_role("button", name="Terminar y borrar").click()
    await page.wait_for_url("**/chat")
    await expect(page.get_by_role("switch", name="Chat temporal")).not_to_be_checked()
    assert await page.evaluate("Object.keys(sessionStorage).filter((name) => name.startsWith('kipux.'))") == []
    visitor.tolerated = ("404",)
    answer = await page.goto(address)
    assert answer
    assert answer.status == 404


async def test_one_asks_again_edits_stops_and_goes_on_in_it(page: Page) -> None:
    await switched_on(page)
    reply = await ask(page, told(words=300, ms=20))
    await expect(reply).to_contain_text("w5")
    await page.get_by_role("button", name="Detener").click()
    await expect(reply).to_have_attribute("data-status", "stopped")
    await reply.get_by_role("button", name="Continuar").first.click()
    await expect(page.locator("chat-message.reply")).to_have_attribute("data-status", "complete", timeout=30_000)
    await page.get_by_role("button", name="Responder de nuevo").click()
    await page.locator("[data-again=same]").click()
    await expect(page.locator("chat-message.reply .branches-place")).to_have_text("2/2", timeout=30_000)
    await page.get_by_role("button", name="Editar").click()
    await page.locator("message-editor textarea").fill(told("Editado."))
    assert await page.evaluate(KEPT_HERE) == []
    await page.locator("message-editor").get_by_role("button", name="Enviar").click()
    await expect(page.locator("chat-message.reply")).to_contain_text("Editado.", timeout=30_000)
    await expect(page.locator(".knot")).to_have_count(0)


async def test_leaving_the_page_is_told_to_the_server_and_taken_back_by_coming_back(
    page: Page, surroundings: dict[str, str]
) -> None:
    await switched_on(page)
    reply = await answered(page, told("Vuelvo enseguida."))
    await page.wait_for_url("**/chat/*-*")
    conversation = page.url.rpartition("/")[2]
    await page.get_by_role("link", name="Nuevo chat").click()
    await expect(page.get_by_role("switch", name="Chat temporal")).not_to_be_checked()
    database = Database(surroundings["KIPUX_DATABASE_URL"])
    await until_left(database, conversation, is_left=True)
    await page.go_back()
    await expect(reply).to_contain_text("Vuelvo enseguida.")
    await until_left(database, conversation, is_left=False)
    await database.close()


async def until_left(database: Database, conversation: str, *, is_left: bool) -> None:
    query = text("SELECT left_at IS NOT NULL FROM conversations WHERE id = :id").bindparams(id=UUID(conversation))
    async with asyncio.timeout(15), database.autocommit.connect() as connection:
        while (await connection.execute(query)).scalar() is not is_left:
            await asyncio.sleep(0.02)


async def test_another_tab_says_that_it_is_still_there_and_hears_of_the_end(visitor: Visitor) -> None:
    page = await switched_on(await visitor.registered())
    await answered(page, told("Dos pestañas."))
    await page.wait_for_url("**/chat/*-*")
    other = await visitor.tab(page.url.removeprefix(visitor.url))
    async with page.expect_request(says_here):
        await other.goto(f"{visitor.url}/settings")
    await other.goto(page.url)
    await expect(other.locator("chat-message.reply")).to_contain_text("Dos pestañas.")
    await page.get_by_role("button", name="Terminar y borrar").click()
    await other.wait_for_url("**/chat?temporary=1")


async def test_what_waits_and_what_is_typed_go_along_when_another_tab_ends_it(visitor: Visitor) -> None:
    page = await switched_on(await visitor.registered())
    reply = await ask(page, told(words=900, ms=20))
    await expect(reply).to_contain_text("w5")
    await page.wait_for_url("**/chat/*-*")
    await box(page).fill("en cola")
    await page.keyboard.press("Enter")
    await box(page).fill("a medias")
    other = await visitor.tab(page.url.removeprefix(visitor.url))
    await other.get_by_role("button", name="Terminar y borrar").click()
    await page.wait_for_url("**/chat?temporary=1")
    await expect(box(page)).to_have_value("en cola\n\na medias")


async def test_signing_in_again_finds_it_temporary_still_and_what_was_typed(browser: Browser, kipux: str) -> None:
    async with visiting(browser, kipux, tolerated=("401",)) as visitor:
        page = await switched_on(await visitor.registered())
        email = (await page.evaluate("fetch('/api/me').then((answer) => answer.json())"))["email"]
        await box(page).fill("un secreto")
        cookies = await visitor.context.cookies()
        await page.evaluate(LOG_OUT)  # the session is over, and the page does not know
        await visitor.context.add_cookies([{"name": it["name"], "value": it["value"], "url": kipux} for it in cookies])
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/login?next=*")
        await page.fill("#email", email)
        await page.fill("#password", PASSWORD)
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/chat?temporary=1")
        await expect(page.get_by_role("switch", name="Chat temporal")).to_be_checked()
        await expect(box(page)).to_have_value("un secreto")


async def test_what_was_typed_before_moves_out_of_what_this_device_keeps_and_back(page: Page) -> None:
    await box(page).fill("un secreto")
    assert await page.evaluate(KEPT_HERE) == ["un secreto"]
    await switched_on(page)
    assert await page.evaluate(KEPT_HERE) == []
    await page.reload()
    await expect(page.get_by_role("switch", name="Chat temporal")).to_be_checked()
    await expect(box(page)).to_have_value("un secreto")
    await page.get_by_role("switch", name="Chat temporal").click()
    await expect(page.get_by_text(MEANS)).to_be_hidden()
    assert await page.evaluate(KEPT_HERE) == ["un secreto"]
    await page.reload()
    await expect(box(page)).to_have_value("un secreto")


@pytest.mark.parametrize("width", [320, 390])
async def test_a_phone_has_room_for_it(browser: Browser, kipux: str, width: int) -> None:
    async with visiting(browser, kipux, phone=True, viewport={"width": width, "height": 700}) as visitor:
        page = await visitor.registered()
        await page.get_by_role("switch", name="Chat temporal").tap()
        await answered(page, told("En el teléfono."))
        await expect(page.get_by_role("button", name="Terminar y borrar")).to_be_in_viewport(ratio=1)
        assert await page.evaluate("document.documentElement.scrollWidth") <= width


async def test_without_javascript_it_is_begun_by_a_form_and_ended_by_one(browser: Browser, kipux: str) -> None:
    async with visiting(browser, kipux) as visitor:
        page = await switched_on(await visitor.registered())
        await answered(page, told("Sin guion."))
        await page.wait_for_url("**/chat/*-*")
        address, state = page.url, await visitor.context.storage_state()
    async with visiting(browser, kipux, tolerated=("csp",), java_script_enabled=False, storage_state=state) as visitor:
        page = await visitor.tab("/chat")
        await page.get_by_role("switch", name="Chat temporal").click()
        await expect(page).to_have_url(re.compile(r"/chat\?temporary=1$"))
        await expect(page.get_by_text(MEANS)).to_be_visible()
        await page.goto(address)
        await page.get_by_role("button", name="Terminar y borrar").click()
        await page.wait_for_url("**/chat")
