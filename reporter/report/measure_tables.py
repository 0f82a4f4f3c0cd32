"""Sets the measures out as tables of text: what they count, what is not known, what they cannot see."""

from collections.abc import Mapping, Sequence
from typing import Any

from reporter.audit.measures import Measured
from reporter.model import Audit
from reporter.report import disclosure_control
from reporter.text import duration, words
from reporter.warehouse import query_files

_NARROW, _SHORT = 6, 45  # columns of a table, and signs of its first cells, with which it can stand beside another


def of_audit(audit: Audit) -> list[Measured]:
    """Return each measure of an edition that is being made."""
    period = {"label": audit.period.label, "from": audit.period.first, "to": audit.period.last}
    return measured(audit.measures, period, audit.earlier_tables)


def measured(
    measures: Mapping[str, Any], period: Mapping[str, str], beside: Sequence[Mapping[str, Any]]
) -> list[Measured]:
    """Return each measure that has figures, in the order of words.toml; those that are pictures only are left out.

    `beside` are the tables by group of the editions filed before, as `disclosure_control.reveals_beside` has them.
    """
    headers = {file.id: file.header for file in query_files.folder("measures")}
    found = []
    for id_, columns in words()["measures"].items():
        rows = measures.get(id_)
        if not rows:
            continue
        if isinstance(rows, Mapping):
            rows = [rows]
        figures = [[_figure(key, row) for key in columns] for row in rows]
        cells = [[_cell(key, row) for key in columns] for row in rows]
        found.append(
            Measured(
                id=id_,
                title=headers[id_]["title"],
                says=headers[id_]["description"],
                cannot_see=headers[id_]["cannot_see"],
                columns=list(columns.values()),
                rows=cells,
                figures=figures,
                texts=[at for at in range(1, len(columns)) if all(row[at][1] == "" for row in figures)],
                is_wide=len(columns) > _NARROW or any(len(row[0]) > _SHORT for row in cells),
            )
        )
    return [*found, *_screening(measures, period, beside, headers.get(disclosure_control.MEASURE, {}))]


def _screening(
    measures: Mapping[str, Any],
    period: Mapping[str, str],
    beside: Sequence[Mapping[str, Any]],
    header: Mapping[str, str],
) -> list[Measured]:
    """Screening by group, the small groups added up: no edition shows a count of 1 to 10 people by what they are.

    Nor do two of them together: where an outcome moved, the case is named, and the difference would say what it is of.
    """
    found = []
    for attribute, own in disclosure_control.breakdowns(measures).items():
        rolled = disclosure_control.rolled_up(own)
        if rolled and not disclosure_control.reveals_beside(rolled, attribute, period, beside):
            rows = [[name, f"{sum(cells):,}", *[f"{n:,}" for n in cells]] for name, cells in rolled.items()]
            found.append(
                Measured(
                    id=f"screening_{attribute}",
                    title=f"Screening by {words()['attributes'].get(attribute) or attribute.replace('_', ' ')}",
                    says=f"{header['description']} Groups with a count of 1 to 10 are added up.",
                    cannot_see=header["cannot_see"],
                    columns=["Group", "Stays in scope", "Checked", "Not checked"],
                    rows=rows,
                    figures=[
                        [(name, ""), *[(n, "count") for n in (sum(cells), *cells)]] for name, cells in rolled.items()
                    ],
                )
            )
    return found


def _value(key: str, row: Mapping[str, Any]) -> Any:
    """Return one figure; a key such as by_precision.minute looks into a group of figures."""
    value: Any = row
    for part in key.split("."):
        value = value.get(part)
    return value


def _figure(key: str, row: Mapping[str, Any]) -> tuple[object, str]:
    """Return one figure as a number with its unit, where it is a number."""
    value = _value(key, row)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _cell(key, row), ""
    return value, "seconds" if key.endswith("_seconds") else "hours" if key.endswith("_hours") else "count"


def _cell(key: str, row: Mapping[str, Any]) -> str:
    """Write one figure as text."""
    value = _value(key, row)
    if value is None:
        return "not known"
    if key.endswith("_seconds"):
        return duration(int(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.2f}".removesuffix(".00")
    if isinstance(value, int):
        return f"{value:,}"
    return str(words()["measured"].get(value, value))
