"""What is read: in either direction, with every mark of it, when it was said, and under which title."""

from playwright.async_api import Page, expect

from tests.e2e.browsing import Visitor, answered, told

ARABIC = "مرحبا، هذا نص `code` هنا.\n\n- قائمة\n\nHola otra vez."


async def test_a_block_reads_in_the_direction_that_it_is_written_in(page: Page) -> None:
    reply = await answered(page, told(ARABIC))
    blocks = reply.locator(".markdown > *")
    directions = await blocks.evaluate_all("(all) => all.map((it) => getComputedStyle(it).direction)")
    assert directions == ["rtl", "rtl", "ltr"]


async def test_keys_that_a_reply_names_are_there_on_a_phone_too(visitor: Visitor) -> None:
    page = await visitor.registered()
    reply = await answered(page, told("Pulsa <kbd>Ctrl</kbd>."))
    session = await page.context.new_cdp_session(page)
    await session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    await page.reload()
    await expect(reply.locator("kbd")).to_be_visible()


async def test_the_title_is_rewritten_where_it_stands_or_left_with_escape(page: Page) -> None:
    await answered(page, told("Hola."))
    title = page.locator(".chat-title button")
    await title.click()
    box = page.get_by_role("textbox", name="Nuevo nombre")
    await box.fill("No así")
    await page.keyboard.press("Escape")
    await expect(title).not_to_have_text("No así")
    await expect(title).to_be_focused()
    await page.keyboard.press("Enter")
    await box.fill("Ñandúes y cigüeñas")
    async with page.expect_response(lambda answer: answer.request.method == "PATCH"):
        await page.keyboard.press("Enter")
    await expect(title).to_have_text("Ñandúes y cigüeñas")
    await expect(page.locator(".knot [aria-current]")).to_have_text("Ñandúes y cigüeñas")
    await page.reload()
    await expect(title).to_have_text("Ñandúes y cigüeñas")


async def test_a_message_says_when_it_was_said(page: Page) -> None:
    await answered(page, told("Hola."))
    await page.locator("chat-message.own").hover()
    await expect(page.locator("chat-message.own time")).to_have_text("ahora")


async def test_reasoning_that_is_opened_reads_as_formatted_text(page: Page) -> None:
    reply = await answered(page, told("Hola.", do="reasoning"))
    await reply.locator(".reasoning summary").click()
    await expect(reply.locator(".reasoning-text p")).to_have_text("Let me think.")


async def test_a_failure_that_another_connection_may_mend_leads_to_the_settings(page: Page) -> None:
    reply = await answered(page, told(do="bad-key"), status="failed")
    await expect(reply.get_by_role("link", name="Abrir los ajustes")).to_have_attribute("href", "/settings/connection")
    other = await answered(page, told(do="content"), status="failed")
    await expect(other.get_by_role("link", name="Abrir los ajustes")).to_be_hidden()
