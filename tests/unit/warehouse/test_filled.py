"""Queries with parts: each part is named by the file and given by the program, and no file is left unread."""

import re
from pathlib import Path

import pytest

from reporter.errors import IntegrityError
from reporter.resources import data_dir
from reporter.warehouse import literal, query_files
from reporter.warehouse.sql import fill

ROOT = Path(__file__).parents[3]
WITH_PARTS = ("audit", "cluster", "intake", "pack")


def test_each_part_is_put_where_it_is_named() -> None:
    text = "select ${columns} from ${schema}bookings where key <> ${key}"
    filled = fill(text, columns="a, b", schema="x.", key="'c'")
    assert filled == "select a, b from x.bookings where key <> 'c'"


def test_a_part_is_not_filled_again_and_a_dollar_sign_is_none() -> None:
    text = "select ${one}, ${two} where t ~ '^a$' and u = $name"
    assert fill(text, one=literal("${two}"), two=2) == "select '${two}', 2 where t ~ '^a$' and u = $name"


@pytest.mark.parametrize("parts", [{}, {"one": "1"}, {"one": "1", "two": "2", "three": "3"}])
def test_a_part_too_few_or_too_many_stops_the_run(parts: dict[str, str]) -> None:
    with pytest.raises(IntegrityError, match=r"do not name the same parts of a query: .*(two|three)"):
        fill("select ${one}, ${two}", **parts)


def test_a_file_is_filled_without_the_comment_that_says_what_it_makes() -> None:
    filled = query_files.filled("audit/with_joined_rows", answers="select 1 as item")
    assert filled.startswith("with answers as (select 1 as item),")


def test_every_query_with_parts_says_what_it_makes_and_is_asked_for_by_the_program() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "reporter").rglob("*.py")))
    asked = set(re.findall(r'filled\(\s*"([\w/]+)"', code))
    queries = data_dir("queries")
    files = [queries / "zone_weeks.sql", *(path for kind in WITH_PARTS for path in sorted((queries / kind).glob("*")))]
    assert {path.relative_to(queries).with_suffix("").as_posix() for path in files} == asked
    assert [path.name for path in files if not path.read_text(encoding="utf-8").startswith("-- ")] == []
