"""The real LiteLLM proxy in front of a provider that misbehaves on request."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from kipux.adapters.embedded.litellm import LiteLLMProcess
from tests.services import missing
from tests.services.fake_upstream import BEHAVIOURS, KEY, FakeUpstream

INSTALLED = Path(__file__).parents[2] / ".cache/litellm/bin/litellm"


@dataclass(frozen=True)
class LiteLLMProxy:
    """Where it answers, and with which key."""

    url: str
    key: str


@pytest.fixture(scope="session")
def fake_upstream() -> Iterator[FakeUpstream]:
    """The provider alone. Its key is `fake_upstream.KEY`."""
    fake = FakeUpstream()
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture(scope="session")
def litellm_proxy(fake_upstream: FakeUpstream, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiteLLMProxy]:
    """The proxy that `make` installed, or `KIPUX_TEST_LITELLM_COMMAND`; each model of the provider under its own name."""
    command = os.environ.get("KIPUX_TEST_LITELLM_COMMAND") or str(INSTALLED)
    if shutil.which(command) is None:
        missing(f"LiteLLM is not installed: there is no {command}")
    folder = tmp_path_factory.mktemp("litellm")
    config = folder / "litellm.yaml"
    config.write_text(yaml.safe_dump(_config(fake_upstream.url)))
    process = LiteLLMProcess(command, config, folder / "litellm.log")
    url, key = process.start()
    yield LiteLLMProxy(url, key)
    process.stop()


def _config(upstream: str) -> dict[str, object]:
    return {
        "model_list": [_model(name, upstream) for name in BEHAVIOURS],
        "litellm_settings": {"telemetry": False, "num_retries": 0, "drop_params": True},
        "router_settings": {"num_retries": 0, "disable_cooldowns": True},
        "general_settings": {"master_key": "sk-kipux-test"},
    }


def _model(name: str, upstream: str) -> dict[str, object]:
    params: dict[str, object] = {"model": f"openai/{name}", "api_base": f"{upstream}/v1", "api_key": KEY}
    info: dict[str, object] = {"mode": "chat"}
    if name == "looks":
        info |= {"supports_function_calling": True, "max_input_tokens": 16000}
    if name == "fast":
        params |= {"input_cost_per_token": 0.000001, "output_cost_per_token": 0.000002}
        info |= {
            "max_input_tokens": 128000,
            "max_output_tokens": 8192,
            "supports_vision": True,
            "kipux": {"label": "Rápido"},
        }
    if name.startswith("searcher"):
        info |= {"max_input_tokens": 4_096 if name.endswith("4k") else 64_000, "supports_function_calling": True}
    return {"model_name": name, "litellm_params": params, "model_info": info}
