"""What tests share: a jail in a folder of its own, and no way to the network."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.hostile import tally
from tests.support.jail import Jail


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError(f"the network was asked for: {args}")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture
def make_jail(tmp_path: Path) -> Callable[..., Jail]:
    counter = iter(range(1_000_000))
    return lambda extra="": Jail(tmp_path / f"jail{next(counter)}", extra)


@pytest.fixture
def jail(make_jail: Callable[..., Jail]) -> Jail:
    return make_jail()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in tally.lines():
        terminalreporter.write_line(line)
