"""Run the commands that a page of docs/ shows, and write what they print in place of what stood there.

A block marked `console` has lines that begin with `$ `, which are run one after another by a shell in a folder of the
page's own, with examples/ beside it; the lines below each are what it prints, on either stream. A block below
a line that is a file's name in bold, such as **`county/policy.toml`**, is written to that file.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r"^(?:\*\*`([^`\n]+)`\*\*\n\n)?```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\$ (.*)$", re.MULTILINE)
_DIGEST = re.compile(r"\b(?:[0-9a-f]{64}|[0-9a-f]{12})\b")  # another with each change of a query, so not shown
_SECONDS = 300


def replayed(name: str) -> str:
    """Return a page of docs/ as it would be with the program of today."""
    page = (ROOT / "docs" / name).read_text(encoding="utf-8")
    with TemporaryDirectory() as made:
        place = Path(made).resolve()
        shutil.copytree(ROOT / "examples", place / "examples")

        def rewritten(block: re.Match[str]) -> str:
            file, language, text = block.groups()
            if language == "console":
                return f"```console\n{_run(text, place)}```"
            if file:
                path = place / file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return block[0]

        return _BLOCK.sub(rewritten, page)


def _run(text: str, place: Path) -> str:
    lines = []
    for command in _COMMAND.findall(text):
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=place,
            env={
                "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
                "PYTHONPATH": str(ROOT),
                "HOME": str(place),
                "LC_ALL": "C.UTF-8",
                "COLUMNS": "100",
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        lines += [f"$ {command}\n", *(f"{_DIGEST.sub('…', line)}\n" for line in done.stdout.splitlines())]
    return "".join(lines)
