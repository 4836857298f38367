"""The only administrator does not leave others alone, and the command line appoints another."""

import asyncio
import sys
from pathlib import Path

from kipux.domain.user import Role
from tests.integration.living import PASSWORD, running
from tests.integration.serving import environ


async def ended(command: tuple[str, ...], settings: dict[str, str], folder: Path) -> tuple[int | None, str]:
    """The exit code of a `kipux` command, and what it said."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-B", "-m", "kipux", *command),
        env=environ(folder, settings),
        cwd="/",
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode, said.decode()


async def test_it_is_refused_in_words_until_another_is_appointed(database_url: str, tmp_path: Path) -> None:
    async with running(database_url) as app, app.person() as ada, app.person(name="Bob") as bob:
        assert (await ada.said("GET", "/api/me", 200))["role"] == Role.ADMIN
        refused = await ada.said("POST", "/api/me/deletion", 409, {"password": PASSWORD})
        assert refused["type"].endswith("last_administrator")
        assert "kipux grant-admin" in refused["help"]
        form = {"_csrf": ada.http.headers["x-csrf-token"], "password": PASSWORD}
        shown = await ada.http.post("/settings/security/delete", data=form)
        assert shown.status_code == 409
        assert "only administrator" in shown.text
        settings = {
            "KIPUX_DATABASE_URL": database_url,
            "KIPUX_REDIS_URL": "redis://127.0.0.1:1",
            "KIPUX_SECRET_KEY": "s" * 40,
        }
        code, said = await ended(("grant-admin", "nobody@example.com"), settings, tmp_path)
        assert (code, said) == (1, "kipux: Nobody here has the e-mail 'nobody@example.com'.\n")
        code, said = await ended(("grant-admin", bob.email), settings, tmp_path)
        assert (code, said) == (0, f"{bob.email} administers this Kipux now.\n")
        assert (await bob.said("GET", "/api/me", 200))["role"] == Role.ADMIN
        await ada.said("POST", "/api/me/deletion", 204, {"password": PASSWORD})
        await bob.said("POST", "/api/me/deletion", 204, {"password": PASSWORD})
