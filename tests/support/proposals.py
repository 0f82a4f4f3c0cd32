"""Holds what `init` proposes for a folder of exports against the policy that is right for it, entry by entry."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from reporter.config import policy
from reporter.config.log_policy import LogPolicy, Mapped
from reporter.config.log_schemas import schemas
from reporter.errors import InputRefused
from reporter.ingest.readers import open_source
from reporter.ingest.readers.grid import same_name
from reporter.workflows.propose_policy import propose

LOGS = {name: schema.columns for name, schema in schemas().items()}
RIGHT, MISSING, WRONG = VERDICTS = ("right", "missing", "wrong")
NOT_ROWS = ("MANIFEST", "policy.toml", "truth.json", "README")
Entry = tuple[str, str, str]  # log and layout, what of it, verdict
Table = tuple[tuple[str, ...], Mapping[int, Sequence[str | None]]]


def samples_in(inbox: Path, most: int = 4) -> list[Path]:
    """Return the exports of a folder but its manifest; of many files of one beginning, the first few."""
    found = [one for one in sorted(inbox.rglob("*")) if one.is_file() and not one.name.startswith(NOT_ROWS)]
    kinds: Counter[tuple[str, str]] = Counter()
    chosen = []
    for one in found:
        kinds[str(one.parent), one.name[:4]] += 1
        if kinds[str(one.parent), one.name[:4]] <= most:
            chosen.append(one)
    return chosen


def measured(inbox: Path, known: Path, scratch: Path) -> list[Entry]:
    """Propose a policy for the exports in a folder, and judge each entry of the right policy by it."""
    files = samples_in(inbox)
    scratch.write_text(propose(files, logs=LOGS), encoding="utf-8")
    right, found = policy.load(known), policy.load(scratch)
    entries = [
        (f"{log} {number}" if number else log, key, verdict)
        for log, one in right.logs.items()
        if log != "deliveries"
        for number, reading in enumerate(one.readings)
        for key, verdict in _entries(reading, found.logs.get(log), inbox, files)
    ]
    return entries + [(log, "log", WRONG) for log in found.logs if log not in right.logs]


def counts_of(entries: Sequence[Entry]) -> dict[str, int]:
    """Count the entries by verdict, and the lines of policy that a person has yet to write or complete."""
    counts = Counter(verdict for _, _, verdict in entries)
    lines = {(log, key.partition(":")[0]) for log, key, verdict in entries if verdict != RIGHT}
    return {**{one: counts[one] for one in VERDICTS}, "lines": len(lines)}


def _entries(
    right: LogPolicy, found: LogPolicy | None, inbox: Path, files: Sequence[Path]
) -> Iterator[tuple[str, str]]:
    mine = [one for one in sorted(inbox.glob(right.files)) if one in files]
    match = next(
        (one for one in (found.readings if found else ()) if mine and mine[0] in [*inbox.glob(one.files)]), None
    )
    yield "files", MISSING if match is None else RIGHT
    theirs = match or LogPolicy()
    table, other = _table(mine[0], right), _table(mine[0], theirs)
    assert table is not None
    is_laid_out = _layout(right) != _layout(LogPolicy(files=right.files))
    if other is None or table[1].keys() != other[1].keys():
        yield "rows", MISSING if match is None or _layout(theirs) == _layout(LogPolicy()) else WRONG
    elif is_laid_out:
        yield "rows", RIGHT
    for ours, mapped in right.columns.items():
        yield f"columns:{ours}", _column(mapped, theirs.columns.get(ours), table, other)
    for ours in theirs.columns:
        if ours not in right.columns and ours not in _by_events(right):
            yield f"columns:{ours}", WRONG
    for ours in right.constants:
        yield f"constants:{ours}", MISSING if ours not in theirs.constants else RIGHT
    for ours, codes in right.values.items():
        proposed = theirs.values.get(ours, {})
        wrong = any(codes.get(code, meaning) != meaning for code, meaning in proposed.items())
        yield f"values.{ours}", WRONG if wrong else RIGHT if codes.keys() <= proposed.keys() else MISSING
    zeros, given = _zeros(right), _zeros(theirs)
    for ours, width in zeros.items():
        yield f"restore_zeros:{ours}", MISSING if ours not in given else RIGHT if given[ours] == width else WRONG
    for ours, texts in right.empty.items():
        proposed_texts = theirs.empty.get(ours, ())
        yield f"empty.{ours}", RIGHT if set(texts) == set(proposed_texts) else WRONG if proposed_texts else MISSING
    yield from _plain(right, theirs)
    yield from _events(right, theirs)
    for one in right.joined:
        other = next(
            (each for each in theirs.joined if [*inbox.glob(each.half.files)] == [*inbox.glob(one.half.files)]), None
        )
        yield "joined.on", MISSING if other is None else RIGHT if other.on == one.on else WRONG
        if other is not None:
            yield from ((f"joined.{key}", said) for key, said in _entries(one.half, other.half, inbox, files))


def _layout(one: LogPolicy) -> tuple[object, ...]:
    return one.delimiter, one.sheet, one.header, one.headless, one.footer, one.widths, one.record, one.fill_down


def _table(path: Path, layout: LogPolicy) -> Table | None:
    """Return the header and the rows by line, as a layout reads a file; None where it refuses it."""
    expected = [name for mapped in layout.columns.values() for name in mapped.names]
    try:
        with open_source(path, layout=layout, expected=expected if layout.record else ()) as source:
            return source.header, {row.line: row.cells for row in source.rows}
    except InputRefused:
        return None


def _column(right: Mapped, found: Mapped | None, table: Table, other: Table | None) -> str:
    if found is None:
        return MISSING
    if other is None:
        return WRONG
    one, two = _cells(right, table), _cells(found, other)
    return (
        RIGHT
        if one is not None and all(two is not None and two.get(line, cells) == cells for line, cells in one.items())
        else WRONG
    )


def _cells(mapped: Mapped, table: Table) -> dict[int, list[str]] | None:
    header = [same_name(name) for name in table[0]]
    exact = list(table[0])
    try:
        places = [exact.index(name) if name in exact else header.index(same_name(name)) for name in mapped.names]
    except ValueError:
        return None
    return {line: [(cells[place] or "").strip() for place in places] for line, cells in table[1].items()}


def _by_events(one: LogPolicy) -> set[str]:
    return {ours for fills in one.events.fills.values() for ours in fills} if one.events else set()


def _zeros(one: LogPolicy) -> dict[str, int]:
    """Return the restored widths by our column: the names are theirs, and with widths a person's own."""
    return {
        f"{ours}.{place}": one.restore_zeros[name]
        for ours, mapped in one.columns.items()
        for place, name in enumerate(mapped.names)
        if name in one.restore_zeros
    }


