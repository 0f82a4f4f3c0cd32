"""Every format, every fault and every refusal of the reader."""

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from reporter.config.log_policy import LogPolicy
from reporter.errors import InputRefused, PolicyError
from reporter.ingest.readers import FORMATS, Row, open_source
from reporter.ingest.readers import workbook as workbooks
from reporter.ingest.readers.grid import IN_CELLS
from reporter.ingest.readers.source_file import places_of_data


@pytest.fixture
def read(tmp_path: Path):
    """Write bytes or text under a name and read them back: header and rows."""

    def reading(name: str, content: bytes | str, **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        with open_source(path, **options) as source:
            return source.header, list(source.rows)

    return reading


def row(line: int, *cells: str | None, raw: str, fault: str | None = None) -> Row:
    return Row(line=line, cells=cells, raw=raw, fault=fault)


def test_rows_keep_their_line_and_raw_text(read):
    text = 'id,note\r\n\r\n1,"two\r\nlines"\r\n  \r\n2,he said "hi"\r\n3,"a ""b"""'
    assert read("a.csv", text) == (
        ("id", "note"),
        [
            row(3, "1", "two\r\nlines", raw='1,"two\r\nlines"'),
            row(6, "2", 'he said "hi"', raw='2,he said "hi"'),
            row(7, "3", 'a "b"', raw='3,"a ""b"""'),
        ],
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~"])
def test_each_delimiter_is_found(read, delimiter):
    text = "\n".join(delimiter.join(cells) for cells in (["id", "at"], ["1", "2026-10-05 14:05"], ["2", ""]))
    header, rows = read("a.txt", text)
    assert header == ("id", "at")
    assert [one.cells for one in rows] == [("1", "2026-10-05 14:05"), ("2", "")]


@pytest.mark.parametrize(
    ("encoding", "bom"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("cp1252", b""),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_each_encoding_is_found(read, encoding, bom, packed):
    data = bom + "id,who\n1,José “x”\n".encode(encoding)
    name = "a.csv.gz" if packed else "a.csv"
    found = read(name, gzip.compress(data) if packed else data)
    assert found == (("id", "who"), [row(2, "1", "José “x”", raw="1,José “x”")])


def test_one_late_byte_decides_the_encoding_of_the_whole_file(read):
    data = b"id,who\n" + b"1,plain\n" * 300_000 + "2,Núñez\n".encode("cp1252")
    _, rows = read("a.csv", data)
    assert (len(rows), rows[-1].cells) == (300_001, ("2", "Núñez"))


def test_a_damaged_byte_is_the_fault_of_its_row_where_the_rest_is_utf8(read):
    _, rows = read("a.csv", "id,who\n1,Núñez\n2,Jos?\n3,M\u00a0\n".encode().replace(b"?", b"\xc3"))
    assert [one.cells[0] for one in rows if not one.fault] == ["1", "3"]
    damaged = [one for one in rows if one.fault == IN_CELLS]
    assert [(one.line, getattr(one.cells[1], "fault", None)) for one in damaged] == [(3, "damaged_text")]
    with pytest.raises(InputRefused, match="the name of column 2 holds damaged bytes"):
        read("a.csv", "id,wh?\n1,Núñez\n".encode().replace(b"?", b"\xc3"))


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_a_damaged_byte_of_json_is_the_fault_of_its_row(read, name):
    lines = ['{"id": "1", "who": "Núñez"}', '{"id": "2", "who": "Jos?"}']
    text = "\n".join(lines) if name == "a.jsonl" else f"[{', '.join(lines)}]"
    rows = read(name, text.encode().replace(b"?", b"\xc3"))[1]
    assert [one.fault for one in rows] == [None, "not_text"]


def test_a_line_that_is_no_json_for_a_damaged_byte_can_be_written_down(read):
    broken = '{"id": "1", "who": "Núñez"}\n{"id": "2", who?\n'.encode().replace(b"?", b"\xc3")
    assert [(one.raw, one.fault) for one in read("a.jsonl", broken)[1]][1:] == [('{"id": "2", who\ufffd', "not_json")]


def test_a_gzip_is_known_by_its_bytes(read):
    assert read("a.csv", gzip.compress(b"id,b\n1,2\n"))[1] == [row(2, "1", "2", raw="1,2")]


FAULTS = [
    ("missing field", "1,2", ("1", "2"), "too_few_fields"),
    ("extra field", "1,2,3,4", ("1", "2", "3", "4"), "too_many_fields"),
    ("extra empty fields", "1,2,3,,", ("1", "2", "3"), None),
    ("text after a quote", '1,"2"x,3', ("1", "2x", "3"), "stray_quote"),
    ("quote never closed", '1,2,"3', ("1", "2", "3\n"), "stray_quote"),
    ("nul byte", "1,\0,3", ("1", "\0", "3"), "nul_byte"),
    ("long field", f"1,{'x' * 1_000_001},3", ("1", "x" * 1_000_001, "3"), "field_too_long"),
    ("long quoted field", f'1,"{"x," * 600_000}",3', ("1", "x," * 600_000, "3"), "field_too_long"),
    ("long row of short fields", f"{'x' * 600_000},{'y' * 600_000},3", ("x" * 600_000, "y" * 600_000, "3"), None),
]


@pytest.mark.parametrize(("raw", "cells", "fault"), [one[1:] for one in FAULTS], ids=[one[0] for one in FAULTS])
def test_a_faulty_row_is_delivered_with_its_fault(read, raw, cells, fault):
    assert read("a.csv", f"a,b,c\n7,8,9\n{raw}\n")[1] == [
        row(2, "7", "8", "9", raw="7,8,9"),
        row(3, *cells, raw=raw, fault=fault),
    ]


def test_rows_after_a_stray_quote_are_read_on(read):
    _, rows = read("a.csv", 'a,b\n1,"x"y\n2,z\n3,"open\n4,end\n')
    assert [(one.line, one.fault) for one in rows] == [(2, "stray_quote"), (3, None), (4, "stray_quote")]
    assert rows[2].raw == '3,"open\n4,end'


def test_a_lone_faulty_row_does_not_make_the_file_refused(read):
    assert [one.fault for one in read("a.csv", "a,b,c\n1,2\n")[1]] == ["too_few_fields"]


def test_a_whole_number_of_json_has_no_point_or_exponent(read):
    _, rows = read("a.json", '[{"a": 7.0, "b": "7.0"}, {"a": 7.50, "b": -3.00}, {"a": 7.0e1, "b": 7}]')
    assert [one.cells for one in rows] == [("7", "7.0"), ("7.50", "-3"), ("70", "7")]
    assert rows[0].raw == '{"a":7.0,"b":"7.0"}'


def test_a_header_alone_is_a_log_without_rows(read):
    assert read("a.csv", "a,b\n") == (("a", "b"), [])
    assert read("a.csv", "a\n") == (("a",), [])


def test_one_column_is_read_when_nothing_else_divides_it(read):
    assert [one.cells for one in read("a.csv", 'id\nA1\n""\nA2\n')[1]] == [("A1",), ("A2",)]


def test_nameless_empty_columns_at_the_end_are_dropped(read):
    assert read("a.csv", "a,b,,\n1,2,,\n3,4\n") == (
        ("a", "b"),
        [row(2, "1", "2", raw="1,2,,"), row(3, "3", "4", raw="3,4")],
    )


def test_a_delimiter_that_stands_in_values_does_not_mislead(read):
    text = "name;book;at\n" + "".join(f'"Doe, J";{n};05/10/2026, 14:05\n' for n in range(9))
    header, rows = read("a.csv", text)
    assert header == ("name", "book", "at")
    assert rows[0].cells == ("Doe, J", "0", "05/10/2026, 14:05")


def test_the_policy_settles_a_doubt(read):
    assert read("a.csv", "a,b;c\nx,y;z\n", delimiter=";")[1] == [row(2, "x,y", "z", raw="x,y;z")]
    assert read("a.csv", "a:b\n1:2\n", delimiter=":")[1] == [row(2, "1", "2", raw="1:2")]
    with pytest.raises(PolicyError, match="one character"):
        read("a.csv", "a,b\n", delimiter="||")


def test_the_line_that_spreadsheets_put_first_is_understood(read):
    assert read("a.csv", "sep=;\na;b\n1;2\n") == (("a", "b"), [row(3, "1", "2", raw="1;2")])


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return file.getvalue()


REFUSALS = [
    ("zero bytes", "a.csv", b"", "is empty"),
    ("zero bytes packed", "a.csv.gz", gzip.compress(b""), "is empty"),
    ("zero bytes of json lines", "a.jsonl", b"", "is empty"),
    ("blank lines only", "a.csv", b"\n\n", "no header"),
    ("mark only", "a.csv", b"\xef\xbb\xbf", "no header"),
    ("repeated name", "a.csv", b"a,b,a\n1,2,3\n", "columns 1 and 3 are both named 'a'"),
    ("name missing inside", "a.csv", b"a,,c\n1,2,3\n", "column 2 has no name"),
    ("name missing over values", "a.csv", b"a,b,\n1,2,3\n", "column 3 holds values but has no name"),
    ("no names", "a.csv", b",,\n,,\n", "no column has a name|no header"),
    ("quote in the header", "a.csv", b'a,"b\n1,2\n', "stray quote"),
    ("nul in the header", "a.csv", b"a,b\0c\n1,2\n", "NUL"),
    ("one column, rows divided", "a.csv", b"name\nx;y\nz;w\n", "one column, but ';' stands evenly"),
    ("header and rows differ", "a.csv", b"a,b\nx;y;z\nz;w;q\n", "split by ',', but ';'"),
    ("two even delimiters", "a.csv", b"a,b;c\nx,y;z\n", "would each split"),
    ("two uneven delimiters", "a.csv", b"a,b;c\nx\ny\n", "too uneven"),
    ("cut gzip", "a.csv.gz", gzip.compress(b"a,b\n1,2\n" * 999)[:-9], "gzip is damaged"),
    ("no gzip", "a.csv.gz", b"a,b\n1,2\n", "gzip is damaged"),
    ("gzip with flipped bytes", "a.csv.gz", gzip.compress(b"a,b\n1,2\n" * 99)[:20] + b"\0" * 40, "gzip is damaged"),
    ("undecodable", "a.csv", b"a,b\n1,\xff\x81\n", "neither UTF-8"),
    ("odd half of UTF-16", "a.csv", b"\xff\xfea\0,\0b", "neither UTF-8"),
    ("UTF-32", "a.csv", "a,b\n".encode("utf-32"), "UTF-32"),
    ("workbook named csv", "a.csv", zipped(a=b""), "a zip file or a workbook"),
    ("PDF named csv", "a.csv", b"%PDF-1.7", "a PDF"),
    ("unknown suffix", "a.doc", b"x", "names no known format"),
    ("object", "a.json", b'{"a": 1}', "not a JSON array"),
    ("cut array", "a.json", b'[{"a": 1},\n {"a"', "line 2, column"),
    ("text after the array", "a.json", b'[{"a": 1}] x', "line 1, column 12"),
    ("NaN", "a.json", b'[{"a": NaN}]', "element 1"),
    ("endless nesting", "a.json", b"[" * 100_000, "too many levels|JSON breaks off"),
    ("no objects", "a.jsonl", b"[1]\n2\n", "no row is a JSON object"),
    ("nameless key", "a.jsonl", b'{"": 1, "a": 2}\n', "column 1 has no name"),
    ("bad workbook", "a.xlsx", b"PK\x03\x04 nothing", "damaged"),
    ("zip, no workbook", "a.xlsx", zipped(a=b"x"), "damaged"),
    ("swollen workbook", "a.xlsx", zipped(a=b"\0" * 11_000_000), "unpacks"),
    ("bad Parquet", "a.parquet", b"PAR1 and no end of it", "cut off"),
]


@pytest.mark.parametrize(("name", "content", "words"), [one[1:] for one in REFUSALS], ids=[one[0] for one in REFUSALS])
def test_a_file_that_cannot_be_read_is_refused_in_clear_words(read, tmp_path, name, content, words):
    with pytest.raises(InputRefused, match=words) as refusal:
        read(name, content)
    assert str(refusal.value).startswith(f"{name}: ")
    assert str(tmp_path) not in str(refusal.value)
    assert str(refusal.value).endswith(".")


def test_a_named_delimiter_that_is_not_there_is_refused(read):
    with pytest.raises(InputRefused, match=r"'\|' is not in the header line, but ',' is"):
        read("a.csv", "a,b\n1,2\n", delimiter="|")


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(InputRefused, match=r"^none.csv: the file cannot be opened"), open_source(tmp_path / "none.csv"):
        pass


OF_A_LIST = '[1,{"d":null,"e":1e3}]'


def test_json_values_become_the_text_that_was_written(read):
    text = '{"a": 1.50, "b": true}\n\n{"c": [1, {"d": null, "e": 1e3}], "a": null, "b": "é"}\r\n'
    assert read("a.jsonl", text) == (
        ("a", "b", "c"),
        [
            row(1, "1.50", "true", None, raw='{"a":1.50,"b":true}'),
            row(3, None, "é", OF_A_LIST, raw=f'{{"c":{OF_A_LIST},"a":null,"b":"é"}}', fault=IN_CELLS),
        ],
    )


JSON_FAULTS = [
    ("not json", '{"a": ', (), '{"a":', "not_json"),
    ("NaN", '{"a": NaN}', (), '{"a": NaN}', "not_json"),
    ("too deep", "[" * 5_000 + "]" * 5_000, (), "[" * 5_000 + "]" * 5_000, "not_json"),
    ("a list", "[1, 2]", (), "[1,2]", "not_an_object"),
    ("null", "null", (), "null", "not_an_object"),
    ("key twice", '{"a": 1, "a": 2}', ("2",), '{"a":1,"a":2}', "duplicate_key"),
    ("nul", '{"a": "\\u0000"}', ("\0",), '{"a":"\\u0000"}', "nul_byte"),
    ("half a character", '{"a": "x\\ud800"}', ("x\\ud800",), '{"a":"x\\ud800"}', "not_text"),
]


@pytest.mark.parametrize(
    ("line", "cells", "raw", "fault"), [one[1:] for one in JSON_FAULTS], ids=[one[0] for one in JSON_FAULTS]
)
def test_a_faulty_json_line_is_delivered_with_its_fault(read, line, cells, raw, fault):
    found = read("a.jsonl", '{"a": "1"}\n' + line + "\n")[1][1]
    assert (found.line, found.cells, found.raw.strip(), found.fault) == (2, cells, raw, fault)


def test_a_json_array_counts_its_elements(read):
    assert read("a.json.gz", gzip.compress('\ufeff[\n {"a": 1}, 7 ,{"b": false}]\n'.encode())) == (
        ("a", "b"),
        [
            row(1, "1", None, raw='{"a":1}'),
            row(2, raw="7", fault="not_an_object"),
            row(3, None, "false", raw='{"b":false}'),
        ],
    )
    assert read("a.json", "[ ]") == ((), [])


def workbook(rows: list[list[object]], formats: dict[str, str] | None = None, more: int = 0) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "Bookings"
    for one in rows:
        sheet.append(one)
    for cell, number_format in (formats or {}).items():
        sheet[cell].number_format = number_format
    for number in range(more):
        book.create_sheet(f"Other {number}")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_sheet_reads_as_it_shows(read):
    moment = datetime(2026, 10, 5, 14, 5, 9)
    midnight = datetime(2026, 10, 5)
    rows = [
        ["id", "at", "flag", "rate"],
        [2016275001, moment, True, 1.5],
        [],
        [3.0, moment, False, None],
        ["x", midnight, "#REF!", "é"],
        ["y", midnight, None, None],
        ["z", date(2026, 10, 5), None, None, "over"],
    ]
    formats = {
        "B2": "m/d/yy h:mm",
        "B4": "yyyy-mm-dd hh:mm:ss",
        "B5": 'dd/mm/yyyy "hours"',
        "B6": "[$-409]m/d/yy h:mm AM/PM",
    }
    header, found = read("a.xlsx", workbook(rows, formats, more=2))
    assert header == ("id", "at", "flag", "rate")
    assert found == [
        row(2, "2016275001", "2026-10-05 14:05", "true", "1.5", raw='["2016275001","2026-10-05 14:05","true","1.5"]'),
        row(4, "3", "2026-10-05 14:05:09", "false", None, raw='["3","2026-10-05 14:05:09","false"]'),
        row(5, "x", "2026-10-05", "#REF!", "é", raw='["x","2026-10-05","#REF!","é"]', fault="in_cells"),
        row(6, "y", "2026-10-05 00:00", None, None, raw='["y","2026-10-05 00:00"]'),
        row(
            7, "z", "2026-10-05", None, None, "over", raw='["z","2026-10-05",null,null,"over"]', fault="too_many_fields"
        ),
    ]


def test_a_sheet_that_understates_its_size_loses_nothing(read):
    content = workbook([["a", "b"], [1, 2], [3, 4]])
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for one in old.namelist():
            new.writestr(one, old.read(one).replace(b'<dimension ref="A1:B3"', b'<dimension ref="A1"'))
    assert [one.cells for one in read("a.xlsx", file.getvalue())[1]] == [("1", "2"), ("3", "4")]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "no visible sheet has rows"),
        ([["a", "a"]], "both named"),
        ([["a", None, "b"]], "no name"),
        ([["a"], [1, 2]], None),
    ],
)
def test_the_header_of_a_sheet_is_checked(read, rows, words):
    if words is None:
        assert read("a.xlsx", workbook(rows))[1][0].fault == "too_many_fields"
        return
    with pytest.raises(InputRefused, match=words):
        read("a.xlsx", workbook(rows))


def test_parquet_goes_through_the_callers_door(read):
    def door(path: Path) -> tuple[list[str], Iterator[tuple[str | None, ...]], list[int], list[int]]:
        return ["a", "b"], iter([("1", None), ("\0", "é")]), [], []

    content = b"PAR1" + b"\0" * 8 + b"PAR1"
    assert read("a.parquet", content, parquet=door) == (
        ("a", "b"),
        [row(1, "1", None, raw='["1",null]'), row(2, "\0", "é", raw='["\\u0000","é"]', fault="nul_byte")],
    )
    with pytest.raises(InputRefused, match="cannot be read here"):
        read("a.parquet", content)


def test_every_text_format_may_be_packed():
    plain = [".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".json", ".xml"]
    assert sorted(FORMATS) == sorted([*plain, *(f"{one}.gz" for one in plain), ".parquet", ".xlsx"])


CELL = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs", "Cc"], max_codepoint=0x2FF), max_size=8)
WRITTEN = st.tuples(CELL, CELL, CELL | st.sampled_from(['a "b"', "two\nlines", "x,y;z", " "]))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
@given(
    rows=st.lists(WRITTEN, min_size=1, max_size=20),
    delimiter=st.sampled_from(",;\t|^~"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    style=st.sampled_from(
        [("\n", csv.QUOTE_MINIMAL), ("\r\n", csv.QUOTE_MINIMAL), ("\r\n", csv.QUOTE_ALL), ("\r", csv.QUOTE_ALL)]
    ),
    named=st.booleans(),
)
def test_what_was_written_is_read_back(tmp_path, rows, delimiter, encoding, style, named):
    newline, quoting = style
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=newline, quoting=quoting)
    writer.writerow(["id", "one", "two", "three"])
    lines = []
    line = 2
    for number, cells in enumerate(rows):
        lines.append(line)
        start = text.tell()
        writer.writerow([str(number), *cells])
        written = text.getvalue()[start:]
        line += len(written.replace("\r\n", "\n").replace("\r", "\n").split("\n")) - 1
    path = tmp_path / "a.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    with open_source(path, delimiter=delimiter if named else None) as source:
        assert source.header == ("id", "one", "two", "three")
        found = list(source.rows)
    assert [one.cells for one in found] == [(str(number), *cells) for number, cells in enumerate(rows)]
    assert [one.line for one in found] == lines
    assert {one.fault for one in found} == {None}


@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.none() | st.booleans() | st.integers() | CELL), min_size=1))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_json_is_read_back(tmp_path, objects):
    def text(value: object) -> str | None:
        return value if value is None or isinstance(value, str) else json.dumps(value)

    objects = [{"a": "x"}, *objects]
    names = list(dict.fromkeys(name for one in objects for name in one))
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(one) for one in objects), encoding="utf-8")
    (tmp_path / "a.json").write_text(json.dumps(objects, indent=1), encoding="utf-8")
    for name in ("a.jsonl", "a.json"):
        with open_source(tmp_path / name) as source:
            assert list(source.header) == names
            assert [one.cells for one in source.rows] == [tuple(text(o.get(n)) for n in names) for o in objects]


