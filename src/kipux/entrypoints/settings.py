"""Every setting of Kipux: one struct, read once from `KIPUX_*` at start and checked whole."""

import difflib
import ipaddress
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import msgspec
import platformdirs
from msgspec import Meta

from kipux.domain.fetch_policy import FetchPolicy

PREFIX = "KIPUX_"
# Switches of the test suite: they are no settings, and a shell that carries them must still be able to start Kipux.
NOT_SETTINGS = ("KIPUX_TEST_", "KIPUX_REQUIRE_SERVICES")

PostgresUrl = Annotated[str, Meta(pattern="^postgresql://.")]
RedisUrl = Annotated[str, Meta(pattern="^(rediss?|unix)://.")]
SecretKey = Annotated[str, Meta(min_length=32)]
WebOrigin = Annotated[str, Meta(pattern=r"^https?://[^/?#\s]+/?$")]
WebAddress = Annotated[str, Meta(pattern=r"^https?://[^/?#\s]+[^?#\s]*$")]
Seconds = Annotated[int, Meta(ge=1, le=86_400)]


class SettingsError(Exception):
    """A setting cannot be used. Its text is one sentence for the administrator, without any secret value."""


def default_data_dir() -> Path:
    """The platform's place for a person's application data."""
    return Path(platformdirs.user_data_dir("kipux", appauthor=False))


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The settings, checked. Without `database_url` and `redis_url` Kipux brings its own Postgres: embedded mode."""

    host: str = "127.0.0.1"
    """The address it listens on."""
    port: Annotated[int, Meta(ge=0, le=65_535)] = 8000
    """The TCP port it listens on; 0 takes a free one."""
    data_dir: Path = msgspec.field(default_factory=default_data_dir)
    """The folder of all data in embedded mode."""
    database_url: PostgresUrl | None = None
    """A Postgres server with pgvector. Embedded mode fills it in once its own Postgres runs."""
    redis_url: RedisUrl | None = None
    """A Redis server, for sessions and running replies."""
    secret_key: SecretKey | None = None
    """Signs what the browser keeps, and seals people's own gateway keys. Embedded mode makes its own once and fills it in."""
    secret_key_old: SecretKey | None = None
    """The key before this one, for as long as it takes to seal with the new one what the old one sealed: one start."""
    public_url: WebOrigin | None = None
    """What people type to reach Kipux, where that is not the address it listens on. No slash at its end."""
    litellm_url: WebAddress | None = None
    """The LiteLLM proxy, or another OpenAI-compatible server. No slash at its end."""
    litellm_key: str | None = None
    """The key for `litellm_url`."""
    title_model: str | None = None
    """A small model that gives conversations their titles; without it their first words do."""
    searxng_url: WebAddress | None = None
    """A SearXNG that gives JSON, with its path if it has one. Without it nothing is looked up. No slash at its end."""
    safe_search: Literal["off", "moderate", "strict"] = "moderate"
    """What is kept out of the results of a search."""
    browserless_url: WebAddress | None = None
    """A browserless server, for pages that show nothing without their scripts. No slash at its end."""
    browserless_token: str | None = None
    """The token for `browserless_url`."""
    private_gateways: Literal["refused", "allowed"] = "refused"
    """Whether a person's own gateway may be at an address that is not on the open internet."""
    fetch_allow: str = ""
    """Places beside the open internet that may be read for people: hosts, host:port, addresses and networks separated by commas."""
    bcrypt_cost: Annotated[int, Meta(ge=4, le=16)] = 12
    """The work of one password hash, as a power of two."""
    session_days: Annotated[int, Meta(ge=1, le=400)] = 30
    """Days after which an unused session ends."""
    registration: Literal["open", "closed"] = "open"
    """Whether strangers may sign up."""
    models_refresh_seconds: Seconds = 60
    """Between two readings of the gateway's model list."""
    first_token_seconds: Seconds = 120
    """A model may take this long to begin its answer."""
    stall_seconds: Seconds = 90
    """An answer that is silent for this long has stalled."""
    reply_seconds: Seconds = 900
    """A whole reply may take this long."""
    web_seconds: Annotated[int, Meta(ge=1, le=60)] = 6
    """Searching and reading the web may take this long, each time that a model asks for it."""
    max_body_bytes: Annotated[int, Meta(ge=10_000, le=1_000_000_000)] = 2_000_000
    """The largest request body."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """How much goes to the log (stderr)."""
    trusted_proxies: str = "127.0.0.1"
    """Proxies whose `X-Forwarded-…` headers are believed: addresses or networks separated by commas, or `*`."""

    @property
    def embedded(self) -> bool:
        """Whether Kipux runs its own Postgres, and keeps the event log and stop signals in memory."""
        return self.redis_url is None


class SettingLine(NamedTuple):
    """One setting as `kipux doctor` prints it; a secret's `value` says only whether it is set."""

    variable: str
    value: str
    origin: Literal["environment", "default", "data folder"]


