"""Titles that a small model gives."""

import asyncio
from collections.abc import Iterable

import pytest
from playwright.async_api import Browser, Request, expect

from kipux.adapters.scripted.gateway import Step, whole_answer
from kipux.application.ports.llm_gateway import ChatRequest
from tests.e2e.browsing import answered, visiting
from tests.integration.living import running, until


async def test_a_title_shows_though_it_comes_long_after_the_reply(
    browser: Browser, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_titled = asyncio.Event()

    def play(request: ChatRequest) -> Iterable[Step]:
        if request.messages[0].text.startswith("Give the conversation"):
            return (is_titled, *whole_answer("Nudos y cuerdas"))
        return whole_answer("Listo.")

    async with running(database_url, title_model="m") as app, visiting(browser, app.url) as visitor:
        monkeypatch.setattr(app.stage.gateway, "_script", play)
        page = await visitor.registered()
        asked: list[str] = []

        def note(request: Request) -> None:
            path = request.url.removeprefix(app.url)
            if request.method == "GET" and path.startswith("/api/conversations/") and path.count("/") == 3:
                asked.append(path)

        page.on("request", note)
        await answered(page, "¿Qué es un quipu?")
        await until(lambda: len(asked) == 2)  # it was not there at once
        is_titled.set()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Nudos y cuerdas", timeout=15_000)
        await expect(page.locator(".knot a")).to_have_text("Nudos y cuerdas")