DATA = Path(__file__).parents[4] / "shared" / "data"


@pytest.mark.skipif(not DATA.is_dir(), reason="the real records are not part of the project")
def test_real_exports_are_read_whole():
    georgia = sorted((DATA / "ga_jails_scraped_2017").glob("*.csv"))
    counts = {}
    for path in [*georgia, *sorted((DATA / "pierce_wa_jail_ice_holds").glob("*.csv*"))]:
        if path.name == "handcoded_hold_files.csv":
            continue
        with open_source(path) as source:
            rows = list(source.rows)
        assert {one.fault for one in rows} <= {None}, path.name
        counts[path.name] = len(rows)
    assert (len(georgia), sum(counts[path.name] for path in georgia)) == (21, 5_990)
    assert counts["hold_bookings_charges.csv.gz"] == 691
    assert counts["all_available_charges.csv.gz"] == 11_676
    assert counts["bail_receipts.csv.gz"] == 11_821
    assert counts["booking_numbers.csv.gz"] == 17_859
    refused = DATA / "pierce_wa_jail_ice_holds" / "handcoded_hold_files.csv"
    with pytest.raises(InputRefused, match="both named 'Prior Entry Date'"), open_source(refused):
        pass


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ('"12 Main St\nFlat 2, rear"', None),
        ('"open\nB2,P2,2026\nB3,P3,close"', "stray_quote"),
        ('"open\r\nB2,P2,2026\r\n"', "stray_quote"),
        ('"a, b, c and d"', None),
    ],
)
def test_a_quoted_cell_that_swallows_rows_is_a_stray_quote(read, cell, fault):
    _, rows = read("a.csv", f"id,person,note\nB1,P1,{cell}\nB4,P4,x\n".encode())
    assert [row.fault for row in rows] == [fault, None]


