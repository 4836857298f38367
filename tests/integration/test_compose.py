"""What compose.yaml, the Dockerfile, .env.example and the READMEs promise to whoever runs Kipux."""

import re
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from kipux.entrypoints.settings import Settings, load

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "compose.yaml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
EXAMPLE = dict(
    line.split("=", 1) for line in (ROOT / ".env.example").read_text().splitlines() if re.match(r"\w+=", line)
)
KNOWN = {f"KIPUX_{field.name.upper()}" for field in msgspec.structs.fields(Settings)}
SECRETS = [name for name in EXAMPLE if re.search("(KEY|SECRET|PASSWORD|TOKEN)(_OLD)?$", name)]


def networks(service: str) -> set[str]:
    return set(SERVICES[service]["networks"])


def test_it_runs_the_app_and_all_that_the_app_talks_to() -> None:
    assert set(SERVICES) == {"app", "migrate", "postgres", "redis", "litellm", "searxng", "browserless"}


def test_only_the_app_is_published() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["app"]
    assert all(service.get("network_mode") is None for service in SERVICES.values())


def test_only_the_app_and_its_migrations_reach_the_data() -> None:
    assert {name for name in SERVICES if "data" in networks(name)} == {"app", "migrate", "postgres", "redis"}
    assert networks("postgres") == networks("redis") == {"data"}
    assert COMPOSE["networks"]["data"]["internal"] is True


@pytest.mark.parametrize("outward", ["litellm", "searxng", "browserless"])
def test_a_service_that_goes_out_to_the_internet_shares_a_network_with_the_app_alone(outward: str) -> None:
    assert {name for name in SERVICES if networks(name) & networks(outward)} == {outward, "app"}


@pytest.mark.parametrize("name", SERVICES)
def test_every_image_is_pinned_to_a_version(name: str) -> None:
    _, colon, tag = SERVICES[name]["image"].rpartition(":")
    assert colon
    assert re.search(r"\d", tag), "a tag without a number is a moving one"


def test_the_app_image_has_the_version_of_the_project() -> None:
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert version
    assert SERVICES["app"]["image"] == SERVICES["migrate"]["image"] == f"kipux:{version[1]}"


