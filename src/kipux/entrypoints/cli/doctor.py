"""`kipux doctor`: every setting with its origin, then every component, probed."""

import asyncio
from collections.abc import Mapping

from kipux.application.use_cases.check_health import ComponentHealth
from kipux.entrypoints import boot
from kipux.entrypoints.cli.own_servers import Ready, own_database
from kipux.entrypoints.cli.refused import Refused
from kipux.entrypoints.settings import Settings, describe

_ADVICE = {
    "database": "check KIPUX_DATABASE_URL and that the server runs",
    "redis": "check KIPUX_REDIS_URL and that the server runs",
    "search": "check KIPUX_SEARXNG_URL; until then Kipux answers without looking anything up",
    "browser": "check KIPUX_BROWSERLESS_URL; until then pages are read without their scripts",
    "gateway": "check KIPUX_LITELLM_URL and KIPUX_LITELLM_KEY; until then Kipux serves without models",
}

_ADVICE_ON = {
    "search_json_off": """put these lines into SearXNG's settings.yml, and start it again:

            search:
              formats: [html, json]
""",
    "browser_key_refused": "KIPUX_BROWSERLESS_TOKEN must be the TOKEN that the browser's server was started with",
    "search_garbled": "what answers at KIPUX_SEARXNG_URL is no SearXNG: give the address at which its search page opens",
    "search_refused": "what stands before it, or its limiter, refuses Kipux: `limiter: false` under `server` in its settings.yml",
}
"""By what went wrong, where that says more than which component it is."""


def doctor(settings: Settings, environ: Mapping[str, str]) -> int:
    """0 when everything that Kipux requires answers, 1 when something does not."""
    for variable, value, origin in [("SETTING", "VALUE", "FROM"), *describe(settings, environ)]:
        print(f"{variable:30}  {value:40}  {origin}")
    print()
    try:
        with own_database(settings) as (ready, running):
            if running:
                _say(True, f"{running} Its database is probed where it runs.")
            return 0 if _probe(ready) else 1
    except (boot.CannotStart, Refused) as reason:
        _say(False, str(reason))
        return 1


def _probe(ready: Ready) -> bool:
    from kipux.entrypoints.cli.health import healths_of  # noqa: PLC0415 - slow to import, see cli.main
    from kipux.entrypoints.cli.schema import require_current_schema  # noqa: PLC0415

    serves = True
    for health in asyncio.run(healths_of(ready.settings, ready.database_url)):
        _say(health.ok, f"{health.name}: {health.detail}" + ("" if health.ok else f": {_advice(health)}"))
        serves = serves and (health.ok or not health.required)
    if serves and not ready.settings.embedded:  # our own is brought up at the next start
        require_current_schema(ready.database_url)
    return serves


def _advice(health: ComponentHealth) -> str:
    return _ADVICE_ON.get(health.detail) or _ADVICE[health.name]


def _say(ok: bool, what: str) -> None:  # noqa: FBT001 - read beside its two callers
    print(f"{'ok' if ok else 'failed':8}{what}")
