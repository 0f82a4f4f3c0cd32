"""The rows of a sheet are read from its XML: each kind of cell, and what no program that writes workbooks leaves."""

import io
from dataclasses import replace

import pytest

from reporter.ingest.readers import workbook_parts as parts
from reporter.ingest.readers.cells import BrokenCell

BOOK = parts.Book(sheets=(), strings=("shared", "_x0041_"), formats=(None, "yyyy-mm-dd"), since_1904=False)


def rows(xml: str, book: parts.Book = BOOK) -> list[tuple[int, list[str | None]]]:
    return [*parts.rows_of(io.BytesIO(f"<sheetData>{xml}</sheetData>".encode()), book)]


def cells(*xml: str, book: parts.Book = BOOK) -> list[str | None]:
    ((_, found),) = rows(f"<row r='1'>{''.join(xml)}</row>", book)
    return found


def test_each_kind_of_cell_is_its_text() -> None:
    found = cells(
        "<c t='s'><v>0</v></c>",
        "<c t='s'><v>1</v></c>",
        "<c t='str'><v>_x0041_</v></c>",
        "<c t='inlineStr'><is><r><t>a_x0041_</t></r><r><t>b</t></r><rPh><t>aside</t></rPh></is></c>",
        "<c t='inlineStr'><is><t>_xyz_</t></is></c>",
        "<c t='b'><v>0</v></c><c t='b'><v>false</v></c><c t='b'><v>1</v></c>",
        "<c><v>15</v></c><c><v>15.0</v></c><c s='1'><v>46300</v></c><c s='7'><v>46300</v></c>",
        "<c t='d'><v>2026-10-05</v></c>",
        "<x:c><x:v>7</x:v></x:c>",
    )
    texts = [
        "shared",
        "_x0041_",
        "_x0041_",
        "aAb",
        "_xyz_",
        "false",
        "false",
        "true",
        "15",
        "15",
        "2026-10-05",
        "46300",
    ]
    assert found == [*texts, "2026-10-05", "7"]
    since = cells("<c s='1'><v>44838</v></c>", book=replace(BOOK, since_1904=True))
    assert since == ["2026-10-05"]
    assert cells("<c t='s'><v>0</v></c>", book=parts.NO_BOOK) == ["0"]


def test_a_formula_or_an_error_is_no_value() -> None:
    found = cells(
        "<c><f>1</f></c>",
        "<c><f>1</f><v></v></c>",
        "<c t='str'><f>1</f><v></v></c>",
        "<c><f>1</f><v>5</v></c>",
        "<c t='e'><v>#REF!</v></c>",
    )
    assert found == ["", "", "", "5", "#REF!"]
    faults = [one.fault if isinstance(one, BrokenCell) else None for one in found]
    assert faults == ["formula_without_value", "formula_without_value", None, None, "not_text"]


def test_cells_and_rows_stand_where_they_say() -> None:
    assert cells("<c r='C1'><v>3</v></c><c><v>4</v></c><c r='AA1'><v>5</v></c>") == [
        None,
        None,
        "3",
        "4",
        *[None] * 22,
        "5",
    ]
    assert cells("<c r='A1'><v>1</v></c><c r='B1'/><c r='C1'><v></v></c>") == ["1", None, None]
    each = "<c><v>1</v></c>"
    found = rows(f"<row>{each}</row><row r='5'>{each}</row><row/><row>{each}</row>")
    assert [number for number, _ in found] == [1, 5, 7]
    for wrong in (
        f"<row r='5'>{each}</row><row r='5'>{each}</row>",
        "<row><c r='B1'><v>1</v></c><c r='B1'><v>2</v></c></row>",
        "<row><c r='B1'><v>1</v></c><c r='A1'><v>2</v></c></row>",
        "<row><c r='XFE1'><v>1</v></c></row>",
    ):
        with pytest.raises(ValueError, match=r"^$"):
            rows(wrong)
    assert len(cells("<c r='XFD1'><v>1</v></c>")) == 16_384


def test_merged_ranges_are_found_wherever_they_are_cut() -> None:
    xml = "<mergeCells><mergeCell ref='A2:B13'/><x:mergeCell a='1' ref = \"AA5:AB5\"/></mergeCells>"
    for blank in (0, parts._CHUNK_BYTES - 20, parts._CHUNK_BYTES - 5, parts._CHUNK_BYTES + 1):
        found = [*parts.merged_ranges(io.BytesIO(b" " * blank + xml.encode()))]
        assert found == [(2, 13, 0, 1), (5, 5, 26, 27)]
    assert [parts.column_of(one) for one in ("A", "Z", "AA", "XFD")] == [0, 25, 26, 16_383]


def test_a_document_type_is_refused() -> None:
    with pytest.raises(parts.ForbiddenXml):
        [*parts.rows_of(io.BytesIO(b"<!DOCTYPE a><a/>"), BOOK)]
