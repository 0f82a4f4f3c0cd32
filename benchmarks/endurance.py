"""`python -m benchmarks.endurance --months 120`: a county's monthly runs, one after the other, in one folder.

Deliveries come late, corrected, lost or withdrawn, rules change, and in the fourth year the jail's system (see
`long_county`). Each edition's counts must be those of what was on record when it was filed. At the end every edition is
made again from the delivered files and must be what was filed, byte for byte.
"""

import argparse
import resource
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks import long_county
from benchmarks.long_county import County, Plan
from reporter.audit import expectations
from reporter.config.period import period
from reporter.editions import ledger_check, store
from reporter.evidence import signed_rules
from reporter.options import RunOptions
from reporter.workflows import reproduce, run

_HEADLINE = "vetted_before_release"


@dataclass(frozen=True, kw_only=True)
class Filed:
    """One edition: what its run took, and what it left."""

    name: str
    is_first: bool
    claim: str
    counts: dict[str, int]
    moved: dict[str, int]
    seconds: float
    peak_mib: float
    folder_mib: float


@dataclass(frozen=True, kw_only=True)
class Again:
    """An edition that was made again, byte for byte: what it took, and whether its files had to be read as then."""

    name: str
    seconds: float
    is_read_again: bool


@dataclass(frozen=True, kw_only=True)
class Account:
    """What happened in all months, and what became of it."""

    months: int
    happened: Counter[str]
    filed: list[Filed] = field(default_factory=list)
    made_again: list[Again] = field(default_factory=list)

    @property
    def monthly(self) -> list[Filed]:
        """The first edition of each month, as cron would file it."""
        return [one for one in self.filed if one.is_first]


def endure(
    folder: Path, months: int, plan: Plan, stays: int, *, runs_a_process: int, again: Collection[str] = ()
) -> Account:
    """Run so many months, and make every edition again, or those named; with 0 runs a process, in this one.

    Raises AssertionError when an edition is not filed, its counts are wrong, or it cannot be made again as it was.
    """
    signer = _signer(folder.parent)
    county = County(folder, stays, plan)
    found = Account(months=months, happened=county.happened)
    with _called(runs_a_process) as call:
        for number in range(months):
            month = county.month(number)
            if month.is_signed:
                signed_rules.approve(folder, signer)
            for label in month.runs:
                one = call(_file, (folder, label, folder.parent / "allowed" if month.is_signed else None))
                if one.counts != county.answer(label):
                    raise AssertionError(f"{one.name} says {one.counts}; on record is {county.answer(label)}")
                found.filed.append(one)
                sys.stderr.write(f"{one}\n")
        ledger_check.hold(folder, "The months are over.")
        names = [f"{label}/r{number}" for label, number in store.all_editions(folder)]
        if sorted(names) != sorted(one.name for one in found.filed):
            raise AssertionError(f"{len(names)} editions lie in reports/, and {len(found.filed)} were filed")
        found.made_again.extend(call(_make_again, (folder, name)) for name in again or names)
    return found


@contextmanager
def _called(runs_a_process: int) -> Iterator[Callable[[Callable[..., Any], tuple[Any, ...]], Any]]:
    """Give what calls a function with its arguments, in this process or in one that ends after so many calls."""
    if not runs_a_process:
        yield lambda call, given: call(*given)
        return
    # Not forked: a process that has drawn a picture has threads, for which its fork would wait and wait.
    with get_context("spawn").Pool(1, maxtasksperchild=runs_a_process) as pool:
        yield pool.apply


def _signer(place: Path) -> Path:
    """Write a key that may sign, and who may sign; return the key's file."""
    from cryptography.hazmat.primitives import serialization as forms
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    public = key.public_key().public_bytes(forms.Encoding.OpenSSH, forms.PublicFormat.OpenSSH).decode()
    (place / "allowed").write_text(f'counsel@county namespaces="audit-report" {public}\n', encoding="ascii")
    (place / "allowed").chmod(0o600)
    text = key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.OpenSSH, forms.NoEncryption())
    (place / "counsel").write_bytes(text)
    return place / "counsel"


