import signal
from pathlib import Path

from playwright.async_api import Browser, expect

from tests.e2e.browsing import answered, ask, told, visiting
from tests.integration.serving import serving

GONE = (
    "ERR_CONNECTION_REFUSED",
    "ERR_CONNECTION_RESET",
    "ERR_INCOMPLETE_CHUNKED_ENCODING",
    "ERR_EMPTY_RESPONSE",
    "ERR_SOCKET_NOT_CONNECTED",
)


async def test_a_killed_server_leaves_what_was_written_and_the_conversation_goes_on(
    browser: Browser, surroundings: dict[str, str], tmp_path: Path
) -> None:
    with serving(tmp_path, **surroundings) as first:
        port = first.url.rpartition(":")[2]
        async with visiting(browser, first.url, tolerated=GONE) as visitor:
            page = await visitor.registered()
            reply = await ask(page, told(words=2_000, ms=20))
            await expect(reply).to_contain_text("w40")
            first.process.send_signal(signal.SIGKILL)
            first.process.wait()

            with serving(tmp_path, **surroundings | {"KIPUX_PORT": port}):
                # The page finds the new server by itself.
                await expect(reply).to_have_attribute("data-status", "failed", timeout=60_000)
                await expect(reply).to_contain_text("La respuesta se interrumpió")
                await expect(reply).to_contain_text("w40")
                await page.reload()
                await expect(reply).to_contain_text("w40")
                await expect(reply).to_contain_text("La respuesta se interrumpió")
                again = await answered(page, told("Seguimos."))
                await expect(again).to_contain_text("Seguimos.")
