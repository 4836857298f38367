"""`HEAD`, wherever there is `GET`: the same answer without its content (RFC 9110, 9.3.2)."""

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send


def answering_head(app: ASGIApp) -> ASGIApp:
    """`app`, which answers `GET`, answering `HEAD` too. An event stream ends where it would begin."""

    async def answering(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["method"] != "HEAD":
            await app(scope, receive, send)
            return
        is_over = False

        async def bodiless(message: Message) -> None:
            nonlocal is_over
            if message["type"] != "http.response.body":
                await send(message)
            elif not is_over:
                is_over = True
                await send({"type": "http.response.body", "body": b"", "more_body": False})

        asked = scope.copy()  # the server's own scope stays: it knows from it that there is nothing to send
        asked["method"] = "GET"
        await app(asked, receive, bodiless)

    return answering
