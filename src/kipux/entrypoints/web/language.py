"""The language that a request is answered in."""

from kipux.entrypoints.web.auth import current_user
from kipux.entrypoints.web.i18n import Translator, negotiated, translator
from kipux.entrypoints.web.requests import WebRequest

LOCALE_COOKIE = "kipux_locale"


def translator_of(request: WebRequest) -> Translator:
    """By the person's preference, else the choice this browser remembers, else what it asks for."""
    user = current_user(request)
    return translator(
        negotiated(
            user.preferences.locale if user else None,
            request.cookies.get(LOCALE_COOKIE),
            accept_language=request.headers.get("accept-language"),
        )
    )