def test_invisible_signs_are_no_part_of_a_column_name(read):
    assert read("a.csv", "\ufeff\ufeffid,\u00a0person\u200b\n1,2\n".encode())[0] == ("id", "person")


@pytest.mark.parametrize(
    ("header", "places"),
    [
        ("booking_id,booked_at,Name, Height (in.)", []),
        ("Q771,2026-10-05 08:00,MAIN,x", [2]),
        ("Q771,10/5/26,12.50,$ 40", [2, 3, 4]),
        ("Q771;GREY, ROBERT;08:15", [2, 3]),
        ("Book No.;Date/Time In;2nd officer", []),
    ],
)
def test_data_where_a_header_is_due_is_known_by_its_look(header, places):
    assert places_of_data(header.split(";" if ";" in header else ",")) == places


@pytest.mark.parametrize(
    ("line", "below"),
    [
        ("Sun 03/08/2026 04:49 AM AB12", "Mon 03/09/2026 05:01 PM AB13"),
        ("yesterday               AB12", "today                   CD34"),
        ("noon                    1001", "night                   B002"),
        ("today                   A1  ", "now                     C2  "),
        ("04:49                       ", ""),
    ],
)
def test_a_row_is_no_header_of_columns_that_the_policy_names(tmp_path: Path, line: str, below: str) -> None:
    path = tmp_path / "checks.txt"
    path.write_text(f"{line}\n{below}\n", encoding="utf-8")
    layout = LogPolicy(widths={"WHEN": (1, 24), "ID": (25, 28)})
    with (
        pytest.raises(InputRefused, match="its first row looks like data") as refusal,
        open_source(path, layout=layout),
    ):
        pass
    assert 'header = "none"' in str(refusal.value)
    with open_source(path, layout=replace(layout, headless=True)) as source:
        assert len(list(source.rows)) == 1 + bool(below)
    path.write_text(f"WHEN                    ID\n{line}\n{below}\n", encoding="utf-8")
    with open_source(path, layout=layout) as source:
        assert len(list(source.rows)) == 1 + bool(below)


