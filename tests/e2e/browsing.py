"""A real browser on a real Kipux, that notices everything a person should never see in its console."""

import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import uuid4

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, expect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PASSWORD = "una frase larga de nudos"
REPORT_VIOLATIONS = "document.addEventListener('securitypolicyviolation', (e) => console.error('CSP', e.violatedDirective, e.blockedURI))"


@dataclass
class Visitor:
    """One browser profile. `complaints` are console messages, page errors and failed requests; they fail the test at its end."""

    context: BrowserContext
    url: str
    complaints: list[str] = field(default_factory=list)
    tolerated: tuple[str, ...] = ()

    async def tab(self, path: str = "/") -> Page:
        page = await self.context.new_page()
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("requestfailed", self._on_failed)
        await page.goto(self.url + path)
        return page

    async def registered(self, name: str = "Ana Quispe") -> Page:
        """A tab on a new chat, of somebody who has just registered through the page."""
        page = await self.tab("/register")
        await expect(page.locator("phone-field[data-ready]")).to_be_visible()
        await page.fill("#name", name)
        await page.fill("#email", f"{uuid4().hex[:12]}@kipux.dev")
        await page.fill("#phone", "987 654 321")
        await page.fill("#password", PASSWORD)
        await page.get_by_role("button", name="Crear cuenta").click()
        await page.wait_for_url("**/chat")
        return page

    def _on_console(self, message: ConsoleMessage) -> None:
        if not any(words in message.text for words in self.tolerated):
            self.complaints.append(f"{message.type}: {message.text}")

    def _on_failed(self, request: Request) -> None:
        # Chromium calls a response “aborted” that was read piece by piece to its end, or that a navigation followed at once.
        aborted = request.resource_type in {"fetch", "font", "script"} and "ERR_ABORTED" in (request.failure or "")
        if not aborted and not any(words in (request.failure or "") for words in self.tolerated):
            self.complaints.append(f"failed: {request.url} {request.failure}")


@asynccontextmanager
async def visiting(
    browser: Browser, url: str, *, tolerated: tuple[str, ...] = (), phone: bool = False, **options: object
) -> AsyncIterator[Visitor]:
    """A profile in Spanish of Peru; at the end nothing may have been complained of."""
    size = {"width": 390, "height": 844} if phone else {"width": 1280, "height": 860}
    settings = {"locale": "es-PE", "viewport": size, "is_mobile": phone, "has_touch": phone} | options
    context = await browser.new_context(**settings)  # type: ignore[arg-type] # one name a line would say the same
    context.set_default_timeout(15_000)
    await context.add_init_script(REPORT_VIOLATIONS)
    visitor = Visitor(context, url, tolerated=tolerated)
    try:
        yield visitor
    finally:
        await context.close()
    assert not visitor.complaints, "\n".join(visitor.complaints)


def told(text: str = "", **how: object) -> str:
    """A message that tells the fake provider how to answer."""
    return json.dumps({"do": "paced", "ms": 5, "text": text} | how, ensure_ascii=False)


async def ask(page: Page, text: str) -> Locator:
    """Send it; the reply, as soon as it is on the page."""
    before = await page.locator("chat-message.reply").count()
    await page.get_by_role("textbox", name="Mensaje").fill(text)
    await page.get_by_role("button", name="Enviar").click()
    reply = page.locator("chat-message.reply").nth(before)
    await expect(reply).to_be_attached()
    return reply


async def answered(page: Page, text: str, status: str = "complete") -> Locator:
    """Send it, and wait for the reply's end."""
    reply = await ask(page, text)
    await expect(reply).to_have_attribute("data-status", status, timeout=30_000)
    return reply
