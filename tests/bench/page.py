"""What a person's browser does on the chat page, in real Chromium: `python -m tests.bench.page`. Prints a table beside the budgets.

The app runs in this very process, so that what the browser waits for includes what Python and the tests need.
"""

import asyncio
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from uuid import UUID

from playwright.async_api import Browser, Page, async_playwright
from sqlalchemy import insert

from kipux.adapters.embedded.postgres import EmbeddedPostgres
from kipux.adapters.postgres.database import Database
from kipux.adapters.postgres.migrate import upgrade
from kipux.adapters.postgres.rows import conversation_values, message_values
from kipux.adapters.postgres.tables import conversations, messages
from kipux.adapters.scripted.gateway import Pause, Step, whole_answer
from kipux.application.ports.llm_gateway import ChatText
from kipux.domain.message import Message
from tests.e2e.browsing import CHROMIUM
from tests.factories import a_conversation, a_message, a_reply
from tests.integration.living import LiveApp, running

PARAGRAPH = (
    "Una respuesta con **algo** de énfasis, `código` y [un enlace](https://kipux.example), para que haya qué dibujar. "
    * 3
)
PIECES = (
    f"## Un título\n\n{PARAGRAPH}\n\n- uno\n- dos, con *más* palabras\n- tres\n\n",
    "```python\n" + "def suma(a, b):\n    # comentario\n    return a + b\n\n" * 4 + "```\n\n",
    "| Año | Cota |\n|---|---:|\n" + "| 2021 | 3 808,9 |\n" * 6 + "\n",
)
TURN = "".join(PIECES[:2])
WATCH = """
window.longTasks = [];
const note = (list) => longTasks.push(...list.getEntries().map(({ duration }) => duration));
new PerformanceObserver(note).observe({ type: "longtask", buffered: true });
const look = () => {
  const box = document.querySelector("chat-composer textarea");
  if (box && !box.disabled) window.promptReady = performance.now();
  else requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
SETTLED = "chat-message.reply[data-status=complete]"


@dataclass(frozen=True)
class Opened:
    """One page and what it cost to come to it."""

    page: Page
    requests: int
    kilobytes: float
    ready_ms: float


async def opened(browser: Browser, app: LiveApp, cookies: dict[str, str], path: str) -> Opened:
    """A page in a new profile, so that no cache is warm."""
    context = await browser.new_context(viewport={"width": 1280, "height": 860}, locale="es-PE")
    await context.add_cookies([{"name": name, "value": value, "url": app.url} for name, value in cookies.items()])
    await context.add_init_script(WATCH)
    page = await context.new_page()
    session = await context.new_cdp_session(page)
    await session.send("Network.enable")
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    await page.goto(app.url + path, wait_until="networkidle")
    ready: float = await page.evaluate("promptReady")
    return Opened(page, len(sizes), sum(sizes) / 1_000, ready)


async def longest(page: Page) -> float:
    """The longest task since the last question, in milliseconds; 0 when none was longer than 50."""
    tasks: list[float] = await page.evaluate("longTasks.splice(0)")
    return max(tasks, default=0.0)


async def streamed(
    browser: Browser, app: LiveApp, cookies: dict[str, str], steps: Iterable[Step], slowed: float = 1
) -> float:
    """The longest task while a reply is written; `slowed` says how many times slower than this one the processor is."""
    app.stage.steps = steps
    page = (await opened(browser, app, cookies, "/chat")).page
    session = await page.context.new_cdp_session(page)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": slowed})
    await longest(page)
    await page.fill("chat-composer textarea", "Cuéntame")
    await page.keyboard.press("Enter")
    await page.locator(SETTLED).wait_for(timeout=150_000)
    return await longest(page)


def tokens(count: int) -> Iterator[str]:
    """So many pieces of a long text, each about as long as a token of a provider is."""
    text = "".join(PIECES)
    whole = text * (count * 4 // len(text) + 1)
    return (whole[at * 4 : at * 4 + 4] for at in range(count))


@dataclass(frozen=True)
class Paced:
    """So many tokens, `a_second` of them; whoever comes late gets all that are due, as from a socket."""

    count: int
    a_second: int

    def __iter__(self) -> Iterator[Step]:
        pieces = list(tokens(self.count))
        began, said = perf_counter(), 0
        while said < self.count:
            due = min(self.count, int((perf_counter() - began) * self.a_second))
            if due == said:
                yield Pause(max(0.001, 1 / self.a_second))
            else:
                yield ChatText("".join(pieces[said:due]))
                said = due
        yield whole_answer(*pieces)[-1]


async def seeded(database: Database, owner: UUID, count: int) -> UUID:
    """A conversation with so many messages in one branch; gives its id."""
    conversation = a_conversation(owner, title="Larga")
    chain: list[Message] = []
    for _ in range(count // 2):
        parent = chain[-1].id if chain else None
        asked = a_message(conversation.id, parent_id=parent, text="¿Y después?")
        chain += [asked, a_reply(asked, text=TURN)]
    async with database.engine.begin() as connection:
        await connection.execute(
            insert(conversations), [conversation_values(replace(conversation, leaf_id=chain[-1].id))]
        )
        await connection.execute(insert(messages), [message_values(each) for each in chain])
    return conversation.id


async def measure(browser: Browser, app: LiveApp, database: Database) -> None:
    async with app.person() as person:
        cookies = dict(person.http.cookies)
        owner = UUID((await person.said("GET", "/api/me", 200))["id"])
        short = await seeded(database, owner, 30)
        await seeded(database, owner, 8_000)
        long = await seeded(database, owner, 2_000)
        first = await opened(browser, app, cookies, f"/chat/{short}")
        told("30 messages, cold: requests", f"{first.requests}", "≤ 25")
        told("30 messages, cold: over the wire", f"{first.kilobytes:.0f} kB", "≤ 250 kB")
        told("30 messages, cold: prompt ready", f"{first.ready_ms:.0f} ms", "≤ 500 ms")
        told("30 messages: longest task", f"{await longest(first.page):.0f} ms", "")
        told(
            "100 tokens/s for 10 s: longest task",
            f"{await streamed(browser, app, cookies, Paced(1_000, 100)):.0f} ms",
            "≤ 50 ms",
        )
        told(
            "100 tokens/s, a processor slowed 4 times",
            f"{await streamed(browser, app, cookies, Paced(1_000, 100), slowed=4):.0f} ms",
            "",
        )
        told(
            "20,000 tokens at 2,000/s: longest task",
            f"{await streamed(browser, app, cookies, Paced(20_000, 2_000)):.0f} ms",
            "≤ 100 ms",
        )
        many = await opened(browser, app, cookies, f"/chat/{long}")
        told("2,000 messages of 10,000: prompt ready", f"{many.ready_ms:.0f} ms", "")
        told("2,000 messages: longest task on opening", f"{await longest(many.page):.0f} ms", "≤ 100 ms")
        await upwards(many.page)
        told("2,000 messages: longest task, 400 scrolled up", f"{await longest(many.page):.0f} ms", "≤ 100 ms")


def told(what: str, figure: str, budget: str) -> None:
    print(f"{what:48} {figure:>10}   {budget}", flush=True)


async def upwards(page: Page) -> None:
    """Scroll until 400 messages are there."""
    while await page.locator("chat-message").count() < 400:
        await page.locator("chat-transcript").evaluate("element => element.scrollTo(0, 0)")
        await page.wait_for_timeout(30)


async def main() -> None:
    """A Kipux, a browser, and the table."""
    with tempfile.TemporaryDirectory(prefix="kipux-page-") as folder:
        server = EmbeddedPostgres(Path(folder), durable=False)
        database = Database(url := server.start())
        try:
            await upgrade(url)
            async with running(url) as app, async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
                await measure(browser, app, database)
                await browser.close()
        finally:
            await database.close()
            server.stop()


if __name__ == "__main__":
    asyncio.run(main())
