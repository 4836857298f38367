"""What is sent, what it costs, and where each number comes from."""

from collections.abc import Iterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.browsing import Visitor, answered, told, visiting
from tests.e2e.test_journey import choose_model
from tests.e2e.test_settings import connect
from tests.services.fake_upstream import KEY, FakeUpstream


@pytest.fixture
def limited(fake_upstream: FakeUpstream) -> Iterator[FakeUpstream]:
    """A gateway that may tell of a budget, for the length of a test."""
    yield fake_upstream
    fake_upstream.info = None


async def test_the_gauge_follows_what_is_typed_and_the_chosen_model_without_a_request(page: Page) -> None:
    await choose_model(page, "Rápido")
    gauge = page.locator(".gauge")
    await expect(gauge).to_be_hidden()
    box = page.get_by_role("textbox", name="Mensaje")
    await box.fill("hola")
    await expect(gauge).to_have_text("< 1 % del contexto · ≈ 0,000006 US$", use_inner_text=True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await box.fill("palabra " * 20_000)
    await expect(gauge).to_have_text("36 % del contexto · ≈ 0,05 US$", use_inner_text=True)
    await box.fill("palabra " * 24_900 + "x" * 799)
    await expect(gauge).to_have_text("45 % del contexto · ≈ 0,06 US$", use_inner_text=True)
    assert asked == []
    await choose_model(page, "unicode")
    await expect(gauge).to_have_text("≈ 57.147 tokens · costo desconocido", use_inner_text=True)
    await gauge.click()
    panel = page.get_by_role("group", name="Lo que verá el modelo")
    await expect(panel).to_contain_text("Desconocida: la pasarela no la dice")
    await expect(panel).to_contain_text("Desconocido: la pasarela no dice el precio")
    await page.keyboard.press("Escape")
    await expect(panel).to_be_hidden()
    await expect(gauge).to_be_focused()
    await box.fill("")
    await expect(gauge).to_be_hidden()


async def test_what_a_model_counted_is_told_apart_from_what_is_estimated(page: Page) -> None:
    await choose_model(page, "Rápido")
    await page.get_by_role("textbox", name="Mensaje").fill("hola")
    await page.locator(".gauge").click()
    panel = page.get_by_role("group", name="Lo que verá el modelo")
    await expect(panel).to_contain_text("Estimada por la cantidad de texto")
    await page.keyboard.press("Escape")
    await answered(page, told("Listo."))
    await page.locator(".gauge").click()
    # 11 in and 7 out, 2 of which were thoughts.
    await expect(panel).to_contain_text("16 tokens contó Rápido en su última respuesta")
    await page.reload()
    await page.get_by_role("textbox", name="Mensaje").fill("otra")
    await page.locator(".gauge").click()
    await expect(panel).to_contain_text("16 tokens contó Rápido")
    await expect(panel).to_contain_text("128.000 tokens")


@pytest.mark.parametrize("width", [320, 390])
async def test_the_gauge_fits_a_narrow_screen_and_its_cost_is_whole(browser: Browser, kipux: str, width: int) -> None:
    async with visiting(browser, kipux, phone=True, viewport={"width": width, "height": 640}) as visitor:
        page = await visitor.registered()
        await choose_model(page, "Rápido")
        await page.get_by_role("textbox", name="Mensaje").fill("palabra " * 20_000)
        gauge = page.locator(".gauge")
        await expect(gauge).to_contain_text("≈ 0,05 US$")
        is_cut = (
            "(cost) => cost.getBoundingClientRect().right > cost.closest('.gauge').getBoundingClientRect().right + 0.5"
        )
        assert not await page.locator(".gauge-cost").evaluate(is_cut)
        await gauge.tap()
        await expect(page.locator("#context-panel")).to_be_in_viewport(ratio=1)
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


async def test_instructions_are_in_the_estimate_before_any_model_has_counted(page: Page) -> None:
    await choose_model(page, "Rápido")
    await page.get_by_role("textbox", name="Mensaje").fill("hola")
    await page.locator(".gauge").click()
    tokens = page.locator(".fact-tokens")
    await expect(tokens).to_have_text("≈ 6 tokens")
    await page.keyboard.press("Escape")
    await page.locator("[data-act=instructions]").click()
    await page.fill("#wish-instructions", "x" * 3_500)
    await page.get_by_role("button", name="Guardar").click()
    await expect(tokens).to_have_text("≈ 1.010 tokens")


async def test_what_was_spent_is_summed_and_what_is_unknown_is_said(page: Page) -> None:
    await choose_model(page, "Rápido")
    reply = await answered(page, told("Listo."))
    await expect(reply).to_contain_text("11 (3 en caché) → 7 tokens")
    cost = page.locator(".chat-cost")
    await expect(cost).to_contain_text("0,000025 US$")
    await reply.get_by_role("button", name="Responder de nuevo").click()
    await page.locator("[data-again=same]").click()
    await expect(cost).to_contain_text("0,000050 US$")
    await choose_model(page, "unicode")
    await answered(page, told("Listo.", do="unicode"))
    await expect(cost).to_contain_text("al menos 0,000050 US$")
    whole = "0,000050\u00a0US$ + 1 respuesta de costo desconocido"
    title = f"Lo gastado en esta conversación, con todas sus versiones: {whole}"
    await expect(cost).to_have_attribute("title", title)
    await expect(page.locator(".person-name")).to_contain_text("al menos 0,000050 US$ este mes")
    await page.reload()
    await expect(cost).to_contain_text("al menos 0,000050 US$")
    await page.get_by_role("button", name="Tu cuenta").click()
    await expect(page.locator("#person-menu")).to_contain_text(whole)
    await page.goto(page.url.rpartition("/")[0])
    await expect(cost).to_be_hidden()
    await expect(page.locator(".person-name")).to_contain_text("al menos 0,000050 US$ este mes")


async def test_a_conversation_that_outgrows_the_window_goes_on_and_says_where(page: Page) -> None:
    await choose_model(page, "Rápido")
    long = "palabra " * 22_000  # 50,287 tokens; the model's window has 128,000
    for _ in range(2):
        await answered(page, long)
    mark = page.locator("summary-mark")
    await expect(mark).to_have_count(0)
    await answered(page, long)
    await expect(mark).to_have_count(1)
    await page.reload()
    await mark.get_by_text("Desde aquí el modelo ve un resumen de lo anterior").click()
    await expect(mark.locator(".summary-text")).to_have_text("w0 w1 w2 w3 w4")
    await mark.get_by_role("button", name="Corregir").click()
    box = mark.get_by_role("textbox", name="Resumen")
    await expect(box).to_be_focused()
    await box.fill("Hablamos de quipus.")
    async with page.expect_response("**/summaries"):
        await answered(page, told("Sí."))
    await expect(box).to_have_value("Hablamos de quipus.")
    await mark.get_by_role("button", name="Guardar").click()
    await expect(mark.locator(".summary-text")).to_have_text("Hablamos de quipus.")
    await page.reload()
    await expect(page.locator("chat-message")).to_have_count(8)
    await mark.locator("summary").click()
    await expect(mark.locator(".summary-text")).to_have_text("Hablamos de quipus.")


async def test_the_budget_of_one_s_own_key_is_in_the_menu_and_warns_before_its_end(
    visitor: Visitor, limited: FakeUpstream
) -> None:
    page = await visitor.registered()
    menu, warning = page.locator("#person-menu"), page.locator(".person-budget")
    await page.get_by_role("button", name="Tu cuenta").click()
    await expect(menu).to_contain_text("Tu gasto de este mes")
    await expect(menu.get_by_text("Presupuesto")).to_be_hidden()
    limited.info = {"spend": 3.42, "max_budget": 10.0, "budget_reset_at": "2999-12-01T00:00:00Z"}
    await page.goto(f"{visitor.url}/settings/connection")
    await connect(page, limited.url, KEY)
    await expect(page.get_by_role("status")).to_have_text("Guardado.")
    await page.get_by_role("link", name="Volver al chat").click()
    await page.get_by_role("button", name="Tu cuenta").click()
    await expect(menu).to_contain_text("Presupuesto de tu clave")
    await expect(menu).to_contain_text("3,42 US$ de 10,00 US$")
    await expect(menu).to_contain_text("Se renueva el 1 de diciembre de 2999, 00:00 UTC")
    await expect(warning).to_be_hidden()
    await page.keyboard.press("Escape")
    limited.info = limited.info | {"spend": 10.01}
    reply = await answered(page, told(do="spent"), "failed")
    agotado = "Se agotó el presupuesto de la clave en la pasarela. Se renueva el 1 de diciembre de 2999, 00:00 UTC."
    await expect(reply.locator(".failure-detail")).to_have_text(agotado)
    await page.reload()
    await expect(reply.locator(".failure-detail")).to_have_text(agotado)
    await expect(warning).to_have_text("Presupuesto: 100 %")
    await page.get_by_role("button", name="Tu cuenta").click()
    await expect(menu).to_contain_text("Agotado: la pasarela ya no responde con esta clave.")


async def test_a_reply_names_its_model_as_the_list_does(page: Page) -> None:
    await choose_model(page, "Rápido")
    reply = await answered(page, told("Hola."))
    await expect(reply.locator(".foot-model")).to_have_text("Rápido")
    await reply.get_by_role("button", name="Responder de nuevo").click()
    await expect(page.locator("#again-menu")).to_contain_text("Rápido")
