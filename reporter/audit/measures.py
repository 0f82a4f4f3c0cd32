"""Runs the measures, which carry no outcome: counts, times with the unknown share beside them, rates with intervals."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reporter import warehouse
from reporter.audit import controls
from reporter.model import HELD, OUTCOMES, ControlResult
from reporter.warehouse import Connection, query_files
from reporter.warehouse.query_files import SqlFile

_BINS = (60, 300, 900, 1_800, 3_600, 14_400, 43_200, 86_400, 172_800, 604_800)
_CONFIDENCE = 0.95
_COUNTED = [one for one in OUTCOMES if one != "out_of_scope"]


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One measure as a table, every cell as text and as (figure, unit), with what it says and cannot see."""

    id: str
    title: str
    says: str
    cannot_see: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    figures: Sequence[Sequence[tuple[object, str]]]
    texts: Sequence[int] = ()  # the columns that hold words, not figures
    is_wide: bool = False  # too wide to stand beside another table


def run(connection: Connection, delivered: set[str], results: Sequence[ControlResult]) -> dict[str, Any]:
    """Return every measure found in queries/measures/ whose logs were delivered, by its file's name.

    Times are whole seconds; a file says in its header whether it yields `rows`, one time an item (`times`), or what a
    control is to read in place of one of its views, to be decided again by `months`.
    """
    found: dict[str, Any] = _plain_counts(connection, results)
    decided = {"", *(one.id for one in results if one.was_run)}
    mapped = controls.mapped_columns(connection)
    for file in query_files.folder("measures"):
        if not all(log in delivered for log in file.header["needs"]):
            continue
        if controls.lacking_columns(file, mapped):  # a column that no file has, or not each, counts nothing
            continue
        if file.header.get("control", "") not in decided:  # it reads that control's outcomes
            continue
        shape, _, by = str(file.header["shape"]).partition(" by ")
        shape, _, view = shape.partition(" of ")
        with warehouse.guarded_query(connection, f"measures/{file.id}.sql", file.sql):
            if shape == "months":
                found[file.id] = warehouse.records(connection, _by_month(file, view))
            elif shape == "times":
                found[file.id] = _times(connection, file.sql, by) if by else _times(connection, file.sql, by)[0]
            else:
                found[file.id] = [*_known(file, warehouse.records(connection, file.sql), delivered, mapped)]
    for row in found.get("screening_by_group", []):
        row |= _rate(row["checked_count"], row["stay_count"])
    return found


def _known(
    file: SqlFile, rows: Sequence[dict[str, Any]], delivered: set[str], mapped: Mapping[str, int]
) -> Iterator[dict[str, Any]]:
    """Yield the rows of a measure; the figures of one that rests on a log or a column that is not there are not known.

    `row_needs` of the header names for a row, by its first column, the logs and columns that it needs too.
    """
    there = delivered | {column for column, lacking_count in mapped.items() if not lacking_count}
    needs = file.header.get("row_needs", {})
    for row in rows:
        is_known = there.issuperset(needs.get(next(iter(row.values())), ()))
        yield row if is_known else {key: None if _is_figure(value) else value for key, value in row.items()}


def _is_figure(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _times(connection: Connection, sql: str, by: str) -> list[dict[str, Any]]:
    """Median, ninetieth percentile, greatest and how many are not known; and how many fall into each stretch."""
    group = f"{by}, " if by else ""
    bins = ", ".join(
        f"count(*) filter (where seconds <= {most} and ({least} is null or seconds > {least}))"
        for least, most in zip(("null", *_BINS), _BINS, strict=False)
    )
    columns = (
        f"{group}count(seconds) as known_count, count(*) - count(seconds) as unknown_count, "
        "sum(seconds)::bigint // nullif(count(seconds), 0) as mean_seconds, "
        "quantile_disc(seconds, 0.5) as median_seconds, quantile_disc(seconds, 0.9) as p90_seconds, "
        f"max(seconds) as max_seconds, [{bins}, count(*) filter (where seconds > {_BINS[-1]})] as bins"
    )
    query = warehouse.select(columns, f"({sql}) as items", group=by, order=by)
    rows = warehouse.records(connection, query)
    for row in rows:
        counts = row.pop("bins")
        row["histogram"] = [
            {"up_to_seconds": most, "count": count} for most, count in zip((*_BINS, None), counts, strict=True)
        ]
    return rows


def _by_month(file: SqlFile, view: str) -> str:
    """Return the query for a control's outcomes by month: its own SQL, with the file's rows in place of its view."""
    control = next(one for one in controls.catalogue() if one.id == file.header["control"])
    answers = warehouse.subquery(warehouse.with_in_place(view, file.sql, control.sql))
    key = controls.item_kinds()[control.id]
    dated = warehouse.subquery(warehouse.select([key, "first_day", "last_day"], warehouse.subquery(file.sql)))
    days = warehouse.select(
        "outcome, first_day, last_day, count(*) as item_count",
        f"{answers} join {dated} on item = {key}",
        where="outcome <> 'out_of_scope'",
        group="outcome, first_day, last_day",
    )
    fell = warehouse.select(
        "outcome, item_count, unnest(months_of(first_day, last_day)) as month", warehouse.subquery(days)
    )
    counts = [
        f"coalesce(sum(item_count) filter (where outcome = {warehouse.literal(one)}), 0)::bigint as {one}"
        for one in _COUNTED
    ]
    return warehouse.select(
        ["month", *counts],
        f"{warehouse.subquery(fell)} cross join settings",
        where="month between strftime(trend_first, '%Y-%m') and strftime(period_last, '%Y-%m')",
        group="month",
        order="month",
    )


def _rate(part: int, whole: int) -> dict[str, float]:
    low, high = exact_interval(part, whole)
    return {"rate": round(part / whole, 4), "low": round(low, 4), "high": round(high, 4)}


def exact_interval(part: int, whole: int) -> tuple[float, float]:
    """Return the Clopper-Pearson interval, of 95 %, of a share: exact for any number of stays.

    Source: C. J. Clopper and E. S. Pearson, Biometrika 26 (1934).
    """
    from scipy.special import betaincinv  # the quantile of the beta distribution; scipy.stats takes a second to import

    tail = (1 - _CONFIDENCE) / 2
    low = 0.0 if part == 0 else float(betaincinv(part, whole - part + 1, tail))
    high = 1.0 if part == whole else float(betaincinv(part + 1, whole - part, 1 - tail))
    return low, high


def _plain_counts(connection: Connection, results: Sequence[ControlResult]) -> dict[str, Any]:
    exceeded = "select count(*) from results.not_held_too_long where exceeded_the_limit"
    unknown = "select count(*) from results.not_held_too_long where exceeded_the_limit is null"
    undated = (
        "select count(*) from records.checks where standing and completed_at_text is null and requested_at_text is null"
    )
    held = any(one.id == HELD and one.was_run for one in results)
    return {
        "notice_limit_seconds": int(warehouse.one(connection, "select notify_within // 1000000 from settings")),
        "release_limit_seconds": int(warehouse.one(connection, "select release_within // 1000000 from settings")),
        "released_past_the_limit_count": warehouse.one(connection, exceeded) if held else None,
        "release_limit_unknown_count": warehouse.one(connection, unknown) if held else None,
        "undated_checks_count": warehouse.one(connection, undated),
    }


def titles() -> Mapping[str, Mapping[str, Any]]:
    """Return each measure's header."""
    return {file.id: file.header for file in query_files.folder("measures")}
