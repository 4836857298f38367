import json
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.browsing import answered, told, visiting
from tests.services.fake_upstream import FakeUpstream

WHOLE = {
    "kipux_preset": 1,
    "name": "Corrector",
    "icon": "✍️",
    "model": None,
    "instructions": "Corrige, sin comentarios.",
    "parameters": {"temperature": 0.25, "max_output_tokens": None, "reasoning_effort": None},
    "starters": ["Corrige este párrafo:", "¿Está bien «haiga»?"],
}


async def brought(page: Page, url: str, folder: Path, **changes: object) -> None:
    """A preset from a file, through the page."""
    file = folder / "preset.kipux.json"
    file.write_text(json.dumps(WHOLE | changes), encoding="utf-8")
    await page.goto(f"{url}/settings/presets")
    await page.get_by_label("Archivo del asistente").set_input_files(file)
    async with page.expect_navigation():
        await page.get_by_role("button", name="Traer").click()


async def other_model(page: Page) -> str:
    """The id of a model that a new chat would not begin with."""
    chosen = await page.locator("model-picker").get_attribute("data-model")
    models = json.loads(await page.locator("#models").text_content() or "[]")
    ids: list[str] = [model["id"] for model in models if model["mode"] in (None, "chat")]
    return next(model for model in ids if model != chosen)


async def test_one_is_made_picked_and_asked_and_what_it_asked_for_stays(
    page: Page, kipux: str, fake_upstream: FakeUpstream
) -> None:
    first = await page.locator("model-picker").get_attribute("data-model")
    model = await other_model(page)
    await expect(page.locator("preset-shelf")).to_have_count(0)
    await page.get_by_role("button", name="Tu cuenta").click()
    await page.get_by_role("link", name="Asistentes").click()
    await page.get_by_role("link", name="Nuevo asistente").click()
    await page.get_by_label("Nombre").fill("Corrector")
    await page.get_by_label("Un emoji en lugar del dibujo").fill("✍️")
    await page.get_by_label("Modelo").select_option(model)
    await page.get_by_label("Instrucciones").fill("Corrige, sin comentarios.")
    await page.get_by_label("Frases para empezar").fill("Corrige este párrafo:\n\n¿Está bien «haiga»?")
    await page.get_by_label("Temperatura (0–2)").fill("0.25")
    await page.get_by_role("button", name="Guardar", exact=True).click()
    await expect(page.get_by_text("Guardado.")).to_be_visible()
    await page.get_by_role("link", name="Volver al chat").click()

    card = page.get_by_role("button", name="Corrector")
    start = page.get_by_role("button", name="¿Está bien «haiga»?")
    picker = page.locator("model-picker")
    await card.click()
    await expect(card).to_have_attribute("aria-pressed", "true")
    await expect(picker).to_have_attribute("data-model", model)
    await card.click()
    await expect(start).to_be_hidden()
    await expect(picker).to_have_attribute("data-model", first or "")
    await card.press("Space")
    await page.reload()
    await expect(card).to_have_attribute("aria-pressed", "true")
    await page.get_by_role("button", name="Instrucciones y parámetros").click()
    await expect(page.get_by_role("dialog").get_by_label("Temperatura (0–2)")).to_have_value("0.25")
    await page.keyboard.press("Escape")
    await start.click()
    await expect(page.get_by_role("textbox", name="Mensaje")).to_have_value("¿Está bien «haiga»?")
    await answered(page, told("No: «haya»."))
    asked = fake_upstream.seen[-1]["body"]
    assert asked["messages"][0] == {"role": "system", "content": "Corrige, sin comentarios."}
    assert asked["temperature"] == 0.25
    mark = page.get_by_role("link", name="Corrector")
    await expect(mark).to_be_visible()
    await page.reload()
    await expect(mark).to_be_visible()
    await expect(picker).to_have_attribute("data-model", model)

    chat = page.url
    await mark.click()
    await page.get_by_role("link", name="Eliminar", exact=True).click()
    await page.get_by_role("button", name="Eliminar", exact=True).click()
    await expect(page.get_by_role("link", name="Corrector")).to_have_count(0)
    await page.goto(chat)
    await expect(mark).to_have_count(0)
    await answered(page, told("Sigo igual."))
    assert fake_upstream.seen[-1]["body"]["messages"][0]["content"] == "Corrige, sin comentarios."


async def test_what_is_saved_as_a_file_makes_the_same_assistant(page: Page, kipux: str, tmp_path: Path) -> None:
    await brought(page, kipux, tmp_path)
    await expect(page.get_by_label("Instrucciones")).to_have_value("Corrige, sin comentarios.")
    await page.get_by_role("link", name="Asistentes").first.click()
    async with page.expect_download() as leaving:
        await page.get_by_role("link", name="Guardar «Corrector» como archivo").click()
    file = await leaving.value
    assert file.suggested_filename == "corrector.kipux.json"
    await file.save_as(tmp_path / "saved.json")
    assert json.loads((tmp_path / "saved.json").read_bytes()) == WHOLE
    await page.get_by_role("button", name="Duplicar «Corrector»").click()
    await expect(page.get_by_label("Nombre")).to_have_value("Copia de Corrector")
    await expect(page.get_by_label("Frases para empezar")).to_have_value("Corrige este párrafo:\n¿Está bien «haiga»?")


async def test_a_model_that_is_not_there_is_said_and_another_one_replies(
    page: Page, kipux: str, tmp_path: Path, fake_upstream: FakeUpstream
) -> None:
    await brought(page, kipux, tmp_path, model="se-fue")
    await expect(page.get_by_text("Ese modelo no está ahora en tu pasarela")).to_be_visible()
    await page.goto(f"{kipux}/chat")
    await page.get_by_role("button", name="Corrector").click()
    await expect(page.get_by_role("status")).to_contain_text("se-fue")
    await answered(page, told("Aquí estoy."))
    assert fake_upstream.seen[-1]["body"]["messages"][0]["content"] == WHOLE["instructions"]


