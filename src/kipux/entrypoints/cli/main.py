"""The `kipux` command.

What it imports at the top is light on purpose: a setting that is wrong or a port that is taken is told at once, and the servers
that Kipux brings boot while the rest, some seconds' worth of libraries, is still being imported by the command itself.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from kipux import __version__
from kipux.entrypoints.boot import CannotStart
from kipux.entrypoints.cli.doctor import doctor
from kipux.entrypoints.cli.grant_admin import grant_admin
from kipux.entrypoints.cli.migrate import migrate
from kipux.entrypoints.cli.own_servers import LiteLLMBeside
from kipux.entrypoints.cli.refused import Refused
from kipux.entrypoints.cli.serve import serve
from kipux.entrypoints.settings import SettingsError, load


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave: 0 when it did its work, 1 with a sentence on stderr when it could not."""
    try:
        sys.exit(_run(_parser().parse_args(arguments)))
    except (SettingsError, CannotStart, Refused) as reason:
        sys.exit(f"kipux: {reason}")
    except KeyboardInterrupt:
        sys.exit(130)


def _run(given: argparse.Namespace) -> int:
    settings = load(os.environ)
    if given.command == "migrate":
        return migrate(settings)
    if given.command == "doctor":
        return doctor(settings, os.environ)
    if given.command == "grant-admin":
        return grant_admin(settings, given.email)
    litellm = LiteLLMBeside(given.litellm_command, given.litellm) if given.litellm else None
    return serve(settings, litellm=litellm, stop_with_parent=given.stop_with_parent)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kipux",
        description="A self-hosted web chat for many AI models. Its settings are the variables KIPUX_…: see `kipux doctor`.",
    )
    parser.add_argument("--version", action="version", version=f"kipux {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    server = commands.add_parser("serve", help="serve the page and its API until Ctrl+C")
    server.add_argument("--litellm", type=Path, metavar="FILE", help="also run a LiteLLM proxy with this configuration")
    server.add_argument(
        "--litellm-command", default="litellm", metavar="CMD", help="the program that runs it (litellm)"
    )
    server.add_argument("--stop-with-parent", action="store_true", help="stop when the process that started it is gone")
    commands.add_parser("migrate", help="bring the database's schema up to this version")
    grant = commands.add_parser("grant-admin", help="make the account with this e-mail an administrator's")
    grant.add_argument("email", metavar="EMAIL")
    commands.add_parser("doctor", help="show every setting with its origin, and probe every component")
    return parser
