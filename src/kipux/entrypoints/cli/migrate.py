"""`kipux migrate`."""

from kipux.entrypoints.cli.own_servers import own_servers
from kipux.entrypoints.settings import Settings


def migrate(settings: Settings) -> int:
    """Bring the schema of the database that these settings name, or of our own, up to this version."""
    with own_servers(settings) as wait:
        from kipux.entrypoints.cli.schema import bring_schema_up  # noqa: PLC0415 - slow to import, see cli.main

        bring_schema_up(wait().database_url)
    print("The database is up to this version of Kipux.")
    return 0