async def test_instructions_of_a_chat_take_the_place_of_its_assistant_s(
    page: Page, kipux: str, tmp_path: Path, fake_upstream: FakeUpstream
) -> None:
    await brought(page, kipux, tmp_path)
    await page.goto(f"{kipux}/chat")
    await page.get_by_role("button", name="Corrector").click()
    await page.get_by_role("button", name="Instrucciones y parámetros").click()
    dialog = page.get_by_role("dialog", name="Instrucciones de este chat")
    await expect(dialog.get_by_label("Instrucciones", exact=True)).to_have_value("Corrige, sin comentarios.")
    await dialog.get_by_label("Instrucciones", exact=True).fill("Corrige con cariño.")
    await dialog.get_by_role("button", name="Guardar").click()
    await expect(dialog).to_be_hidden()
    await answered(page, told("Bien."))
    assert fake_upstream.seen[-1]["body"]["messages"][0]["content"] == "Corrige con cariño."
    await expect(page.get_by_role("link", name="Corrector")).to_be_visible()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"parameters": {"temperature": 9}},
            "En el archivo, «parameters.temperature»: Ese valor está fuera de los límites.",
        ),
        ({"owner": "x"}, "En el archivo, «owner»: Este campo no se conoce."),
        ({"name": "a\u202eb"}, "En el archivo, «name»: Tiene caracteres que no se ven y que no se pueden guardar."),
        ({"kipux_preset": 99}, "No es el archivo de un asistente de Kipux."),
        ({"instructions": "x" * 3_000_000}, "Es demasiado grande."),
    ],
)
async def test_without_scripts_a_hostile_file_is_told_beside_its_field(
    browser: Browser, kipux: str, tmp_path: Path, changes: dict[str, object], said: str
) -> None:
    async with visiting(browser, kipux) as visitor:
        await visitor.registered()
        cookies = await visitor.context.storage_state()
    async with visiting(
        browser, kipux, java_script_enabled=False, storage_state=cookies, tolerated=("csp", "422")
    ) as visitor:
        page = await visitor.tab("/settings/presets")
        await brought(page, kipux, tmp_path, **changes)
        await expect(page.locator("#file-note")).to_have_text(said)
        await expect(page.get_by_label("Archivo del asistente")).to_have_attribute("aria-invalid", "true")
        await page.get_by_role("link", name="Nuevo asistente").click()
        await page.get_by_label("Nombre").fill("Uno")
        await page.get_by_label("Un emoji en lugar del dibujo").fill("no")
        await page.get_by_role("button", name="Guardar", exact=True).click()
        await expect(page.locator("#emoji-note")).to_have_text("Elige uno de los dibujos, o escribe un solo emoji.")
        await expect(page.get_by_label("Nombre")).to_have_value("Uno")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("phone", [True, False])
async def test_what_assistants_have_fits_on_any_screen(
    browser: Browser, kipux: str, tmp_path: Path, theme: str, *, phone: bool
) -> None:
    where = f"{theme}-{'phone' if phone else 'wide'}"
    async with visiting(browser, kipux, phone=phone, color_scheme=theme) as visitor:
        page = await visitor.registered()
        for name, icon in (("Corrector", "✍️"), ("Repaso de código", "braces"), ("Un nombre largo que no cabe", "🦙")):
            await brought(page, kipux, tmp_path, name=name, icon=icon)
            await expect(page.get_by_label("Nombre")).to_have_value(name)
        paths = ("/settings/presets", page.url.removeprefix(kipux).partition("?")[0], "/chat")
        for path in paths:
            await page.goto(kipux + path)
            await page.screenshot(path=f"test-results/{path.split('/')[-1][:8]}-{where}.png", full_page=True)
        await page.get_by_role("button", name="Corrector").click()
        await expect(page.get_by_role("button", name="¿Está bien «haiga»?")).to_be_visible()
        await page.screenshot(path=f"test-results/picked-{where}.png")
        await answered(page, told("Bien."))
        await page.screenshot(path=f"test-results/begun-{where}.png")
        await page.set_viewport_size({"width": 320, "height": 640})
        for path in (*paths, page.url.removeprefix(kipux)):
            await page.goto(kipux + path)
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        await page.goto(f"{kipux}/chat")
        await expect(page.get_by_role("heading", name="Hola, Ana.")).to_be_visible()
        await page.screenshot(path=f"test-results/narrow-{where}.png")


async def test_the_gauge_counts_what_a_preset_asks_for_and_the_address_keeps_it(
    page: Page, kipux: str, tmp_path: Path
) -> None:
    await page.goto(f"{kipux}/settings/presets/new")
    await expect(page.get_by_placeholder("Por ejemplo: responde breve")).to_be_visible()
    await brought(page, kipux, tmp_path, instructions="palabra " * 2_000)
    await page.goto(f"{kipux}/chat")
    await page.get_by_role("textbox", name="Mensaje").fill("hola")
    tokens = page.locator(".fact-tokens")
    await expect(tokens).to_have_text("≈ 6 tokens")
    await page.get_by_role("button", name="Corrector").click()
    await expect(tokens).to_have_text("≈ 4.578 tokens")
    await page.get_by_role("switch", name="Chat temporal").click()
    await page.reload()
    await expect(page.get_by_role("switch", name="Chat temporal")).to_be_checked()
    await expect(page.get_by_role("button", name="Corrector")).to_have_attribute("aria-pressed", "true")
