"""What people do without thinking: stop at once, paste a book, change the language in mid-conversation, read to the very end."""

import asyncio

import pytest
from playwright.async_api import Browser, Page, Route, expect

from kipux.domain.model import Model
from tests.e2e.browsing import Visitor, answered, told, visiting
from tests.integration.living import MODELS, running

DIAGRAM = "Mira:\n\n```mermaid\ngraph TD\n  A-->B\n  B-->C\n  C-->D\n  D-->E\n  E-->F\n```"


async def test_a_reply_that_is_stopped_before_anything_is_known_of_it_is_stopped(page: Page) -> None:
    pressed = asyncio.Event()

    async def late(route: Route) -> None:
        await pressed.wait()
        await route.continue_()

    await page.route("**/api/conversations", late)
    await page.locator("chat-composer textarea").fill(told(words=900, ms=20))
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Detener").click()
    pressed.set()
    await expect(page.locator("chat-message.reply")).to_have_attribute("data-status", "stopped")


async def test_a_double_click_on_the_button_that_sends_sends_once_and_stops_nothing(page: Page) -> None:
    await page.locator("chat-composer textarea").fill(told("Hola, qué tal.", ms=40))
    await page.get_by_role("button", name="Enviar").dblclick()
    await expect(page.locator("chat-message.reply")).to_have_attribute("data-status", "complete")
    await expect(page.locator("chat-message.own")).to_have_count(1)


async def test_changing_the_language_stays_in_the_conversation_and_keeps_the_draft(page: Page) -> None:
    await answered(page, told("Hola, qué tal."))
    here = page.url
    await page.locator("chat-composer textarea").fill("a medias")
    await page.get_by_role("button", name="Idioma").click()
    await page.get_by_role("button", name="English").click()
    await expect(page.get_by_role("link", name="New chat")).to_be_visible()
    assert page.url == here
    await expect(page.locator("chat-message.reply")).to_contain_text("Hola, qué tal.")
    await expect(page.locator("chat-composer textarea")).to_have_value("a medias")


async def test_a_text_that_is_too_long_is_not_cut_but_said_to_be(page: Page) -> None:
    box = page.locator("chat-composer textarea")
    await box.focus()
    await page.evaluate("document.execCommand('insertText', false, 'palabra '.repeat(27_000))")
    await expect(page.get_by_role("alert").filter(has_text="demasiado largo")).to_contain_text("15.999")
    await expect(page.get_by_role("button", name="Enviar")).to_be_disabled()
    await box.press("Enter")
    assert len(await box.input_value()) == 216_000
    await box.fill("corto")
    await expect(page.get_by_role("button", name="Enviar")).to_be_enabled()


async def test_the_end_stays_in_view_when_a_diagram_is_drawn_after_the_text(visitor: Visitor) -> None:
    page = await visitor.registered()
    await page.set_viewport_size({"width": 1000, "height": 620})
    reply = await answered(page, told(DIAGRAM))
    await expect(reply.locator(".diagram img")).to_be_visible(timeout=30_000)
    await expect(reply.locator(".foot-facts")).to_be_in_viewport()
    await page.reload()
    await expect(page.locator(".diagram img")).to_be_visible(timeout=30_000)
    await expect(page.locator("chat-message.reply .foot-facts")).to_be_in_viewport()


async def test_a_new_chat_goes_on_with_the_model_that_was_used_last(page: Page) -> None:
    await choose(page, "paced")
    await answered(page, told("Hola."))
    await page.get_by_role("link", name="Nuevo chat").click()
    await page.wait_for_url("**/chat")
    await expect(page.locator(".picker-name")).to_have_text("paced")


async def test_the_favourites_and_the_recent_models_stand_first_under_their_own_names(page: Page) -> None:
    await choose(page, "paced")
    await page.locator(".picker").click()
    await page.locator(".model", has_text="unicode").locator(".model-star").click()
    await page.keyboard.press("Escape")
    await page.locator(".picker").click()
    models = page.get_by_role("option")
    await expect(models.nth(0)).to_have_attribute("data-shelf", "Favoritos")
    await expect(models.nth(0)).to_contain_text("unicode")
    await expect(models.nth(1)).to_have_attribute("data-shelf", "Recientes")
    await expect(models.nth(1)).to_contain_text("paced")
    await page.get_by_role("combobox", name="Buscar modelo").fill("pac")
    await expect(page.locator(".model[data-shelf]")).to_have_count(0)


@pytest.mark.parametrize(
    ("language", "combobox", "pictures", "unheard_of"),
    [
        ("Español", "Buscar modelo", "Crea imágenes, no conversa", "No conversa (weaving)"),
        ("English", "Search models", "Makes pictures, does not chat", "Does not chat (weaving)"),
    ],
)
async def test_a_model_that_does_not_converse_says_what_it_does_and_is_not_chosen(
    browser: Browser, database_url: str, language: str, combobox: str, pictures: str, unheard_of: str
) -> None:
    async with running(database_url) as app, visiting(browser, app.url) as visitor:
        weaver = Model(id="weaver", name="Weaver", mode="weaving")
        app.stage.gateway.offered = (*MODELS, weaver)
        await app.container.refresh_models()()
        page = await visitor.registered()
        if language != "Español":
            await page.get_by_role("button", name="Idioma").click()
            await page.get_by_role("button", name=language).click()
        await page.locator(".picker").click()
        await expect(page.locator(".model", has_text="Pictures").locator(".model-mode")).to_have_text(pictures)
        await expect(page.locator(".model", has_text="Weaver").locator(".model-mode")).to_have_text(unheard_of)
        search = page.get_by_role("combobox", name=combobox)
        await search.fill(pictures.partition(",")[0])
        found = page.get_by_role("option", name="Pictures")
        await expect(page.get_by_role("option")).to_have_count(1)
        await expect(found).to_be_disabled()
        await search.press("Enter")
        await expect(found).to_be_visible()
        await expect(page.locator(".picker-name")).to_have_text("M")


async def choose(page: Page, model: str) -> None:
    await page.locator(".picker").click()
    await page.get_by_role("combobox", name="Buscar modelo").fill(model)
    await page.keyboard.press("Enter")
    await expect(page.locator(".picker-name")).to_have_text(model)
