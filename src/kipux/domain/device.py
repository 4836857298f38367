"""What a browser's own name for itself (`User-Agent`) tells a person."""

import re
from dataclasses import dataclass

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("YaBrowser/", "Yandex"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""What to look for, and whose it is: most also carry the names of those below them."""
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
_PROGRAM = re.compile(r"\s*(?!Mozilla/)([A-Za-z][\w.-]{0,39})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Device:
    """A browser and the system that it runs on, by the names that people know; None for what is not recognised.

    A program that is no browser goes by the name that it gives itself, without version: at most 40 ASCII characters.
    """

    browser: str | None
    system: str | None


def device_of(user_agent: str) -> Device:
    """What this `User-Agent` tells. Any string is allowed."""
    known = _first(_BROWSERS, user_agent)
    program = None if known else _PROGRAM.match(user_agent)
    return Device(known or (program[1] if program else None), _first(_SYSTEMS, user_agent))


def _first(names: tuple[tuple[str, str], ...], user_agent: str) -> str | None:
    return next((name for sign, name in names if sign in user_agent), None)
