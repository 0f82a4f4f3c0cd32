"""The last door: whatever still escapes a command leaves through it, in one line and with an exit code."""

import os
import sys
from types import TracebackType

import click

from reporter.errors import ReporterError


class LastDoor:
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
