"""Checks the gettext catalogues: complete in each language, nothing unused, and a sentence for everything that can go wrong.

Prints what is wrong, one line each, and ends with 1 if anything is.
"""

import re
import string
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po

from kipux.domain.errors import KipuxError

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ("es", "en")
Catalogue = dict[str, tuple[str, ...]]

# How an id is named where it is used: `t("…")` and friends, and the beginning of one that is put together.
WHOLE = re.compile(r"""\b(?:t|text|knows)\(\s*(?:js_)?["'](?P<id>[a-z_0-9.]+)["']\s*[,)]""")
BEGUN = re.compile(r"""\b(?:t|text|knows)\(\s*(?:f?["'`])(?P<start>[a-z_0-9.]+\.)(?:["']\s*~|\$?\{)""")
CHOSEN = re.compile(r"""\bt\(\w[\w.]* \? "(?P<one>[a-z_.]+)" : "(?P<other>[a-z_.]+)"\)""")
INVALID = re.compile(r"""Invalid\(\{[^}]*?: ?"(?P<code>[a-z_]+)"\}""")
GATHERED = re.compile(r"""faults\["[a-z_.]+"\] = "(?P<code>[a-z_]+)\"""")
PASSWORD = re.compile(r"""return "(?P<code>password_[a-z]+)\"|"(?P<other>password_[a-z]+)" if""")


def main() -> int:
    """Run every check."""
    catalogues = {locale: read(locale) for locale in LOCALES}
    faults = [*complete(catalogues), *used(catalogues), *errors_told(catalogues)]
    print("\n".join(faults) or f"{len(catalogues[LOCALES[0]])} sentences in {' and '.join(LOCALES)}")
    return 1 if faults else 0


def read(locale: str) -> Catalogue:
    """Every sentence of a locale, with its plural forms."""
    with (ROOT / f"src/kipux/entrypoints/locale/{locale}.po").open(encoding="utf-8") as file:
        messages = [message for message in read_po(file, locale=locale) if message.id]
    return {
        message.id if isinstance(message.id, str) else message.id[0]: (
            (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        )
        for message in messages
    }


def complete(catalogues: dict[str, Catalogue]) -> Iterator[str]:
    """Every id has a sentence in each locale, with the same placeholders in each form."""
    for msgid in sorted({msgid for catalogue in catalogues.values() for msgid in catalogue}):
        wanted: set[str] | None = None
        for locale, catalogue in catalogues.items():
            forms = catalogue.get(msgid, ())
            if not forms or not all(forms):
                yield f"{locale}: {msgid} has no sentence"
                continue
            for form in forms:
                names = {name for _, name, _, _ in string.Formatter().parse(form) if name}
                if wanted is not None and names != wanted:
                    yield f"{locale}: {msgid} has the placeholders {sorted(names)}, elsewhere {sorted(wanted)}"
                wanted = names if wanted is None else wanted


def used(catalogues: dict[str, Catalogue]) -> Iterator[str]:
    """What is asked for exists, and what exists is asked for."""
    whole, begun = asked()
    known = set().union(*catalogues.values())
    for msgid in sorted(whole - known):
        yield f"{msgid} is used and has no sentence"
    for start in sorted(begun):
        if not any(msgid.startswith(start) for msgid in known):
            yield f"{start}… is used and has no sentence"
    for msgid in sorted(known - whole):
        if not msgid.startswith(tuple(begun)):
            yield f"{msgid} is never used"


def asked() -> tuple[set[str], set[str]]:
    """The ids that the templates, the scripts of the page and the server name, and the beginnings of those put together."""
    whole: set[str] = set()
    begun: set[str] = set()
    for folder, pattern, prefix in (
        ("templates", "*.html", ""),
        ("static/js", "*.js", "js."),
        ("src/kipux/entrypoints/web", "*.py", ""),
    ):
        for path in (ROOT / folder).rglob(pattern):
            text = path.read_text(encoding="utf-8")
            whole |= {prefix + found["id"] for found in WHOLE.finditer(text)}
            whole |= {prefix + found[group] for found in CHOSEN.finditer(text) for group in ("one", "other")}
            begun |= {prefix + found["start"] for found in BEGUN.finditer(text)}
    return whole, begun


def errors_told(catalogues: dict[str, Catalogue]) -> Iterator[str]:
    """Every error and every fault of a field has its sentence; help and details belong to an error that exists."""
    known = set(catalogues[LOCALES[0]])
    codes = {kind.code for kind in family(KipuxError)} | http_codes()
    yield from (f"error.{code} has no sentence" for code in sorted(codes) if f"error.{code}" not in known)
    told = {msgid.split(".")[1] for msgid in known if msgid.startswith("error.")}
    yield from (f"error.{code} is no error's" for code in sorted(told - codes))
    faults = invalid_codes()
    yield from (f"invalid.{code} has no sentence" for code in sorted(faults) if f"invalid.{code}" not in known)
    said = {msgid.removeprefix("invalid.") for msgid in known if msgid.startswith("invalid.")}
    yield from (f"invalid.{code} is never said" for code in sorted(said - faults))


def family(kind: type[KipuxError]) -> Iterator[type[KipuxError]]:
    """An error's class and all that descend from it."""
    yield kind
    for child in kind.__subclasses__():
        yield from family(child)


def http_codes() -> set[str]:
    """The codes that only the HTTP surface knows."""
    text = (ROOT / "src/kipux/entrypoints/web/errors.py").read_text(encoding="utf-8")
    table = re.search(r"_HTTP_CODES.*?\{(.*?)\}", text, re.DOTALL)
    return set(re.findall(r'"([a-z_]+)"', table[1] if table else "")) | set(re.findall(r'_Fault\("([a-z_]+)"', text))


def invalid_codes() -> set[str]:
    """The message codes for fields at fault, wherever they are raised."""
    codes = {"invalid", "email_taken"}
    for path in (ROOT / "src").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        codes |= {found["code"] for pattern in (INVALID, GATHERED) for found in pattern.finditer(text)}
        codes |= {code for found in PASSWORD.finditer(text) for code in found.groups() if code}
    table = (ROOT / "src/kipux/entrypoints/web/faults.py").read_text(encoding="utf-8")
    return codes | set(re.findall(r'", "([a-z_]+)"\)', table))


if __name__ == "__main__":
    sys.exit(main())
