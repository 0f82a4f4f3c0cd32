"""`python -m benchmarks --stays 100000 1000000 --threads 1 2`: times each phase, and checks every planted count."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import county, shown
from benchmarks.peers import PEERS

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Measure, print one table a size and form, and one of the peers; with --out, write them and a plot."""
    asked = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    asked.add_argument("--stays", type=int, nargs="+", default=[10_000, 100_000])
    asked.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    asked.add_argument("--form", choices=["csv", "parquet"], nargs="+", default=["csv"])
    asked.add_argument("--memory", nargs="+", default=[""], help="Memory limits, such as 1GB (default: none).")
    asked.add_argument("--peers", nargs="*", choices=[*PEERS], default=[], help="Ask these the one question too.")
    asked.add_argument("--python", nargs="+", default=[], metavar="PEER=PROGRAM", help="A peer's own Python.")
    asked.add_argument("--work", type=Path, help="Where to make the counties (default: a folder that is removed).")
    asked.add_argument("--out", type=Path, help="A folder for benchmark-figures.md and benchmark.svg.")
    given = asked.parse_args()
    said: list[str] = [shown.machine()]
    whole: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="benchmark-", dir=given.work) as place:
        _edition(
            Path(place) / "first", 1_000, "csv", 2, "", Path(place)
        )  # fills the byte-code cache, as installing does
        for form in given.form:
            for stays in given.stays:
                found, folder = [], Path(place)
                for memory in given.memory:
                    for threads in given.threads:
                        folder = Path(place) / f"{form}-{stays}-{threads}-{memory}"
                        found.append(_edition(folder, stays, form, threads, memory, Path(place)))
                shown.must_be_equal(found)
                said.append(shown.table(found, stays, form))
                whole += found
                if form == "csv" and given.peers:
                    said.append(_peers(folder, given.peers, given.python, stays, found[-1]))
        said.append(shown.growth(whole))
    text = "\n".join(one for one in said if one)
    sys.stdout.write(text)
    if given.out:
        given.out.mkdir(parents=True, exist_ok=True)
        (given.out / "benchmark-figures.md").write_text(f"# Figures of one benchmark\n\n{text}", encoding="utf-8")
        (given.out / "benchmark.svg").write_text(shown.plot(whole), encoding="utf-8")


def _edition(folder: Path, stays: int, form: str, threads: int, memory: str, place: Path) -> dict[str, Any]:
    """Make a county and run one edition in a child process, so that its memory is its own; a wrong count ends all."""
    county.make(folder, stays, form)
    found = child(folder, threads, memory, place)
    if faults := check(found, stays):
        sys.exit(f"{stays} stays, {threads} threads: the answer is wrong: {'; '.join(faults)}")
    return found | {"stays": stays, "form": form, "threads": threads, "memory": memory}


def child(folder: Path, threads: int, memory: str, place: Path, period: str = county.PERIOD) -> dict[str, Any]:
    """File one edition in a process of its own, with its byte code below `place`, and return what it took."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(place / "bytecode")
    command = [sys.executable, "-m", "benchmarks.phases", str(folder), str(threads), memory, period]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, env=environment, cwd=ROOT)  # noqa: S603
    if done.returncode:
        sys.exit(f"the edition could not be made (exit {done.returncode})")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def check(found: dict[str, Any], stays: int) -> list[str]:
    """List what did not come out as planted: speed never buys a wrong answer."""
    return wrong(found, county.planted(stays)) + [
        f"bookings has {found['accounts'][key]} {key}, not {count}"
        for key, count in county.accounts(stays).items()
        if found["accounts"][key] != count
    ]


def wrong(found: dict[str, Any], planted: dict[str, dict[str, int]]) -> list[str]:
    """List each planted count that did not come out."""
    return [
        f"{control} has {found['reasons'][control].get(reason, 0)} {reason}, not {count}"
        for control, reasons in planted.items()
        for reason, count in reasons.items()
        if found["reasons"][control].get(reason, 0) != count
    ]


def _peers(folder: Path, peers: list[str], pythons: list[str], stays: int, product: dict[str, Any]) -> str:
    """Ask each peer in a process of its own; an answer that is not the product's ends all."""
    own = dict(one.split("=", 1) for one in pythons)
    found: dict[str, dict[str, Any]] = {}
    for peer in peers:
        command = [own.get(peer, sys.executable), str(ROOT / "benchmarks" / "peers.py"), peer, str(folder)]
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, env=environment)  # noqa: S603
        if done.returncode:
            sys.exit(f"{peer} stopped (exit {done.returncode})")
        said = json.loads(done.stdout.splitlines()[-1])
        if "absent" in said:
            sys.stderr.write(f"{peer} is not installed; name its Python with --python {peer}=...\n")
            continue
        if said["counts"] != product["vetted"]:
            sys.exit(f"{peer} answers {said['counts']}, the product {product['vetted']}")
        found[peer] = said
    return shown.peers(found, stays, product)


if __name__ == "__main__":
    main()
