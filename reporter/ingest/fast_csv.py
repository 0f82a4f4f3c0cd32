"""Takes a plain CSV file in with the engine's own reader: the same rows as the careful reader gives, or none at all.

Plain is: UTF-8, a header that is the first line, one line a row, every row as wide as the header, and no quote that
the two readers would take differently. A file that is not plain is left to the readers, which read every file.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path

from reporter import warehouse
from reporter.ingest.layouts import second_header
from reporter.ingest.layouts.find_columns import place_of
from reporter.ingest.layouts.only import is_nearly
from reporter.ingest.parse_values import trimmed_cell
from reporter.ingest.readers import Source
from reporter.ingest.readers.source_file import visible
from reporter.ingest.spool_rows import Spooled
from reporter.warehouse import Connection, count_of_rows, file_literal, literal, name, select, temporary
from reporter.warehouse.query_files import filled

_CHUNK_BYTES = 1 << 22
_LONGEST_LINE = 1_000_000  # bytes; a field within it is never too long
_LOOKED_AT = 200  # lines that the careful reader reads as well
_MOST_KINDS = 100_000  # different values of a column that the policy picks rows by
_ORDINARY = bytes(range(0x20, 0x7F)) + b"\r\n"


def spool(
    connection: Connection, path: Path, source: Source, places: Mapping[str, int], only: Mapping[str, tuple[str, ...]]
) -> Spooled | None:
    """Make the view `spool` of a plain file; return what became of its rows, None if not plain.

    Call it outside a transaction: a file that the engine refuses would spoil it.
    """
    if source.delimiter is None or len(source.header) < 2 or not source.delimiter.isascii():
        return None
    looked_at = _lines_if_plain(path)
    if looked_at is None:
        return None
    lines, is_ordinary = looked_at
    named = {column: place_of(source.header, column) for column in only}
    picked = {place: only[column] for column, place in named.items() if place is not None}
    wanted = sorted({*places.values(), *picked})
    try:
        rows = select([f"c{place}" for place in wanted], _reader(path, source.delimiter, len(source.header)))
        connection.execute(temporary("plain_rows", rows))
    except warehouse.SqlError:
        return None
    if warehouse.count(connection, "plain_rows") != lines - 1:
        return None  # blank lines, or a row of several lines: the line numbers would be wrong
    if _has_blank_rows(connection, wanted) or _has_other_header(connection, source.header, wanted):
        return None
    if not _in_place(connection, path, source.delimiter, wanted, lines):
        return None
    if not all(_know_others(connection, place, values) for place, values in picked.items()):
        return None
    not_left_out = [f"coalesce(c{place}, '') not in ({select('value', f'others_{place}')})" for place in picked]
    columns = [f"c{place} as {name(column)}" for column, place in places.items()]
    this_log = " and ".join(not_left_out) or "true"
    connection.execute(filled("intake/spool_of_plain_rows", this_log=this_log, columns=", ".join(columns)))
    others = int(warehouse.one(connection, "select count(*) filter (where not this_log) from spool"))
    left_out = {
        (column, value): count
        for column, place in named.items()
        for value, count in warehouse.rows(
            connection,
            select(
                f"{trimmed_cell('value', is_ordinary=False)}, count(*)",
                f"plain_rows join others_{place} on value = coalesce(c{place}, '')",
                group="all",
                order="all",
            ),
        )
    }
    return Spooled(
        columns=tuple(places),
        received=lines - 1,
        written=lines - 1,
        others=others,
        set_aside=0,
        left_out=left_out,
        is_ordinary=is_ordinary,
    )


def _has_blank_rows(connection: Connection, wanted: list[int]) -> bool:
    """Say whether a row's cells are all blank or lines drawn with signs: such rows are received as nothing."""
    blank = " and ".join(rf"regexp_full_match(coalesce(c{place}, ''), '[\s\-=_*~#+.|]*')" for place in wanted)
    first = " and ".join(f"coalesce(c{place}, '') <= '~'" for place in wanted[:1])
    return bool(warehouse.one(connection, count_of_rows("plain_rows", where=f"{first} and {blank}")))