def test_the_litellm_image_is_the_version_that_the_tests_run() -> None:
    locked = re.search(r"^litellm==(\S+)", (ROOT / "requirements/litellm.lock").read_text(), re.MULTILINE)
    assert locked
    assert SERVICES["litellm"]["image"].endswith(f":v{locked[1]}")


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_gains_privileges(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service


def test_the_app_cannot_write_outside_its_data() -> None:
    for name in ("app", "migrate"):
        assert SERVICES[name]["read_only"] is True
        assert SERVICES[name]["volumes"] == ["app-data:/data"]


def test_every_service_that_stays_says_whether_it_is_well_and_comes_back() -> None:
    for name in SERVICES.keys() - {"migrate"}:
        assert SERVICES[name]["healthcheck"]["test"], name
        assert SERVICES[name]["restart"] == "unless-stopped", name


def test_the_app_starts_once_the_schema_is_migrated() -> None:
    assert SERVICES["migrate"]["command"] == ["migrate"]
    assert SERVICES["migrate"]["restart"] == "no"
    assert SERVICES["migrate"]["depends_on"]["postgres"]["condition"] == "service_healthy"
    assert SERVICES["app"]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_the_example_holds_exactly_the_variables_that_compose_reads() -> None:
    assert set(EXAMPLE) == set(re.findall(r"\$\{(\w+)", TEXT))


def test_the_example_explains_every_variable() -> None:
    blocks = (ROOT / ".env.example").read_text().split("\n\n")
    assert all(block.startswith("#") for block in blocks)


def test_no_secret_has_a_default() -> None:
    assert SECRETS
    assert [EXAMPLE[name] for name in SECRETS] == [""] * len(SECRETS)
    for name in SECRETS:
        optional = name.endswith(
            ("_API_KEY", "_OLD")
        )  # a provider that nobody uses needs no key, a key never changed no old one
        ends = {"-}"} if optional else {"?"}
        assert {found.strip() for found in re.findall(rf"\$\{{{name}:(\?|-\}})", TEXT)} == ends, name


def test_the_app_is_given_only_settings_that_it_knows() -> None:
    assert set(SERVICES["app"]["environment"]) <= KNOWN
    assert set(re.findall(r"\b(KIPUX_\w+)=", DOCKERFILE)) <= KNOWN


def test_every_setting_can_be_given_to_the_app() -> None:
    fixed = set(re.findall(r"\b(KIPUX_\w+)=", DOCKERFILE))
    assert fixed | SERVICES["app"]["environment"].keys() == KNOWN


def test_the_example_as_it_stands_changes_no_setting() -> None:
    assert load({name: text for name, text in EXAMPLE.items() if name in KNOWN}) == Settings()


@pytest.mark.parametrize("readme", ["README.md", "README.es.md"])
def test_set_up_package_and_readme_agree_on_the_pythons(readme: str) -> None:
    lets_in = re.search(r"\(3, (\d+)\) <= .* <= \(3, (\d+)\)", (ROOT / "scripts/new-venv").read_text())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert lets_in
    oldest, newest = map(int, lets_in.groups())
    assert project["requires-python"] == f">=3.{oldest},<3.{newest + 1}"
    tried = [line.rpartition(" ")[2] for line in project["classifiers"] if "Python :: 3." in line]
    needed, works = (line for line in (ROOT / readme).read_text().splitlines() if "Python 3.11" in line)
    assert re.findall(r"3\.\d+", needed) == tried
    assert re.findall(r"3\.\d+", works) == [*tried, f"3.{newest}"]


@pytest.mark.parametrize("readme", ["README.md", "README.es.md"])
def test_the_readme_tells_of_every_setting_and_of_no_other(readme: str) -> None:
    rows = [line for line in (ROOT / readme).read_text().splitlines() if line.startswith("| `KIPUX_")]
    assert {name for row in rows for name in re.findall(r"KIPUX_\w+", row.split("|")[1])} == KNOWN


def test_the_app_is_told_where_search_and_browser_are() -> None:
    environment = SERVICES["app"]["environment"]
    assert environment["KIPUX_SEARXNG_URL"] == "http://searxng:8080"
    assert environment["KIPUX_BROWSERLESS_URL"] == "http://browserless:3000"
    assert environment["KIPUX_BROWSERLESS_TOKEN"] == SERVICES["browserless"]["environment"]["TOKEN"]


def test_search_answers_in_json() -> None:
    source, target, mode = SERVICES["searxng"]["volumes"][0].split(":")
    assert (target, mode) == ("/etc/searxng/settings.yml", "ro")
    settings = yaml.safe_load((ROOT / source).read_text())
    assert "json" in settings["search"]["formats"]
    assert settings["server"]["limiter"] is False
    assert "secret_key" not in settings["server"]
    assert "SEARXNG_SECRET" in SERVICES["searxng"]["environment"]


def test_the_gateway_reads_a_model_list_that_holds_no_key() -> None:
    assert "${LITELLM_CONFIG:-./litellm.example.yaml}:/app/config.yaml:ro" in SERVICES["litellm"]["volumes"]
    models = yaml.safe_load((ROOT / "litellm.example.yaml").read_text())["model_list"]
    keys = {model["litellm_params"].get("api_key", "os.environ/") for model in models}
    assert all(key.startswith("os.environ/") for key in keys)
    asked = {
        value.removeprefix("os.environ/")
        for model in models
        for value in model["litellm_params"].values()
        if "os.environ/" in value
    }
    assert asked <= SERVICES["litellm"]["environment"].keys()


def last_stage() -> str:
    return DOCKERFILE.rpartition("\nFROM ")[2]


def test_the_image_runs_as_a_numbered_user_without_rights() -> None:
    users = re.findall(r"^USER (\S+)", last_stage(), re.MULTILINE)
    assert len(users) == 1
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", users[0])
    assert "user" not in SERVICES["app"]


def test_the_image_is_slim_pinned_and_health_checked() -> None:
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert all(re.search(r":\d+(\.\d+)?-.*slim", base) for base in bases)
    assert "/healthz" in last_stage().partition("HEALTHCHECK")[2]
    assert not re.search(r"apt-get|\bnpm\b|\bgcc\b", last_stage())


def test_the_image_installs_only_what_the_locks_name() -> None:
    installs = re.findall(r"\bpip\b.*? install (.*?)(?:\\?$)", DOCKERFILE, re.MULTILINE)
    assert installs
    assert all("--require-hashes" in install or "--no-deps /tmp/dist" in install for install in installs)


def test_nothing_private_enters_the_image() -> None:
    kept = (ROOT / ".dockerignore").read_text().split()
    assert "*" in kept
    assert not [line for line in kept if line.startswith(("!.env", "!.git", "!tests"))]
