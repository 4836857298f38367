"""How the database is."""

from sqlalchemy import Connection, text

from kipux.adapters.postgres.database import Database
from kipux.adapters.postgres.failures import translated
from kipux.adapters.postgres.migrate import state_of
from kipux.application.ports.health import Probe

_VECTOR = text("SELECT default_version FROM pg_available_extensions WHERE name = 'vector'")


class PostgresProbe(Probe):
    """Asks the server for its version, its schema and its extension for vectors."""

    name = "database"
    required = True

    def __init__(self, database: Database) -> None:
        self._database = database

    async def check(self) -> str:
        """Such as `PostgreSQL 18.4, schema current, pgvector 0.8.5 available`. Raises `Unavailable`."""
        with translated():
            async with self._database.engine.connect() as connection:
                return await connection.run_sync(_state)


def _state(connection: Connection) -> str:
    version = str(connection.scalar(text("SHOW server_version"))).split()[0]
    vector = connection.scalar(_VECTOR)
    return ", ".join(
        (
            f"PostgreSQL {version}",
            f"schema {state_of(connection)}",
            f"pgvector {vector} available" if vector else "pgvector not available",
        )
    )
