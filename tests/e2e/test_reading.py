"""What is read: in either direction, with every mark of it, when it was said, and under which title."""

from playwright.async_api import Browser, Locator, Page, expect

from tests.e2e.browsing import Visitor, answered, told, visiting

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


async def test_ones_own_long_message_folds_and_shows_all_of_it_when_asked(page: Page) -> None:
    await answered(page, "\n".join(f"línea {n}" for n in range(40)))
    own = page.locator("chat-message.own .own-text")
    button = page.get_by_role("button", name="Mostrar todo")
    assert await height(own) < 400
    await button.press("Enter")
    assert await height(own) > 700
    await page.get_by_role("button", name="Plegar el mensaje").click()
    await page.reload()
    await expect(button).to_be_visible()
    assert await height(own) < 400


async def height(of: Locator) -> float:
    tall: float = await of.evaluate("element => element.getBoundingClientRect().height")
    return tall


async def test_what_is_too_long_is_said_while_a_message_is_written_anew(page: Page) -> None:
    await answered(page, told("Hola."))
    await page.locator("chat-message.own").hover()
    await page.get_by_role("button", name="Editar").click()
    editor = page.locator("message-editor")
    await editor.locator("textarea").focus()
    await page.evaluate(
        "document.execCommand('selectAll'); document.execCommand('insertText', false, 'palabra '.repeat(27_000))"
    )
    await expect(editor.get_by_role("alert")).to_contain_text("15.999")
    await expect(editor.get_by_role("button", name="Enviar")).to_be_disabled()
    await page.keyboard.press("Control+Enter")
    await expect(editor).to_be_visible()


async def test_the_number_of_a_footnote_begins_no_line(browser: Browser, kipux: str) -> None:
    async with visiting(browser, kipux, phone=True) as visitor:
        page = await visitor.registered()
        words = " ".join("palabras"[: 2 + n % 7] + "[^1]" for n in range(60))
        reply = await answered(page, told(f"{words}\n\n[^1]: una nota"))
        assert await reply.locator(".footnote-reference").count() == 60
        assert (
            await reply.evaluate(
                """(reply) => [...reply.querySelectorAll(".footnote-reference")].filter((number) => {
                const word = document.createRange(), text = number.previousSibling;
                word.setStart(text, text.length - 1);
                word.setEnd(text, text.length);
                return number.getBoundingClientRect().bottom > word.getBoundingClientRect().bottom + 4;
            }).length"""
            )
            == 0
        )


async def test_a_phone_says_which_conversation_it_shows(browser: Browser, kipux: str) -> None:
    async with visiting(browser, kipux, phone=True) as visitor:
        page = await visitor.registered()
        await answered(page, "**Nudos** y cuerdas")
        await expect(page.locator(".chat-title")).to_have_text("Nudos y cuerdas")
        box = await page.locator(".chat-title").bounding_box()
        assert box is not None
        assert box["width"] > 60
        assert box["height"] >= 24