def _file(folder: Path, label: str, signers: Path | None) -> Filed:
    """File one edition."""
    expectations.judge.start()
    before = time.process_time()
    filed = run.run(folder, period(label), lambda words: None, options=RunOptions(signers=signers))
    seconds = time.process_time() - before
    if not filed.is_new:
        raise AssertionError(f"{label}: no new edition was filed")
    audit = store.filed(folder, label, filed.number)
    headline = next(one for one in audit["controls"] if one["id"] == _HEADLINE)
    counts = {one: headline[one] for one in ("met", "exception", "undetermined", "out_of_scope")}
    proved = counts["met"] > 0 == counts["exception"] + counts["undetermined"]
    if (filed.claim == "demonstrated" and not proved) or (filed.claim == "exceptions") != (counts["exception"] > 0):
        raise AssertionError(f"{label}: {filed.claim}, with {counts}")
    return Filed(
        name=f"{label}/r{filed.number}",
        is_first=filed.number == 1 and "-" in label,
        claim=filed.claim,
        counts=counts,
        moved=dict(Counter(one["cause"] for one in audit["changes"])),
        seconds=seconds,
        peak_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        folder_mib=sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1024**2,
    )


def _make_again(folder: Path, name: str) -> Again:
    """Make an edition again; raises IntegrityError if it is not what was filed."""
    expectations.judge.start()
    before = time.process_time()
    told: list[str] = []
    reproduce.as_filed(folder, name, told.append)
    is_read_again = any(one.startswith("reading the deliveries of then again") for one in told)
    return Again(name=name, seconds=time.process_time() - before, is_read_again=is_read_again)


HAPPENINGS = {
    "late": "deliveries that came a month late",
    "corrected": "corrected rows",
    "lost": "lost files",
    "found": "of them found",
    "withdrawn": "withdrawals",
    "manifest": "corrected manifests",
    "code": "codes not known",
    "mapped": "mapped",
    "limit": "changes of a limit",
    "officers": "changes of the rule on officers",
    "system": "changes of system",
    "signed": "turns to signed rules",
    "year": "recounts of a year",
}


def account(found: Account) -> str:
    """Write the account: what happened, what was filed, what it took."""
    filed, monthly = found.filed, found.monthly
    happened = ", ".join(f"{found.happened[one]} {words}" for one, words in HAPPENINGS.items())
    moved: Counter[str] = Counter()
    for one in filed:
        moved.update(one.moved)
    causes = ", ".join(f"{count} {cause}" for cause, count in sorted(moved.items()))
    lines = [
        f"{found.months} months: {happened}.",
        f"{len(filed)} editions, each with the counts that were on record; outcomes moved: {causes}.",
        f"{len(found.made_again)} of {len(filed)} editions made again, 0 differences; of "
        f"{sum(one.is_read_again for one in found.made_again)} the files had to be read as they were read then. "
        f"{statistics.median(one.seconds for one in found.made_again):.1f} s of the processor each.",
    ]
    if found.months >= 24:
        years = [monthly[12:24], *([monthly[48:60]] if found.months > 60 else []), monthly[-12:]]
        seconds = ", ".join(f"{statistics.median(one.seconds for one in year):.1f} s" for year in years)
        memory = ", ".join(f"{max(one.peak_mib for one in year):.0f} MiB" for year in years)
        named = "second, fifth and last" if len(years) > 2 else "second and last"
        lines.append(
            f"Months of the {named} year: {seconds} of the processor (median), {memory} of memory (greatest). "
            f"The folder has {filed[-1].folder_mib:.0f} MiB."
        )
    return "\n".join(lines) + "\n"


def table(found: Account, every: int) -> str:
    """Write some of the months as a table."""
    monthly = found.monthly
    lines = ["| month | processor, s | greatest memory, MiB | folder, MiB |", "|---|---|---|---|"]
    lines += [
        f"| {one.name[:7]} | {one.seconds:.2f} | {one.peak_mib:.0f} | {one.folder_mib:.1f} |"
        for n, one in enumerate(monthly)
        if n in (0, len(monthly) - 1) or n % every == 0
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run the months and print the account."""
    asked = argparse.ArgumentParser(prog="benchmarks.endurance", description=__doc__)
    asked.add_argument("--months", type=int, default=120)
    asked.add_argument("--stays", type=int, default=16, help="Stays a month.")
    asked.add_argument("--runs-a-process", type=int, default=1, help="A run a month is a process of its own.")
    asked.add_argument("--work", type=Path, help="Where to make the county (default: a folder that is removed).")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="endurance-", dir=given.work) as place:
        plan = long_county.decade(given.months)
        folder = Path(place) / "county"
        found = endure(folder, given.months, plan, given.stays, runs_a_process=given.runs_a_process)
    sys.stdout.write(account(found) + "\n" + table(found, 12))


if __name__ == "__main__":
    main()