def _plain(right: LogPolicy, found: LogPolicy) -> Iterator[tuple[str, str]]:
    if right.timestamp_format or found.timestamp_format:
        known = set(right.timestamp_format)
        proposed = set(found.timestamp_format)
        yield "timestamp_format", RIGHT if proposed == known else WRONG if proposed - known else MISSING
    for key in ("precision", "decimal", "offsets", "only", "only_filled", "one_row_per", "fill_down", "snapshots"):
        one, two, none = getattr(right, key), getattr(found, key), getattr(LogPolicy(), key)
        if one != none:
            yield key, RIGHT if one == two else MISSING if two == none else WRONG


def _events(right: LogPolicy, found: LogPolicy) -> Iterator[tuple[str, str]]:
    if right.events is None:
        return
    given = found.events
    for key in ("event", "time", "entry", "supersedes"):
        one, two = getattr(right.events, key), getattr(given, key, None)
        if one is not None:
            yield f"events.{key}", RIGHT if one == two else MISSING if two is None else WRONG
    for event, fills in right.events.fills.items():
        for ours, fill in fills.items():
            other = given.fills.get(event, {}).get(ours) if given else None
            yield f"fills:{event}.{ours}", RIGHT if fill == other else MISSING if other is None else WRONG
    for event, fills in (given.fills if given else {}).items():
        for ours in fills:
            if ours not in right.events.fills.get(event, {}):
                yield f"fills:{event}.{ours}", WRONG