@pytest.mark.parametrize("again", ["", "WHEN                    VOID\n"])
def test_a_name_that_stands_below_itself_is_a_name(tmp_path: Path, again: str) -> None:
    path = tmp_path / "checks.txt"
    path.write_text(f"WHEN                    VOID\n10/05/2026 08:00        VOID\n{again}", encoding="utf-8")
    with open_source(path, layout=LogPolicy(widths={"WHEN": (1, 24), "ID": (25, 28)})) as source:
        assert next(source.rows).cells == ("10/05/2026 08:00", "VOID")


@pytest.mark.parametrize("name", ["booking.dat", "JRP0145.20261001", "BOOKINGS", "booking.prn.gz"])
def test_text_under_the_suffix_of_a_print_is_read_as_text(tmp_path: Path, name: str) -> None:
    content = b"a,b\n1,2\n"
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    with open_source(tmp_path / name) as source:
        assert (source.header, [row.cells for row in source.rows]) == (("a", "b"), [("1", "2")])


@pytest.mark.parametrize("content", [b"<html>", b"a\0b", b'{"a": 1}', b"%PDF-1.7"])
def test_a_print_that_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "booking.dat").write_bytes(content)
    with pytest.raises(InputRefused, match="names no known format"), open_source(tmp_path / "booking.dat"):
        pass


