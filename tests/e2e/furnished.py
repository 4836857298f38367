"""An account in which everything has happened, made without a browser: for tests that look at what is there."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import httpx
from playwright.async_api import BrowserContext

from kipux.adapters.postgres.database import Database
from kipux.adapters.postgres.unit_of_work import PostgresUnitOfWork
from kipux.adapters.system.clock import SystemClock
from kipux.adapters.system.ids import SystemIds
from kipux.domain.step import Step, StepStatus
from kipux.domain.summary import Summary
from tests.e2e.browsing import told
from tests.e2e.looking_up import a_source
from tests.factories import a_message, a_reply
from tests.integration.living import Person

WIDE = "| " + " | ".join(f"columna {n}" for n in range(12)) + " |\n|" + "---|" * 12 + "\n| " + "1 | " * 12
RICH = f"""## Título

Un párrafo con `código`, [un enlace](https://kipux.example) y $e^{{i\\pi}}$[^1].

{WIDE}

- [x] hecho
- [ ] por hacer

> Una cita.

```python
print('hola')  # {"comentario " * 20}
```

```mermaid
graph LR; A[Uno] --> B[Dos]
```

![una imagen](https://kipux.example/foto.png)

$$x = {" + ".join(f"a_{{{n}}}" for n in range(40))}$$

{"Supercalifragilístico" * 8}

[^1]: una nota
"""


@dataclass(frozen=True)
class Furnished:
    """Somebody with conversations of all kinds, of which `rich` is the one that has everything, and presets, of which one is `preset`."""

    cookies: Mapping[str, str]
    url: str
    rich: str
    preset: str

    async def enter(self, context: BrowserContext) -> None:
        """Sign this browser in."""
        await context.add_cookies([{"name": name, "value": it, "url": self.url} for name, it in self.cookies.items()])


async def furnish(url: str, database_url: str) -> Furnished:
    """Make the account."""
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        person = Person(client)
        await person.register(name="Ana Quispe")
        rich = await _rich(person, database_url)
        for title, change in (
            ("Fijada", {"pinned": True}),
            ("Archivada", {"archived": True}),
            ("Un título que es demasiado largo para cualquier barra lateral que haya", {}),
        ):
            made = await person.said("POST", "/api/conversations", 201, {"title": title})
            await person.said("PATCH", f"/api/conversations/{made['id']}", 200, change | {"title": title})
        return Furnished(dict(client.cookies), url, rich, await _presets(person))


async def _rich(person: Person, database_url: str) -> str:
    first = await person.ask(told(RICH, do="reasoning"), model="fast", tools={"web": "never"})  # it holds links
    await person.events(first["events"])
    conversation: str = first["conversation"]["id"]
    await _summarise(database_url, UUID(conversation), UUID(first["reply"]["id"]))
    for text in ("Otra pregunta", told("Una respuesta.")):  # two branches from one place
        again = await person.ask(text, conversation, parent_id=first["reply"]["id"], model="fast")
        await person.events(again["events"])
    looked_up = await _looked_up(database_url, UUID(conversation), UUID(again["reply"]["id"]))
    cut = await person.ask(told(do="cut"), conversation, model="fast", parent_id=str(looked_up))
    await person.events(cut["events"])
    await person.said("PATCH", f"/api/conversations/{conversation}", 200, {"title": "Todo en uno"})
    return conversation


async def _presets(person: Person) -> str:
    """The id of the one with a model that is not there."""
    for name, icon in (
        ("Corrector", "✍️"),
        ("Repaso de código", "braces"),
        ("Un nombre largo que no cabe en su lugar", "🦙"),
    ):
        wish = {"name": name, "icon": icon, "instructions": "Corrige.", "starters": ["Corrige esto:", "¿Y esto?"]}
        made = await person.said("POST", "/api/presets", 201, wish | {"model": "se-fue" if icon == "🦙" else None})
    preset: str = made["id"]
    return preset


async def _looked_up(database_url: str, conversation: UUID, above: UUID) -> UUID:
    """The id of a reply with steps of all kinds and many sources."""
    question = a_message(conversation, parent_id=above, text="¿Cuánto bajó?", created_at=SystemClock().now())
    steps = (
        Step("s1", "web_search", StepStatus.FINISHED, "nivel del Titicaca, " * 9, 8, 1_840, ("page_timeout", "login")),
        Step("s2", "read_page", StepStatus.FAILED, "https://fuente9.example/x", None, 900, ("page_status",)),
    )
    reply = a_reply(
        question,
        text="Bajó mucho [1][8], **según dicen** [2].",
        steps=steps,
        sources=tuple(a_source(n, read_at=question.created_at) for n in range(1, 9)),
        model="fast",
        created_at=SystemClock().now(),
        finished_at=SystemClock().now(),
    )
    database = Database(database_url)
    async with PostgresUnitOfWork(database) as work:
        await work.messages.add(question)
        await work.messages.add(reply)
        await work.commit()
    await database.close()
    return reply.id


async def _summarise(database_url: str, conversation: UUID, message: UUID) -> None:
    database = Database(database_url)
    summary = Summary(
        id=SystemIds().new(),
        conversation_id=conversation,
        message_id=message,
        text="Hablamos de quipus.",
        model="fast",
        created_at=SystemClock().now(),
    )
    async with PostgresUnitOfWork(database) as work:
        await work.summaries.keep(summary)
        await work.commit()
    await database.close()
