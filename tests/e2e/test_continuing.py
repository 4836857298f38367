"""A reply that was cut off goes on in its place."""

from playwright.async_api import Page, expect

from tests.e2e.browsing import Visitor, answered, ask, told


async def test_a_stopped_reply_goes_on_in_its_place_for_every_tab(visitor: Visitor) -> None:
    page = await visitor.registered()
    reply = await ask(page, told(words=300, ms=20))
    await expect(reply).to_contain_text("w10")
    await page.get_by_role("button", name="Detener").click()
    await expect(reply).to_have_attribute("data-status", "stopped")
    before = await text_of(page)
    await reply.get_by_role("button", name="Continuar").click()
    await expect(reply).to_have_attribute("data-status", "writing")
    await expect(reply).to_contain_text(f"{before} ")
    other = await visitor.tab(page.url.removeprefix(visitor.url))
    await expect(other.locator("chat-message.reply")).to_contain_text(before)
    for tab in (page, other):
        await expect(tab.locator("chat-message.reply")).to_have_attribute("data-status", "complete", timeout=30_000)
    whole = await text_of(page)
    assert whole == await text_of(other)
    assert whole.startswith(before)
    assert whole != before
    await page.reload()
    await expect(reply).to_have_count(1)
    await expect(reply.get_by_role("button", name="Continuar")).to_be_hidden()
    assert await text_of(page) == whole


async def test_a_reply_that_broke_off_can_go_on_and_one_without_a_word_cannot(page: Page) -> None:
    broken = await answered(page, told(do="cut"), "failed")
    await expect(broken.get_by_role("button", name="Continuar")).to_be_visible()
    await broken.get_by_role("button", name="Continuar").focus()
    await page.keyboard.press("Enter")
    await expect(broken).to_have_attribute("data-status", "complete", timeout=30_000)
    await expect(broken.get_by_role("button", name="Continuar")).to_be_hidden()
    empty = await answered(page, told(do="limited"), "failed")
    await expect(empty.get_by_role("button", name="Continuar")).to_be_hidden()


async def text_of(page: Page) -> str:
    return (await page.locator("chat-message.reply .markdown").inner_text()).strip()
