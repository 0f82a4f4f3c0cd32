"""What a command says: data on stdout, talk on stderr."""

import json
import sys
from typing import Any

import click


def tell(words: str) -> None:
    """Say what is going on, on a terminal only."""
    if sys.stderr.isatty():
        click.echo(f"  {words}", err=True)


def print_json(data: Any) -> None:
    """Print data as JSON."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=1, default=str))


def print_filed(filed: Any) -> None:
    """Print the claim, the files of an edition and the digest of its pack."""
    click.echo(filed.sentence)
    if not filed.is_new:
        click.echo(f"Nothing new since edition r{filed.number}: no new edition was filed.", err=True)
    for note in filed.notes if filed.is_new else ():
        click.echo(f"Note: {note}", err=True)
    for path in sorted(filed.path.iterdir()):
        click.echo(str(path))
    if filed.root_digest:
        click.echo(f"root digest of the pack: {filed.root_digest}")
