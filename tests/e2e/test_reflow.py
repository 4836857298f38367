"""Small windows, large text: nothing is wider than the page, cut off, or too small to be hit."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser

from tests.e2e.browsing import CHROMIUM, visiting
from tests.e2e.everywhere import Place, inside, outside
from tests.e2e.furnished import Furnished

WAYS: dict[str, dict[str, Any]] = {
    "the smallest phone": {"viewport": {"width": 320, "height": 568}, "is_mobile": True, "has_touch": True},
    "a phone on its side": {"viewport": {"width": 667, "height": 375}, "is_mobile": True, "has_touch": True},
    "zoom 200 %": {"viewport": {"width": 640, "height": 430}},
    "text 200 %": {"viewport": {"width": 1280, "height": 860}},
}
LARGE_TEXT = "--blink-settings=defaultFontSize=32"
"""What somebody has set in the browser who needs letters twice as large."""
MEASURE = """([width, height, opened]) => {
    const found = [];
    const root = document.scrollingElement;
    if (root.scrollWidth > width) found.push(`the page is ${root.scrollWidth} wide`);
    const scope = document.querySelector(opened ?? "body");
    const scrolls = (element, way) => {
        for (let it = element.parentElement; it && it !== root && it !== document.body; it = it.parentElement) {
            const style = getComputedStyle(it);
            if (/auto|scroll/.test(style[`overflow${way}`])) return true;
            if (style.position === "fixed") return false;
        }
        return way === "Y" && root.scrollHeight > root.clientHeight;
    };
    const called = (it) => `${it.localName}.${it.className} “${(it.ariaLabel ?? it.textContent).trim().slice(0, 30)}”`;
    for (const it of scope.querySelectorAll("a[href], button, input, select, textarea, summary, [role=option], h1, h2, p")) {
        const isText = /^(H1|H2|P)$/.test(it.tagName);
        const shown = it.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
        if (!shown || it.disabled || it.closest(".visually-hidden, .skip, [inert]")) continue;
        // Who hits the label of a choice hits the choice.
        const box = (it.matches("[type=radio], [type=checkbox]") && it.closest("label") ? it.closest("label") : it).getBoundingClientRect();
        const style = getComputedStyle(it);
        if (!box.width || style.clipPath !== "none" || it.closest("[style*='clip-path']")) continue;
        const at = `${Math.round(box.x)},${Math.round(box.y)} ${Math.round(box.width)}×${Math.round(box.height)}`;
        const isInText = Boolean(it.closest("sup, .citation")) || (style.display === "inline" && it.localName === "a");
        if (!isText && !isInText && (box.width < 24 || box.height < 24)) found.push(`small: ${called(it)} ${at}`);
        if ((box.right > width + 1 || box.left < -1) && !scrolls(it, "X")) found.push(`beside the page: ${called(it)} ${at}`);
        if ((box.bottom > height + 1 || box.top < -1) && !scrolls(it, "Y")) found.push(`cut off: ${called(it)} ${at}`);
        const isTight = it.scrollWidth > it.clientWidth + 4 && style.overflow === "visible" && style.display !== "inline";
        if (!isText && !isInText && it.localName !== "select" && isTight) found.push(`too narrow for its words: ${called(it)} ${at}`);
    }
    return found;
}"""


@pytest.mark.parametrize("way", list(WAYS))
async def test_everything_is_there(
    browser: Browser, kipux: str, furnished: Furnished, troubled: str, tmp_path: Path, way: str
) -> None:
    tolerated = ("404", "401", "500", "503", "422")
    options = {"reduced_motion": "reduce"} | WAYS[way]
    async with chosen(browser, way) as suited, visiting(suited, kipux, tolerated=tolerated, **options) as visitor:
        found = {it.name: await faults(it, tmp_path) async for it in outside(visitor, troubled)}
        found |= {it.name: await faults(it, tmp_path) async for it in inside(visitor, furnished, "es")}
    assert {name: said for name, said in found.items() if said} == {}


@asynccontextmanager
async def chosen(browser: Browser, way: str) -> AsyncIterator[Browser]:
    """The browser, or one with large text."""
    if way != "text 200 %":
        yield browser
        return
    large = await browser.browser_type.launch(executable_path=CHROMIUM, args=["--no-sandbox", LARGE_TEXT])
    yield large
    await large.close()


async def faults(place: Place, pictures: Path) -> list[str]:
    size = place.page.viewport_size
    assert size is not None
    found: list[str] = await place.page.evaluate(MEASURE, [size["width"], size["height"], place.opened])
    name = "".join(letter if letter.isalnum() else "-" for letter in place.name)
    await place.page.screenshot(path=pictures / f"{name}.png")
    return found
