"""The LiteLLM process beside the app: its life, with a program that stands in for the real one (test_serve has that)."""

import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from kipux.adapters.embedded.errors import CannotStart
from kipux.adapters.embedded.litellm import LiteLLMProcess
from tests.integration.stand_in_litellm import stand_in

Make = Callable[[str], LiteLLMProcess]


@pytest.fixture
def proxy_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """A proxy on a file with this text."""
    monkeypatch.delenv("LITELLM_MASTER_KEY", raising=False)
    program, config = stand_in(tmp_path), tmp_path / "litellm.yaml"

    def make(text: str) -> LiteLLMProcess:
        config.write_text(text)
        return LiteLLMProcess(str(program), config, tmp_path / "data" / "litellm.log")

    return make


def started_key(proxy: LiteLLMProcess) -> str:
    _, key = proxy.start()
    proxy.stop()
    return key


def environment_of(url: str, name: str) -> str:
    with urllib.request.urlopen(f"{url}/{name}") as answer:
        return str(answer.read().decode())


def test_it_answers_where_it_says_until_it_is_stopped(proxy_with: Make) -> None:
    proxy = proxy_with("model_list: []")
    url, key = proxy.start()
    assert environment_of(url, "LITELLM_MASTER_KEY") == key
    assert environment_of(url, "LITELLM_LOCAL_MODEL_COST_MAP") == "True"
    proxy.stop()
    proxy.stop()
    with pytest.raises(OSError, match="refused"):
        environment_of(url, "health")


def test_a_file_without_a_key_gets_one_that_nobody_can_guess(proxy_with: Make) -> None:
    keys = {started_key(proxy_with("general_settings:\n  # master_key: sk-old\n")) for _ in range(2)}
    assert [len(key) >= 32 and key.startswith("sk-") for key in keys] == [True, True]


def test_the_key_of_the_environment_is_kept(proxy_with: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LITELLM_MASTER_KEY", "sk-of-the-environment")
    assert started_key(proxy_with("model_list: []")) == "sk-of-the-environment"


@pytest.mark.parametrize(
    "text",
    [
        "general_settings:\n  master_key: sk-1234 # for us\n",
        'general_settings:\n  "master_key": "sk-1234"\n',
        "general_settings: {database_url: x, master_key: sk-1234}\n",
        "general_settings:\n  master_key: os.environ/THE_KEY\n",
    ],
)
def test_the_key_of_the_file_is_used(proxy_with: Make, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("THE_KEY", "sk-1234")
    assert started_key(proxy_with(text)) == "sk-1234"


def test_kipux_tells_it_none_of_its_own_settings(proxy_with: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIPUX_SECRET_KEY", "hush" * 8)
    proxy = proxy_with("model_list: []")
    url, _ = proxy.start()
    assert environment_of(url, "KIPUX_SECRET_KEY") == ""
    proxy.stop()


def test_a_file_that_it_cannot_use_fails_the_start_with_its_own_words(proxy_with: Make) -> None:
    with pytest.raises(CannotStart, match="this file is broken"):
        proxy_with("broken").start()


def test_a_program_that_is_not_there_is_told(tmp_path: Path) -> None:
    config = tmp_path / "litellm.yaml"
    config.touch()
    with pytest.raises(CannotStart, match=r"^LiteLLM cannot be started: .*nowhere: No such file or directory\.$"):
        LiteLLMProcess(str(tmp_path / "nowhere"), config, tmp_path / "log").start()
