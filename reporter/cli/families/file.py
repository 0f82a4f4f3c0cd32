"""Commands on editions: file one, and list those filed."""

import sys
from dataclasses import asdict
from pathlib import Path

import click

from reporter.cli.options import FOLDER, JSON, MEMORY
from reporter.cli.talk import print_filed, print_json, tell


@click.command()
@FOLDER
@click.option("--period", help="2026-10, 2026-Q4, 2026, or 2026-10-01..2026-10-15 (both days included).")
@click.option("--as-filed", help="Make a filed edition again, such as 2026-10/r1, and compare every byte.")
@MEMORY
@JSON
def run(folder: Path, period: str | None, as_filed: str | None, as_json: bool) -> None:
    """Ingest, check, audit and report: what cron calls."""
    from reporter import pipeline
    from reporter.period import period as read_period

    if as_filed:
        said = pipeline.as_filed(folder, as_filed, tell)
        if as_json:
            print_json({"edition": as_filed, "same": True, "says": said})
        else:
            click.echo(said)
        return
    if not period:
        raise click.UsageError("Missing option '--period'.")
    filed = pipeline.run(folder, read_period(period), tell)
    if as_json:
        print_json(asdict(filed) | {"path": str(filed.path)})
    else:
        print_filed(filed)
    sys.exit(filed.exit_code)


@click.command()
@FOLDER
@JSON
def history(folder: Path, as_json: bool) -> None:
    """List the editions filed, what moved in each and why, and whether the chain holds."""
    from reporter import editions

    chain = editions.history(folder)
    if as_json:
        print_json(chain)
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
