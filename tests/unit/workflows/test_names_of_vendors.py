"""Names of columns as vendors write them: known by the meaning of each word, numbered where they come again."""

from pathlib import Path

import pytest

from reporter.config.log_schemas import schemas
from reporter.workflows.propose_policy import propose
from reporter.workflows.propose_policy.name_words import meaning_of, named_so, with_forms

LOGS = {name: schema.columns for name, schema in schemas().items()}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("RELEASE_DTTM", "release moment"),
        ("Rls Dt/Tm", "release moment"),
        ("When Released", "release moment"),
        ("releaseDateTime", "release moment"),
        ("Booking\nNumber", "booking number"),
        ("INQUIRY_SENT_DTTM", "query sent moment"),
        ("Name #", "person number"),
        ("Sentence Release Date", ""),
        ("Comments", ""),
        ("Date of Birth", ""),
        ("Time (1)", ""),
    ],
)
def test_a_name_means_what_each_of_its_words_does(name: str, words: str) -> None:
    assert meaning_of(name) == frozenset(words.split())


def test_two_names_of_one_meaning_are_left_to_a_person() -> None:
    assert named_so(["RLS_DTTM", "Rel Date/Time"], "release time", ()) == ""
    assert named_so(["RLS_DATE", "RLS_TIME"], "release time", ()) == "RLS_DATE"


def test_every_form_is_of_a_known_log_and_column_and_of_known_words() -> None:
    names = {log: {column: [] for column in columns} for log, columns in LOGS.items()}
    forms = [form for columns in with_forms(names).values() for many in columns.values() for form in many]
    assert forms
    for form in forms:
        words = set(form.split()) - {"time"}
        assert words, form
        assert all(meaning_of(word) for word in words), form


def written(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return propose([folder / name], logs=LOGS)


def test_in_and_out_are_no_stay_where_a_person_goes_to_court(tmp_path: Path) -> None:
    head = "Move No,When,Booking No,Person No,Move Code,Detail\n"
    once = [f"{n},2026-10-0{n} 08:00,B{n},P{n},IN,ARREST\n" for n in (1, 2, 3)]
    once += [f"{n + 3},2026-10-0{n} 18:00,B{n},P{n},OUT,BOND\n" for n in (1, 2, 3)]
    once += [f"{n + 6},2026-10-0{n} 12:00,B{n},P{n},MEAL,\n" for n in (1, 2, 3)]
    assert '"IN" = { booked_at = "When", commitment = "Detail" }' in written(
        tmp_path, "moves.csv", head + "".join(once)
    )
    twice = [*once, "10,2026-10-01 09:00,B1,P1,OUT,COURT\n", "11,2026-10-01 10:00,B1,P1,IN,COURT\n"]
    assert "booked_at" not in written(tmp_path, "moves.csv", head + "".join(twice)).partition("# [logs.")[0]


def test_a_column_named_type_is_a_reason_only_where_most_codes_are_known(tmp_path: Path) -> None:
    head = "Booking No,Person No,Booked At,Commitment,Released At,Type\n"
    rows = "B{0},P{0},2026-10-0{0} 08:00,ARREST,2026-10-0{0} 18:00,{1}\n"
    assert "release_reason" not in written(tmp_path, "a.csv", head + rows.format(1, "ICE") + rows.format(2, "LOCAL"))
    assert 'release_reason = "Type"' in written(
        tmp_path, "b.csv", head + rows.format(1, "BOND") + rows.format(2, "ROR")
    )
