"""Commands on editions: file one, and list those filed."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from reporter.cli.options import CASE_KEY, FILE, FOLDER, JSON, LOG, MEMORY, PERIOD, QUIET
from reporter.cli.output import done, is_quiet, note, options, print_filed, print_json, say, taken_words, tell, warn_of
from reporter.errors import PolicyError


@click.command()
@FOLDER
@click.option("--period", help="2026-10, 2026-Q4, 2026, or 2026-10-01..2026-10-15 (both days included).")
@click.option("--as-filed", help="Make a filed edition again, such as 2026-10/r1, and compare every byte.")
@click.option("--recount", is_flag=True, help="Decide everything again if nothing is new, and compare every byte.")
@click.option("--dry-run", is_flag=True, help="Run on a copy and say what would be taken in and filed; change nothing.")
@click.option("--even-if-empty", is_flag=True, help="File an edition although no log has a row in or near the period.")
@CASE_KEY
@MEMORY
@LOG
@QUIET
@JSON
def run(
    folder: Path,
    period: str | None,
    as_filed: str | None,
    recount: bool,
    dry_run: bool,
    even_if_empty: bool,
    case_key: Path | None,
    as_json: bool,
) -> None:
    """Ingest, check, audit and report: what cron calls."""
    from reporter.config.period import period as read_period
    from reporter.editions import case_key as keys
    from reporter.workflows import dry_run as rehearsal
    from reporter.workflows import reproduce, take_in
    from reporter.workflows import run as pipeline

    key = keys.from_file(case_key) if case_key else None
    if as_filed is not None:
        said = reproduce.as_filed(folder, as_filed, tell, key, options())
        if as_json:
            print_json({"edition": as_filed, "same": True, "says": said})
        else:
            say(said)
        return
    if not period:
        raise click.UsageError("Missing option '--period'.")
    if dry_run:
        rehearsed = rehearsal.rehearse(
            folder, read_period(period), tell, key, even_if_empty=even_if_empty, options=options()
        )
        warn_of(take_in.strays(folder))
        print_json(asdict(rehearsed)) if as_json else _print_rehearsed(rehearsed)
        done("rehearsed", rehearsed.exit_code, edition=rehearsed.edition, claim=rehearsed.claim)
        sys.exit(rehearsed.exit_code)
    filed = pipeline.run(folder, read_period(period), tell, key, even_if_empty=even_if_empty, options=options())
    edition = f"{read_period(period).label}/r{filed.number}"
    if recount and not filed.is_new:  # a new edition was decided from all records just now
        note(reproduce.as_filed(folder, edition, tell, key, options()))
    if as_json:
        print_json(asdict(filed) | {"path": str(filed.path)})
    else:
        print_filed(filed)
    done("filed" if filed.is_new else "stands", filed.exit_code, edition=edition, claim=filed.claim)
    sys.exit(filed.exit_code)


def _print_rehearsed(rehearsed: Any) -> None:
    if is_quiet():
        return
    say("A rehearsal: nothing was changed and nothing was filed.")
    for line in taken_words(rehearsed.taken):
        say(f"would take in  {line}")
    would = f"would file {rehearsed.edition}" if rehearsed.would_file else f"{rehearsed.edition} would stand as it is"
    say(f"{would}, exit code {rehearsed.exit_code}: {rehearsed.sentence}")
    for line in rehearsed.answers:
        say(line)


@click.command()
@click.argument("period")
@FOLDER
def brief(period: str, folder: Path) -> None:
    """Print a summary of a period's newest edition as plain text, for cron to mail.

    The answer with the other three beside it, what moved, what lacks, what to do next: under forty lines, and no
    identifier of a person. Exit 5 if an edition is not as it was filed; then nothing is printed.
    """
    from reporter.config.period import period as read_period
    from reporter.workflows import brief as summary

    for line in summary.of(folder, read_period(period)):
        say(line)


@click.command()
@FOLDER
@click.option(
    "--record-loss", metavar="EDITION", help="Write down that an edition, such as 2026-10/r1, is lost for good."
)
@click.option("--why", default="", help="With --record-loss: why it is lost. Every later edition prints it.")
@JSON
def history(folder: Path, record_loss: str | None, why: str, as_json: bool) -> None:
    """List the editions filed, what moved in each and why, and hold each against the ledger.

    Exit 5 if an edition was changed, is missing, was replaced, or is not in the ledger. If the ledger itself is lost
    for good, --record-loss ledger begins a new one over the editions that are there. A ledger that can be read is not
    lost, unless an edition was filed on lines that it lacks.
    """
    from reporter.editions import ledger, ledger_check, store
    from reporter.workflows import afterwards

    if record_loss is not None:
        say(afterwards.record_loss(folder, record_loss, why, tell))
        return
    if why:
        raise click.UsageError("--why goes with --record-loss.")
    if not (folder / "policy.toml").is_file() and not (folder / "reports").is_dir():
        raise PolicyError("There is no policy.toml in this folder. Name the audit folder: --folder DIR.")
    known = ledger.read(folder).editions()
    chain = [
        one | {"root_digest": store.root_digest(folder, one["period"], one["edition"])} for one in store.history(folder)
    ]
    if as_json:
        print_json(chain)
    else:
        _print_history(chain)
    book = ledger_check.hold(folder, "What is listed may not be what was filed.")
    if not as_json:
        for name, line in book.lost().items():
            say(f"{name}  lost: {line.says['why']} (it said {known[name].says['claim']})")
        for line in book.of_kind("ledger_lost"):
            say(f"ledger  lost, and begun again over the editions that were there: {line.says['why']}")
        if book.lines:
            say(f"ledger digest ({len(book.lines)} lines): {book.digest}")


_BROKEN = {
    "broken": "the edition before is not the one this one names",
    "missing": "the edition before is not there",
}


def _print_history(chain: list[dict[str, Any]]) -> None:
    for one in chain:
        why = ", ".join(f"{count} {cause}" for cause, count in one["causes"].items())
        say(
            f"{one['period']}/r{one['edition']}  {one['claim']:<17} {one['moved_count']} moved"
            f"{f' ({why})' if why else ''}  basis {one['digest'][:12]}"
            + (f" after {one['previous_digest'][:12]}" if one["previous_digest"] else "")
            + f"  root digest {one['root_digest'] or 'none'}"
            + ("  the claim moved" if one["claim_moved"] else "")
            + (f"  CHAIN BROKEN: {_BROKEN[one['chain']]}" if one["chain"] in _BROKEN else "")
        )
        say(f"    {' '.join(one['answers'])}")
    if not chain:
        say("No edition has been filed yet.")


@click.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, file_okay=False))
@PERIOD
@click.option("--expected", type=FILE, help="A TOML file of the counties expected, so that silence shows.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Where to (default: statewide-PERIOD).")
@click.option(
    "--unverified",
    multiple=True,
    metavar="NAME",
    help="A folder or agency whose pack need not verify.",
)
def state(
    folders: tuple[Path, ...], period: str, expected: Path | None, out: Path | None, unverified: tuple[str, ...]
) -> None:
    """Make one edition of several counties' folders or evidence packs: a line a county, and no ranking.

    The file of --expected has [[expected]] tables, each with name = "..." and facilities = ["..."]. A
    facility that several of them name tells no county apart: there the name must be the agency's. The edition is
    for the state's reviewers, counts only, and not for publication. Each pack is verified first, as `reporter
    verify` does. Exit 5 if one is not what was sealed or does not verify; then nothing is made.
    """
    from reporter.config.period import period as read_period
    from reporter.editions import statewide

    days = read_period(period)
    made = statewide.make(
        folders, days, out or Path(f"statewide-{days.label}"), expected, unverified=unverified, tell=tell
    )
    for one in made.silent:
        note(f"did not report: {one}")
    for path in sorted(made.path.iterdir()):
        say(str(path))
    sys.exit(made.exit_code)
