"""Commands that decide and print: legs, controls, and one stay."""

import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from reporter.cli.options import DATA, FOLDER, JSON, LOG, MEMORY, PERIOD, QUIET
from reporter.cli.output import is_quiet, options, print_json, say, tell, warn_of_waiting
from reporter.text import count_of

if TYPE_CHECKING:
    from reporter.model import ControlResult, RecordedTime


@click.command()
@FOLDER
@click.option("--period", help="The period the logs must cover (default: all days on record).")
@MEMORY
@LOG
@QUIET
@JSON
def check(folder: Path, period: str | None, as_json: bool) -> None:
    """Ask how complete the logs are: the completeness legs alone."""
    from reporter.audit import audit_json
    from reporter.config.period import period as read_period
    from reporter.workflows import decide, take_in

    days = read_period(period) if period is not None else decide.whole_span(folder, tell, options())
    judged = decide.judge(folder, days, tell, options())
    warn_of_waiting(take_in.waiting(folder))
    if as_json:
        against = [row for one in judged.legs for row in audit_json.contradictions_as_json(one)]
        legs = [audit_json.leg_as_json(one) for one in judged.legs]
        print_json({"period": asdict(days), "legs": legs, "contradictions": against, "unread_files": judged.not_read})
    elif not is_quiet():
        for one in judged.legs:
            needed = " (required)" if one.required else " (one of these is required)" if one.one_of else ""
            say(f"{one.id:<28} {one.state:<11} {one.contradiction_count:>7} of {one.tested_count}{needed}")
        if judged.not_read:
            say(f"No claim can rest on this: {count_of(judged.not_read, 'file')} in inbox/ not read.")
    holds = all(one.state == "holds" for one in judged.legs if one.required)
    holds = holds and any(one.state == "holds" for one in judged.legs if one.one_of)
    sys.exit(0 if holds and not judged.not_read else 3)


@click.command()
@FOLDER
@PERIOD
@click.option("--only", metavar="CONTROL", help="Decide this control alone. No claim is made: it exits with 1 or 3.")
@click.option("--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", help="Which engine decides.")
@click.option("--master", help="With --engine spark: the cluster, such as spark://host:7077.")
@click.option("--data", type=DATA, help="With --engine spark: where the export lies (default: export/ in the folder).")
@MEMORY
@LOG
@QUIET
@JSON
def audit(
    folder: Path, period: str, only: str | None, engine: str, master: str | None, data: Path | None, as_json: bool
) -> None:
    """Decide the controls and print their books; nothing is filed.

    With --engine spark an Apache Spark cluster decides, on what `reporter export` wrote (written first if it is not
    there or out of date). Every worker must see the folder --data under the same path.
    """
    from reporter.audit import audit_json
    from reporter.config.period import period as read_period
    from reporter.workflows import decide, take_in

    if only is not None:
        if engine == "spark":
            raise click.UsageError("--only is decided by DuckDB alone: leave out --engine spark.")
        found = decide.judge_one(folder, read_period(period), only, tell, options())
        warn_of_waiting(take_in.waiting(folder))
        if as_json:
            print_json({"controls": [audit_json.control_as_json(found)]})
        elif not is_quiet():
            _print_controls([found])
        sys.exit(1 if found.exception else 3)
    if engine == "spark":
        from reporter.workflows import spark_audit

        if not master:
            raise click.UsageError("--engine spark needs --master, such as spark://host:7077.")
        judged = spark_audit.judge(
            folder, read_period(period), master, data or folder / spark_audit.FOLDER, tell, options()
        )
    else:
        judged = decide.judge(folder, read_period(period), tell, options())
    warn_of_waiting(take_in.waiting(folder))
    if as_json:
        print_json(
            {
                "claim": asdict(judged.claim),
                "controls": [audit_json.control_as_json(one) for one in judged.controls],
                "legs": [audit_json.leg_as_json(one) for one in judged.legs],
            }
        )
    elif not is_quiet():
        _print_controls(judged.controls)
        say(f"\n{judged.claim.sentence}")
    sys.exit(judged.exit_code)


def _print_controls(controls: "Sequence[ControlResult]") -> None:
    say(f"{'control':<30}{'population':>11}{'met':>8}{'exception':>11}{'undetermined':>14}{'out of scope':>14}")
    for one in controls:
        if one.was_run:
            counts = f"{one.population:>11}{one.met:>8}{one.exception:>11}{one.undetermined:>14}{one.out_of_scope:>14}"
        else:
            counts = f"  {one.not_run_because}"
        say(f"{one.id:<30}{counts}")


@click.command()
@click.argument("booking_id")
@FOLDER
@click.option("--period", help="The period in which the stay is judged (default: the month of its release).")
@click.option("--utc", "in_utc", is_flag=True, help="Print the bounds of each time in UTC, not in the jail's own time.")
@JSON
def explain(booking_id: str, folder: Path, period: str | None, in_utc: bool, as_json: bool) -> None:
    """Print one stay's timeline, and why each control came out as it did."""
    from reporter.config.period import period as read_period
    from reporter.workflows import explain as stays
    from reporter.workflows import take_in

    told = stays.explain(folder, booking_id, read_period(period) if period is not None else None, tell, options())
    warn_of_waiting(take_in.waiting(folder))
    if as_json:
        print_json(asdict(told))
        return
    say(f"Stay {told.booking_id}, judged in {told.period.label}\n")
    width = max((len(time.text) for time in told.times), default=0)
    for time in told.times:
        when = f", {time.doubt} [{_between(time, told.timezone, in_utc=in_utc)}]" if time.earliest else ""
        say(f"  {time.text:<{width}}  {time.label}{when}")
    say("")
    for note in told.notes:
        say(f"  {note}")
    for one in told.outcomes:
        say(f"  {one.control} ({one.item}): {one.outcome}, {one.reason}. {one.sentence}")
        for record in one.witnesses:
            say(f"      see {record.log}, {record.file}, line {record.line}")
        if one.settles:
            say(f"      what would settle it: {one.settles}")


def _between(time: "RecordedTime", timezone: str, *, in_utc: bool) -> str:
    """Write the earliest and the latest moment that a recorded time may be, to the second; the later day only once."""
    place = ZoneInfo("UTC" if in_utc else timezone)
    earliest, latest = (datetime.fromisoformat(one).astimezone(place) for one in (time.earliest, time.latest))
    form = "%H:%M:%S %Z" if earliest.date() == latest.date() else "%Y-%m-%d %H:%M:%S %Z"
    return f"{earliest:%Y-%m-%d %H:%M:%S %Z} to {latest:{form}}"
