"""What the web needs of the settings, worked out once."""

import secrets
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from kipux.entrypoints.settings import Settings
from kipux.entrypoints.web.requests import WebRequest

_DAY = 86_400


@dataclass(frozen=True, slots=True)
class WebConfig:
    """`origin` is the public `scheme://host[:port]`, None when it is not told. `session_seconds` is the cookie's life."""

    secret: bytes
    origin: str | None
    session_seconds: int

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """From the settings; without a secret key, one that lasts as long as the process."""
        url = urlsplit(settings.public_url or "")
        return cls(
            secret=(settings.secret_key or secrets.token_urlsafe(32)).encode(),
            origin=f"{url.scheme}://{url.netloc}".lower() if url.netloc else None,
            session_seconds=settings.session_days * _DAY,
        )

    @property
    def secure(self) -> bool:
        """Whether people reach Kipux by https."""
        return (self.origin or "").startswith("https://")


def web_config(request: WebRequest) -> WebConfig:
    """The configuration of the app that serves this request."""
    config = request.app.state["web"]
    assert isinstance(config, WebConfig)  # noqa: S101 - create_app puts it there; this tells the type
    return config
