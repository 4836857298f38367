"""The pages of 404, 500 and 503: in the person's language, with a way on, whatever of Kipux is away."""

import re
from collections.abc import AsyncIterator
from uuid import uuid4

import httpx
import pytest

from kipux.adapters.postgres.migrate import upgrade
from tests.integration.living import LiveApp, Person, running
from tests.integration.trouble import in_trouble
from tests.services.restartable import RestartableServer

SOMEBODY = {"cookie": "kipux_session=0123456789abcdef0123456789abcdef"}


@pytest.fixture(scope="module")
async def without_database() -> AsyncIterator[LiveApp]:
    """A Kipux whose database was never there, and whose log-in breaks."""
    async with in_trouble() as app:
        yield app


def told(answer: httpx.Response, status: int, heading: str) -> str:
    """The page, which must say this and nothing of our inside."""
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert f"<h1>{heading}</h1>" in answer.text
    assert re.search(r'<a class="btn [^"]+" href="/">', answer.text)
    assert f"<code>{answer.headers['x-request-id']}</code>" in answer.text
    for inside in ("secret", "127.0.0.1", "postgres", "sqlalchemy", "asyncpg", "Traceback", "ZeroDivision"):
        assert inside not in answer.text
    return answer.text


@pytest.mark.parametrize(("language", "heading"), [("es", "Aquí no hay nada."), ("en", "There is nothing here.")])
async def test_what_is_not_there_is_404_though_the_database_is_away(
    without_database: LiveApp, language: str, heading: str
) -> None:
    async with without_database.client(**{"accept-language": language}) as visitor:
        page = told(await visitor.get("/nothing/here"), 404, heading)
        assert f'<html lang="{language}"' in page


@pytest.mark.parametrize(
    ("language", "heading"),
    [("es", "Una parte de Kipux no responde en este momento."), ("en", "A part of Kipux is not answering right now.")],
)
async def test_without_a_database_a_page_is_503_that_comes_back_by_itself(
    without_database: LiveApp, language: str, heading: str
) -> None:
    async with without_database.client(**{"accept-language": language} | SOMEBODY) as person:
        for path in ("/chat", "/settings", "/archive", "/"):
            answer = await person.get(path)
            page = told(answer, 503, heading)
            assert int(answer.headers["retry-after"]) > 0
            assert '<come-back data-probe="/readyz">' in page
        problem = await person.get("/api/conversations")
    assert problem.status_code == 503
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.headers["retry-after"]
    assert problem.json()["request_id"] == problem.headers["x-request-id"]
    assert "127.0.0.1" not in problem.text


async def test_the_ways_in_show_without_a_database_and_keep_what_was_typed(without_database: LiveApp) -> None:
    async with without_database.client() as visitor:
        for path in ("/", "/login", "/register", "/offline"):
            assert (await visitor.get(path)).status_code == 200
        token = (await visitor.get("/api/session")).json()["csrf_token"]
        typed = {"name": "Ada", "email": "ada@example.com", "phone": "+51987654321", "password": "never said again"}
        answer = await visitor.post("/register", data={"_csrf": token} | typed)
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert 'value="ada@example.com"' in answer.text
    assert "never said again" not in answer.text
    assert "A part of Kipux is not answering right now." in answer.text


async def test_settings_sent_while_the_database_is_away_can_be_sent_again_as_they_were(
    without_database: LiveApp,
) -> None:
    async with without_database.client(**SOMEBODY) as person:
        token = re.search(r'name="csrf-token" content="([^"]+)"', (await person.get("/nothing/here")).text)
        assert token
        typed = {"name": 'Ada "<b>', "instructions": "\nShort.\n  Please.", "theme": "dark", "nonsense": "not ours"}
        page = told(
            await person.post("/settings", data={"_csrf": token[1]} | typed),
            503,
            "A part of Kipux is not answering right now.",
        )
        assert '<form class="failure-ways" method="post" action="/settings">' in page
        assert '<textarea name="name" hidden>\nAda &#34;&lt;b&gt;</textarea>' in page
        assert '<textarea name="instructions" hidden>\n\nShort.\n  Please.</textarea>' in page
        assert '<textarea name="theme" hidden>\ndark</textarea>' in page
        assert "not ours" not in page
        typed = {"url": "https://one.example", "key": "never said again"}
        page = (await person.post("/settings/connection", data={"_csrf": token[1]} | typed)).text
        assert "https://one.example" in page
        assert "never said again" not in page
        typed = {
            "name": "Tutor",
            "instructions": "Slowly.\n",
            "emoji": "🦙",
            "temperature": "0.5",
            "nonsense": "not ours",
        }
        for path in ("/settings/presets/new", f"/settings/presets/{uuid4()}"):
            page = (await person.post(path, data={"_csrf": token[1]} | typed)).text
            assert f'<form class="failure-ways" method="post" action="{path}">' in page
            for name in ("name", "instructions", "emoji", "temperature"):
                assert f'<textarea name="{name}" hidden>\n{typed[name]}</textarea>' in page
            assert "not ours" not in page


async def test_what_a_foreign_page_sends_is_refused_and_not_kept_though_the_database_is_away(
    without_database: LiveApp,
) -> None:
    async with without_database.client(**SOMEBODY) as person:
        for headers, token in (({}, "forged"), ({"origin": "https://evil.example"}, "")):
            answer = await person.post("/settings", data={"_csrf": token, "name": "Mallory"}, headers=headers)
            assert answer.status_code == 403
            assert "Mallory" not in answer.text


@pytest.mark.parametrize(
    ("language", "heading"), [("es", "Algo se rompió de nuestro lado."), ("en", "Something broke on our side.")]
)
async def test_what_breaks_is_500_without_its_inside(without_database: LiveApp, language: str, heading: str) -> None:
    async with without_database.client(**{"accept-language": language}) as visitor:
        token = (await visitor.get("/api/session")).json()["csrf_token"]
        answer = await visitor.post("/login", data={"_csrf": token, "email": "a@b.co", "password": "x"})
    told(answer, 500, heading)
    assert "retry-after" not in answer.headers


async def test_a_page_is_503_while_the_database_is_away_and_there_again_with_it(
    restartable_postgres: RestartableServer,
) -> None:
    await upgrade(restartable_postgres.url)
    async with running(restartable_postgres.url) as app, app.client() as client:
        person = Person(client)
        await person.register()
        await person.said("PATCH", "/api/me", 200, {"preferences": {"locale": "es", "theme": "dark"}})
        assert (await client.get("/chat")).status_code == 200
        restartable_postgres.stop()
        page = told(await client.get("/chat"), 503, "Una parte de Kipux no responde en este momento.")
        assert '<html lang="es" data-theme="dark"' in page
        assert (await client.get("/readyz")).status_code == 503
        restartable_postgres.start()
        assert (await client.get("/readyz")).status_code == 200
        assert (await client.get("/chat")).status_code == 200
