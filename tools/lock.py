"""Write the lock files from pyproject.toml: `make lock`.

requirements.lock is what running needs, requirements-dev.lock what else the tests and the documents need, and
requirements-cluster.lock what the test of the cluster needs besides. Each version has its hashes, and no file names the
host of a registry.
"""

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILES: Mapping[str, tuple[str, ...]] = {
    "requirements.lock": ("--no-dev",),
    "requirements-dev.lock": ("--group", "dev"),
    "requirements-cluster.lock": ("--group", "dev", "--group", "cluster"),
}
_PIN = re.compile(r"^\S.*\\\n(?:    --hash=.*\n)+", re.MULTILINE)
_EXPORT = ("export", "--quiet", "--format", "requirements-txt", "--no-emit-project", "--no-header", "--no-annotate")


def pins_not_in(earlier: str, text: str) -> str:
    """Return the pins of a lock file, with their hashes, that do not stand in the earlier ones."""
    known = set(_PIN.findall(earlier))
    return "".join(one for one in _PIN.findall(text) if one not in known)


def main() -> None:
    """Resolve once, and write each file without what stands in the one before it."""
    program = Path(sys.executable).parent / "uv"
    earlier = ""
    for name, groups in FILES.items():
        command = [str(program), *_EXPORT, *groups]
        text = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        (ROOT / name).write_text(pins_not_in(earlier, text), encoding="utf-8")
        earlier += text
    (ROOT / "uv.lock").unlink()  # it names the host of the registry


if __name__ == "__main__":
    main()
