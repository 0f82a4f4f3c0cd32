"""Install a wheel alone on each supported Python of this machine, and run the demonstration from another folder.

`python -m tools.try_wheel dist/reporter-*.whl` is the last step of `make release`. A Python that uv cannot find is
named as not tried; nothing is downloaded to find one.
"""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
UV = str(Path(sys.executable).parent / "uv")
LOCK = Path(__file__).parents[1] / "requirements.lock"


def found(version: str) -> str:
    """Return the program of a Python version, or "" where this machine has none that starts."""
    command = [UV, "python", "find", "--no-project", "--no-python-downloads", "--system", version]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def demonstrated(python: str, wheel: Path) -> str:
    """Install the locked versions and the wheel in an environment of its own; return "" or what went wrong."""
    with TemporaryDirectory() as made:
        place = Path(made)
        program = place / "venv" / ("Scripts" if os.name == "nt" else "bin")
        pip = [UV, "pip", "install", "--quiet", "--no-deps", "--python", str(place / "venv")]
        steps = (
            [UV, "venv", "--quiet", "--python", python, str(place / "venv")],
            [*pip, "--require-hashes", "--requirement", str(LOCK)],
            [*pip, str(wheel)],
            [str(program / "reporter"), "demo", "county"],
        )
        for step in steps:
            done = subprocess.run(step, cwd=place, capture_output=True, text=True, check=False)
            want = 1 if step is steps[-1] else 0  # the demonstration county has planted faults
            if done.returncode != want:
                return f"{Path(step[0]).name} {step[1]} ended with {done.returncode}: {done.stderr.strip()[-500:]}"
        pages = list(place.glob("county/reports/*/r1/board.html"))
        return "" if pages else "the demonstration filed no edition"


def main() -> int:
    """Try each Python; the exit code is 1 if one of those found fails, or if none was found."""
    wheel = Path(sys.argv[1]).resolve()
    tried = 0
    failed = False
    for version in PYTHONS:
        python = found(version)
        wrong = demonstrated(python, wheel) if python else ""
        tried += bool(python)
        failed = failed or bool(wrong)
        words = (
            "not on this machine, so not tried" if not python else (wrong or "the wheel alone runs the demonstration")
        )
        sys.stdout.write(f"Python {version}: {words}\n")
    return int(failed or not tried)


if __name__ == "__main__":
    sys.exit(main())