def test_a_name_that_comes_again_is_numbered_where_the_policy_asks_it(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"Day,Time,Day 2,Time\n1,2,3,4\n")
    with pytest.raises(InputRefused, match=r'"Time \(1\)", "Time \(2\)"'), open_source(path, expected=["Time"]):
        pass
    for source in (open_source(path, expected=["Time (2)"]), open_source(path, layout=LogPolicy(header=("Time (1)",)))):
        with source as opened:
            assert opened.header == ("Day", "Time (1)", "Day 2", "Time (2)")
            assert [row.cells for row in opened.rows] == [("1", "2", "3", "4")]


def test_objects_within_rows_of_json_give_columns_with_dots(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"id": "1", "out": {"at": "x", "by": {"who": "y"}}}\n\n{"id": "2", "out": null}\n', encoding="utf-8"
    )
    with open_source(path) as source:
        assert source.header == ("id", "out.at", "out.by.who")
        assert [(row.line, row.cells) for row in source.rows] == [(1, ("1", "x", "y")), (3, ("2", None, None))]
    with open_source(path, expected=["out"]) as source:
        assert source.header == ("id", "out.at", "out.by.who", "out")
        assert next(source.rows).cells[-1] == '{"at":"x","by":{"who":"y"}}'
    path.write_text('{"id": "2", "out": null}\n', encoding="utf-8")
    with open_source(path, expected=["id", "out.at"]) as source:
        assert (source.header, next(source.rows).cells) == (("id", "out", "out.at"), ("2", None, None))


