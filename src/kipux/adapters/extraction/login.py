"""Whether a page is a login wall, as far as it can be told."""

import re
from urllib.parse import urlsplit

_WALL = 600
"""Characters of text: what has more says something to those who have not logged in, too."""
_PATH = re.compile(
    r"/(?:log-?in|sign-?in|log-?on|wp-login\.php|acceso|acceder|ingresar|entrar|iniciar-?sesion|sso|oauth2?|auth)(?:[/.]|$)",
    re.IGNORECASE,
)


def is_login_form(text: str, *, asks_password: bool) -> bool:
    """Whether it asks for a password and shows little else."""
    return asks_password and len(text) < _WALL


def leads_to_login(url: str, text: str) -> bool:
    """Whether its address is that of a login page, and it shows little."""
    return len(text) < _WALL and bool(_PATH.search(urlsplit(url).path))
