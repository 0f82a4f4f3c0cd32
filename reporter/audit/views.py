"""Builds, over the records, all that the legs and controls may read: settings, coverage, intervals, populations."""

import re
from collections.abc import Collection, Iterator

from reporter import warehouse
from reporter.audit import expectations, settings
from reporter.config.log_schemas import LogSchema, schemas
from reporter.config.policy import Policy
from reporter.ingest import deliveries, parse_values
from reporter.model import Period
from reporter.warehouse import Connection, create_statement, literal, name, query_files, timezones

_WORD, _RECORDS = re.compile(r"\w+"), re.compile(r"\brecords\.\w+")
_OTHERS = ("populations", "expectations", "measures")
_NO_EVENT = {("authorizations", "authorized_to"), ("deliveries", "covers_from"), ("deliveries", "covers_to")}


class Standing:
    """The views and tables that stand already, each with the statement that made it."""

    def __init__(self) -> None:
        """Begin with none."""
        self._made: dict[str, str] = {}
        self._changed: set[str] = set()

    def change_records(self, tables: Collection[str]) -> None:
        """Say which tables of the records are others than when all was made."""
        self._changed = {f"records.{table}" for table in tables}

    def is_made(self, made: str, statement: str) -> bool:
        """Tell whether a statement need not be run: it is the one that was, and reads nothing that has changed since.

        Any word of it that names what has changed counts as read, be it in a text or a comment. If it must be run, what
        it makes counts as changed from now on.
        """
        key, read = made or statement, {*_WORD.findall(statement), *_RECORDS.findall(statement)}
        if self._made.get(key) == statement and self._changed.isdisjoint(read):
            return True
        self._made[key] = statement
        self._changed |= {made, f"population_{made}"} if made else set()
        return False


def build(
    connection: Connection,
    policy: Policy,
    period: Period,
    only: str | None = None,
    standing: Standing | None = None,
) -> None:
    """Make every view and kept table, in a room locked before: not one query is run that does not only read.

    With the id of a control or test of the records as `only`, make what it reads and nothing else; and of that what is
    not standing.
    """
    controls = _enabled_queries(connection, policy, "controls")
    others = [file for kind in _OTHERS for file in _enabled_queries(connection, policy, kind)]
    intervals = query_files.folder("intervals")
    needed = None
    if only:
        controls = [file for file in controls if file.id == only]
        legs = [file for file in others if file.kind == "expectations" and file.id == only]
        populations = {file.header["population"] for file in controls}
        others = [*(file for file in query_files.folder("populations") if file.id in populations), *legs]
        placing = [file for file in intervals if legs and file.id == expectations.PLACED_BY]
        needed = query_files.read_by([*controls, *others, *placing], intervals) | populations
        needed |= {file.id for file in placing}
    kept = query_files.views_to_materialize(intervals, controls, others)
    kept |= {"coverage_spans", expectations.PLACED_BY}  # odd_times reads the one, each leg the other
    for file in [*(_read_by_all() if needed is None else []), *controls, *others]:
        with warehouse.guarded_query(connection, f"{file.kind}/{file.id}.sql", file.sql, *_counted(file)):
            pass
    for name_, statement in named_statements(policy, period, kept):
        if (needed is None or name_ in needed or not name_) and not (standing and standing.is_made(name_, statement)):
            with warehouse.guarded_query(connection, "intervals or queries/populations"):
                connection.execute(statement)


def statements(policy: Policy, period: Period, kept: Collection[str] | None = None) -> Iterator[str]:
    """Yield the statements that make every view and table over `records`, in order; `kept` are the views kept as tables
    (default: those that say so).
    """
    for _, statement in named_statements(policy, period, kept):
        yield statement


def named_statements(policy: Policy, period: Period, kept: Collection[str] | None = None) -> Iterator[tuple[str, str]]:
    """Yield each of `statements` with the view, table or population that it makes; without a name, all need it."""
    known = schemas()
    # A witness is kept as two small numbers and a line, which halves what all outcomes take and their writing.
    logs = ", ".join(literal(log) for log in known)
    yield "", f"create type known_log as enum ({logs})"
    yield "", f"set variable known_logs = map([{logs}], [{logs}]::known_log[])"
    yield "", "create type delivered_file as enum (select file from records.delivered union select '' order by 1)"
    yield (
        "",
        "set variable delivery_files = (select coalesce(list(coalesce(file, '')::delivered_file order by number), []) "
        "from (select unnest(range(1, max(delivery_id) + 1)) as number from records.delivered) "
        "left join records.delivered on delivery_id = number)",
    )
    yield "", timezones.create_zone_weeks(policy.timezone)
    times = [_recorded(log, column, policy) for log in known.values() for column in log.of_kind("time")]
    odd = [_impossible_or_later_times(log, column) for log in known.values() for column in log.of_kind("time", "day")]
    doubled = [_duplicate_keys(log) for log in known.values() if log.name != "deliveries"]  # rows for a file add up
    yield "settings", create_statement("settings", settings.chosen(policy, period), kept=True)
    for table, sql in (
        ("regimes", settings.regimes(policy)),
        ("federal_holidays", settings.federal_holidays(period)),
        ("event_spans", warehouse.union([_span(log) for log in known.values()])),
        ("doubled_keys", warehouse.union(doubled)),
    ):
        yield table, create_statement(table, sql, kept=True)
    yield "recorded_times", create_statement("recorded_times", warehouse.union(times), kept=False)
    for file in query_files.topological_order(query_files.folder("intervals")):
        is_kept = bool(file.header.get("materialized")) if kept is None else file.id in kept
        yield file.id, create_statement(file.id, file.sql, kept=is_kept)
        if file.id == "coverage_spans":
            yield "odd_times", create_statement("odd_times", warehouse.union(odd), kept=True)
    for file in query_files.folder("populations"):
        yield file.id, create_statement(f"population_{file.id}", file.sql, kept=True)


