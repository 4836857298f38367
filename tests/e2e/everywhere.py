"""A walk through every page and everything that opens on one, for tests that ask the same of each."""

from collections.abc import AsyncIterator
from typing import NamedTuple

from playwright.async_api import Page, expect

from kipux.entrypoints.web.i18n import Translator, translator
from tests.e2e.browsing import Visitor
from tests.e2e.furnished import Furnished


class Place(NamedTuple):
    """A page as it is now. `opened` selects what has just been opened on it; None when all of it is new."""

    name: str
    page: Page
    opened: str | None = None

    def __str__(self) -> str:
        return self.name


async def outside(visitor: Visitor, troubled: str) -> AsyncIterator[Place]:
    """What somebody sees who is not signed in, and what everybody sees when something is wrong."""
    page = await visitor.tab("/")
    for path in ("/", "/offline", "/nothing/here", "/login"):
        await page.goto(visitor.url + path)
        yield Place(path, page)
    await page.locator("form .btn-primary").click()
    await expect(page.locator("#password-note")).not_to_be_empty()
    yield Place("/login, nothing typed", page)
    await page.goto(visitor.url + "/register")
    await expect(page.locator("phone-field[data-ready]")).to_be_visible()
    yield Place("/register", page)
    await page.locator("form .btn-primary").click()
    await expect(page.locator("#password-note.is-error")).to_be_visible()
    yield Place("/register, nothing typed", page)
    await page.goto(visitor.url + "/login")
    await page.fill("#email", "nobody@kipux.dev")
    await page.fill("#password", "not the right one")
    await page.locator("form .btn-primary").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    yield Place("/login, refused", page)
    await page.goto(troubled + "/login")
    await page.fill("#email", "somebody@kipux.dev")
    await page.fill("#password", "whatever it is")
    await page.locator("form .btn-primary").click()
    await expect(page.locator(".failure-status")).to_have_text("500")
    yield Place("500", page)
    await page.context.add_cookies([{"name": "kipux_session", "value": "0" * 32, "url": troubled}])
    await page.goto(troubled + "/chat")
    await expect(page.locator(".failure-status")).to_have_text("503")
    await expect(page.get_by_role("status")).not_to_be_empty()
    yield Place("503", page)
    await page.context.clear_cookies()
    await page.close()


async def inside(visitor: Visitor, furnished: Furnished, locale: str) -> AsyncIterator[Place]:
    """Every page of somebody who is signed in, with everything on it opened once."""
    t = translator(locale)
    await furnished.enter(visitor.context)
    page = await visitor.tab("/archive")
    for path in ("/archive", "/settings", "/settings/connection", "/settings/security", "/settings/data"):
        await page.goto(visitor.url + path)
        yield Place(path, page)
    await page.goto(visitor.url + "/settings")
    await page.fill("#name", "")
    await page.locator("form .btn-primary").first.click()
    await expect(page.locator("#name-note.is-error")).to_be_visible()
    yield Place("/settings, no name", page)
    await page.goto(visitor.url + "/settings/security")
    await page.locator(".last-step summary").click()
    yield Place("/settings/security, the last step", page)
    async for place in _presets(page, visitor.url, furnished.preset):
        yield place
    await page.goto(visitor.url + "/chat")
    await expect(page.locator(".welcome")).to_be_visible()
    await page.locator(".shelf button:enabled").first.wait_for()
    yield Place("/chat", page)
    await page.goto(visitor.url + "/chat?temporary=1")
    await page.locator(".shelf button:enabled").first.wait_for()
    yield Place("/chat, a temporary one", page)
    await page.goto(f"{visitor.url}/chat/{furnished.rich}")
    await expect(page.locator("chat-message.reply[data-status=failed]")).to_be_visible()
    await expect(page.locator("summary-mark")).to_be_attached()
    yield Place("the conversation's end", page)
    async for place in _in_the_conversation(page, t):
        yield place
    async for place in _from_the_sidebar(page, t):
        yield place
    await page.close()


async def _presets(page: Page, url: str, preset: str) -> AsyncIterator[Place]:
    for path in ("", "/new", f"/{preset}", f"/{preset}/delete"):
        await page.goto(f"{url}/settings/presets{path}")
        yield Place(f"/settings/presets{path.replace(preset, '…')}", page)
    await page.goto(f"{url}/settings/presets")
    await page.set_input_files("#file", {"name": "no.json", "mimeType": "application/json", "buffer": b"no"})
    await page.locator("live-form .btn-primary").click()
    await expect(page.locator("#file-note.is-error")).to_be_visible()
    yield Place("/settings/presets, no preset", page)
    await page.goto(f"{url}/chat?preset={preset}")
    await expect(page.locator(".shelf [aria-pressed=true]")).to_be_visible()
    await expect(page.locator(".shelf-note")).not_to_be_empty()
    yield Place("/chat, with a preset", page)