def _has_other_header(connection: Connection, header: Sequence[str], wanted: list[int]) -> bool:
    """Say whether a row has names of other columns in its cells, as a header in another order has."""
    known = second_header.names_in(header)
    written = {*known, *(f" {one}" for one in known), *(one for one in header if visible(one) in known)}
    names = {place: sorted(one for one in written if visible(one) != visible(header[place])) for place in wanted}
    named = [f"(c{place} in ({', '.join(map(literal, some))}))::integer" for place, some in names.items() if some]
    where = f"coalesce({', 0) + coalesce('.join(named)}, 0) > 1"
    return bool(named and warehouse.one(connection, count_of_rows("plain_rows", where=where)))


def raw_lines(path: Path, wanted: Iterable[int], most: int) -> list[tuple[int, str]]:
    """Return these lines of a plain file as they stand, without their ends, each of `most` characters at most."""
    found, passed = [], 0
    with path.open("rb") as file:
        for number in sorted(set(wanted)):
            line = next(islice(file, number - passed - 1, None), None)
            if line is None:
                break
            passed = number
            found.append((number, line.removesuffix(b"\n").removesuffix(b"\r").decode("utf-8")[:most]))
    return found


def _lines_if_plain(path: Path) -> tuple[int, bool] | None:
    """Count the lines of a file whose bytes are plain; None for one that the two readers may read differently.

    The careful reader leaves form feeds and 0x1A off, and knows NUL and a lone return. The engine drops a space before
    an opening quote or after a closing one; the careful reader does not. With them: whether the bytes are ordinary.
    """
    lines, last, is_ordinary = 0, b"\n", True
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            if lines == 0 and chunk.startswith(b"\x1f\x8b"):
                return None
            if chunk.endswith((b"\r", b" ", b'"', b"E", b"e")):  # keep together what must be seen together
                chunk += file.readline(_LONGEST_LINE)
                if not chunk.endswith(b"\n") and file.peek(1):
                    return None
            # One sign is found far sooner than two together, so that is asked first.
            if (
                b"\0" in chunk
                or b"\x1a" in chunk
                or b"\f" in chunk
                or (b"\r" in chunk and chunk.count(b"\r") != chunk.count(b"\r\n"))
            ):
                return None
            if b'"' in chunk and (b' "' in chunk or b'" ' in chunk):
                return None
            if is_ordinary:
                has_power = b"+" in chunk and (b"E+" in chunk or b"e+" in chunk)
                is_ordinary = not has_power and not chunk.translate(None, _ORDINARY)
            lines += chunk.count(b"\n")
            last = chunk[-1:]
    return lines + (last != b"\n"), is_ordinary


def _reader(path: Path, delimiter: str, width: int) -> str:
    columns = ", ".join(f"c{place}: 'varchar'" for place in range(width))
    return (
        f"read_csv({file_literal(path)}, auto_detect = false, header = false, skip = 1, delim = {literal(delimiter)}, "
        "quote = '\"', escape = '\"', comment = '', strict_mode = true, null_padding = false, ignore_errors = false, "
        f"encoding = 'utf-8', compression = 'none', max_line_size = {_LONGEST_LINE}, columns = {{{columns}}})"
    )


def _in_place(connection: Connection, path: Path, delimiter: str, wanted: list[int], lines: int) -> bool:
    """Read some lines of the file once more, evenly spread, with the careful reader: is each where it should be?"""
    some = raw_lines(path, range(2, lines + 1, max(1, lines // _LOOKED_AT)), _LONGEST_LINE)
    numbers = [number - 2 for number, _ in some]
    cells = ", ".join(f"coalesce(c{place}, '')" for place in wanted)
    query = select(cells, "plain_rows", where="list_contains(?::bigint[], rowid)", order="rowid")
    seen = [list(row) for row in warehouse.rows(connection, query, [numbers])] if numbers else []
    try:
        split = list(csv.reader((text for _, text in some), delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    most = max(wanted, default=0)
    return all(len(row) > most for row in split) and seen == [[row[place] for place in wanted] for row in split]


def _know_others(connection: Connection, place: int, values: Iterable[str]) -> bool:
    """Make the table of a column's values that the policy does not ask for, stripped as the careful reader strips."""
    kinds = select(f"distinct coalesce(c{place}, '') as value", "plain_rows")
    found = [row[0] for row in warehouse.rows(connection, f"{kinds} limit {_MOST_KINDS + 1}")]
    asked = set(values)
    others = [value for value in found if visible(value) not in asked]
    if any(is_nearly(visible(value), asked) for value in others):
        return False  # such a row is set aside, not left out
    connection.execute(temporary(f"others_{place}", "select unnest(?::varchar[]) as value"), [others])
    return len(found) <= _MOST_KINDS
