"""The code of the documentation runs."""

import re
import subprocess
import sys
from pathlib import Path

BLOCK = re.compile(r"^```python\n# (?P<name>\w+\.py)\n(?P<code>.*?)^```", re.MULTILINE | re.DOTALL)


def test_the_worked_examples_of_adapters_pass_their_suites(tmp_path: Path) -> None:
    root = Path.cwd()
    names = []
    for block in BLOCK.finditer((root / "docs/adapters.md").read_text(encoding="utf-8")):
        (tmp_path / block["name"]).write_text(block["code"], encoding="utf-8")
        names.append(block["name"])
    tests = [str(tmp_path / name) for name in names if name.startswith("test_")]
    assert len(tests) == 2
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(root),
        "-c",
        "pyproject.toml",
    ]
    run = subprocess.run(
        [*command, "-o", f"pythonpath=. {tmp_path}", *tests], cwd=root, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    passed = re.search(r"(\d+) passed", run.stdout)
    assert passed is not None
    assert int(passed[1]) > 10
