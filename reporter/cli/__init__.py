"""The commands: parse, call one function, print. Data goes to stdout, talk to stderr."""

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator
from functools import wraps
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import click

from reporter import __version__
from reporter.cli import commands
from reporter.cli.exit import STOPPED, ErrorBoundary
from reporter.cli.output import Session, set_options, tell
from reporter.errors import Stopped

_SLOW = ("doctor", "explain", "verify", "state", "pack", "packet", "certify", "export")  # that have no --log


class _Commands(click.Group):
    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:  # Click would print an empty line of its own
            raise Stopped("stopped. Nothing half-done was kept.") from None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.option(
    "--require-signed",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="REPORTER_REQUIRE_SIGNED",
    show_envvar=True,
    metavar="ALLOWED_SIGNERS",
    help="Run nothing of a folder unless somebody in this OpenSSH file has signed its policy and the queries.",
)
@click.pass_context
def cli(context: click.Context, require_signed: Path | None) -> None:
    """Did any release happen before vetting, was anyone held too long, and what do the records prove?

    Exit codes: 0 demonstrated, 1 exceptions, 3 not demonstrated or nothing to test, 2 usage or policy error,
    4 input refused, 5 integrity failure, 10 warehouse busy, 11 anything else, 130 stopped by Ctrl-C.
    """
    set_options(context, signers=require_signed)
    context.call_on_close(context.ensure_object(Session).live.end)


def _found() -> Iterator[click.Command]:
    """List the commands: each one that stands in a module of `commands`."""
    for module in iter_modules(commands.__path__):
        for one in vars(import_module(f"{commands.__name__}.{module.name}")).values():
            if isinstance(one, click.Command):
                if one.name in _SLOW or any(parameter.name == "log" for parameter in one.params):
                    one.callback = _with_first_sign(one.callback)
                yield one


def _with_first_sign(command: Callable[..., Any] | None) -> Callable[..., Any]:
    """Let a command that takes seconds say at once that it runs: what it imports takes the first of them."""

    @wraps(command or click.echo)
    def begun(*words: Any, **options: Any) -> Any:
        tell("starting")
        return command(*words, **options) if command else None

    return begun


for _command in _found():
    cli.add_command(_command)


def main() -> None:
    """Run the command line."""
    gc.set_threshold(100_000, 50, 1000)  # almost all that a command makes is used until it ends
    os.umask(0o077)
    session = Session()
    try:
        with ErrorBoundary(session):
            cli.main(prog_name="reporter", standalone_mode=False, obj=session)
    except SystemExit as end:
        if end.code == STOPPED:  # threads of libraries may still run, and the interpreter's own end aborts on them
            sys.stdout.flush()
            sys.stderr.flush()
            import_module("reporter.worker").stop_all()
            os._exit(STOPPED)
        raise
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is done and said: nothing is left to stop
