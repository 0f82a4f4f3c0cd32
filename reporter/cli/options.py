"""The options that several commands share."""

import re
from pathlib import Path

import click

from reporter.cli.output import set_options


def _limit_memory(context: click.Context, option: click.Parameter, value: str | None) -> None:
    """Keep the engine within this much memory; what does not fit is spilled inside the folder."""
    if value and not re.fullmatch(r"[1-9]\d*(\.\d+)? ?[MG]i?B", value):
        raise click.BadParameter(f"{value!r} must be an amount such as 500MB or 1GB.")
    set_options(context, memory=value)


MEMORY = click.option(
    "--memory",
    callback=_limit_memory,
    expose_value=False,
    help="What the engine may use, such as 1GB: slower, the same answers (default: most of the machine's).",
)
FOLDER = click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The audit folder (default: the folder you are in).",
)
PERIOD = click.option(
    "--period", required=True, help="2026-10, 2026-Q4, 2026, or 2026-10-01..2026-10-15 (both days included)."
)
DATA = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def _speak(context: click.Context, option: click.Parameter, value: str | bool) -> None:
    """Keep how the command talks."""
    set_options(context, **{str(option.name): value})


CASE_KEY = click.option(
    "--case-key",
    "case_key",
    type=FILE,
    help="A file of 32 bytes: the key of the case ids (default: random bytes, made once and kept in the folder).",
)


LOG = click.option(
    "--log",
    type=click.Choice(["text", "json"]),
    default="text",
    callback=_speak,
    expose_value=False,
    is_eager=True,
    help="How to tell on stderr what is going on: in words on a terminal, or one JSON object a line.",
)
QUIET = click.option(
    "--quiet",
    is_flag=True,
    callback=_speak,
    expose_value=False,
    is_eager=True,
    help="Say nothing but errors and, with --json, data: the exit code tells the rest.",
)
