"""What a command says: data on stdout, talk on stderr, for a person or (`--log json`) for a machine."""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import click

from reporter.cli.live import LiveLine
from reporter.options import USUAL, RunOptions
from reporter.text import name_shown, on_one_line


@dataclass
class Session:
    """What one command line has asked for so far, and since when it runs, in seconds of a clock that only goes on."""

    options: RunOptions = USUAL
    began: float = field(default_factory=time.monotonic)
    live: LiveLine = field(default_factory=LiveLine)


def options() -> RunOptions:
    """Return the options of the command that runs; the usual ones where none does."""
    context = click.get_current_context(silent=True)
    return context.find_root().ensure_object(Session).options if context else USUAL


def set_options(context: click.Context, **changes: Any) -> None:
    """Change options of the command that runs."""
    session = context.find_root().ensure_object(Session)
    session.options = replace(session.options, **changes)


def say(words: str = "", *, err: bool = False) -> None:
    """Print words: the one way to stdout and stderr, where what a name from outside could do to a terminal is undone.

    Every control sign, and every sign that is not seen or turns the direction of the text, is written out as its
    number; lines stay lines.
    """
    if context := click.get_current_context(silent=True):
        context.find_root().ensure_object(Session).live.end()
    click.echo("\n".join(on_one_line(line, spaces=True) for line in words.split("\n")), err=err)


def is_quiet() -> bool:
    """Tell whether only errors are wanted."""
    return options().quiet


def tell(words: str) -> None:
    """Say which step begins: as a line of the log, or on a terminal only, with the time since the command began.

    On a terminal the seconds of the step are counted below it until something else is said.
    """
    if options().log == "json":
        _log("step", says=words)
    elif sys.stderr.isatty() and not is_quiet():
        say(f"{_seconds_since_began():7.1f} s  {words}", err=True)
        if context := click.get_current_context(silent=True):
            context.find_root().ensure_object(Session).live.begin()


def _seconds_since_began() -> float:
    context = click.get_current_context(silent=True)
    return time.monotonic() - context.find_root().ensure_object(Session).began if context else 0.0


def note(words: str) -> None:
    """Say on stderr what a person should know."""
    if options().log == "json":
        _log("note", says=words)
    elif not is_quiet():
        say(words, err=True)


def done(event: str, exit_code: int, **facts: str | int) -> None:
    """End a log with what came out; a person is told on stdout."""
    if options().log == "json":
        _log(event, **{"exit_code": exit_code, **facts})


def complain(words: str, exit_code: int, log: str) -> None:
    """Say what went wrong, in the form that --log asked for; no option silences it."""
    if log == "json":
        _log("error", says=words, exit_code=exit_code)
    else:
        say(f"reporter: {words}", err=True)


def _log(event: str, **facts: str | int) -> None:
    level = "error" if event == "error" else "info"
    if level != "error" and is_quiet():
        return
    line = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "level": level, "event": event, **facts}
    say(json.dumps(line, ensure_ascii=False, default=str), err=True)


def print_json(data: Any) -> None:
    """Print data as JSON."""
    say(json.dumps(data, ensure_ascii=False, indent=1, default=str))


def print_filed(filed: Any) -> None:
    """Print the claim, the files of an edition and the digest of its pack."""
    if not filed.is_new:
        note(f"Nothing new since edition r{filed.number}: no new edition was filed.")
    for words in filed.notes if filed.is_new else ():
        note(f"Note: {words}")
    warn_of(filed.not_read)
    if is_quiet():
        return
    for line in filed.answers:
        say(line)
    for path in sorted(filed.path.iterdir()):
        say(name_shown(path))
    if filed.root_digest:
        say(f"root digest of the pack: {filed.root_digest}")
    say(f"ledger digest: {filed.ledger_digest}")


def warn_of_waiting(files: Sequence[str]) -> None:
    """Say which deliveries what is told does not rest on yet."""
    if files:
        names = ", ".join(map(name_shown, files))
        note(f"In inbox/ but not taken in, so this says nothing of them: {names}. Run `reporter ingest`.")


def warn_of(not_read: Sequence[str]) -> None:
    """Say which files of inbox/ fit no log and were not read."""
    if not_read:
        note(f"Not read, because no log's `files` fit: {', '.join(map(name_shown, not_read))}. Run `reporter doctor`.")


def taken_words(taken: Sequence[Any]) -> Iterator[str]:
    """Say of each file what was taken of it."""
    for one in taken:
        words = (
            "was delivered before: nothing taken" if one.repeated else f"{one.accepted} of {one.received} rows taken"
        )
        aside = f", {one.quarantined} quarantined" if one.quarantined else ""
        yield f"{one.log:<16} {one.file}: {words}{aside}"
