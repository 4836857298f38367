"""The locks: complete, hashed, installable from any index, and in step with what they lock."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
REQUIREMENTS = ROOT / "requirements"
LOCKS = sorted(REQUIREMENTS.glob("*.lock"))
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
PACKAGE: dict[str, Any] = json.loads((ROOT / "package.json").read_text())
PACKAGE_LOCK: dict[str, Any] = json.loads((ROOT / "package-lock.json").read_text())

ASKED: dict[str, list[str]] = {
    "app": PROJECT["project"]["dependencies"],
    "build": PROJECT["build-system"]["requires"],
    "dev": [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]],
    "litellm": [line for line in (REQUIREMENTS / "litellm.in").read_text().splitlines() if not line.startswith("#")],
    "node": [line for line in (REQUIREMENTS / "node.in").read_text().splitlines() if not line.startswith("#")],
}


def pins(lock: str) -> dict[str, str]:
    text = (REQUIREMENTS / f"{lock}.lock").read_text()
    return {
        canonicalize_name(name): version
        for name, version in re.findall(r"^([\w.-]+)(?:\[.*?\])?==([^\s;]+)", text, re.MULTILINE)
    }


def test_every_lock_is_accounted_for() -> None:
    assert [path.stem for path in LOCKS] == sorted(ASKED)


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.stem)
def test_a_lock_names_no_package_host_and_no_folder_of_a_machine(path: Path) -> None:
    text = path.read_text()
    assert "://" not in text
    assert "--index-url" not in text
    assert not re.search(r"(^|\s)/\w", text)


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.stem)
def test_every_locked_package_has_hashes(path: Path) -> None:
    entries = [entry for entry in re.split(r"\n(?=\w)", path.read_text()) if not entry.startswith("#")]
    assert entries
    assert not [
        entry for entry in entries if not re.match(r"[\w.-]+(\[.*?\])?==", entry) or "--hash=sha256:" not in entry
    ]


@pytest.mark.parametrize("lock", ASKED)
def test_each_direct_dependency_is_locked_at_a_version_that_it_admits(lock: str) -> None:
    locked = pins(lock)
    for requirement in map(Requirement, ASKED[lock]):
        version = locked[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"{requirement} is locked at {version}"


def test_the_tests_run_the_versions_that_people_run() -> None:
    dev = pins("dev")
    for lock in ("app", "build"):
        assert pins(lock).items() <= dev.items()


NPM_LOCKS = {
    "the app's": (PACKAGE, PACKAGE_LOCK),
    "browserless": tuple(
        json.loads((REQUIREMENTS / "browserless" / name).read_text()) for name in ("package.json", "package-lock.json")
    ),
}


@pytest.mark.parametrize("lock", NPM_LOCKS)
def test_an_npm_lock_records_no_download_address_and_a_digest_of_everything(lock: str) -> None:
    packages = {name: entry for name, entry in NPM_LOCKS[lock][1]["packages"].items() if name}
    assert packages
    assert not [name for name, entry in packages.items() if "resolved" in entry]
    assert not [name for name, entry in packages.items() if not entry.get("integrity", "").startswith("sha512-")]


@pytest.mark.parametrize("lock", NPM_LOCKS)
def test_an_npm_lock_holds_exactly_the_versions_of_its_package_json(lock: str) -> None:
    asked, locked = NPM_LOCKS[lock]
    for kind in {"dependencies", "devDependencies"} & asked.keys():
        assert locked["packages"][""][kind] == asked[kind]
        for name, version in asked[kind].items():
            assert locked["packages"][f"node_modules/{name}"]["version"] == version
