"""How long the database needs to find something among 100,000 messages: seeds them, and prints a table.

`python -m tests.bench.search`; `--messages` says how many. The words are drawn as people use them: few often, most of them seldom.
"""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from pathlib import Path
from uuid import UUID

from sqlalchemy import insert, text
from uuid_utils.compat import uuid7

from kipux.adapters.embedded.postgres import EmbeddedPostgres
from kipux.adapters.postgres.database import Database
from kipux.adapters.postgres.migrate import upgrade
from kipux.adapters.postgres.rows import conversation_values, message_values, user_values
from kipux.adapters.postgres.tables import conversations, messages, users
from kipux.adapters.postgres.unit_of_work import PostgresUnitOfWork
from tests.factories import a_conversation, a_message, a_user

PEOPLE = 5
A_CONVERSATION = 20
BATCH = 1_000
VOCABULARY = 30_000
TRIES = 15
COMMON = ("de", "la", "el", "que", "canción", "modelo", "the", "and", "function", "error")
QUERIES = ("de", "d", "canciones", "de la canción", "palabra900", "palabra29999", "modelo palabra77 err", "nowhere")


def words() -> list[str]:
    return [*COMMON, *(f"palabra{n}" for n in range(VOCABULARY))]


def sentence(chance: random.Random, vocabulary: list[str], weights: list[float]) -> str:
    return " ".join(chance.choices(vocabulary, cum_weights=weights, k=chance.randint(20, 180)))


async def seed(database: Database, count: int) -> UUID:
    """Several people with as many messages each, of which the first one searches; gives that one's id."""
    chance, vocabulary = random.Random(1), words()
    total, weights = 0.0, list[float]()
    for rank in range(len(vocabulary)):
        total += 1 / (rank + 3)
        weights.append(total)
    owners = [a_user() for _ in range(PEOPLE)]
    async with database.engine.begin() as connection:
        await connection.execute(insert(users), [user_values(owner) for owner in owners])
    for start in range(0, count, BATCH):
        held = [
            a_conversation(owners[n // 2 % PEOPLE if n % 2 else 0].id, title=sentence(chance, vocabulary, weights)[:60])
            for n in range(start // A_CONVERSATION, (start + BATCH) // A_CONVERSATION)
        ]
        said = [
            a_message(each.id, id=uuid7(), text=sentence(chance, vocabulary, weights))
            for each in held
            for _ in range(A_CONVERSATION)
        ]
        async with database.engine.begin() as connection:
            await connection.execute(insert(conversations), [conversation_values(each) for each in held])
            await connection.execute(insert(messages), [message_values(each) for each in said])
    async with database.autocommit.connect() as connection:
        await connection.execute(text("VACUUM ANALYZE"))
    return owners[0].id


async def measured(database: Database, owner: UUID, query: str) -> tuple[int, float, float]:
    """Hits, and the milliseconds that finding them takes: in the middle, and at worst."""
    took: list[float] = []
    found = 0
    for _ in range(TRIES):
        async with PostgresUnitOfWork(database) as work:
            began = time.perf_counter()
            found = len(await work.search.find(owner, query, titles=5, messages=20))
            took.append((time.perf_counter() - began) * 1_000)
    return found, statistics.median(took), max(took)


async def run(count: int) -> None:
    with tempfile.TemporaryDirectory(prefix="kipux-search-") as folder:
        server = EmbeddedPostgres(Path(folder), durable=False)
        database = Database(url := server.start())
        try:
            await upgrade(url)
            began = time.perf_counter()
            owner = await seed(database, count)
            print(f"{count:,} messages of {PEOPLE} people seeded in {time.perf_counter() - began:.0f} s")
            print(f"{'query':24} {'hits':>5} {'median':>10} {'worst':>10}")
            for query in QUERIES:
                found, middle, worst = await measured(database, owner, query)
                print(f"{query:24} {found:5} {middle:7.1f} ms {worst:7.1f} ms")
        finally:
            await database.close()
            server.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    asyncio.run(run(parser.parse_args().messages))
