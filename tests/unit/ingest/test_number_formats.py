"""A number of a workbook is the text that its sheet shows, or an odd number where that is not what was written."""

import pytest

from reporter.ingest.readers.number_formats import shown_number, time_format, whole_number
from reporter.ingest.readers.odd_numbers import OddNumber, ids_of_date, ids_of_fraction, ids_of_words

DAY, MINUTE, SECOND, HOURS = "yyyy-mm-dd", "yyyy-mm-dd h:mm", "h:mm:ss", "[h]:mm:ss"


@pytest.mark.parametrize(
    ("style", "own", "found"),
    [
        (14, None, "yyyy-mm-dd"),
        (17, None, "yyyy-mm-dd"),
        (31, None, "yyyy-mm-dd"),
        (54, None, "yyyy-mm-dd"),
        (22, None, "m/d/yy h:mm"),
        (20, None, "h:mm"),
        *((style, None, "h:mm") for style in (18, 32, 33, 55, 56)),
        *((style, None, "h:mm:ss") for style in (19, 21, 34, 35)),
        (45, None, "mm:ss"),
        (46, None, "[h]:mm:ss"),
        (47, None, "mm:ss.0"),
        (0, None, None),
        (13, None, None),
        (14, "0.00", None),
        (0, "General", None),
        (0, 'd "day of" mmm;@', "d  mmm"),
        (0, "[Red]0;d", None),
        (0, "[hh]:mm", "[hh]:mm"),
        (0, r"\d0_d*d", '"\\d0_d*d'),
        (0, '"B"000', '""B"000'),
        (0, '"-"0', None),
        (0, r"\-0", None),
        (0, "0_B", None),
    ],
)
def test_a_format_is_one_of_a_time_or_has_words(style: int, own: str | None, found: str | None) -> None:
    assert time_format(style, own) == found


@pytest.mark.parametrize(
    ("number", "shown", "text"),
    [
        ("46300", DAY, "2026-10-05"),
        ("46300.5", DAY, "2026-10-05 12:00:00"),
        ("46300", MINUTE, "2026-10-05 00:00"),
        ("46300.5", MINUTE, "2026-10-05 12:00"),
        ("46300.25", "h:mm:ss d", "2026-10-05 06:00:00"),
        ("46300.500000011574", DAY, "2026-10-05 12:00:00.001"),
        ("0", DAY, "00:00:00"),
        ("0.5", "h:mm", "12:00"),
        ("0.5", SECOND, "12:00:00"),
        ("0.99999999999", "h:mm", "1900-01-01 00:00"),
        ("1", DAY, "1900-01-01"),
        ("59", DAY, "1900-02-28"),
        ("60", DAY, "1900-02-28"),
        ("61", DAY, "1900-03-01"),
        ("-1", DAY, "-1"),
        ("2958465", DAY, "9999-12-31"),
        ("2958466", DAY, "2958466"),
        ("99999999999", DAY, "99999999999"),
        ("1.5", HOURS, "36:00:00"),
        ("0.0000578703703", HOURS, "00:00:05"),
        ("1.0424305555", HOURS, "25:01:06"),
    ],
)
def test_a_time_is_shown_as_precisely_as_its_format(number: str, shown: str, text: str) -> None:
    found = shown_number(number, shown, since_1904=False)
    assert (found, type(found)) == (text, OddNumber)


def test_days_are_counted_from_1904_where_the_book_says_so() -> None:
    assert shown_number("44838", DAY, since_1904=True) == "2026-10-05"
    assert shown_number("1", DAY, since_1904=True) == "1904-01-02"
    assert shown_number("0.25", DAY, since_1904=True) == "06:00:00"


@pytest.mark.parametrize(
    ("number", "words", "text", "as_id"),
    [
        ("15", None, "15", None),
        ("15.0", None, "15", None),
        ("1.5", None, "1.5", ""),
        ("-2.50", None, "-2.5", ""),
        ("123456789012345", None, "123456789012345", None),
        ("1234567890123450", None, "1234567890123450", "1.23456789012345E+15"),
        ("1234567890123456", None, "1234567890123456", None),
        ("1E+15", None, "1000000000000000", None),
        ("9007199254740992.0", None, "9007199254740992", "9.00719925474099E+15"),
        ("-9.1E+15", None, "-9100000000000000", "-9.10000000000000E+15"),
        ("7", '"B"000', "7", ""),
    ],
)
def test_a_plain_number_is_odd_where_its_digits_are_not_what_was_written(
    number: str, words: str | None, text: str, as_id: str | None
) -> None:
    found = shown_number(number, None if words is None else time_format(0, words), since_1904=False)
    assert found == text
    assert (found.as_id if isinstance(found, OddNumber) else None) == as_id
    assert getattr(found, "form", "") == (words or "")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("15", "15"),
        ("15.0", "15"),
        ("1.5e3", "1500"),
        ("-2.0", "-2"),
        ("1.5", "1.5"),
        ("9007199254740991.0", "9007199254740991"),
        ("9007199254740992", "9.007199254740992E+15"),
        ("1e299", "1.000000000000000E+299"),
        ("1e300", "1e300"),
        ("-1e300", "-1e300"),
        ("1e-300", "1e-300"),
        ("1e999999999", "1e999999999"),
    ],
)
def test_a_whole_number_of_json_is_written_in_digits(text: str, found: str) -> None:
    assert whole_number(text) == found


def test_the_ids_that_a_number_may_have_been_are_those_that_a_spreadsheet_takes_for_it() -> None:
    dates = [*ids_of_date("2026-09-01 00:00:00")]
    written = "09-01 9/1 09.01 1/9 01-09-2026 9/1/26 2026-09 26/09 1-Sep 1SEP Sep-26 SEP 1 Sep2026 01-Sep-2026"
    assert {*written.replace("SEP 1", "SEP-1").split()} <= {*dates}
    assert not {"1SeP", "09-Sep", "2026-10-01", "0901"} & {*dates}
    assert len(dates) == 2 * (12 * 3 + 6 * 4 * 2)
    assert [*ids_of_date("08:05")] == ["8:05", "08:05"]
    assert [*ids_of_date("25:01:00")] == ["25:01", "25:01"]
    assert [*ids_of_date("25:01:30")] == []
    assert [*ids_of_fraction("26.1")] == ["26.1", "26.10", "26.100", "26.1000", "2610%"]
    assert [*OddNumber("-0.05").may_be] == ["-0.05", "-0.050", "-0.0500", "-0.05000", "-5%"]
    assert [*OddNumber("2026-09-01").may_be] == [*ids_of_date("2026-09-01")]


@pytest.mark.parametrize(
    ("form", "digits", "text"),
    [
        ('"B"000', "1", "B001"),
        ('"B"000', "12345", "B12345"),
        ('0"-"000', "12345", "12-345"),
        ('#"-"#', "7", "-7"),
        ('?"x"', "", "x"),
        (r"\A00_B*C[Red]", "7", "A07"),
        ('"No "General', "42", "No 42"),
        ("00,0/0", "1234", "123/4"),
    ],
)
def test_a_number_with_words_is_shown_as_its_format_shows_it(form: str, digits: str, text: str) -> None:
    assert ids_of_words(form, digits) == text
    odd = OddNumber(digits)
    odd.form = form
    assert [*odd.may_be] == [text]
