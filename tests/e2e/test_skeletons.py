import asyncio

from playwright.async_api import Page, Route, expect

from tests.e2e.browsing import Visitor, answered, told


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


async def test_another_branch_that_is_long_in_coming_leaves_its_place_seen(page: Page) -> None:
    await answered(page, told("La puna es alta."))
    await answered(page, told("Y fría."))
    own = page.locator("chat-message.own")
    await own.first.hover()
    await own.first.get_by_role("button", name="Editar").click()
    await own.first.get_by_role("textbox", name="Editar").fill(told("La selva es baja."))
    await own.first.get_by_role("button", name="Enviar").click()
    reply = page.locator("chat-message.reply")
    await expect(reply).to_have_count(1)
    await expect(reply).to_have_attribute("data-status", "complete")
    held = await held_back(page, "**/messages?limit=*")
    earlier = own.first.get_by_role("button", name="Versión anterior")
    before = await own.first.bounding_box()
    await earlier.click()
    await expect(page.locator(".messages")).to_have_attribute("aria-busy", "true")
    await expect(own.first.locator(".own-text")).to_have_css("color", "rgba(0, 0, 0, 0)")
    await expect(reply).to_be_hidden()
    await expect(earlier).to_be_focused()
    assert await own.first.bounding_box() == before
    held.set()
    await expect(reply).to_have_count(2)
    await expect(reply.first).to_contain_text("La puna es alta.")
    await expect(reply.first).to_be_visible()
    await expect(page.locator(".messages")).to_have_attribute("aria-busy", "false")


async def test_a_branch_that_does_not_come_leaves_what_was_there(visitor: Visitor) -> None:
    visitor.tolerated = ("ERR_FAILED",)
    page = await visitor.registered()
    reply = await answered(page, told("La puna es alta."))
    await reply.locator("[data-act=again]").click()
    await page.locator("[data-again=same]").click()
    await expect(reply.locator(".branches-place")).to_have_text("2/2")
    await expect(reply).to_have_attribute("data-status", "complete")
    await page.route("**/show", lambda route: route.abort())
    await reply.get_by_role("button", name="Versión anterior").click()
    await expect(page.locator(".complaint")).to_be_visible()
    await expect(page.locator(".messages")).to_have_attribute("aria-busy", "false")
    await expect(page.locator(".gives-way")).to_have_count(0)
    await expect(reply).to_contain_text("La puna es alta.")


async def test_models_that_are_long_in_coming_leave_their_place_seen(page: Page) -> None:
    held = await held_back(page, "**/js/models/model-search.js")
    await page.locator(".picker").click()
    panel = page.locator("#models-panel")
    await expect(panel).to_have_attribute("aria-busy", "true")
    await expect(panel.locator("> .skeleton")).to_be_visible()
    await expect(panel.get_by_role("combobox")).to_be_focused()
    held.set()
    await expect(panel.get_by_role("option").first).to_be_visible()
    await expect(panel.locator("> .skeleton")).to_be_hidden()
    await expect(panel).to_have_attribute("aria-busy", "false")


async def test_the_search_is_there_before_what_it_runs_on_and_keeps_what_is_typed(page: Page) -> None:
    await answered(page, told("La puna es alta."))
    held = await held_back(page, "**/js/elements/search-dialog.js")
    await page.keyboard.press("ControlOrMeta+k")
    box = page.get_by_role("combobox", name="Buscar en tus conversaciones")
    await expect(box).to_be_focused()
    await expect(page.locator(".search > .skeleton")).to_be_visible()
    await page.keyboard.insert_text("pu")
    held.set()
    await expect(page.locator("dialog.search")).to_have_attribute("aria-busy", "false")
    await page.keyboard.insert_text("na")
    await expect(box).to_have_value("puna")
    await expect(page.get_by_role("option").first).to_be_visible()


async def test_a_search_that_is_closed_on_its_way_stays_closed(page: Page) -> None:
    held = await held_back(page, "**/js/elements/search-dialog.js")
    await page.keyboard.press("ControlOrMeta+k")
    dialog = page.locator("dialog.search")
    await expect(dialog).to_be_visible()
    await page.keyboard.press("Escape")
    held.set()
    await expect(dialog).to_have_attribute("aria-busy", "false")
    await expect(dialog).to_be_hidden()


async def test_instructions_are_written_only_over_what_has_come(page: Page) -> None:
    await answered(page, told("La puna es alta."))
    held = await held_back(page, "**/instructions")
    await page.locator("[data-act=instructions]").click()
    dialog = page.locator("instructions-dialog dialog")
    text = dialog.locator("textarea")
    await expect(dialog).to_have_attribute("aria-busy", "true")
    await expect(text).to_have_css("color", "rgba(0, 0, 0, 0)")
    await expect(text).to_have_js_property("inert", value=True)
    held.set()
    await expect(dialog).to_have_attribute("aria-busy", "false")
    await expect(text).not_to_have_css("color", "rgba(0, 0, 0, 0)")
    await text.fill("Responde en quechua.")
    await dialog.get_by_role("button", name="Guardar").click()
    await expect(dialog).to_be_hidden()


async def test_the_instructions_can_be_closed_before_they_come(page: Page) -> None:
    held = await held_back(page, "**/js/elements/instructions-dialog.js")
    await page.locator("[data-act=instructions]").click()
    dialog = page.locator("instructions-dialog dialog")
    await expect(dialog).to_be_visible()
    await dialog.get_by_role("button", name="Cancelar").click()
    await expect(dialog).to_be_hidden()
    held.set()


async def test_a_raw_answer_that_is_long_in_coming_leaves_its_place_seen(page: Page) -> None:
    reply = await answered(page, told("La puna es alta."))
    held = await held_back(page, "**/raw")
    await reply.locator("[data-act=json]").click()
    dialog = page.locator("#raw-answer")
    await expect(dialog).to_have_attribute("aria-busy", "true")
    await expect(dialog.locator("> .skeleton")).to_be_visible()
    held.set()
    await expect(dialog.locator("code")).to_contain_text('"model"')
    await expect(dialog.locator("> .skeleton")).to_be_hidden()


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
