from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from tests.e2e.browsing import answered, told, visiting

AXE = Path("node_modules/axe-core/axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RICH = (
    "## Título\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- [x] hecho\n\n```python\nprint('hola')  # comentario\n```\n\n"
    "[enlace](https://kipux.example) y $e^{i\\pi}$[^1]\n\n$$x = 1$$\n\n[^1]: nota"
)


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_axe_finds_nothing(browser: Browser, kipux: str, theme: str) -> None:
    async with visiting(browser, kipux, bypass_csp=True, color_scheme=theme, tolerated=("404",)) as visitor:
        for path in ("/", "/login", "/register", "/nada", "/offline"):
            assert await faults(await visitor.tab(path)) == [], path
        page = await visitor.registered()
        assert await faults(page) == []
        await answered(page, told(RICH, do="reasoning"))
        await answered(page, told(do="limited"), "failed")
        assert await faults(page) == []
        await open_all(page)
        for path in ("/settings", "/settings/connection", "/settings/security"):
            await page.goto(kipux + path)
            assert await faults(page) == [], path


async def open_all(page: Page) -> None:
    await page.locator("chat-transcript").press("?")
    await page.get_by_role("dialog").wait_for()
    assert await faults(page) == []
    await page.keyboard.press("Escape")
    await page.get_by_role("textbox", name="Mensaje").fill("hola")
    await page.locator(".gauge").click()
    assert await faults(page) == []
    await page.keyboard.press("Escape")
    await page.locator(".picker").click()
    await page.get_by_role("option").first.wait_for()
    assert await faults(page) == []
    await page.keyboard.press("Escape")
    await page.keyboard.press("ControlOrMeta+k")
    await page.locator(".search input:focus").fill("titulo")
    await page.locator(".finding").first.wait_for()
    assert await faults(page) == []
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Instrucciones y parámetros").click()
    await page.get_by_role("dialog", name="Instrucciones de este chat").wait_for()
    assert await faults(page) == []
    await page.keyboard.press("Escape")
    await page.locator("[data-act=json]").first.click()
    await page.locator("dialog .hljs-attr").first.wait_for()
    assert await faults(page) == []
    await page.keyboard.press("Escape")
    await page.locator(".knot-more").first.focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Eliminar").click()
    await page.get_by_role("button", name="Cancelar").wait_for()
    assert await faults(page) == []


async def faults(page: Page) -> list[str]:
    await page.wait_for_load_state("networkidle")
    await page.add_script_tag(path=AXE)
    found: list[str] = await page.evaluate(
        """async (runOnly) => (await axe.run(document, { runOnly })).violations
            .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)} ${node.any[0]?.message ?? ""}`))""",
        RULES,
    )
    return found
