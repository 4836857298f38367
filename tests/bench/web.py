"""What the ways to the web cost: `python -m tests.bench.web` prints a table of each. Figures of different runs do not compare."""

import asyncio

from tests.bench import fetch_guard, reading, search_engine


async def tables() -> None:
    for each in (search_engine, fetch_guard, reading):
        await each.table()


if __name__ == "__main__":
    asyncio.run(tables())
