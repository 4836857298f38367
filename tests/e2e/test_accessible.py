"""axe on everything there is, in both themes, languages and sizes."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from tests.e2e.browsing import visiting
from tests.e2e.everywhere import inside, outside
from tests.e2e.furnished import Furnished

PATIENCE_S = 60
AXE = Path("node_modules/axe-core/axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOK = """async ([runOnly, opened]) => {
    await document.fonts.ready;
    const endless = (animation) => animation.effect?.getComputedTiming().iterations === Infinity;
    // What is not painted (a page behind another, a message far away) never ends its animations.
    const ended = Promise.allSettled(document.getAnimations().filter((it) => !endless(it)).map((it) => it.finished));
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 2_000))]);
    const { violations } = await axe.run(opened ?? document, { runOnly, iframes: false, resultTypes: ["violations"] });
    const why = ({ any, all, none }) => [...any, ...all, ...none][0]?.message ?? "";
    const found = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${why(node)}`));
    const isFirst = (it) => (it.ariaLevel ?? it.localName.slice(1)) === "1" && it.checkVisibility({ visibilityProperty: true });
    const first = [...document.querySelectorAll("h1, [aria-level='1']")].filter(isFirst).map((it) => it.textContent);
    return first.length === 1 ? found : [...found, `headings above all others: ${first.join(", ")}`];
}"""


@pytest.mark.parametrize("size", ["phone", "desktop"])
@pytest.mark.parametrize("locale", ["es", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_axe_finds_nothing(
    browser: Browser, kipux: str, furnished: Furnished, troubled: str, theme: str, locale: str, size: str
) -> None:
    tolerated = ("404", "401", "500", "503", "422")
    async with visiting(
        browser,
        kipux,
        phone=size == "phone",
        tolerated=tolerated,
        locale={"es": "es-PE", "en": "en-US"}[locale],
        color_scheme=theme,
        reduced_motion="reduce",
        bypass_csp=True,  # axe brings a style of its own
    ) as visitor:
        await visitor.context.add_init_script(path=AXE)
        found = {it.name: await faults(it.page, it.opened) async for it in outside(visitor, troubled)}
        found |= {it.name: await faults(it.page, it.opened) async for it in inside(visitor, furnished, locale)}
    assert {name: said for name, said in found.items() if said} == {}


async def faults(page: Page, opened: str | None = None) -> list[str]:
    """What axe finds on the page, or in what has been opened on it."""
    async with asyncio.timeout(PATIENCE_S):
        found: list[str] = await page.evaluate(LOOK, [RULES, opened])
    return found
