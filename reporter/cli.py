"""The commands: parse, call one function, print. Data goes to stdout, talk to stderr."""

import json
import os
import re
import sys
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any

import click

from reporter import __version__
from reporter.errors import ReporterError

_FOLDER = click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The audit folder (default: the folder you are in).",
)
_PERIOD = click.option(
    "--period", required=True, help="2026-10, 2026-Q4, 2026, or 2026-10-01..2026-10-15 (both days included)."
)
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


def _limit_memory(context: click.Context, option: click.Parameter, value: str | None) -> None:
    """Keep the engine within this much memory; what does not fit is spilled inside the folder."""
    from reporter import warehouse

    if value and not re.fullmatch(r"[1-9]\d*(\.\d+)? ?[MG]i?B", value):
        raise click.BadParameter(f"{value!r} must be an amount such as 500MB or 1GB.")
    warehouse.limit(memory=value)


_MEMORY = click.option(
    "--memory",
    callback=_limit_memory,
    expose_value=False,
    help="What the engine may use, such as 1GB: slower, the same answers (default: most of the machine's).",
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


class _LastDoor:
    """Turns whatever still escapes into one line and an exit code: no traceback reaches a clerk, no failure exits 0."""

    def __enter__(self) -> None:
        """Open."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Explain an error and leave with its code."""
        if error is None or isinstance(error, SystemExit | click.exceptions.Exit):
            return
        if isinstance(error, ReporterError):
            click.echo(f"reporter: {error}", err=True)
            sys.exit(error.exit_code)
        if isinstance(error, click.ClickException):
            error.show()
            sys.exit(2)
        if isinstance(error, KeyboardInterrupt | click.Abort):
            click.echo("reporter: stopped. Nothing half-done was kept.", err=True)
            sys.exit(11)
        if os.environ.get("REPORTER_DEBUG"):
            return
        click.echo(
            f"reporter: something failed that this program did not foresee ({kind.__name__ if kind else ''}). "
            "Nothing half-done was kept. Set REPORTER_DEBUG=1 to see where.",
            err=True,
        )
        sys.exit(11)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def cli() -> None:
    """Did any release happen before vetting, was anyone held too long, and what do the records prove?

    Exit codes: 0 demonstrated, 1 exceptions, 3 not demonstrated or nothing to test, 2 usage or policy error,
    4 input refused, 5 integrity failure, 10 warehouse busy, 11 anything else.
    """


def main() -> None:
    """Run the command line."""
    os.umask(0o077)
    with _LastDoor():
        cli.main(standalone_mode=False)


def _tell(words: str) -> None:
    """Say what is going on, on a terminal only."""
    if sys.stderr.isatty():
        click.echo(f"  {words}", err=True)


def _print(data: Any) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=1, default=str))


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path("demo-county"))
def demo(folder: Path) -> None:
    """Make a synthetic county, run everything, and say where to look."""
    from reporter import county, pipeline
    from reporter.errors import PolicyError
    from reporter.period import period

    if folder.exists() and any(folder.iterdir()):
        raise PolicyError(f"{folder.name} is not empty. Name a folder that does not exist yet.")
    county.make(folder)
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    filed = pipeline.run(folder, period(truth["period"]), _tell)
    _print_filed(filed)
    sys.exit(filed.exit_code)


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--from",
    "samples",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A sample export; may be given several times, and files may follow it.",
)
@click.argument("more", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
def init(folder: Path, samples: tuple[Path, ...], more: tuple[Path, ...]) -> None:
    """Write a starter folder; with sample files, propose how their columns map."""
    from reporter import starter

    for line in starter.start(folder, [*samples, *more]):
        click.echo(line)


@cli.command()
@_FOLDER
@_JSON
def doctor(folder: Path, as_json: bool) -> None:
    """Look the folder over: what is well, what wants a hand, what a run would do. Changes nothing."""
    from reporter import pipeline

    signs = pipeline.examine(folder)
    if as_json:
        _print([asdict(one) for one in signs])
    else:
        for one in signs:
            click.echo(f"{one.state:<5} {one.name}: {one.words}")
    sys.exit(max(one.exit_code for one in signs))


@cli.command()
@_FOLDER
@_JSON
@click.option("--raw", is_flag=True, help="Print each row as delivered too: it may hold personal data.")
def quarantine(folder: Path, as_json: bool, raw: bool) -> None:
    """List the rows that could not be read: where each stands, why, and what to do."""
    from reporter import pipeline, wording

    rows = pipeline.unread(folder)
    if as_json:
        kept = [asdict(one) for one in rows]
        _print(kept if raw else [{key: one[key] for key in one if key != "raw"} for one in kept])
        return
    for one in rows:
        state = " (mended by a later delivery)" if one.mended else ""
        click.echo(f"inbox/{one.file}, line {one.line}{state}")
        for reason in one.reasons:
            click.echo(f"    {wording.quarantine_sentence(reason, one.log)}")
        if raw:
            click.echo(f"    as delivered: {one.raw}")
    if not rows:
        click.echo("No row is in quarantine.")


@cli.command()
@_FOLDER
@_MEMORY
@_JSON
def ingest(folder: Path, as_json: bool) -> None:
    """Take in what is new in inbox/."""
    from reporter import pipeline

    taken = pipeline.ingest(folder, _tell)
    if as_json:
        _print([asdict(one) for one in taken])
        return
    for one in taken:
        words = (
            "was delivered before: nothing taken" if one.repeated else f"{one.accepted} of {one.received} rows taken"
        )
        aside = f", {one.quarantined} quarantined" if one.quarantined else ""
        click.echo(f"{one.log:<16} {one.file}: {words}{aside}")
    if not taken:
        click.echo("Nothing new in inbox/.")


@cli.command()
@_FOLDER
@click.option("--period", help="The period the logs must cover (default: all days on record).")
@_MEMORY
@_JSON
def check(folder: Path, period: str | None, as_json: bool) -> None:
    """Ask how complete the logs are: the completeness legs alone."""
    from reporter import figures, pipeline
    from reporter.period import period as read_period

    days = read_period(period) if period else pipeline.whole_span(folder, _tell)
    judged = pipeline.judge(folder, days, _tell)
    if as_json:
        _print({"period": asdict(days), "legs": [figures.leg_as_json(one) for one in judged.legs]})
    else:
        for one in judged.legs:
            needed = " (required)" if one.required else ""
            click.echo(f"{one.id:<28} {one.state:<11} {one.violation_count:>7} of {one.tested_count}{needed}")
    sys.exit(0 if all(one.state == "holds" for one in judged.legs if one.required) else 3)


@cli.command()
@_FOLDER
@_PERIOD
@_MEMORY
@_JSON
def audit(folder: Path, period: str, as_json: bool) -> None:
    """Decide the controls and print their books; nothing is filed."""
    from reporter import figures, pipeline
    from reporter.period import period as read_period

    judged = pipeline.judge(folder, read_period(period), _tell)
    if as_json:
        _print(
            {
                "claim": asdict(judged.claim),
                "controls": [figures.control_as_json(one) for one in judged.controls],
                "legs": [figures.leg_as_json(one) for one in judged.legs],
            }
        )
    else:
        click.echo(
            f"{'control':<30}{'population':>11}{'met':>8}{'exception':>11}{'undetermined':>14}{'out of scope':>14}"
        )
        for one in judged.controls:
            if one.testable and not one.suspended_because:
                counts = (
                    f"{one.population:>11}{one.met:>8}{one.exception:>11}{one.undetermined:>14}{one.out_of_scope:>14}"
                )
            else:
                counts = f"  {one.not_testable_because or 'Suspended: ' + one.suspended_because}"
            click.echo(f"{one.id:<30}{counts}")
        click.echo(f"\n{judged.claim.sentence}")
    sys.exit(judged.exit_code)


@cli.command()
@_FOLDER
@click.option("--period", help="2026-10, 2026-Q4, 2026, or 2026-10-01..2026-10-15 (both days included).")
@click.option("--as-filed", help="Make a filed edition again, such as 2026-10/r1, and compare every byte.")
@_MEMORY
@_JSON
def run(folder: Path, period: str | None, as_filed: str | None, as_json: bool) -> None:
    """Ingest, check, audit and report: what cron calls."""
    from reporter import pipeline
    from reporter.period import period as read_period

    if as_filed:
        said = pipeline.as_filed(folder, as_filed, _tell)
        if as_json:
            _print({"edition": as_filed, "same": True, "says": said})
        else:
            click.echo(said)
        return
    if not period:
        raise click.UsageError("Missing option '--period'.")
    filed = pipeline.run(folder, read_period(period), _tell)
    if as_json:
        _print(asdict(filed) | {"path": str(filed.path)})
    else:
        _print_filed(filed)
    sys.exit(filed.exit_code)


def _print_filed(filed: Any) -> None:
    click.echo(filed.sentence)
    if not filed.is_new:
        click.echo(f"Nothing new since edition r{filed.number}: no new edition was filed.", err=True)
    for note in filed.notes if filed.is_new else ():
        click.echo(f"Note: {note}", err=True)
    for path in sorted(filed.path.iterdir()):
        click.echo(str(path))
    if filed.root_digest:
        click.echo(f"root digest of the pack: {filed.root_digest}")


@cli.command()
@click.argument("booking_id")
@_FOLDER
@click.option("--period", help="The period in which the stay is judged (default: the month of its release).")
@_JSON
def explain(booking_id: str, folder: Path, period: str | None, as_json: bool) -> None:
    """Print one stay's timeline, and why each control came out as it did."""
    from reporter import pipeline
    from reporter.period import period as read_period

    told = pipeline.explain(folder, booking_id, read_period(period) if period else None, _tell)
    if as_json:
        _print(asdict(told))
        return
    click.echo(f"Stay {told.booking_id}, judged in {told.period.label}\n")
    for time in told.times:
        click.echo(f"  {time.text:<28} {time.label}, {time.doubt} [{time.earliest} to {time.latest}]")
    click.echo("")
    for one in told.outcomes:
        click.echo(f"  {one.control} ({one.item}): {one.outcome}, {one.reason}. {one.sentence}")
        for record in one.witnesses:
            click.echo(f"      see {record.log}, {record.file}, line {record.line}")
        if one.settles:
            click.echo(f"      what would settle it: {one.settles}")


@cli.command()
@click.argument("pack", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--digest", default="", help="The root digest printed with the report (default: pack.sha256 beside it).")
@click.option("--report", type=_FILE, help="A report, such as board.html: was it filed with this pack?")
@click.option("--allowed-signers", type=_FILE, help="OpenSSH's file of whose signatures count; pack.sig must be there.")
@_JSON
def verify(pack: Path, digest: str, report: Path | None, allowed_signers: Path | None, as_json: bool) -> None:
    """Recompute everything from an evidence pack alone: digests, the engine, and the second implementation."""
    from reporter import verification

    asked = verification.Asked(root=digest.strip().lower(), report=report, allowed_signers=allowed_signers)
    found = verification.verify(pack, asked, _tell)
    if as_json:
        _print(asdict(found))
    else:
        for remark in found.remarks:
            click.echo(remark, err=True)
        for one in found.differences:
            click.echo(f"differs: {one}")
        for one in found.signed_by:
            click.echo(f"signed: {one}")
        if not found.differences:
            click.echo(f"{found.outcome_count} outcomes agree three ways; claim: {found.claim}. {found.sentence}")
    sys.exit(5 if found.differences else 0)


@cli.command()
@click.argument("edition")
@_FOLDER
@click.option("--for-reviewers", is_flag=True, help="Write pack-reviewer/: pseudonyms, no personal attributes.")
def pack(edition: str, folder: Path, for_reviewers: bool) -> None:
    """Write the pack for reviewers of a filed edition, such as 2026-10/r1; the full pack is made by each run."""
    from reporter import pipeline

    if not for_reviewers:
        raise click.UsageError("Each run writes the full pack. For one without names, give --for-reviewers.")
    click.echo(pipeline.pack_for_reviewers(folder, edition, _tell))


@cli.command()
@click.argument("edition")
@_FOLDER
@click.option("--name", required=True, help="Who certifies: name and office, as to be printed.")
@click.option("--key", type=_FILE, help="An OpenSSH private key (Ed25519); without it nothing is signed.")
@click.option("--override", default="", help="Certify although a leg that the claim needs does not hold: say why.")
def certify(edition: str, folder: Path, name: str, key: Path | None, override: str) -> None:
    """Write and sign certification.txt beside the pack of a filed edition, such as 2026-10/r1.

    Refused (exit 2) while a completeness leg that the claim needs does not hold, unless --override says why; the
    override is printed in the text. A pack or report that is not what was filed cannot be certified (exit 5).
    """
    from reporter import pipeline

    for path in pipeline.certify(folder, edition, name, key, override):
        click.echo(str(path))


@cli.command()
@click.argument("request", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_FOLDER
def packet(request: Path, folder: Path) -> None:
    """Answer a request from a filed edition, and log what left the building and to whom."""
    from reporter import pipeline

    made = pipeline.packet(folder, request)
    for path in sorted(made.rglob("*")):
        if path.is_file():
            click.echo(str(path))


@cli.command()
@_FOLDER
@_JSON
def history(folder: Path, as_json: bool) -> None:
    """List the editions filed, what moved in each and why, and whether the chain holds."""
    from reporter import editions

    chain = editions.history(folder)
    if as_json:
        _print(chain)
        return
    for one in chain:
        why = ", ".join(f"{count} {cause}" for cause, count in one["causes"].items())
        click.echo(
            f"{one['period']}/r{one['edition']}  {one['claim']:<17} {one['moved_count']} moved"
            f"{f' ({why})' if why else ''}  {one['digest'][:12]}"
            + (f" after {one['previous_digest'][:12]}" if one["previous_digest"] else "")
            + ("  the claim moved" if one["claim_moved"] else "")
            + ("  CHAIN BROKEN: the edition before is not the one this one names" if one["chain"] == "broken" else "")
        )
    if not chain:
        click.echo("No edition has been filed yet.")
