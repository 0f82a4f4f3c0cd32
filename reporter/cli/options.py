"""The options that several commands share."""

from pathlib import Path

import click

FOLDER = click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The audit folder (default: the folder you are in).",
)
PERIOD = click.option(
    "--period", required=True, help="2026-10, 2026-Q4, 2026, or 2026-10-01..2026-10-15 (both days included)."
)
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
