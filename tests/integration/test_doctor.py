"""`kipux doctor`: what it shows and what it finds."""

import signal
from pathlib import Path

from tests.integration.serving import run, serving
from tests.services.recorded_browserless import TOKEN
from tests.services.recorded_browserless import as_recorded as browserless_as_recorded
from tests.services.recorded_searxng import as_recorded, recorded
from tests.services.web_server import Answer, web_server


def test_every_setting_is_shown_with_its_origin_and_the_components_are_probed(tmp_path: Path) -> None:
    code, said, complaint = run(tmp_path, "doctor", KIPUX_LOG_LEVEL="error")
    assert (code, complaint) == (0, "")
    lines = [line.split() for line in said.splitlines()]
    assert ["KIPUX_LOG_LEVEL", "error", "environment"] in lines
    assert ["KIPUX_HOST", "127.0.0.1", "default"] in lines
    assert ["ok", "database:", "PostgreSQL"] in [line[:3] for line in lines]
    assert ["ok", "gateway:"] in [line[:2] for line in lines]


def test_it_looks_at_the_database_of_a_kipux_that_runs(tmp_path: Path) -> None:
    with serving(tmp_path) as kipux:
        code, said, _ = run(tmp_path, "doctor")
        assert code == 0
        assert f"is in use by another Kipux (process {kipux.process.pid})" in said
        assert "schema current" in said
        kipux.stop(signal.SIGTERM)


def test_what_is_required_and_down_fails_it_with_advice_and_without_secrets(tmp_path: Path) -> None:
    code, said, _ = run(
        tmp_path,
        "doctor",
        KIPUX_DATABASE_URL="postgresql://kipux:hush@127.0.0.1:1/kipux",
        KIPUX_REDIS_URL="redis://:hush@127.0.0.1:1",
        KIPUX_SECRET_KEY="hush" * 8,
    )
    assert code == 1
    assert "failed  database: unavailable: check KIPUX_DATABASE_URL" in said
    assert "failed  redis: unavailable: check KIPUX_REDIS_URL" in said
    assert "hush" not in said


def test_a_gateway_that_is_down_is_shown_and_does_not_fail_it(tmp_path: Path) -> None:
    code, said, _ = run(tmp_path, "doctor", KIPUX_LITELLM_URL="http://127.0.0.1:1", KIPUX_LITELLM_KEY="sk-hush")
    assert code == 0
    assert "failed  gateway: gateway_unreachable: check KIPUX_LITELLM_URL" in said
    assert "hush" not in said


def test_a_search_engine_without_json_is_explained_and_does_not_fail_it(tmp_path: Path) -> None:
    with web_server(lambda request: Answer(recorded("forbidden.html"), "text/html", 403)) as engine:
        url = engine.url.replace("//", "//me:hush@")
        code, said, _ = run(tmp_path, "doctor", KIPUX_SEARXNG_URL=url)
    assert code == 0
    assert "failed  search: search_json_off: put these lines into SearXNG's settings.yml" in said
    assert "search:\n              formats: [html, json]\n" in said
    assert "hush" not in said


def test_a_search_engine_that_answers_is_shown_with_its_version(tmp_path: Path) -> None:
    with web_server(as_recorded) as engine:
        code, said, _ = run(tmp_path, "doctor", KIPUX_SEARXNG_URL=engine.url)
    assert code == 0
    assert "ok      search: SearXNG 1.0.0, 4 engines" in said


def test_a_search_engine_that_is_down_is_shown_and_does_not_fail_it(tmp_path: Path) -> None:
    code, said, _ = run(tmp_path, "doctor", KIPUX_SEARXNG_URL="http://127.0.0.1:1")
    assert code == 0
    assert "failed  search: search_unreachable: check KIPUX_SEARXNG_URL" in said


def test_data_that_cannot_be_used_fails_it(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code, said, _ = run(tmp_path / "file" / "data", "doctor")
    assert code == 1
    assert "failed  The data folder" in said


def test_a_browser_that_does_not_take_the_token_is_explained_and_does_not_fail_it(tmp_path: Path) -> None:
    with web_server(browserless_as_recorded) as server:
        code, said, _ = run(tmp_path, "doctor", KIPUX_BROWSERLESS_URL=server.url, KIPUX_BROWSERLESS_TOKEN="hush")
    assert code == 0
    assert "failed  browser: browser_key_refused: KIPUX_BROWSERLESS_TOKEN must be" in said
    assert "hush" not in said


def test_a_browser_that_answers_is_shown(tmp_path: Path) -> None:
    with web_server(browserless_as_recorded) as server:
        code, said, _ = run(tmp_path, "doctor", KIPUX_BROWSERLESS_URL=server.url, KIPUX_BROWSERLESS_TOKEN=TOKEN)
    assert code == 0
    assert "ok      browser: browserless, 0 of 2 at work" in said
