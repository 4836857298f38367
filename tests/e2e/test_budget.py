from playwright.async_api import Page, expect

from tests.e2e.browsing import Visitor, answered, told

TURN = "Una respuesta con **algo** de `código`.\n\n```python\nprint(1)\n```\n"


async def test_a_conversation_of_thirty_messages_is_light(visitor: Visitor) -> None:
    page = await visitor.registered()
    for _ in range(15):
        await answered(page, told(TURN, ms=0))
    requests, bytes_ = await weight(page)
    assert requests <= 25
    assert bytes_ <= 250_000


async def weight(page: Page) -> tuple[int, int]:
    """How many answers a cold cache takes to show this page, and how many bytes of network they are."""
    session = await page.context.new_cdp_session(page)
    await session.send("Network.enable")
    await session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    await page.reload(wait_until="networkidle")
    await expect(page.locator(".hljs-number").last).to_be_visible()
    return len(sizes), sum(sizes)
