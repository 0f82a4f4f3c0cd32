"""The logs the product knows, read from queries/logs.toml: columns, kinds, keys and codes."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from reporter.resources import data_dir


@dataclass(frozen=True, kw_only=True)
class LogSchema:
    """One log as the product knows it: its canonical columns with kind and meaning, the key, and whether it is core."""

    name: str
    says: str
    key: tuple[str, ...]
    core: bool
    columns: Mapping[str, str]
    means: Mapping[str, str]
    moment: tuple[str, ...]
    provenance: str
    stored_in: str = ""

    @property
    def table(self) -> str:
        """The table that holds its rows."""
        return self.stored_in or self.name

    def kind(self, column: str) -> str:
        """Return the column's kind, such as "time" or "code:result"."""
        return self.columns[column].split()[0]

    def of_kind(self, *kinds: str) -> list[str]:
        """Return the columns of these kinds, in order."""
        return [name for name in self.columns if self.kind(name) in kinds]

    @property
    def event_columns(self) -> list[str]:
        """The columns that say when something happened, in order: all times but that of writing down."""
        return [name for name in self.of_kind("time", "day") if name != "recorded_at"]

    @property
    def withheld(self) -> set[str]:
        """The columns whose values may name a person or a record of one: they stay with the county."""
        ids = {one for one in self.of_kind("id") if one != "facility_id"} if self.name != "deliveries" else set()
        return {*ids, *self.of_kind("text"), "birth_year"}

    @property
    def required(self) -> list[str]:
        """The columns that must be filled in every row."""
        return [name for name, words in self.columns.items() if words.endswith(" required")]


def schemas() -> dict[str, LogSchema]:
    """Read queries/logs.toml: every log the product knows, in its order."""
    return {
        name: LogSchema(
            name=name,
            says=log["says"],
            key=tuple(log["key"]),
            core=log["core"],
            columns=log["columns"],
            means=log["means"],
            moment=tuple(log["moment"]),
            provenance=log["class"],
        )
        for name, log in _file()["logs"].items()
    }


def code_lists() -> dict[str, list[str]]:
    """Return the canonical codes of each coded column's list."""
    found: dict[str, list[str]] = _file()["codes"]
    return found


def _file() -> dict[str, Any]:
    return _parsed((data_dir("queries") / "logs.toml").read_text(encoding="utf-8"))


@cache
def _parsed(text: str) -> dict[str, Any]:
    """Parse the file once a process: it is asked for with every log of every policy."""
    return tomllib.loads(text)
