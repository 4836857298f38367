"""A LiteLLM proxy beside the app, from an environment of its own, on the loopback."""

import http.client
import os
import re
import secrets
import signal
import subprocess
import time
from pathlib import Path

from kipux.adapters.embedded.child import end, free_port, spawn
from kipux.adapters.embedded.errors import CannotStart
from kipux.adapters.embedded.log_file import LogFile

_PATIENCE_SECONDS = 120
_MASTER_KEY = re.compile(r"""^[^#\n]*\bmaster_key["']?\s*:\s*["']?([^\s"',}#]+)""", re.MULTILINE)


class LiteLLMProcess:
    """Runs `command` (the `litellm` program) on `config`; what it says goes to `log`. `start` and `stop` block."""

    def __init__(self, command: str, config: Path, log: Path) -> None:
        self._command = str(Path(command).absolute()) if os.sep in command else command  # it runs in the file's folder
        self._config = config.absolute()
        self._log_path = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> tuple[str, str]:
        """Launch it, wait until it answers, and give its URL and key. Raises `CannotStart`."""
        self.launch()
        return self.wait()

    def launch(self) -> None:
        """Set it going. Raises `CannotStart` when the program or the file is not there."""
        self._key = self._configured_key() or os.environ.get("LITELLM_MASTER_KEY") or f"sk-{secrets.token_urlsafe(24)}"
        self._port = free_port()
        try:
            self._log_path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._log = LogFile(self._log_path)
            self._process = spawn(
                [
                    self._command,
                    "--config",
                    self._config,
                    "--host",
                    "127.0.0.1",
                    "--port",
                    str(self._port),
                    "--telemetry",
                    "False",
                ],
                log=self._log.path,
                parting=signal.SIGTERM,
                environ=self._environ(),
                cwd=self._config.parent,
            )
        except OSError as error:
            raise CannotStart(f"LiteLLM cannot be started: {error.filename}: {error.strerror}.") from error

    def wait(self) -> tuple[str, str]:
        """Its URL and key, once it answers. Raises `CannotStart`, and then it is no longer running."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not self._answers():
            if self._process is None or self._process.poll() is not None:
                raise CannotStart(
                    f"LiteLLM ended while it started; its log, {self._log.path}, says:\n{self._log.tail()}"
                )
            if time.monotonic() > deadline:
                self.stop()
                raise CannotStart(
                    f"LiteLLM does not answer after {_PATIENCE_SECONDS} s; its log, {self._log.path}, says:\n{self._log.tail()}"
                )
            time.sleep(0.1)
        return f"http://127.0.0.1:{self._port}", self._key

    def stop(self) -> None:
        """Stop it. Doing so twice is harmless."""
        if self._process is not None:
            end(self._process, (signal.SIGTERM, 5))
            self._process = None

    def _configured_key(self) -> str | None:
        """The master key that the file sets, which wins over the environment's in LiteLLM too."""
        try:
            found = _MASTER_KEY.search(self._config.read_text())
        except OSError as error:
            raise CannotStart(f"The LiteLLM file {self._config} cannot be read: {error.strerror}.") from error
        if found is None:
            return None
        key = found.group(1)
        return os.environ.get(key.removeprefix("os.environ/")) if key.startswith("os.environ/") else key

    def _environ(self) -> dict[str, str]:
        """Ours, since the providers' keys are there, but for our own settings; and without calls to its maker."""
        ours = {name: value for name, value in os.environ.items() if not name.startswith("KIPUX_")}
        quiet = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_TELEMETRY": "False"}
        return {**ours, **quiet, "LITELLM_MASTER_KEY": self._key}

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=5)
        try:
            connection.request("GET", "/health/liveliness")
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
