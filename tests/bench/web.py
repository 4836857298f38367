"""What the ways to the web cost: `python -m tests.bench.web` prints a table of each. Figures of different runs do not compare."""

import asyncio

from tests.bench import fetch_guard, reading, search_engine, web_answer


async def tables() -> None:
    for each in (search_engine, fetch_guard, reading, web_answer):
        await each.table()


if __name__ == "__main__":
    asyncio.run(tables())
