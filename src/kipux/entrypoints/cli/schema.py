"""The database's schema and this version of Kipux."""

import asyncio

from kipux.domain.errors import Unavailable
from kipux.entrypoints.cli.refused import Refused
from kipux.entrypoints.container import schema_state, upgrade


def require_current_schema(url: str) -> None:
    """Raises `Refused` when the schema is not this version's, or the database does not answer."""
    if _is_behind(url):
        raise Refused("The database is not up to this version of Kipux: run `kipux migrate`, then start again.")


def bring_schema_up(url: str) -> None:
    """Upgrade where that is needed. Raises `Refused` when a newer version made it, or the database does not answer."""
    if _is_behind(url):
        asyncio.run(upgrade(url))


def _is_behind(url: str) -> bool:
    try:
        state = asyncio.run(schema_state(url))
    except Unavailable:
        raise Refused("The database does not answer: check KIPUX_DATABASE_URL and that the server runs.") from None
    if state == "ahead":
        raise Refused("A newer version of Kipux made the database: start that one, or restore a backup from before it.")
    return state == "behind"