def test_a_footer_is_set_aside_but_not_one_that_may_have_swallowed_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'id,at\n1,8:00\nTotal rows,1\nTotal,"of\nthe day"\n"Total\n2,9:00\n3",x\n')
    with open_source(path, layout=LogPolicy(footer=("Total",))) as source:
        assert [(row.line, row.fault) for row in source.rows] == [(2, None), (6, "stray_quote")]
        assert source.aside["footer"] == 2


def test_the_sign_of_the_end_of_a_text_ends_no_row(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"one 8:00\n----\n\x1atwo 9:00\nTotal 2\x1a\n\x0c\x1aTotal\nten 9:30\x1a")
    with open_source(
        path, layout=LogPolicy(widths={"id": (1, 4), "at": (5, 8)}, headless=True, footer=("Total",))
    ) as source:
        assert [row.cells for row in source.rows] == [("one", "8:00"), ("two", "9:00"), ("ten", "9:30")]
        assert source.aside["footer"] == 2


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_the_signs_around_a_text_are_no_row_of_json(read, name):
    text = '\f{"a": "1"}\n\ufeff{"a": "2"}\x1a\n\x1a' if name == "a.jsonl" else '\ufeff\f[{"a": "1"}, {"a": "2"}]\n\x1a'
    assert [(row.cells, row.fault) for row in read(name, text.encode())[1]] == [(("1",), None), (("2",), None)]


def test_a_named_delimiter_may_be_absent_where_no_other_stands(read):
    assert read("a.csv", "id\n1\n", delimiter="|")[0] == ("id",)
    with pytest.raises(InputRefused, match=r"'\|' is not in the header line"):
        read("a.csv", "id,at\n1,2\n", delimiter="|")


