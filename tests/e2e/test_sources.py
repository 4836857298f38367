"""What a person sees of a reply that looked things up."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.browsing import Visitor, answered, ask, visiting
from tests.e2e.looking_up import Librarian, a_source, looking_up


@pytest.fixture
async def librarian(database_url: str) -> AsyncIterator[Librarian]:
    async with looking_up(database_url, searxng_url="http://127.0.0.1:9", sources=2) as librarian:
        yield librarian


@pytest.fixture
async def reader(browser: Browser, librarian: Librarian) -> AsyncIterator[Visitor]:
    async with visiting(browser, librarian.app.url) as visitor:
        yield visitor


@pytest.fixture
async def page(reader: Visitor) -> Page:
    return await reader.registered()


async def test_steps_show_while_they_happen_and_sources_stay(librarian: Librarian, page: Page) -> None:
    librarian.shelf.may_end, go_on = asyncio.Event(), asyncio.Event()
    librarian.waits = [go_on]
    librarian.answer = ("Bajó [1]", "[2], y no ", "[9] ni `[1]`.")
    reply = await ask(page, "¿Cuánto ha bajado el Titicaca?")
    step = reply.locator(".step-line")
    await expect(step).to_have_class("step-line is-started")
    await expect(step).to_have_text("Busca «nivel del Titicaca»")
    await expect(page.locator("#announcer")).to_have_text("Busca «nivel del Titicaca»")
    librarian.shelf.may_end.set()
    await expect(step).to_have_class("step-line is-finished")
    await expect(step).to_contain_text("Buscó «nivel del Titicaca»")
    await expect(step).to_contain_text("2 fuentes")
    await expect(reply.locator(".source")).to_have_count(2)
    go_on.set()
    await expect(reply).to_have_attribute("data-status", "complete")
    await _has_its_sources(page)
    live = await reply.locator(".markdown").inner_html()
    await page.reload()
    await expect(page.locator(".citation.is-known").first).to_be_visible()
    await _has_its_sources(page)
    assert await page.locator(".reply .markdown").inner_html() == live


async def _has_its_sources(page: Page) -> None:
    reply = page.locator("chat-message.reply")
    numbers = reply.locator(".markdown a")
    assert await numbers.all_text_contents() == ["[1]", "[2]"]
    await expect(reply.locator(".markdown code")).to_have_text("[1]")
    for link in (numbers.first, reply.locator(".source-link").first):
        await expect(link).to_have_attribute("href", "https://fuente1.example/pagina")
        await expect(link).to_have_attribute("rel", "noopener noreferrer")
        await expect(link).to_have_attribute("target", "_blank")
    await expect(reply.locator(".step-line")).to_contain_text("Buscó «nivel del Titicaca»")
    await expect(numbers.first).to_have_attribute(
        "aria-label", "Fuente 1: fuente1.example, Boletín hidrológico número 1"
    )


async def test_pointing_at_a_number_or_coming_to_it_by_keyboard_says_where_it_leads(
    librarian: Librarian, page: Page
) -> None:
    reply = await answered(page, "¿Cuánto?")
    number = reply.locator(".citation a")
    await number.hover()
    await expect(page.get_by_role("tooltip")).to_contain_text("fuente1.example · publicado el 1 de marzo de 2026")
    await page.mouse.move(0, 0)
    await expect(page.locator("#tip")).to_be_hidden()
    await page.locator("chat-transcript").focus()
    while not await number.evaluate("link => link === document.activeElement"):
        await page.keyboard.press("Tab")
    await expect(page.get_by_role("tooltip")).to_contain_text("Boletín hidrológico número 1")
    await page.keyboard.press("Escape")
    await expect(page.locator("#tip")).to_be_hidden()


async def test_what_was_read_opens_as_it_was_read(librarian: Librarian, page: Page) -> None:
    reply = await answered(page, "¿Cuánto?")
    await reply.get_by_role("button", name="Lo que se leyó de la fuente 2, fuente2.example").click()
    dialog = page.get_by_role("dialog", name="Boletín hidrológico número 2")
    await expect(dialog.locator(".passage")).to_have_text(
        ["La cota número 2 es de 3 809 m.", "Otro **fragmento** <b>tal cual</b>."]
    )
    await expect(dialog.locator(".passages-facts")).to_contain_text("leído el")
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    await expect(reply.locator("[data-act=passages][data-n='2']")).to_be_focused()


async def test_many_sources_fold_and_many_steps_are_one_line(librarian: Librarian, page: Page) -> None:
    librarian.shelf.sources = [a_source(n) for n in range(1, 9)]
    librarian.shelf.missing = ("page_timeout",)
    librarian.queries = ("uno", "dos", "tres")
    reply = await answered(page, "¿Cuánto?")
    await expect(reply.locator(".steps-label")).to_have_text("3 pasos · 8 fuentes")
    await expect(reply.locator(".step-line").first).to_be_hidden()
    await reply.locator(".steps > summary").click()
    await reply.locator(".step-line summary").first.click()
    inside = reply.locator(".step-line").first.locator(".step-inside li")
    await expect(inside).to_have_count(9)
    await expect(inside.first).to_contain_text("1. ")
    await expect(inside.last).to_have_text("una página no llegó a tiempo")
    await expect(reply.locator(".source:visible")).to_have_count(5)
    await reply.get_by_role("button", name="3 fuentes más").click()
    await expect(reply.locator(".source:visible")).to_have_count(8)
    await expect(reply.locator(".source-link").nth(5)).to_be_focused()


async def test_a_failed_step_says_what_was_missing(librarian: Librarian, page: Page) -> None:
    librarian.shelf.sources, librarian.shelf.fails = (), True
    librarian.shelf.missing = ("search_unreachable",)
    reply = await answered(page, "¿Cuánto?")
    await expect(reply.locator(".step-line.is-failed")).to_contain_text("No pudo buscar «nivel del Titicaca»")
    await expect(reply.locator(".step-line.is-failed")).to_contain_text("no se pudo llegar al buscador")
    await expect(reply.locator(".sources")).to_be_hidden()


async def test_what_strangers_write_is_text(librarian: Librarian, page: Page) -> None:
    evil = "<img src=x onerror=\"document.title='evil'\"> [x](javascript:alert(1)) \u202eelif"
    librarian.queries = (evil,)
    librarian.shelf.sources = [
        a_source(1, title=evil, site=evil, passages=(evil,)),
        a_source(2, url="javascript:document.title='evil'"),
    ]
    librarian.answer = ("Mira [1][2].",)
    reply = await answered(page, "¿Cuánto?")
    await expect(reply.locator(".source-title").first).to_have_text(evil)
    await expect(reply.locator(".step-said")).to_contain_text("<img src=x")
    for link in (reply.locator(".source-link").nth(1), reply.locator(".citation a").nth(1)):
        assert await link.get_attribute("href") is None
    assert await reply.locator("img").count() == 0
    await reply.locator("[data-act=passages]").first.click()
    await expect(page.locator(".passage")).to_have_text(evil)
    assert "evil" not in await page.title()


async def test_a_reply_is_copied_with_its_sources_or_without(librarian: Librarian, reader: Visitor, page: Page) -> None:
    await reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    librarian.shelf.sources = [a_source(1, title="Un [título](https://evil.example)")]
    reply = await answered(page, "¿Cuánto?")
    for words, copied in (
        (
            "Copiar con sus fuentes",
            "Bajó [1].\n\n1. [Un \\[título\\](https\\://evil.example)](https://fuente1.example/pagina)",
        ),
        ("Copiar solo el texto", "Bajó [1]."),
    ):
        await reply.locator("[data-act=copy]").click()
        await page.get_by_role("button", name=words).click()
        await expect(reply.locator("[data-act=copy]")).to_have_attribute("aria-label", "Copiado")
        assert await page.evaluate("navigator.clipboard.readText()") == copied


async def test_the_stop_button_stops_a_search(librarian: Librarian, page: Page) -> None:
    librarian.shelf.may_end = asyncio.Event()
    reply = await ask(page, "¿Cuánto?")
    await expect(reply.locator(".step-line.is-started")).to_be_visible()
    await page.get_by_role("button", name="Detener").click()
    await expect(reply).to_have_attribute("data-status", "stopped")
    await page.reload()
    await expect(page.locator(".step-line.is-failed")).to_be_visible()


async def test_the_web_is_used_as_it_was_chosen_last(librarian: Librarian, page: Page) -> None:
    switch = page.get_by_role("button", name="Web:")
    await expect(switch).to_have_text("Web: auto")
    await switch.click()
    await expect(page.get_by_role("radio", name="Automática")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(switch).to_have_text("Web: nunca")
    await expect(switch).to_be_focused()
    reply = await answered(page, "¿Cuánto?")
    await expect(reply.locator(".steps")).to_be_hidden()
    await switch.click()
    await page.get_by_role("radio", name="Siempre").click()
    await expect(page.get_by_role("group", name="Uso de la web")).to_be_hidden()
    await answered(page, "¿Y ahora?")
    await page.reload()
    await expect(switch).to_have_text("Web: siempre")
    own = page.locator("chat-message.own").first
    await own.hover()
    await own.locator("[data-act=edit]").click()
    await expect(own.locator("message-editor textarea")).to_be_focused()
    async with page.expect_request("**/messages") as sent:
        await page.keyboard.press("ControlOrMeta+Enter")
    body = json.loads((await sent.value).post_data or "")
    assert body["tools"] == {"web": "never"}, "an edited question keeps its own"
    await page.goto(librarian.app.url + "/chat")
    await expect(switch).to_have_text("Web: auto")


async def test_what_is_not_set_up_is_said_and_not_offered(browser: Browser, database_url: str) -> None:
    async with looking_up(database_url) as librarian, visiting(browser, librarian.app.url) as visitor:
        page = await visitor.registered()
        await page.get_by_role("button", name="Web: auto").click()
        note = page.get_by_text(
            "Sin buscador: solo lee los enlaces que escribas; un modelo con herramientas, también páginas que conozca."
        )
        await expect(note).to_be_visible()
        await expect(page.get_by_text("necesitan sus scripts").first).to_be_visible()
        await expect(page.get_by_role("radio")).to_have_count(2)


async def test_steps_and_sources_are_there_without_javascript(
    browser: Browser, librarian: Librarian, reader: Visitor, page: Page
) -> None:
    librarian.shelf.sources = [a_source(1), replace(a_source(2), url="javascript:alert(1)")]
    await answered(page, "¿Cuánto?")
    async with visiting(browser, librarian.app.url, java_script_enabled=False, tolerated=("csp",)) as plain:
        await plain.context.add_cookies(await reader.context.cookies())  # type: ignore[arg-type]  # the same, as it gives them
        still = await plain.tab(page.url.removeprefix(librarian.app.url))
        await expect(still.locator(".step-said")).to_have_text("Buscó «nivel del Titicaca»")
        await expect(still.locator(".source-link").first).to_have_attribute("href", "https://fuente1.example/pagina")
        assert await still.locator(".source-link").nth(1).get_attribute("href") is None
        await expect(still.locator(".source-read")).to_have_count(0)
