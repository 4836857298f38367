"""The settings: what is read, what is refused, and in which words."""

from pathlib import Path

import pytest

from kipux.entrypoints.settings import Settings, SettingsError, default_data_dir, describe, load

SERVERS = {"KIPUX_DATABASE_URL": "postgresql://kipux:hush@db/kipux", "KIPUX_REDIS_URL": "redis://:hush@cache"}
KEY = {"KIPUX_SECRET_KEY": "k" * 32}


def refusal(environ: dict[str, str]) -> str:
    with pytest.raises(SettingsError) as caught:
        load(environ)
    return str(caught.value)


def test_nothing_set_gives_the_embedded_defaults() -> None:
    settings = load({"PATH": "/bin"})
    assert settings == Settings()
    assert settings.embedded
    assert settings.data_dir == default_data_dir()


def test_values_are_read_in_their_own_types() -> None:
    settings = load({"KIPUX_PORT": " 9000 ", "KIPUX_DATA_DIR": "~/k", "KIPUX_REGISTRATION": "closed"})
    assert (settings.port, settings.data_dir, settings.registration) == (9000, Path.home() / "k", "closed")


def test_an_empty_value_counts_as_not_set() -> None:
    assert load({"KIPUX_REDIS_URL": "", "KIPUX_PORT": " "}) == Settings()


def test_a_slash_at_the_end_of_an_address_is_dropped() -> None:
    settings = load({"KIPUX_LITELLM_URL": "http://gw/llm/", "KIPUX_PUBLIC_URL": "https://chat.example.org/"})
    assert (settings.litellm_url, settings.public_url) == ("http://gw/llm", "https://chat.example.org")
    web = load({"KIPUX_SEARXNG_URL": "http://host/searxng/", "KIPUX_BROWSERLESS_URL": "http://browser:3000/"})
    assert (web.searxng_url, web.browserless_url) == ("http://host/searxng", "http://browser:3000")


def test_an_unknown_name_is_refused_and_the_nearest_is_offered() -> None:
    assert refusal({"KIPUX_PROT": "1"}) == "KIPUX_PROT is not a setting of Kipux: did you mean KIPUX_PORT?"
    assert refusal({"KIPUX_ZZZZZZ": ""}) == "KIPUX_ZZZZZZ is not a setting of Kipux."


def test_the_switches_of_the_test_suite_are_left_alone() -> None:
    assert load({"KIPUX_TEST_REDIS_URL": "redis://x", "KIPUX_REQUIRE_SERVICES": "1"}) == Settings()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "abc", "KIPUX_PORT must be a whole number from 0 to 65535, not 'abc'."),
        ("PORT", "70000", "KIPUX_PORT must be a whole number from 0 to 65535, not '70000'."),
        ("REGISTRATION", "maybe", "KIPUX_REGISTRATION must be closed or open, not 'maybe'."),
        (
            "PUBLIC_URL",
            "chat.example.org",
            "KIPUX_PUBLIC_URL must be like https://chat.example.org, not 'chat.example.org'.",
        ),
        ("SEARXNG_URL", "http://s/?q=", "KIPUX_SEARXNG_URL must be like http://127.0.0.1:8080, not 'http://s/?q='."),
        (
            "BROWSERLESS_URL",
            "ws://b:3000",
            "KIPUX_BROWSERLESS_URL must be like http://127.0.0.1:3000, not 'ws://b:3000'.",
        ),
        ("PUBLIC_URL", "https://a/b", "KIPUX_PUBLIC_URL must be like https://chat.example.org, not 'https://a/b'."),
        (
            "TRUSTED_PROXIES",
            "10.0.0.0/8,proxy",
            "KIPUX_TRUSTED_PROXIES must be addresses or networks separated by commas, or *, not '10.0.0.0/8,proxy'.",
        ),
        (
            "FETCH_ALLOW",
            "wiki.example, http://wiki.example",
            "KIPUX_FETCH_ALLOW must be hosts, host:port or networks separated by commas, not 'wiki.example, http://wiki.example'.",
        ),
    ],
)
def test_a_bad_value_is_refused_in_one_sentence(name: str, value: str, sentence: str) -> None:
    assert refusal({f"KIPUX_{name}": value}) == sentence


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL", "SECRET_KEY"])
def test_a_refused_secret_is_never_repeated(name: str) -> None:
    sentence = refusal({f"KIPUX_{name}": "hush://hush"})
    assert f"KIPUX_{name} must be" in sentence
    assert "hush" not in sentence


@pytest.mark.parametrize(("given", "missing"), [("DATABASE", "REDIS"), ("REDIS", "DATABASE")])
def test_one_server_without_the_other_is_refused(given: str, missing: str) -> None:
    name = f"KIPUX_{given}_URL"
    assert refusal({name: SERVERS[name], **KEY}).startswith(f"{name} is set without KIPUX_{missing}_URL: ")


def test_servers_need_a_secret_key() -> None:
    assert refusal(SERVERS).startswith("KIPUX_SECRET_KEY is required with KIPUX_DATABASE_URL")
    assert not load(SERVERS | KEY).embedded


def test_a_gateway_key_without_a_gateway_is_refused() -> None:
    assert "KIPUX_LITELLM_URL" in refusal({"KIPUX_LITELLM_KEY": "sk-hush"})


def test_a_browser_s_token_without_a_browser_is_refused() -> None:
    sentence = refusal({"KIPUX_BROWSERLESS_TOKEN": "hush"})
    assert "KIPUX_BROWSERLESS_URL" in sentence
    assert "hush" not in sentence


def test_a_password_inside_an_address_is_not_described() -> None:
    environ = {"KIPUX_SEARXNG_URL": "https://me:hush@search.example.org/x"}
    lines = {line.variable: line.value for line in describe(load(environ), environ)}
    assert lines["KIPUX_SEARXNG_URL"] == "https://…@search.example.org/x"


def test_every_setting_is_described_with_its_origin_and_no_secret() -> None:
    environ = SERVERS | KEY | {"KIPUX_LITELLM_URL": "http://gw", "KIPUX_LITELLM_KEY": "hush"}
    lines = {line.variable: (line.value, line.origin) for line in describe(load(environ), environ)}
    assert len(lines) == len(Settings.__struct_fields__)
    assert lines["KIPUX_DATABASE_URL"] == lines["KIPUX_LITELLM_KEY"] == ("set", "environment")
    assert lines["KIPUX_LITELLM_URL"] == ("http://gw", "environment")
    assert lines["KIPUX_PORT"] == ("8000", "default")
    assert lines["KIPUX_PUBLIC_URL"] == ("not set", "default")


def test_an_embedded_secret_key_comes_from_the_data_folder() -> None:
    lines = {line.variable: line.origin for line in describe(load({}), {})}
    assert lines["KIPUX_SECRET_KEY"] == "data folder"
