"""`kipux grant-admin`."""

import asyncio

from kipux.entrypoints.cli.own_servers import own_database
from kipux.entrypoints.cli.refused import Refused
from kipux.entrypoints.settings import Settings


def grant_admin(settings: Settings, email: str) -> int:
    """Make the account with this e-mail an administrator's, also while Kipux serves. Raises `CannotStart`, `Refused`."""
    with own_database(settings) as (ready, _):
        from kipux.entrypoints.cli.granting import granted  # noqa: PLC0415 - slow to import, see cli.main
        from kipux.entrypoints.cli.schema import require_current_schema  # noqa: PLC0415

        require_current_schema(ready.database_url)
        if not asyncio.run(granted(ready.settings, ready.database_url, email)):
            raise Refused(f"Nobody here has the e-mail {email!r}.")
    print(f"{email} administers this Kipux now.")
    return 0