def test_a_line_drawn_between_rows_is_no_row_whatever_its_width(read):
    text = "id,at,by\n1,2,3\n-----\n===,===\n\n   \n---,---,---\n,,\n4,5,6\n"
    assert [(one.line, one.cells, one.fault) for one in read("a.csv", text)[1]] == [
        (2, ("1", "2", "3"), None),
        (9, ("4", "5", "6"), None),
    ]


def test_sheets_are_chosen_by_name_or_by_pattern_and_a_hidden_one_by_its_very_name(read, monkeypatch):
    book = Workbook()
    for name in ("Oct", "Nov", "Old"):
        sheet = book.create_sheet(name)
        sheet.append(["id"])
        sheet.append([name])
    book["Old"].sheet_state = "hidden"
    del book["Sheet"]
    content = io.BytesIO()
    book.save(content)

    def chosen(*patterns: str) -> list[str | None]:
        return [one.cells[0] for one in read("a.xlsx", content.getvalue(), layout=LogPolicy(sheet=patterns))[1]]

    assert chosen("O*") == ["Oct"]
    assert chosen("Old") == ["Old"]
    assert chosen("*") == ["Oct", "Nov"]
    assert chosen("Nov", "O*") == ["Nov", "Oct"]
    with pytest.raises(InputRefused, match=r"no sheet 'X'\. It has 'Oct', 'Nov'"):
        chosen("Oct", "X")
    with pytest.raises(InputRefused, match="more than one sheet has rows: 'Oct', 'Nov'"):
        chosen()
    unpacked = sum(one.file_size for one in zipfile.ZipFile(content).infolist())
    monkeypatch.setattr(workbooks, "_UNPACKED_BYTES", unpacked)
    assert chosen("Old") == ["Old"]
    monkeypatch.setattr(workbooks, "_UNPACKED_BYTES", unpacked - 1)
    with pytest.raises(InputRefused, match="unpacks to far more"):
        chosen("Old")


def test_a_header_that_two_delimiters_would_give_has_the_one_of_its_rows(read):
    layout = LogPolicy(header=("id",))
    header, rows = read("a.txt", "Title\nid,at;id\n1;2\n3;4\n", layout=layout)
    assert (header, [one.cells for one in rows]) == (("id,at", "id"), [("1", "2"), ("3", "4")])
    with pytest.raises(InputRefused, match="no row holds all the texts of `header`"):
        read("a.txt", "number;at\n1;2\n", layout=layout)


WIDTHS = {"ID": (1, 5), "PERSON": (7, 20), "IN": (22, 37), "OUT": (39, 54)}
PRINTED = """
ID    PERSON         IN               OUT
B1    SMITH, JOHN    2026-10-05 08:12 2026-10-06 09:00
B2    DAVIDSON, ANN  2026-10-05 08:15
B3    OUT, ID        2026-10-07 08:15 2026-10-08 09:00
"""


def ids_of(path: Path, layout: LogPolicy) -> list[str | None]:
    with open_source(path, layout=layout) as source:
        return [row.cells[0] for row in source.rows if not row.fault]


@pytest.mark.parametrize("texts", [("ID",), ("id", "OUT"), ("ID PERSON",)])
def test_texts_of_a_header_stand_in_a_line_as_whole_words(tmp_path: Path, texts: tuple[str, ...]) -> None:
    path, layout = tmp_path / "a.txt", LogPolicy(header=texts, widths=WIDTHS)
    for title in ("", "RESIDENTS' OUTINGS", "COUNTY JAIL         2026-10-31 00:00"):
        path.write_text(title + PRINTED)
        assert ids_of(path, layout) == ["B1", "B2", "B3"]
    path.write_text(PRINTED.partition("OUT\n")[2])
    with pytest.raises(InputRefused, match=r"a.txt: no row holds all the texts of `header` as whole words"):
        ids_of(path, layout)