def load(environ: Mapping[str, str]) -> Settings:
    """The settings in this environment; an empty value counts as not set. Raises `SettingsError`."""
    ours = {name: text.strip() for name, text in environ.items() if _is_setting(name)}
    for name in ours:
        if name not in _FIELDS:
            raise SettingsError(_unknown(name))
    settings = msgspec.structs.replace(
        Settings(), **{_FIELDS[name].name: _value(name, text) for name, text in ours.items() if text}
    )
    for refusal in _contradictions(settings):
        raise SettingsError(refusal)
    return settings


def describe(settings: Settings, environ: Mapping[str, str]) -> list[SettingLine]:
    """Every setting and where it comes from, given the environment it was loaded from."""
    return [_line(variable, settings, environ) for variable in _FIELDS]


def _is_setting(name: str) -> bool:
    return name.startswith(PREFIX) and not name.startswith(NOT_SETTINGS)


def _unknown(name: str) -> str:
    nearest = difflib.get_close_matches(name, _FIELDS, n=1)
    return f"{name} is not a setting of Kipux" + (f": did you mean {nearest[0]}?" if nearest else ".")


def _value(name: str, text: str) -> object:
    field = _FIELDS[name]
    try:
        value: object = msgspec.convert(text, field.type, strict=False, dec_hook=_path)
        if field.name == "trusted_proxies":
            _check_networks(text)
        if field.name == "fetch_allow":
            FetchPolicy.of(text)
    except ValueError:  # msgspec's own error is one; its text would show a secret's constraint, not what to do
        shown = "" if field.name in _SECRETS else f", not {text!r}"
        raise SettingsError(f"{name} must be {_must_be(field)}{shown}.") from None
    return value.rstrip("/") if isinstance(value, str) and field.name in _WEB_ADDRESSES else value


def _path(_: type, text: str) -> Path:
    return Path(text).expanduser().absolute()


def _check_networks(text: str) -> None:
    if text != "*":
        for part in text.split(","):
            ipaddress.ip_network(part.strip())


def _must_be(field: msgspec.structs.FieldInfo) -> str:
    match msgspec.inspect.type_info(field.type):
        case msgspec.inspect.IntType(ge=low, le=high):
            return f"a whole number from {low} to {high}"
        case msgspec.inspect.LiteralType(values=words):
            return " or ".join(str(word) for word in words)
        case _:
            return _SHAPES[field.name]


def _contradictions(settings: Settings) -> Iterator[str]:
    if (settings.database_url is None) != (settings.redis_url is None):
        there, missing = ("REDIS", "DATABASE") if settings.database_url is None else ("DATABASE", "REDIS")
        yield (
            f"KIPUX_{there}_URL is set without KIPUX_{missing}_URL: Kipux on servers of its own choice needs both, Postgres for "
            "what is kept and Redis for sessions and running replies; give both, or neither to let it bring its own."
        )
    if settings.database_url is not None and settings.secret_key is None:
        yield (
            "KIPUX_SECRET_KEY is required with KIPUX_DATABASE_URL, so that every instance signs alike: "
            "give it 32 random characters or more, such as `openssl rand -hex 32` prints."
        )
    if settings.litellm_key is not None and settings.litellm_url is None:
        yield "KIPUX_LITELLM_KEY is set without KIPUX_LITELLM_URL: say which server the key is for."
    if settings.browserless_token is not None and settings.browserless_url is None:
        yield "KIPUX_BROWSERLESS_TOKEN is set without KIPUX_BROWSERLESS_URL: say which server the token is for."


def _line(variable: str, settings: Settings, environ: Mapping[str, str]) -> SettingLine:
    name = _FIELDS[variable].name
    value: object = getattr(settings, name)
    shown = "not set" if value is None else "set" if name in _SECRETS else _WORDS_OF_A_WAY_IN.sub("//…@", str(value))
    if environ.get(variable, "").strip():
        return SettingLine(variable, shown, "environment")
    if name == "secret_key" and settings.embedded:
        return SettingLine(variable, "kept there", "data folder")
    return SettingLine(variable, shown, "default")


_FIELDS = {PREFIX + field.name.upper(): field for field in msgspec.structs.fields(Settings)}
_SECRETS = frozenset({"database_url", "redis_url", "secret_key", "secret_key_old", "litellm_key", "browserless_token"})
_WEB_ADDRESSES = frozenset({"public_url", "litellm_url", "searxng_url", "browserless_url"})
_WORDS_OF_A_WAY_IN = re.compile(r"//[^/@]*@")
"""A name and a password inside an address."""
_SHAPES = {
    "host": "an address or a host name",
    "data_dir": "the path of a folder",
    "database_url": "like postgresql://user:password@host:5432/name",
    "redis_url": "like redis://:password@host:6379/0",
    "secret_key": "at least 32 characters long",
    "secret_key_old": "at least 32 characters long",
    "public_url": "like https://chat.example.org",
    "litellm_url": "like http://127.0.0.1:4000",
    "litellm_key": "a key",
    "fetch_allow": "hosts, host:port or networks separated by commas",
    "searxng_url": "like http://127.0.0.1:8080",
    "browserless_url": "like http://127.0.0.1:3000",
    "browserless_token": "a token",
    "trusted_proxies": "addresses or networks separated by commas, or *",
}
