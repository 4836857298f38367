"""Copies the files that browsers get from node_modules into static/vendor: exactly those, each with its licence.

The last file written is static/vendor/manifest.json, which says the version of each package and the digest of each file.
"""

import hashlib
import json
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NODE_MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
SOURCE_MAP = re.compile(rb"\n?(//# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ \*/)[ \t]*(?=\r?\n|\Z)")

LANGUAGES = (
    "bash c cpp csharp css dart diff dockerfile elixir go graphql haskell http ini java javascript json julia kotlin latex less"
    " lua makefile markdown matlab nginx objectivec perl php plaintext powershell protobuf python r ruby rust scala scss shell"
    " sql swift typescript vbnet vim xml yaml"
)


@dataclass(frozen=True)
class Package:
    """What is taken from one npm package: `files`, or patterns of them, are relative to `base` inside it, and keep their path
    under `folder`.
    """

    name: str
    folder: str
    base: str
    files: tuple[str, ...]
    licences: tuple[str, ...] = ("LICENSE",)


PACKAGES = (
    Package("bootstrap", "bootstrap", "dist", ("css/bootstrap.min.css", "js/bootstrap.bundle.min.js")),
    Package("dompurify", "dompurify", "dist", ("purify.es.mjs",), ("LICENSE", "LICENSE-MPL")),
    Package("@fontsource-variable/inter", "inter", "files", ("inter-latin-wght-normal.woff2",)),
    Package(
        "@highlightjs/cdn-assets",
        "highlight",
        "es",
        ("core.min.js", *(f"languages/{language}.min.js" for language in LANGUAGES.split())),
    ),
    Package(
        "intl-tel-input",
        "intl-tel-input",
        "dist",
        (
            "css/intlTelInput.min.css",
            "img/flags.webp",
            "img/flags@2x.webp",
            "js/intlTelInput.mjs",
            "js/locale/es.js",
            "js/utils.js",
        ),
    ),
    Package("katex", "katex", "dist", ("katex.min.css", "katex.min.js", "fonts/*.woff2")),
    Package("marked", "marked", "lib", ("marked.esm.js",)),
    Package("mermaid", "mermaid", "dist", ("mermaid.esm.min.mjs", "chunks/mermaid.esm.min/*.mjs")),
    # Not the build with its CSS inside: it writes a <style> of its own, which the Content-Security-Policy forbids.
    Package("sweetalert2", "sweetalert2", "dist", ("sweetalert2.esm.min.js", "sweetalert2.min.css")),
)


def main() -> None:
    """Fill static/vendor anew; end with a sentence when node_modules lacks something."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    manifest = {package.folder: copied(package) for package in PACKAGES}
    (VENDOR / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def copied(package: Package) -> dict[str, object]:
    """Copy one package's files and licences; answers its entry in the manifest."""
    source, target = NODE_MODULES / package.name, VENDOR / package.folder
    for name in package.licences:
        written(target / name, read(source / name))
    return {
        "package": package.name,
        "version": json.loads(read(source / "package.json"))["version"],
        "sha256": {name: written(target / name, read(source / package.base / name)) for name in names(package)},
    }


def names(package: Package) -> list[str]:
    """The files of a package that are taken, its patterns resolved; a pattern that finds nothing ends with a sentence."""
    base = NODE_MODULES / package.name / package.base
    found: list[str] = []
    for name in package.files:
        matching = sorted(path.relative_to(base).as_posix() for path in base.glob(name)) if "*" in name else [name]
        found.extend(matching or [name])
    return found


def read(path: Path) -> bytes:
    """The bytes of a file in node_modules."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        sys.exit(
            f"{path.relative_to(ROOT)} is missing: run `make setup`, or mend scripts/vendor.py if the package moved it."
        )


def written(path: Path, content: bytes) -> str:
    """Write a served file and answer its digest. Source maps are not served, so no file may ask for one."""
    if path.suffix in {".css", ".js", ".mjs"}:
        content = SOURCE_MAP.sub(b"", content)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    main()
