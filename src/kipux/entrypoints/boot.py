"""The small composition root of what must run before the rest is even imported.

Importing the whole container takes seconds (SQLAlchemy, Litestar); the embedded servers start meanwhile. Nothing heavy here.
"""

from pathlib import Path

from kipux.adapters.embedded.data_folder import kept_secret
from kipux.adapters.embedded.errors import CannotStart, DataFolderInUse
from kipux.adapters.embedded.litellm import LiteLLMProcess
from kipux.adapters.embedded.postgres import EmbeddedPostgres
from kipux.adapters.embedded.postgres_running import running_url

__all__ = ["CannotStart", "DataFolderInUse", "embedded_postgres", "kept_secret", "litellm_process", "running_url"]


def embedded_postgres(data_dir: Path) -> EmbeddedPostgres:
    """The database of a Kipux that was given none."""
    return EmbeddedPostgres(data_dir)


def litellm_process(command: str, config: Path, log: Path) -> LiteLLMProcess:
    """A LiteLLM proxy beside the app."""
    return LiteLLMProcess(command, config, log)
