"""Runs a command as the command line does, in this process: exit code, data and talk."""

from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from reporter.cli import cli
from reporter.cli.exit import ErrorBoundary
from reporter.cli.output import Session


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a command ended with."""

    code: int
    out: str
    err: str

    @property
    def all(self) -> str:
        return self.out + self.err


def reporter(*words: str | Path) -> Told:
    """Run one command."""
    with _streams() as (out, err):
        try:
            session = Session()
            with ErrorBoundary(session):
                cli.main([str(word) for word in words], prog_name="reporter", standalone_mode=False, obj=session)
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
    return Told(code=code, out=out.getvalue(), err=err.getvalue())


@contextmanager
def _streams() -> Iterator[tuple[StringIO, StringIO]]:
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        yield out, err