def test_texts_of_a_header_that_is_cut_between_its_names_are_its_cells(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("IDWHO\n1 A\n")
    assert ids_of(path, LogPolicy(header=("WHO",), widths={"id": (1, 2), "who": (3, 5)})) == ["1"]


TABLE = "id,place,in,out\nB12,MAIN,2026-10-05 08:12,2026-10-06 09:00\nB13,MAIN,2026-10-07 08:12,\n"
ABOVE = [
    ("a title", "Jail register, October"),
    ("a title of two lines", '"Jail register,\nOctober, 2026"'),
    ("choices of the export", "Place,MAIN,,\nFrom,2026-10-01 00:00,To,2026-10-31 23:59\nPrinted,11/01/2026,,Page 1"),
    ("a table of sums", "place,stays\nMAIN,2\nANNEX,0"),
    ("a title that is filled up", "Jail register,,,"),
]


@pytest.mark.parametrize(("story", "text"), ABOVE, ids=[story for story, _ in ABOVE])
@pytest.mark.parametrize("table", [TABLE, TABLE.partition("\n")[0]], ids=["rows", "no rows"])
def test_what_is_no_row_of_the_table_is_set_aside_above_the_header(
    tmp_path: Path, table: str, story: str, text: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{text}\n{table}\n")
    assert ids_of(path, LogPolicy(header=("id", "in"))) == (["B12", "B13"] if "B12" in table else []), story


LOST = [
    (
        "under another header",
        f"id,place,In on,out\n{TABLE.partition(chr(10))[2]}",
        TABLE,
        "2 rows above the header are",
    ),
    ("open, with a longer id", "B114,MAIN,2026-10-07 11:59,", TABLE, "a row above the header is like"),
    ("of another place", "B1,ANNEX,2026-10-07 11:59,2026-10-08 11:59", TABLE, "a row above the header is like"),
    ("all of them", TABLE.replace("in,", "In on,"), "id,place,in,out", "2 rows above the header are"),
    ("in a title's quote", f'"Jail register\n{TABLE}Page 1 "of 2"', TABLE, "quote that opens above the header"),
    (
        "in a title's cell",
        f'"Jail register\n{TABLE}Page 1"',
        TABLE,
        "a quote that opens above the header has swallowed",
    ),
]


@pytest.mark.parametrize(("story", "above", "table", "words"), LOST, ids=[story for story, *_ in LOST])
def test_a_file_with_rows_of_its_table_above_the_header_is_refused(
    tmp_path: Path, story: str, above: str, table: str, words: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"COUNTY JAIL\n{above}\n{table}\n")
    with pytest.raises(InputRefused, match=rf"^a.csv: .*{words}") as refusal:
        ids_of(path, LogPolicy(header=("id", "in")))
    assert "B1" not in str(refusal.value), story


SHIFTED = [
    ("as it should be", "B1   SMITH, ANN  2026-10-05 08:12 X", None),
    ("a cell right of it", "B1   SMITH, ANNA  2026-10-05 08:12 X", "2026-10-05 08:1, 2026-10-05 08:12"),
    ("a cell left of it", "B1   SMITH, AN  2026-10-05 08:12 X", "026-10-05 08:12, 2026-10-05 08:12"),
    ("a longer id", "B1234SMITH, ANN  2026-10-05 08:12 X", None),
    ("a sign of a column without a name", "B1   SMITH, ANN A2026-10-05 08:12 X", "2026-10-05 08:12, A2026-10-05 08:12"),
    ("a short line", "B1   SMITH, ANN", None),
]


@pytest.mark.parametrize(("story", "line", "text"), SHIFTED, ids=[story for story, *_ in SHIFTED])
def test_a_cell_whose_edge_goes_through_a_run_of_letters_or_digits_is_broken(
    tmp_path: Path, story: str, line: str, text: str | None
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"{line}\n")
    layout = LogPolicy(headless=True, widths={"id": (1, 5), "name": (6, 15), "in": (18, 33)})
    with open_source(path, layout=layout) as source:
        found = next(source.rows)
    cell = found.cells[2]
    assert (str(cell), getattr(cell, "fault", None)) == (text, "cut_through") if text else type(cell) is str, story
    assert found.fault == (IN_CELLS if text else None)


USUAL = [  # three lines and the columns; where the cell of the third is broken
    ("seconds are left outside", ["B1 081200", "B2 091500", "B3 101700"], {"id": (1, 2), "in": (4, 7)}, False),
    ("a name touches the number", ["B1ANN  0812", "B2BOB  0915", "B3CY   1017"], {"id": (1, 2), "in": (8, 11)}, False),
    ("one line is shifted", ["B1  08:12", "B2  09:15", "B3   10:17"], {"id": (1, 2), "in": (5, 9)}, True),
    ("every time is cut", ["B1  08:12", "B2  09:15", "B3  10:17"], {"id": (1, 2), "in": (5, 8)}, True),
    ("every day is cut", ["B1  08.10.26", "B2  09.10.26", "B3  10.10.26"], {"id": (1, 2), "in": (6, 12)}, True),
    ("columns touch", ["B195/10/26", "B296/10/26", "B397/10/26"], {"id": (1, 3), "in": (4, 10)}, False),
]


@pytest.mark.parametrize(("story", "lines", "widths", "is_broken"), USUAL, ids=[story for story, *_ in USUAL])
def test_what_lies_outside_of_a_column_in_most_lines_is_not_read_unless_it_cuts_a_number_of_a_time(
    tmp_path: Path, story: str, lines: list[str], widths: dict[str, tuple[int, int]], is_broken: bool
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("".join(f"{line}\n" for line in lines))
    with open_source(path, layout=LogPolicy(headless=True, widths=widths)) as source:
        found = list(source.rows)[-1]
    faults = [getattr(cell, "fault", None) for cell in found.cells]
    assert faults == [None, "cut_through" if is_broken else None], story
