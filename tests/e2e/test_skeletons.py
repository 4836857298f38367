import asyncio

from playwright.async_api import Page, Route, expect

from tests.e2e.browsing import answered, told


async def test_older_messages_that_are_long_in_coming_leave_their_place_seen(page: Page) -> None:
    for n in range(17):
        await answered(page, told(f"Respuesta {n}", ms=1))
    held = await held_back(page, "**/messages?limit=*")
    await page.reload()
    transcript = page.locator("chat-transcript")
    await expect(page.locator("chat-message.reply .markdown p").last).to_be_visible()
    await transcript.evaluate("element => element.scrollTo(0, 0)")
    await expect(transcript).to_have_attribute("aria-busy", "true")
    place = page.locator(".older")
    await expect(place).to_be_visible()
    first = page.locator("chat-message").first
    before = await first.bounding_box()
    held.set()
    await expect(page.locator("chat-message")).to_have_count(34)
    await expect(place).to_have_count(0)
    await expect(transcript).to_have_attribute("aria-busy", "false")
    after = await page.locator("chat-message").nth(4).bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) < 2


async def test_a_search_that_takes_long_shows_where_its_findings_will_be(page: Page) -> None:
    await answered(page, told("La puna es alta."))
    held = await held_back(page, "**/api/search?*")
    await page.keyboard.press("ControlOrMeta+k")
    await expect(page.get_by_role("combobox", name="Buscar en tus conversaciones")).to_be_focused()
    await page.keyboard.insert_text("puna")
    await expect(page.locator(".search > .skeleton")).to_be_visible()
    await expect(page.locator("dialog.search")).to_have_attribute("aria-busy", "true")
    held.set()
    await expect(page.get_by_role("option").first).to_be_visible()
    await expect(page.locator(".search > .skeleton")).to_be_hidden()
    await expect(page.locator("dialog.search")).to_have_attribute("aria-busy", "false")


async def test_conversations_that_are_long_in_coming_leave_their_place_seen(page: Page) -> None:
    await page.evaluate(
        """async (count) => {
          const token = document.querySelector("meta[name=csrf-token]").content;
          const headers = { "content-type": "application/json", "x-csrf-token": token };
          for (let n = 0; n < count; n += 1) {
            await fetch("/api/conversations", { method: "POST", headers, body: JSON.stringify({ title: `Nudo ${n}` }) });
          }
        }""",
        60,
    )
    held = await held_back(page, "**/api/conversations?pinned=false&limit=30&after=*")
    await page.reload()
    knots, end, conversations = page.locator(".knot"), page.locator(".more-knots"), page.locator("conversation-list")
    await expect(conversations).to_have_attribute("data-ready", "")
    await knots.last.scroll_into_view_if_needed()
    await expect(conversations).to_have_attribute("aria-busy", "true")
    await expect(end).to_be_visible()
    assert await knots.count() < 60
    held.set()
    await expect(knots).to_have_count(60)
    await expect(end).to_have_count(0)
    await expect(conversations).to_have_attribute("aria-busy", "false")


TOLD_LATE = """
const Told = window.IntersectionObserver;
window.IntersectionObserver = class extends Told {
  constructor(callback, options) {
    super((seen, observer) => callback([{ isIntersecting: false }, ...seen], observer), options);
  }
};
"""


async def test_older_messages_come_also_when_the_browser_tells_late_that_their_place_came_into_view(page: Page) -> None:
    for n in range(17):
        await answered(page, told(f"Respuesta {n}", ms=1))
    await page.add_init_script(TOLD_LATE)  # with what was so before, as under load
    await page.reload()
    await expect(page.locator("chat-message.reply .markdown p").last).to_be_visible()
    await page.locator("chat-transcript").evaluate("element => element.scrollTo(0, 0)")
    await expect(page.locator("chat-message")).to_have_count(34)


async def held_back(page: Page, pattern: str) -> asyncio.Event:
    """Answers to such requests wait until the event is set."""
    let_go = asyncio.Event()

    async def hold(route: Route) -> None:
        await let_go.wait()
        await route.continue_()

    await page.route(pattern, hold)
    return let_go
