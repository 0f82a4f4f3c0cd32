"""A sample as it can be read, and what every detection of how rows stand uses to read it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Protocol

from reporter.config.log_policy import LogPolicy
from reporter.errors import InputRefused
from reporter.ingest.readers import Row, open_source
from reporter.ingest.readers.source_file import Parquet
from reporter.workflows.propose_policy.names import key, listed, quoted

_ROWS_READ = 50_000
_NO_TEXT = (".json", ".jsonl", ".ndjson", ".xml", ".parquet", ".xlsx")


def is_text(path: Path) -> bool:
    """Say whether a sample would be read as text: every suffix but those of JSON, XML, Parquet and workbooks."""
    return not path.name.lower().removesuffix(".gz").endswith(_NO_TEXT)


class Fit(Protocol):
    """How well a row of names fits a log; 0: none. `record` is the element or list that holds the rows."""

    def __call__(self, header: Sequence[str], record: str = "") -> float:
        """Return the score of the best log."""
        ...


Readings = Callable[[Path, Parquet | None, Fit], "list[Reading]"]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A sample as it can be read: its header, its rows, and the layout that it needs, with the evidence.

    `labels` are names that come again, each with the heading of its group; `titles` are texts that stand alone in a row
    above the header.
    """

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    layout: LogPolicy
    told: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    titles: tuple[str, ...] = ()

    @property
    def lines(self) -> list[str]:
        """Write the layout as lines of policy, each with its evidence."""
        layout = self.layout
        written = {
            "delimiter": quoted(layout.delimiter) if layout.delimiter else "",
            "sheet": f"[{listed(layout.sheet)}]" if len(layout.sheet) > 1 else "".join(map(quoted, layout.sheet)),
            "record": quoted(layout.record) if layout.record else "",
            "widths": ", ".join(f"{key(name)} = [{first}, {last}]" for name, (first, last) in layout.widths.items()),
            "header": '"none"' if layout.headless else f"[{listed(layout.header)}]" if layout.header else "",
            "footer": f"[{listed(layout.footer)}]" if layout.footer else "",
            "fill_down": f"[{listed(layout.fill_down)}]" if layout.fill_down else "",
            "only_filled": f"[{listed(layout.only_filled)}]" if layout.only_filled else "",
        }
        written["widths"] = f"{{ {written['widths']} }}" if layout.widths else ""
        return [f"{name} = {text}{self._told(name)}" for name, text in written.items() if text]

    def _told(self, name: str) -> str:
        return f"   # {self.told[name]}" if name in self.told else ""


def opened(
    path: Path,
    parquet: Parquet | None,
    layout: LogPolicy,
    told: Mapping[str, str] | None = None,
    *,
    expected: Sequence[str] = (),
) -> Reading:
    """Read a sample with a layout, and with columns of the rows above where they are expected.

    Raises InputRefused as the reader does.
    """
    with open_source(path, parquet=parquet, layout=layout, expected=expected) as source:
        return Reading(
            header=source.header, rows=tuple(islice(source.rows, _ROWS_READ)), layout=layout, told=told or {}
        )


def tried(path: Path, parquet: Parquet | None, layout: LogPolicy, told: Mapping[str, str]) -> Reading | None:
    """Read a sample with a layout; None where the reader refuses it."""
    try:
        return opened(path, parquet, layout, told)
    except InputRefused:
        return None