def _enabled_queries(connection: Connection, policy: Policy, kind: str) -> list[query_files.SqlFile]:
    """Return the queries of a folder that will be asked: none that lacks a log it needs, none that is suspended."""
    delivered = deliveries.delivered_logs(connection)
    return [
        file
        for file in query_files.folder(kind)
        if set(file.header.get("needs", [])) <= delivered and file.id not in policy.suspended
    ]


def _read_by_all() -> list[query_files.SqlFile]:
    return [file for kind in ("intervals", "populations") for file in query_files.folder(kind)]


def _counted(file: query_files.SqlFile) -> list[str]:
    """The query in a leg's header that counts what there is to test."""
    return [file.header["tested"]] if file.kind == "expectations" else []


def with_joined_rows(connection: Connection, sql: str) -> str:
    """Return a control's query with, among the witnesses of each item, the joined rows that filled those rows."""
    if not warehouse.count(connection, "records.joined_into"):
        return sql
    return query_files.filled("audit/with_joined_rows", answers=sql)


def missing_share_by_field(connection: Connection) -> dict[str, dict[str, float]]:
    """Return, for each log, the share of rows (0 to 1) in which each optional field that a control uses is missing."""
    files = [file for kind in ("intervals", "populations", "controls") for file in query_files.folder(kind)]
    words = {word for file in files for word in _WORD.findall(file.sql)}
    read = words | {word.rpartition("_")[0] for word in words}  # such as released_at_latest
    shares: dict[str, dict[str, float]] = {}
    for log in schemas().values():
        optional = [one for one in log.columns if one not in log.required and one in read]
        if optional and warehouse.one(connection, warehouse.count_of_rows(f"records.{log.name}", where="standing")):
            timed = log.of_kind("time", "day")
            parts = ", ".join(
                f"round(1 - count({name(one + '_text' if one in timed else one)}) / count(*), 4)" for one in optional
            )
            query = warehouse.select(parts, f"records.{log.name}", where="standing")
            row = warehouse.rows(connection, query)[0]
            shares[log.name] = dict(zip(optional, row, strict=True))
    return shares


def _recorded(log: LogSchema, column: str, policy: Policy) -> str:
    """Every time of one column as recorded: how long a moment it names, its start and local day, and its oddity."""
    return query_files.filled(
        "audit/recorded_times",
        log=literal(log.name),
        system=literal(policy.system(log.name)),
        text=name(f"{column}_text"),
        earliest=name(f"{column}_earliest"),
        latest=name(f"{column}_latest"),
        repeat=name(f"{column}_repeat"),
        skipped=name(f"{column}_skipped"),
        local_day=name(f"{column}_on"),
        table=log.name,
    )


def _span(log: LogSchema) -> str:
    """From the log's earliest to its latest event time, all but the time of writing down."""
    earliest = ", ".join(f"min({name(column + '_earliest')})" for column in log.event_columns)
    latest = ", ".join(f"max({name(column + '_latest')})" for column in log.event_columns)
    return warehouse.select(
        f"{literal(log.name)} as log_name, least({earliest}) as earliest, greatest({latest}) as latest",
        f"records.{log.name}",
        where=_in_force(log),
    )


def _in_force(log: LogSchema) -> str:
    return "standing and not coalesce(void, false)" if "void" in log.columns else "standing"


def _duplicate_keys(log: LogSchema) -> str:
    earliest, latest = parse_values.event_span(log, "other.")
    first_earliest, first_latest = parse_values.event_span(log, "first_one.")
    return query_files.filled(
        "audit/doubled_keys",
        log=literal(log.name),
        table=log.name,
        earliest=earliest,
        latest=latest,
        first_earliest=first_earliest,
        first_latest=first_latest,
    )


def _impossible_or_later_times(log: LogSchema, column: str) -> str:
    """Local times that never were, and events after the time that the log covers by its manifest."""
    earliest, late = name(f"{column}_earliest"), "false"
    if column != "recorded_at" and (log.name, column) not in _NO_EVENT:
        declared = f"is_declared and log_name = {literal(log.name)}"
        late = f"{earliest} > ({warehouse.select('list_last(spans).latest', 'coverage_spans', where=declared)})"
    return query_files.filled(
        "audit/odd_times",
        log=literal(log.name),
        earliest=earliest,
        latest=name(f"{column}_latest"),
        skipped=name(f"{column}_skipped"),
        late=late,
        in_force=_in_force(log),
        table=log.name,
    )
