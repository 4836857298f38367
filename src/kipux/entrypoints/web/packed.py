"""The chat page's own modules in one file: one request, not one a module, as the style sheet is one. Nothing is rewritten but the
lines that import and export; each module keeps a scope of its own, and the import map leads its address to the packed file.
"""

import posixpath
import re
from collections.abc import Iterable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Final

from kipux.entrypoints.web.files import static_folder

CHAT: Final = ("chat-app", "chat-message", "theme-switch")
"""The custom elements of the chat page."""
CHAT_MODULE: Final = "js/chat.js"
"""The file that holds them, and every module of ours that they import."""

_IMPORT: Final = re.compile(r'^(?:import|export) (?:(?P<names>[^"]*?) from )?"(?P<wanted>[^"]+)";\n', re.MULTILINE)
_EXPORT: Final = re.compile(r"^export (?=(?:async )?(?:function\*?|class|const) (\w+))", re.MULTILINE)
_DYNAMIC: Final = re.compile(r'\bimport\("(\.[^"]+)"\)')


class Unpackable(ValueError):
    """Two modules export one name, or a module exports in a way that is not known here."""


@cache
def packed_modules() -> tuple[str, ...]:
    """The modules in the packed file, by their names inside `static`, each after those that it imports."""
    found: dict[str, None] = {}
    for element in CHAT:
        _visit(f"js/elements/{element}.js", found)
    return tuple(found)


@cache
def late_modules() -> tuple[str, ...]:
    """The modules that the packed ones import once something needs them, and what those import in turn."""
    found = dict.fromkeys(packed_modules())
    waiting = list(found)
    while waiting:
        name = waiting.pop()
        wanted = {*_DYNAMIC.findall(_text(name)), *(it for it in imports(name) if it.startswith("."))}
        new = [it for it in sorted(resolved(name, each) for each in wanted) if it not in found]
        found |= dict.fromkeys(new)
        waiting.extend(new)
    return tuple(it for it in found if it not in packed_modules())


@cache
def vendors() -> tuple[str, ...]:
    """The bare names that the packed file imports."""
    wanted = {wanted for name in packed_modules() for wanted in imports(name) if not wanted.startswith(".")}
    return tuple(sorted(wanted))


def packed() -> str:
    """The packed file. Raises `Unpackable`."""
    return pack({name: _text(name) for name in packed_modules()})


def pack(modules: Mapping[str, str]) -> str:
    """Modules in the order in which they are to run, by their names, as one module that exports what they do. Raises `Unpackable`."""
    vendor_imports: dict[str, None] = {}
    scopes: list[str] = []
    exported: dict[str, str] = {}
    for name, text in modules.items():
        vendor_imports |= dict.fromkeys(
            found[0] for found in _IMPORT.finditer(text) if not found["wanted"].startswith(".")
        )
        for export in _EXPORT.findall(text):
            if export in exported:
                raise Unpackable(f"{name} and {exported[export]} both export {export}")
            exported[export] = name
        scopes.append(_scoped(name, text))
    exports = [f"export const {{ {export} }} = {_scope(name)};\n" for export, name in exported.items()]
    return "".join([*vendor_imports, *scopes, *exports])


def _scoped(name: str, text: str) -> str:
    """One module as a constant that holds what it exports."""
    ours = [found for found in _IMPORT.finditer(text) if found["wanted"].startswith(".") and found["names"]]
    taken = [
        f"const {found['names'].replace(' as ', ': ')} = {_scope(resolved(name, found['wanted']))};\n" for found in ours
    ]
    passed_on = [each for found in ours if found[0].startswith("export") for each in re.findall(r"\w+", found["names"])]
    body = _EXPORT.sub("", _IMPORT.sub("", text))
    if re.search(r"^export ", body, re.MULTILINE):
        raise Unpackable(f"{name} exports in a way that is not packed")
    body = _DYNAMIC.sub(partial(_seen_from_pack, name), body)
    told = ", ".join([*_EXPORT.findall(text), *passed_on])
    return f"// {name}\nconst {_scope(name)} = (() => {{\n{''.join(taken)}{body}return {{ {told} }};\n}})();\n"


def imports(name: str) -> Iterable[str]:
    """What a module of ours imports when it starts, as it says it."""
    return [found["wanted"] for found in _IMPORT.finditer(_text(name))]


def resolved(importer: str, wanted: str) -> str:
    """The name inside `static` of a module that another one names relatively."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(importer), wanted))


def _visit(name: str, found: dict[str, None]) -> None:
    if name in found:
        return
    for wanted in imports(name):
        if wanted.startswith("."):
            _visit(resolved(name, wanted), found)
    found[name] = None


def _seen_from_pack(importer: str, found: re.Match[str]) -> str:
    return f'import("./{posixpath.relpath(resolved(importer, found[1]), posixpath.dirname(CHAT_MODULE))}")'


def _scope(name: str) -> str:
    return "$" + re.sub(r"\W", "_", Path(name).with_suffix("").as_posix())


def _text(name: str) -> str:
    return (static_folder() / name).read_text(encoding="utf-8")
