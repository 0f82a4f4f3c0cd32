"""Commands of the first day: a demonstration, a starter folder, and a look over a folder."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path

import click

from reporter.cli.options import CASE_KEY, FOLDER, JSON
from reporter.cli.output import options, print_filed, print_json, say, tell
from reporter.text import on_one_line


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path("demo-county"))
@CASE_KEY
def demo(folder: Path, case_key: Path | None) -> None:
    """Make a synthetic county, run everything, and say where to look."""
    from reporter import demo as county
    from reporter.config.period import period
    from reporter.editions import case_key as case_keys
    from reporter.errors import PolicyError
    from reporter.resources import make_folder
    from reporter.workflows import run

    if folder.exists() and any(folder.iterdir()):
        raise PolicyError(f"{folder.resolve().name} is not empty. Name a folder that does not exist yet.")
    make_folder(folder)
    county.make(folder)
    case_keys.ready(folder, case_keys.from_file(case_key) if case_key else county.CASE_KEY)
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    filed = run.run(folder, period(truth["period"]), tell, options=options())
    print_filed(filed)
    sys.exit(filed.exit_code)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--from",
    "samples",
    multiple=True,
    metavar="[LOG=]FILE",
    help="A sample export, such as FILE or bookings=FILE; may be given several times, and files may follow it.",
)
@click.argument("more", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--yes", is_flag=True, help="Ask nothing: what is not sure is marked DECIDE in policy.toml.")
def init(folder: Path, samples: tuple[str, ...], more: tuple[Path, ...], yes: bool) -> None:
    """Write a starter folder; with sample files, propose how their columns map.

    On a terminal it asks what the samples leave open: Enter skips a question and leaves it marked DECIDE in
    policy.toml, b goes back. It ends with 4 if it could not use a sample, and says which and why.
    """
    from reporter.errors import InputRefused
    from reporter.workflows import propose_policy

    ask = _ask if not yes and sys.stdin.isatty() else propose_policy.unattended
    given = [_sample(one) for one in samples]
    stated = {path: log for log, path in given if log}
    files = [*(path for _, path in given), *more]
    typed = [path for path in files if path.suffix.lower() == ".parquet"]
    if typed:
        from reporter import warehouse

        with warehouse.reading_parquet(typed) as parquet:
            started = propose_policy.start(folder, files, stated=stated, parquet=parquet, ask=ask)
    else:
        started = propose_policy.start(folder, files, stated=stated, ask=ask)
    for line in started.lines:
        say(line)
    for line in started.unused:
        say(line, err=True)
    if started.unused:
        sys.exit(InputRefused.exit_code)


def _sample(text: str) -> tuple[str, Path]:
    """Read a sample as it was given: the log that it is, if that was said, and the file."""
    from reporter.config.log_schemas import schemas

    log, equals, name = text.partition("=")
    is_stated = bool(equals) and log in schemas() and not Path(text).exists()
    path = Path(name if is_stated else text)
    if not path.is_file():
        raise click.UsageError(f"There is no file {str(path)!r}. Give --from a file, or LOG=FILE as in bookings=FILE.")
    return (log if is_stated else ""), path


def _ask(words: str, answers: Sequence[str]) -> str:
    """Ask on the terminal until the answer is one of those allowed, or nothing, or b to go back."""
    from reporter.workflows.propose_policy import BACK, meanings

    explained = answers and all(one in meanings() for one in answers)
    for one in answers if explained else ():
        say(f"    {one:<16} {meanings()[one]}", err=True)
    among = f" ({', '.join(answers)})" if 0 < len(answers) < 20 and not explained else ""
    among += " [Enter: skip, b: back]"
    while True:
        answer = str(
            click.prompt(on_one_line(f"{words}{among}", spaces=True), default="", show_default=False, err=True)
        ).strip()
        if not answer or not answers or answer in answers or answer == BACK:
            return answer
        near = get_close_matches(answer, answers, n=1, cutoff=0.0)[0]
        say(f"{answer!r} is none of them. The nearest is {near!r}; an empty answer leaves it open.", err=True)


@click.command()
@FOLDER
@JSON
def doctor(folder: Path, as_json: bool) -> None:
    """Report problems in an audit folder, and what a run would do. Nothing in it is changed."""
    from reporter.workflows import doctor as diagnosis

    signs = diagnosis.examine(folder, options())
    if as_json:
        print_json([asdict(one) for one in signs])
    else:
        for one in signs:
            say(f"{one.state:<5} {one.name}: {one.words}")
    sys.exit(max(one.exit_code for one in signs))


@click.command("rotate-key")
@FOLDER
@CASE_KEY
@click.option("--why", default="not said", help="Why the key is changed: it stands in the ledger.")
def rotate_key(folder: Path, case_key: Path | None, why: str) -> None:
    """Give the folder a new key of its case ids. The old one is kept beside it, and the ledger knows of both.

    Do it when others may have seen the key, or when `doctor` says that an older version made it. Editions filed from
    then on have other case ids than those before.
    """
    from reporter.editions import case_key as keys
    from reporter.workflows import afterwards

    say(afterwards.rotate_key(folder, keys.from_file(case_key) if case_key else None, why, tell))
