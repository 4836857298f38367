from playwright.async_api import Browser, Page, expect

from tests.e2e.browsing import answered, ask, told, visiting

WIDE = (
    "| "
    + " | ".join(f"columna {n}" for n in range(12))
    + " |\n|"
    + "---|" * 12
    + "\n\n```py\n"
    + "x = 1  # "
    + "largo " * 60
    + "\n```"
)


async def test_a_phone_shows_the_conversations_over_the_page(browser: Browser, kipux: str) -> None:
    async with visiting(browser, kipux, phone=True) as visitor:
        page = await visitor.registered()
        await answered(page, told(WIDE))
        sidebar = page.get_by_role("navigation", name="Conversaciones")
        await expect(sidebar).to_be_hidden()
        await page.get_by_role("button", name="Conversaciones").tap()
        await expect(sidebar).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(sidebar).to_be_hidden()


async def test_nothing_is_wider_than_the_smallest_screen(browser: Browser, kipux: str) -> None:
    async with visiting(browser, kipux, phone=True, viewport={"width": 320, "height": 640}) as visitor:
        for path in ("/", "/login", "/register"):
            assert await overflow(await visitor.tab(path)) <= 0, path
        page = await visitor.registered()
        assert await overflow(page) <= 0
        await answered(page, told(WIDE))
        assert await overflow(page) <= 0
        await page.locator(".picker").tap()
        assert await overflow(page) <= 0


async def test_the_page_follows_its_end_only_while_one_is_there(browser: Browser, kipux: str) -> None:
    async with visiting(browser, kipux, phone=True) as visitor:
        page = await visitor.registered()
        reply = await ask(page, told(words=3_000, ms=5))
        await expect(reply).to_contain_text("w600", timeout=30_000)
        transcript, jump = page.locator("chat-transcript"), page.locator("#jump-to-end")
        await expect(jump).to_be_hidden()
        await transcript.evaluate("element => element.scrollTo(0, 0)")
        await expect(jump).to_be_visible()
        await expect(reply).to_contain_text("w900", timeout=30_000)
        assert await transcript.evaluate("element => element.scrollTop") == 0
        await jump.tap()
        await expect(jump).to_be_hidden()
        await page.get_by_role("button", name="Detener").tap()


async def overflow(page: Page) -> int:
    wide: int = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return wide
