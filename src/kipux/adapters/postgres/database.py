"""The pool of connections."""

import msgspec
from sqlalchemy import URL, event, exc, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from kipux.domain.text import storable

_CONNECT_SECONDS = 5
_STATEMENT_SECONDS = 30
_POOL_WAIT_SECONDS = 10


class Database:
    """A PostgreSQL database, `postgresql://…`. Nothing is connected before it is needed.

    Up to 20 connections: transactions are short, as none is open while a model writes. One that a restart of the server
    broke is replaced when it is next taken from the pool, before anybody uses it. A statement that takes longer than
    `statement_seconds` makes the database `Unavailable`.
    """

    def __init__(self, url: str, *, statement_seconds: float | None = _STATEMENT_SECONDS) -> None:
        self.engine: AsyncEngine = create_async_engine(
            driver_url(url),
            pool_size=10,
            max_overflow=10,
            pool_timeout=_POOL_WAIT_SECONDS,
            pool_use_lifo=True,
            json_serializer=_storable_json,
            json_deserializer=msgspec.json.decode,
            connect_args={
                "timeout": _CONNECT_SECONDS,
                "command_timeout": statement_seconds,
                # Compiling a plan to machine code takes longer than any of our queries.
                "server_settings": {"application_name": "kipux", "jit": "off"},
            },
        )
        # One statement is a transaction already: none of the round trips that begin and end one.
        self.autocommit = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        event.listen(self.engine.sync_engine, "checkout", _refuse_closed)

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


def driver_url(url: str) -> URL:
    """The URL as the driver wants it; `sslmode` as in libpq is understood."""
    parsed = make_url(url).set(drivername="postgresql+asyncpg")
    if "sslmode" in parsed.query:
        mode = parsed.query["sslmode"]
        parsed = parsed.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})
    return parsed


def _refuse_closed(connection: DBAPIConnection, _entry: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
    # The event loop has seen the server go: asking the connection costs no round trip, as `pool_pre_ping` would.
    if connection.driver_connection.is_closed():
        raise exc.DisconnectionError


def _storable_json(value: object) -> str:
    return msgspec.json.encode(_storable(msgspec.to_builtins(value))).decode()


def _storable(value: object) -> object:
    match value:
        case str():
            return storable(value)
        case list() | tuple():
            return [_storable(item) for item in value]
        case dict():
            return {_storable(key): _storable(item) for key, item in value.items()}
        case _:
            return value
