"""The request class of this app."""

from typing import Any

import msgspec
from litestar import Request
from litestar.datastructures import State

from kipux.domain.session import Session
from kipux.domain.user import User


class WebRequest(Request[User | None, Session | None, State]):
    """A request whose JSON body is decoded strictly, straight into the type that its handler takes as `data`."""

    async def json(self) -> Any:  # noqa: ANN401 - as Litestar declares it
        """The body. Raises `msgspec.ValidationError`, or `msgspec.DecodeError` for what is no JSON."""
        field = self.scope["route_handler"].parsed_data_field
        return msgspec.json.decode(await self.body(), type=field.annotation if field else Any)
