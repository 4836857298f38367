"""`kipux serve`: how it starts, what it refuses, and how it ends."""

import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from pathlib import Path
from shutil import chown

import asyncpg
import psutil
import pytest

from kipux.adapters.embedded.postgres_running import running_url
from tests.integration.processes import as_root, is_gone, on_linux, python_for, until
from tests.integration.serving import environ, run, serving, start, wait_until_ready
from tests.services import missing
from tests.services.postgres import PostgresServer

LITELLM = Path(".cache/litellm/bin/litellm").absolute()
GATEWAY = """
model_list:
  - model_name: parrot
    litellm_params: {model: openai/parrot, api_key: none, mock_response: "Hola."}
"""


async def ask(url: str | None, statement: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


def the_database_of(folder: Path) -> psutil.Process:
    return psutil.Process(int((folder / "postgres" / "postmaster.pid").read_text().split()[0]))


def test_a_first_start_serves_and_says_where_in_one_line(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as kipux:
        status, _ = kipux.readiness()
        assert status == 200
        assert kipux.stop(signal.SIGTERM)[:2] == (0, "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_it_in_order_with_all_that_it_brought(tmp_path: Path, number: signal.Signals) -> None:
    with serving(tmp_path) as kipux:
        assert kipux.children
        assert kipux.stop(number) == (0, "", "")
        assert all(is_gone(child) for child in kipux.children)


def test_a_signal_while_it_starts_ends_it_too(tmp_path: Path) -> None:
    with start(tmp_path) as process:
        until((tmp_path / "postgres" / "postmaster.pid").exists)
        database = the_database_of(tmp_path)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        assert is_gone(database)


async def test_all_is_there_after_it_was_killed_and_started_again(tmp_path: Path) -> None:
    with serving(tmp_path) as kipux:
        await ask(running_url(tmp_path), "CREATE TABLE kept AS SELECT 42 AS answer")
        kipux.stop(signal.SIGKILL)
    with serving(tmp_path) as kipux:
        assert await ask(running_url(tmp_path), "SELECT answer FROM kept") == 42


@on_linux
def test_what_it_brought_ends_when_it_is_killed(tmp_path: Path) -> None:
    with serving(tmp_path) as kipux:
        kipux.stop(signal.SIGKILL)
        until(lambda: all(is_gone(child) for child in kipux.children))


def test_it_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-B", "-m", "kipux", "serve", "--stop-with-parent"]
    keeping = f"import subprocess; subprocess.run({command!r})"
    with subprocess.Popen(
        [sys.executable, "-c", keeping],
        env=environ(tmp_path, {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as parent:
        family = wait_until_ready(parent).children
        parent.kill()
        until(lambda: all(is_gone(process) for process in family))


def test_a_taken_port_is_told_before_anything_is_made(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = run(tmp_path / "data", "serve", KIPUX_PORT=str(port))
    sentence = f"kipux: Port {port} of 127.0.0.1 is taken by another program: stop that one, or choose another port with KIPUX_PORT.\n"
    assert answer == (1, "", sentence)
    assert not (tmp_path / "data").exists()


def test_a_second_start_on_the_same_data_is_told_who_has_it(tmp_path: Path) -> None:
    with serving(tmp_path) as kipux:
        sentence = f"kipux: The data folder {tmp_path} is in use by another Kipux (process {kipux.process.pid}).\n"
        assert run(tmp_path, "serve") == (1, "", sentence)
        assert kipux.readiness()[0] == 200


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"KIPUX_PROT": "1"}, "kipux: KIPUX_PROT is not a setting of Kipux: did you mean KIPUX_PORT?\n"),
        ({"KIPUX_PORT": "http"}, "kipux: KIPUX_PORT must be a whole number from 0 to 65535, not 'http'.\n"),
        (
            {"KIPUX_HOST": "203.0.113.1"},
            "kipux: KIPUX_HOST is '203.0.113.1', which is not an address of this machine.\n",
        ),
    ],
)
def test_what_it_cannot_start_with_is_told_in_one_sentence(
    tmp_path: Path, settings: dict[str, str], sentence: str
) -> None:
    assert run(tmp_path / "data", "serve", **settings) == (1, "", sentence)
    assert not (tmp_path / "data").exists()


def test_a_database_without_redis_is_refused(tmp_path: Path) -> None:
    code, out, said = run(tmp_path, "serve", KIPUX_DATABASE_URL="postgresql://somewhere/kipux")
    assert (code, out, said.count("\n")) == (1, "", 1)
    assert "KIPUX_DATABASE_URL is set without KIPUX_REDIS_URL" in said


def test_the_secret_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    kept = tmp_path / "secret.key"
    keys = set()
    for _ in range(2):
        with serving(tmp_path) as kipux:
            keys.add(kept.read_text())
            kipux.stop(signal.SIGTERM)
    assert [len(key) >= 32 for key in keys] == [True]
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


async def test_a_database_of_ones_own_is_migrated_by_the_command_only(
    tmp_path: Path, postgres_server: PostgresServer
) -> None:
    name = await postgres_server.make_database()
    try:
        servers = {
            "KIPUX_DATABASE_URL": postgres_server.url_of(name),
            "KIPUX_REDIS_URL": "redis://127.0.0.1:1",
            "KIPUX_SECRET_KEY": "k" * 32,
        }
        code, out, said = run(tmp_path, "serve", **servers)
        assert (code, out) == (1, "")
        assert (
            said == "kipux: The database is not up to this version of Kipux: run `kipux migrate`, then start again.\n"
        )
        assert run(tmp_path, "migrate", **servers) == (0, "The database is up to this version of Kipux.\n", "")
        assert run(tmp_path, "migrate", **servers)[0] == 0

        await ask(servers["KIPUX_DATABASE_URL"], "UPDATE alembic_versions SET version_num = 'of tomorrow'")
        for command in ("serve", "migrate"):
            assert "A newer version of Kipux made the database" in run(tmp_path, command, **servers)[2]
    finally:
        await postgres_server.drop_database(name)


def test_a_database_that_does_not_answer_is_told(tmp_path: Path) -> None:
    servers = {
        "KIPUX_DATABASE_URL": "postgresql://u:hush@127.0.0.1:1/k",
        "KIPUX_REDIS_URL": "redis://x",
        "KIPUX_SECRET_KEY": "k" * 32,
    }
    sentence = "kipux: The database does not answer: check KIPUX_DATABASE_URL and that the server runs.\n"
    assert run(tmp_path, "serve", **servers) == (1, "", sentence)


@as_root
@on_linux
def test_it_serves_for_a_plain_account(tmp_path: Path) -> None:
    python = python_for("nobody")
    with tempfile.TemporaryDirectory() as folder:
        chown(folder, "nobody")
        with serving(Path(folder) / "data", python=python, account="nobody") as kipux:
            assert kipux.readiness()[0] == 200
            assert kipux.stop(signal.SIGTERM) == (0, "", "")
            assert all(is_gone(child) for child in kipux.children)


def test_a_litellm_proxy_beside_it_comes_and_goes_with_it(tmp_path: Path) -> None:
    if not os.access(LITELLM, os.X_OK):
        missing("the LiteLLM proxy is not installed in .cache/litellm")
    config = tmp_path / "litellm.yaml"
    config.write_text(GATEWAY)
    with serving(tmp_path / "data", "--litellm", str(config), "--litellm-command", str(LITELLM)) as kipux:
        proxy = next(child for child in kipux.children if str(config) in child.cmdline())
        status, body = kipux.readiness()
        assert status == 200
        assert "demo" not in str(body)
        assert kipux.stop(signal.SIGTERM)[0] == 0
        assert is_gone(proxy)


def test_a_litellm_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with start(tmp_path, "--litellm", "/nowhere.yaml") as process:
        out, said = process.communicate(timeout=30)
    assert (process.returncode, out) == (1, "")
    assert said == "kipux: The LiteLLM file /nowhere.yaml cannot be read: No such file or directory.\n"
