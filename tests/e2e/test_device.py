"""What a device asks of a page: colours of its own, no motion, room for its keyboard, its notch and its round corners."""

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.e2e.browsing import answered, told, visiting
from tests.e2e.everywhere import inside, outside
from tests.e2e.furnished import Furnished

STILL = """() => {
    const ms = (time) => Math.max(...time.split(",").map((it) => parseFloat(it) * (it.trim().endsWith("ms") ? 1 : 1000)));
    const found = [];
    for (const element of document.querySelectorAll("*")) {
        for (const part of [null, "::before", "::after", "::backdrop"]) {
            const { animationName, animationDuration, transitionDuration } = getComputedStyle(element, part);
            const longest = Math.max(animationName === "none" ? 0 : ms(animationDuration), ms(transitionDuration));
            if (longest > 1) found.push(`${element.localName}.${element.className}${part ?? ""} moves for ${longest} ms`);
        }
    }
    for (const it of document.getAnimations()) if (it.effect.getComputedTiming().duration > 1) found.push(`${it.animationName} runs`);
    return found;
}"""
DISTINCT = """(opened) => {
    const found = [];
    const bare = (color) => /, 0\\)$/.test(color) || color === "transparent";
    const ground = (it) => {
        for (let at = it; at; at = at.parentElement) {
            const color = getComputedStyle(at).backgroundColor;
            if (!bare(color)) return color;
        }
        return getComputedStyle(document.documentElement).backgroundColor;
    };
    const called = (it) => `${it.localName}.${it.className} “${(it.ariaLabel ?? it.textContent).trim().slice(0, 30)}”`;
    const all = ":is(a[href], button, input, select, textarea, summary, [role=option])";
    const seen = { visibilityProperty: true, opacityProperty: true };
    for (const it of document.querySelectorAll(`${opened ?? "body"} ${all}`)) {
        if (!it.checkVisibility(seen) || it.disabled || it.closest("[inert], .visually-hidden")) continue;
        const style = getComputedStyle(it);
        const icon = it.querySelector("svg.icon");
        const isField = it.matches("input:not([type=checkbox]), select, textarea");
        const framed = (at) => parseFloat(getComputedStyle(at).borderTopWidth) >= 1 && getComputedStyle(at).borderTopStyle !== "none";
        if (isField && ![it, it.closest(".composer, .editor, .picker-search")].some((at) => at && framed(at))) {
            found.push(`a field without a frame: ${called(it)}`);
        }
        if (it.textContent.trim() && style.color === ground(it)) found.push(`words that cannot be seen: ${called(it)}`);
        if (icon?.checkVisibility({ visibilityProperty: true }) && getComputedStyle(icon).stroke === ground(icon)) {
            found.push(`an icon that cannot be seen: ${called(it)}`);
        }
    }
    return found;
}"""
RING = """() => {
    const it = document.activeElement;
    const style = getComputedStyle(it);
    const isSeen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
    return isSeen ? "" : `no ring: ${it.localName}.${it.className}`;
}"""
TOP, BOTTOM, SIDE = 47, 34, 40


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_colours_of_the_system_leave_nothing_unseen_and_nothing_moves(
    browser: Browser, kipux: str, furnished: Furnished, troubled: str, theme: str
) -> None:
    tolerated = ("404", "401", "500", "503", "422")
    async with visiting(
        browser, kipux, tolerated=tolerated, forced_colors="active", reduced_motion="reduce", color_scheme=theme
    ) as visitor:
        found: dict[str, list[str]] = {}
        for walk in (outside(visitor, troubled), inside(visitor, furnished, "es")):
            async for place in walk:
                found[place.name] = [
                    *await place.page.evaluate(STILL),
                    *await place.page.evaluate(DISTINCT, place.opened),
                ]
    assert {name: said for name, said in found.items() if said} == {}


async def test_the_ring_is_seen_in_the_colours_of_the_system(browser: Browser, kipux: str) -> None:
    async with visiting(browser, kipux, forced_colors="active") as visitor:
        page = await visitor.registered()
        await answered(page, told("Hola.\n\n```py\nprint(1)\n```"))
        found = await rings(page)
        current = page.locator(".knot a[aria-current]")
        grounds = [
            await it.evaluate("it => getComputedStyle(it).backgroundColor")
            for it in (current, page.locator(".new-chat"))
        ]
        assert grounds[0] != grounds[1]
        await page.locator(".picker").click()
        await expect(page.get_by_role("combobox")).to_be_focused()
        found.append(await page.evaluate(RING))
        await page.goto(f"{visitor.url}/settings")
        found += await rings(page)
    assert [said for said in found if said] == []


async def rings(page: Page) -> list[str]:
    """What is wrong with the ring at each stop, all round the page."""
    found = []
    for _ in range(30):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement === document.body"):
            break
        found.append(await page.evaluate(RING))
    return found


async def test_nothing_lies_under_the_notch_or_the_bar_of_a_phone(browser: Browser, kipux: str) -> None:
    async with visiting(browser, kipux, phone=True, reduced_motion="reduce") as visitor:
        page = await visitor.registered()
        await answered(page, told("Hola."))
        session = await page.context.new_cdp_session(page)
        insets = {"top": TOP, "bottom": BOTTOM, "left": SIDE, "right": SIDE}
        await session.send("Emulation.setSafeAreaInsetsOverride", {"insets": insets})
        await page.get_by_role("button", name="Conversaciones").tap()
        await expect(page.locator("#sidebar")).to_be_visible()
        sidebar = [page.locator("#sidebar .brand"), page.locator("[popovertarget=person-menu]")]
        assert [await clear_of(it) for it in sidebar] == [True, True]
        await page.keyboard.press("Escape")
        places = [page.locator(".composer"), page.locator(".picker"), page.locator("[popovertarget=theme-menu]")]
        assert [await clear_of(it) for it in places] == [True, True, True]
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await page.goto(f"{visitor.url}/settings")
        assert await clear_of(page.locator(".settings-bar .brand"))


async def test_the_composer_stays_above_a_keyboard_that_lies_over_the_page(browser: Browser, kipux: str) -> None:
    async with visiting(browser, kipux, phone=True) as visitor:
        page = await visitor.registered()
        assert "interactive-widget=resizes-content" in str(
            await page.locator("meta[name=viewport]").get_attribute("content")
        )
        await answered(page, told("Hola."))
        await keyboard(page, 336)
        composer = page.locator(".composer")
        box = await composer.bounding_box()
        assert box
        assert box["y"] + box["height"] <= 844 - 336
        await expect(page.locator(".picker")).to_be_in_viewport()
        await keyboard(page, 0)
        box = await composer.bounding_box()
        assert box
        assert box["y"] + box["height"] > 800


async def keyboard(page: Page, height: int) -> None:
    """What Safari tells of its keyboard, which covers this much of the page."""
    await page.evaluate(
        """covered => {
            Object.defineProperty(visualViewport, "height", { value: innerHeight - covered, configurable: true });
            visualViewport.dispatchEvent(new Event("resize"));
        }""",
        height,
    )


async def clear_of(it: Locator) -> bool:
    """Whether it is beside what the device itself covers."""
    box = await it.bounding_box()
    assert box
    right, bottom = box["x"] + box["width"], box["y"] + box["height"]
    return box["x"] >= SIDE and box["y"] >= TOP and right <= 390 - SIDE and bottom <= 844 - BOTTOM
