"""The same conversation in two tabs, and on two devices."""

import asyncio

from playwright.async_api import Browser, Page, expect

from tests.e2e.browsing import Visitor, answered, ask, told, visiting

LONG = told(words=200, ms=20)


async def other_tab(visitor: Visitor, page: Page) -> Page:
    return await visitor.tab(page.url.removeprefix(visitor.url))


async def test_what_is_said_in_one_tab_is_written_in_the_other_as_it_comes(visitor: Visitor) -> None:
    page = await visitor.registered()
    await answered(page, told("Primera."))
    other = await other_tab(visitor, page)
    await expect(other.locator("chat-message.reply")).to_have_count(1)
    await ask(page, LONG)
    reply = other.locator("chat-message.reply").nth(1)
    await expect(reply).to_contain_text("w5")
    await expect(reply).to_have_attribute("data-status", "writing")
    await other.get_by_role("button", name="Detener").click()
    await expect(page.locator("chat-message.reply").nth(1)).to_have_attribute("data-status", "stopped")
    await page.get_by_role("button", name="Continuar").last.click()
    await expect(reply).to_have_attribute("data-status", "complete", timeout=30_000)
    await expect(other.locator("chat-message")).to_have_count(4)


async def test_the_lists_of_two_tabs_are_one(visitor: Visitor) -> None:
    page = await visitor.registered()
    other = await visitor.tab("/chat")
    await answered(page, told("Hola."))
    knot = other.locator(".knot a")
    await expect(knot).to_have_count(1)
    await page.locator(".knot").hover()
    await page.get_by_role("button", name="Opciones").click()
    await page.get_by_role("button", name="Cambiar el nombre").click()
    await page.keyboard.type("Nudos")
    await page.keyboard.press("Enter")
    await expect(knot).to_have_text("Nudos")


async def test_who_comes_back_to_a_page_sees_what_was_said_elsewhere_and_keeps_what_was_typed(
    browser: Browser, visitor: Visitor
) -> None:
    page = await visitor.registered()
    await answered(page, told("Primera."))
    path = page.url.removeprefix(visitor.url)
    async with visiting(browser, visitor.url, phone=True, storage_state=await visitor.context.storage_state()) as phone:
        there = await phone.tab(path)
        await there.get_by_role("textbox", name="Mensaje").fill("a medias")
        await answered(page, told("Segunda."))
        replies = there.locator("chat-message.reply")
        async with asyncio.timeout(15):
            while await replies.count() < 2:
                await there.evaluate("dispatchEvent(new Event('focus'))")
        await expect(replies.nth(1)).to_contain_text("Segunda.")
        await expect(there.get_by_role("textbox", name="Mensaje")).to_have_value("a medias")


async def delete(page: Page) -> None:
    await page.locator(".knot").first.hover()
    await page.get_by_role("button", name="Opciones").first.click()
    await page.get_by_role("button", name="Eliminar").click()
    await page.get_by_role("dialog").get_by_role("button", name="Eliminar").click()
    await page.wait_for_url("**/chat")


GONE = "Esta conversación se eliminó en otra parte."


async def test_what_is_deleted_in_one_tab_is_said_in_the_other_and_nothing_is_asked_about_it(visitor: Visitor) -> None:
    page = await visitor.registered()
    await answered(page, told("Primera."))
    other = await other_tab(visitor, page)
    await expect(other.locator("chat-message.reply")).to_contain_text("Primera.")
    await delete(page)
    await expect(other.get_by_role("alert").filter(has_text=GONE)).to_be_visible()
    await expect(other.locator(".knot")).to_have_count(0)
    await expect(other.locator("chat-message.reply")).to_contain_text("Primera.")
    await page.get_by_role("button", name="Deshacer").click()
    await expect(other.get_by_role("alert").filter(has_text=GONE)).to_be_hidden()
    await expect(other.locator(".knot")).to_have_count(1)
    await answered(other, told("Segunda."))


async def test_what_was_deleted_on_another_device_is_said_to_be_gone(browser: Browser, visitor: Visitor) -> None:
    page = await visitor.registered()
    await answered(page, told("Primera."))
    path = page.url.removeprefix(visitor.url)
    state = await visitor.context.storage_state()
    async with visiting(browser, visitor.url, phone=True, storage_state=state, tolerated=("404",)) as phone:
        there = await phone.tab(path)
        await expect(there.locator("chat-message.reply")).to_contain_text("Primera.")
        await delete(page)
        notice = there.get_by_role("alert").filter(has_text=GONE)
        async with asyncio.timeout(15):
            while not await notice.is_visible():
                await there.evaluate("dispatchEvent(new Event('focus'))")
        await expect(there.locator("chat-message.reply")).to_contain_text("Primera.")
