"""Commands on what was delivered: take it in, and list what could not be read."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reporter.cli.options import DATA, FILE, FOLDER, JSON, LOG, MEMORY, QUIET
from reporter.cli.output import done, is_quiet, options, print_json, say, taken_words, tell, warn_of
from reporter.text import on_one_line

if TYPE_CHECKING:
    from reporter.workflows.doctor import Unread

_FEW = 3


@click.command()
@FOLDER
@MEMORY
@LOG
@QUIET
@JSON
def ingest(folder: Path, as_json: bool) -> None:
    """Take in what is new in inbox/."""
    from reporter.workflows import take_in

    taken = take_in.ingest(folder, tell, options=options())
    done("ingested", 0, files=len(taken), rows=sum(one.received for one in taken))
    warn_of(take_in.strays(folder))
    if as_json:
        print_json([asdict(one) for one in taken])
        return
    if is_quiet():
        return
    for line in taken_words(taken):
        say(line)
    if not taken:
        say("Nothing new in inbox/.")


@click.command()
@FOLDER
def manifest(folder: Path) -> None:
    """Print the manifest's rows for the files in inbox/; fill in what each covers and when it was exported."""
    import csv
    from io import StringIO

    from reporter.config import policy
    from reporter.workflows import manifest as manifests

    lines = list(manifests.lines(folder, policy.load(folder / "policy.toml")))
    rows = StringIO()
    write = csv.writer(rows, lineterminator="\n").writerow
    write(manifests.COLUMNS)
    for one in lines:
        write([one.log, one.file, "", "", one.rows, one.sha256, ""])
    say(rows.getvalue().removesuffix("\n"))


@click.command()
@FOLDER
@JSON
@click.option("--raw", is_flag=True, help="Print each row as delivered, and rare values: they may hold personal data.")
def quarantine(folder: Path, as_json: bool, raw: bool) -> None:
    """List the rows that could not be read: where each stands, why, and what to do."""
    from reporter import text as wording
    from reporter.workflows import doctor

    rows = doctor.unread(folder)
    if as_json:
        kept = [asdict(one) for one in rows]
        print_json(kept if raw else [{key: one[key] for key in one if key != "raw"} for one in kept])
        return
    for alike in _alike(rows, raw=raw):
        one = alike[0]
        state = " (mended by a later delivery)" if one.mended else ""
        lines = f"line {one.line}" if len(alike) == 1 else f"lines {one.line} to {alike[-1].line}, {len(alike)} rows"
        say(f"inbox/{on_one_line(one.file)}, {lines}{state}")
        for reason in one.reasons:
            say(f"    {wording.quarantine_sentence(reason, one.log)}")
        if raw:
            say(f"    as delivered: {one.raw}")
    if codes := doctor.codes_to_map(folder, rows, least=1 if raw else _FEW):  # a rare value may be a person's
        say("\nThese codes are not mapped. Add these lines to policy.toml and replace each ?:")
        for line in codes:
            say(f"    {on_one_line(line)}")
    if not rows:
        say("No row is in quarantine.")


def _alike(rows: "Sequence[Unread]", *, raw: bool) -> "Iterator[list[Unread]]":
    """Put rows that follow one another with the same reasons together, once there are more than a few of them."""
    for _, same in groupby(rows, lambda one: (one.file, one.reasons, one.mended)):
        found = list(same)
        if len(found) > _FEW and not raw:
            yield found
        else:
            yield from ([one] for one in found)


@click.command()
@FOLDER
@click.option(
    "--format", "form", type=click.Choice(["parquet", "oscal", "ocel"]), default="parquet", help="In which form."
)
@click.option("--edition", metavar="PERIOD/rN", help="With --format oscal: which edition (default: the newest filed).")
@click.option("--check", "document", type=FILE, help="With --format oscal: hold this file against the edition instead.")
@click.option("--data", type=DATA, help="Where to (default: export/ in the folder).")
@MEMORY
@LOG
@QUIET
def export(folder: Path, form: str, edition: str | None, document: Path | None, data: Path | None) -> None:
    """Write the records or an edition for other tools.

    parquet: the warehouse for an Apache Spark cluster, in parts by facility and month; times are microseconds in UTC.
    It holds personal data: guard it. A column that no control or leg reads, such as a person's sex, is left out.
    oscal: an edition as NIST OSCAL Assessment Results, with its criteria as a catalog. ocel: stays, checks, notices,
    holds and officers under pseudonyms, with their events, as OCEL 2.0 for process mining.
    """
    if (edition or document) and form != "oscal":
        raise click.UsageError("--edition and --check go with --format oscal.")
    from reporter.workflows import exchange

    into = data or folder / exchange.FOLDER / ("" if form == "parquet" else form)
    if form == "oscal" and document:
        lines = [exchange.check_oscal(folder, edition, document)]
    elif form == "oscal":
        lines = exchange.write_oscal(folder, edition, into, tell)
    elif form == "ocel":
        lines = exchange.write_ocel(folder, into, tell, options())
    else:
        from reporter.workflows import spark_audit

        lines = spark_audit.write(folder, into, tell, options())
    for line in lines:
        if not is_quiet():
            say(line)
