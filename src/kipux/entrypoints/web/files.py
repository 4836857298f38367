"""Where the templates and static files are: inside the installed package, or at the root of a checkout."""

from functools import cache
from pathlib import Path

import kipux

_PACKAGE = Path(kipux.__file__).resolve().parent


@cache
def files_root() -> Path:
    """The folder that holds `templates` and `static`."""
    packed = _PACKAGE / "_files"
    return packed if packed.is_dir() else _PACKAGE.parent.parent


def templates_folder() -> Path:
    """The page templates."""
    return files_root() / "templates"


def static_folder() -> Path:
    """What browsers load as it is."""
    return files_root() / "static"
