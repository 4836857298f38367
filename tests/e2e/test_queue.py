"""One more message, while a reply is being written."""

import asyncio

from playwright.async_api import Locator, Page, Route, expect

from tests.e2e.browsing import Visitor, answered, ask, told

LONG = told(words=400, ms=20)
NEXT = told("La siguiente.")


def queued(page: Page) -> Locator:
    return page.get_by_role("group", name="Mensaje en cola")


async def queue(page: Page, text: str) -> None:
    await page.get_by_role("textbox", name="Mensaje", exact=True).fill(text)
    await page.keyboard.press("Enter")
    await expect(queued(page)).to_contain_text("Se enviará al terminar la respuesta")


async def test_what_is_queued_is_sent_when_the_reply_is_done_even_after_a_reload(page: Page) -> None:
    await ask(page, LONG)
    await queue(page, NEXT)
    await expect(page.get_by_role("textbox", name="Mensaje", exact=True)).to_have_value("")
    await page.reload()
    await expect(queued(page)).to_contain_text("La siguiente.")
    await expect(page.locator("chat-message.reply").nth(1)).to_contain_text("La siguiente.", timeout=30_000)
    await expect(queued(page)).to_be_hidden()
    await expect(page.locator("chat-message.own")).to_have_count(2)


async def test_stopping_sends_nothing_and_says_so(page: Page) -> None:
    reply = await ask(page, LONG)
    await expect(reply).to_contain_text("w5")
    await queue(page, NEXT)
    await page.get_by_role("button", name="Detener").click()
    await expect(reply).to_have_attribute("data-status", "stopped")
    await expect(queued(page)).to_contain_text("Sin enviar: la respuesta no terminó")
    await page.reload()
    await expect(page.locator("chat-message.own")).to_have_count(1)
    await queued(page).get_by_role("button", name="Enviar ahora").click()
    await expect(page.locator("chat-message.reply").nth(1)).to_contain_text("La siguiente.")
    await expect(queued(page)).to_be_hidden()


async def test_what_is_queued_is_changed_and_taken_away(page: Page) -> None:
    reply = await ask(page, told(words=900, ms=20))
    await expect(reply).to_contain_text("w5")
    box = page.get_by_role("textbox", name="Mensaje", exact=True)
    await box.fill("a medias")
    await page.get_by_role("button", name="Poner en cola").click()
    await queued(page).get_by_role("button", name="Cambiar el mensaje en cola").click()
    await expect(box).to_have_value("a medias")
    await expect(box).to_be_focused()
    await expect(queued(page)).to_be_hidden()
    await page.keyboard.press("Enter")
    await queued(page).get_by_role("button", name="Quitar de la cola").click()
    await expect(queued(page)).to_be_hidden()
    await expect(box).to_have_value("")
    await page.keyboard.press("Escape")
    await expect(reply).to_have_attribute("data-status", "stopped")


async def test_of_two_tabs_one_sends_it(visitor: Visitor) -> None:
    page = await visitor.registered()
    reply = await ask(page, LONG)
    await expect(reply).to_contain_text("w5")
    await page.wait_for_url("**/chat/*-*")
    other = await visitor.tab(page.url.removeprefix(visitor.url))
    await queue(page, NEXT)
    await expect(queued(other)).to_contain_text("La siguiente.")
    for tab in (page, other):
        await expect(queued(tab)).to_be_hidden(timeout=30_000)
    await expect(page.get_by_role("button", name="Detener")).to_be_hidden()
    await page.reload()
    await expect(page.locator("chat-message.own")).to_have_count(2)
    await expect(page.locator(".branches:visible")).to_have_count(0)


async def test_a_reply_that_cannot_be_followed_holds_nothing_back(visitor: Visitor) -> None:
    visitor.tolerated = ("404",)
    page = await visitor.registered()
    await page.route("**/events", lambda route: route.fulfill(status=404))
    reply = await ask(page, told("No se ve."))
    await expect(reply).to_have_attribute("data-status", "failed")
    await expect(page.get_by_role("button", name="Detener")).to_be_hidden()
    await page.get_by_role("textbox", name="Mensaje", exact=True).fill(NEXT)
    await expect(page.get_by_role("button", name="Enviar")).to_be_enabled()


async def hang(route: Route) -> None:
    """The line has died, and nobody has noticed yet."""


async def test_what_is_being_sent_outlives_the_page_beside_what_is_typed_meanwhile(page: Page) -> None:
    box = page.get_by_role("textbox", name="Mensaje", exact=True)
    await page.route("**/api/conversations", hang)
    await box.fill("Lo primero")
    await page.keyboard.press("Enter")
    await expect(box).to_have_value("")
    await box.fill("lo segundo, a medias")
    await page.reload()
    await expect(box).to_have_value("Lo primero\n\nlo segundo, a medias")
    await page.reload()
    await expect(box).to_have_value("Lo primero\n\nlo segundo, a medias")


async def test_what_had_waited_and_never_arrived_is_given_back(page: Page) -> None:
    reply = await ask(page, told(words=100, ms=20))
    await page.wait_for_url("**/chat/*-*")
    await queue(page, "La siguiente")
    await page.route("**/api/conversations/*/messages", hang)
    await expect(reply).to_have_attribute("data-status", "complete", timeout=30_000)
    await expect(page.locator("chat-message.own")).to_have_count(2)
    await page.reload()
    await expect(page.get_by_role("textbox", name="Mensaje", exact=True)).to_have_value("La siguiente")
    await expect(page.locator("chat-message.own")).to_have_count(1)


async def test_what_arrived_unseen_is_not_given_back_though_the_same_was_said_before(page: Page) -> None:
    box = page.get_by_role("textbox", name="Mensaje", exact=True)
    again = told("Otra vez.")
    await answered(page, again)
    await page.wait_for_url("**/chat/*-*")

    async def arrive(route: Route) -> None:
        await route.fetch()
        arrived.set()

    arrived = asyncio.Event()
    await page.route("**/api/conversations/*/messages", arrive)
    await box.fill(again)
    await page.keyboard.press("Enter")
    await asyncio.wait_for(arrived.wait(), 15)
    await page.reload()
    await expect(page.locator("chat-message.own")).to_have_count(2)
    await expect(box).to_have_value("")
    await page.unroute("**/api/conversations/*/messages")
    await page.route("**/api/conversations/*/messages", hang)
    await expect(page.locator("chat-message.reply").nth(1)).to_have_attribute("data-status", "complete")
    await box.fill(again)
    await page.keyboard.press("Enter")
    await expect(page.locator("chat-message.own")).to_have_count(3)
    await page.reload()
    await expect(page.locator("chat-message.own")).to_have_count(2)
    await expect(box).to_have_value(again)