async def _in_the_conversation(page: Page, t: Translator) -> AsyncIterator[Place]:
    async for place in _looked_up(page):
        yield place
    await page.locator("chat-transcript").evaluate("element => element.scrollTo(0, 0)")  # far away nothing is laid out
    await expect(page.locator(".katex").first).to_be_visible()
    await page.locator(".reasoning > summary").first.click()
    await page.locator("summary-mark summary").click()
    await expect(page.locator("summary-mark .summary-text")).to_be_visible()
    yield Place("the summary", page, "summary-mark")
    await page.locator("chat-transcript").evaluate("element => element.scrollTo(0, 0)")
    await page.locator("code.language-mermaid, .diagram").first.scroll_into_view_if_needed()
    await expect(page.locator(".is-drawn").first).to_be_attached(timeout=15_000)
    yield Place("the conversation's beginning", page)
    for opener in ("#language-menu", "#theme-menu", "#models-panel"):
        await page.locator(f"[popovertarget={opener[1:]}]").click()
        await expect(page.locator(opener)).to_be_visible()
        if opener == "#models-panel":
            await page.get_by_role("option").first.wait_for()
        yield Place(opener, page, opener)
        await page.keyboard.press("Escape")
    await page.get_by_role("textbox", name=t.text("composer.label")).fill("hola")
    await page.locator(".gauge").click()
    yield Place("the gauge", page, "#context-panel")
    await page.keyboard.press("Escape")
    await page.locator("[data-act=instructions]").click()
    await page.get_by_role("dialog", name=t.text("instructions.of_chat")).wait_for()
    yield Place("the instructions", page, "instructions-dialog dialog")
    await page.keyboard.press("Escape")
    reply = page.locator("chat-message.reply").first
    await reply.locator("[data-act=json]").click()
    await page.locator("dialog .hljs-attr").first.wait_for()
    yield Place("the raw answer", page, "#raw-answer")
    await page.keyboard.press("Escape")
    await reply.locator("[data-act=again]").click()
    yield Place("#again-menu", page, "#again-menu")
    await page.keyboard.press("Escape")
    own = page.locator("chat-message.own").last
    await own.hover()
    await own.locator("[data-act=edit]").click()
    await own.locator("message-editor textarea").wait_for()
    yield Place("a message being edited", page, "message-editor")
    await page.keyboard.press("Escape")


async def _looked_up(page: Page) -> AsyncIterator[Place]:
    """The reply that looked things up, with what opens on it, and the choice of the web."""
    reply = page.locator("chat-message.reply", has=page.locator(".source"))
    await reply.locator(".steps > summary").click()
    await reply.locator(".step-line summary").first.click()
    await reply.locator(".source-more").click()
    yield Place("steps and sources", page, "chat-message:has(.source)")
    number = reply.locator(".citation a").first
    await number.focus()
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("tooltip")).to_be_visible()
    yield Place("where a number leads", page, "#tip")
    await page.keyboard.press("Escape")
    await reply.locator("[data-act=passages]").first.click()
    await expect(page.locator(".passage").first).to_be_visible()
    yield Place("the passages", page, "#passages")
    await page.keyboard.press("Escape")
    await reply.locator("[data-act=copy]").click()
    yield Place("#copy-menu", page, "#copy-menu")
    await page.keyboard.press("Escape")
    await page.locator("[popovertarget=web-menu]").click()
    yield Place("#web-menu", page, "#web-menu")
    await page.keyboard.press("Escape")


async def _from_the_sidebar(page: Page, t: Translator) -> AsyncIterator[Place]:
    await page.keyboard.press("ControlOrMeta+k")
    await page.locator(".command").first.wait_for()
    yield Place("the palette", page, "dialog.search")
    await page.keyboard.press("Escape")
    for query in ("todo", "xyzzyx"):
        await page.keyboard.press("ControlOrMeta+k")
        await page.locator(".search input:focus").fill(query)
        await page.locator(
            ".finding" if query == "todo" else ".search-note:not(.visually-hidden)", has_text=query
        ).first.wait_for()
        yield Place(f"search for {query}", page, "dialog.search")
        await page.keyboard.press("Escape")
    menu = page.locator("[popovertarget=sidebar]:not([popovertargetaction])")
    if await menu.is_visible():
        await menu.click()
        yield Place("the sidebar", page, "#sidebar")
    await page.locator("[popovertarget=person-menu]").click()
    yield Place("#person-menu", page, "#person-menu")
    await page.locator("[data-act=shortcuts]").evaluate("button => button.click()")
    await page.get_by_role("dialog", name=t.text("shortcuts.title")).wait_for()
    yield Place("the shortcuts", page, "#shortcuts")
    await page.keyboard.press("Escape")
    if await menu.is_visible() and not await page.locator("#sidebar").is_visible():
        await menu.click()
    knot = page.locator(".knot", has_text=t.text("conversations.untitled")).or_(page.locator(".knot")).first
    await knot.hover()
    await knot.locator(".knot-more").click()
    yield Place("#knot-menu", page, "#knot-menu")
    await page.locator("#knot-menu [data-act=delete]").click()
    await page.locator(".swal2-confirm").wait_for()
    yield Place("a question", page, ".swal2-popup")
    await page.keyboard.press("Escape")
