"""Reads any delivered file as rows of text, each with its line, its raw words and what is wrong with it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from reporter.config.log_policy import LogPolicy
from reporter.errors import InputRefused, PolicyError
from reporter.ingest.readers.json_reader import read_json_array, read_json_lines
from reporter.ingest.readers.parquet_reader import read_parquet
from reporter.ingest.readers.plain_text import is_plain_text
from reporter.ingest.readers.source_file import Delivered, Parquet, Row, Source
from reporter.ingest.readers.text_layouts import read_text
from reporter.ingest.readers.workbook import read_workbook
from reporter.ingest.readers.xml_reader import read_xml

__all__ = ["FORMATS", "Row", "Source", "open_source"]

FORMATS: dict[str, Callable[[Delivered], Source]] = {
    ".csv": read_text,
    ".tsv": read_text,
    ".txt": read_text,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".json": read_json_array,
    ".xml": read_xml,
    ".parquet": read_parquet,
    ".xlsx": read_workbook,
}
FORMATS |= {f"{suffix}.gz": read for suffix, read in FORMATS.items() if suffix not in {".parquet", ".xlsx"}}


@contextmanager
def open_source(
    path: Path,
    *,
    parquet: Parquet | None = None,
    delimiter: str | None = None,
    layout: LogPolicy | None = None,
    expected: Sequence[str] = (),
) -> Iterator[Source]:
    """Open one delivered file by its suffix; raises InputRefused when it cannot be taken in as a whole.

    Plain text under another suffix, such as .dat or .prn, or under none is read as .txt is.

    A row that is wrong in itself is delivered with its fault, so that every row received can be accounted for.
    `parquet` reads Parquet (names, rows of text, places of dates); `delimiter` is the policy's word where a file leaves
    a doubt; `layout` says how the rows stand, and `expected` which columns are needed.
    """
    layout = layout or LogPolicy(delimiter=delimiter)
    delimiter = layout.delimiter
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n\0'):
        raise PolicyError(f"policy.toml: delimiter = {delimiter!r} must be one character, such as ';'.")
    suffixes = [suffix.lower() for suffix in path.suffixes]
    read = FORMATS.get("".join(suffixes[-2:])) or FORMATS.get("".join(suffixes[-1:]))
    opened = Delivered(path=path, delimiter=delimiter, parquet=parquet, layout=layout, expected=tuple(expected))
    with opened.closing() as delivered:
        try:
            if read is None and is_plain_text(delivered):
                read = read_text
            if read is None:
                delivered.refuse("the suffix names no known format", f"Deliver one of {', '.join(FORMATS)}.")
            source = read(delivered)
        except OSError as error:
            raise InputRefused(
                f"{path.name}: the file cannot be opened ({error.strerror}). Deliver it again."
            ) from error
        yield source
