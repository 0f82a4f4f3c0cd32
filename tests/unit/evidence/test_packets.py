"""A state's request is answered from what was filed, with nothing that is not meant for the receiver."""

import csv
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from reporter.audit.measures import Measured
from reporter.errors import PolicyError
from reporter.evidence import request as asked
from reporter.evidence import request_packet
from reporter.resources import data_dir

REQUEST = """
[request]
id = "ag-1"
receiver = "Attorney General"
audience = "{audience}"
received = 2026-11-20
answered = 2026-11-24
due_in = "{due_in}"
holidays = "US-NY"
period = "2026-10"
"""
AUDIT: dict[str, Any] = {
    "agency": "Example County Sheriff's Office",
    "period": {"label": "2026-10"},
    "edition": 2,
    "digest": "d1",
    "claim": {"state": "exceptions", "sentence": "The records show 1 of 20 releases with no final check."},
    "controls": [
        {"id": "vetted_before_release", "testable": True, "exception": 1, "reasons": {"no_check": 1}}
        | {"population": 25, "met": 17, "undetermined": 2, "out_of_scope": 5},
        {"id": "not_held_too_long", "testable": False, "not_testable_because": "No holds log was delivered."},
    ],
    "legs": [{"id": "links_resolve", "state": "not_tested"}],
    "measures": {"release_reasons": [{"reason": "bail", "count": 3}], "screening_by_group": [{"group": "x|y"}]},
}


def request(tmp_path: Path, asks: str, *, audience: str = "state", due_in: str = "30 days") -> asked.Request:
    path = tmp_path / "request.toml"
    path.write_text(REQUEST.format(audience=audience, due_in=due_in) + asks, encoding="utf-8")
    return asked.read(path)


def ask(*answers: str, not_held: str = "") -> str:
    lines = "".join(f'[[asks]]\nasks = "Item {n}"\nanswer = "{one}"\n' for n, one in enumerate(answers, 1))
    return lines + (
        f'[[asks]]\nasks = "Papers"\nnot_held = "{not_held}"\ncounsel = "Which papers"\n' if not_held else ""
    )


@pytest.fixture
def place(tmp_path: Path) -> Path:
    found = tmp_path / "reports" / "2026-10" / "r2"
    found.mkdir(parents=True)
    for name in ("board.html", "state.html", "exceptions.csv"):
        (found / name).write_text(name, encoding="utf-8")
    return found


TABLE = Measured(
    id="release_reasons",
    title="Why people were released",
    says="Counted once a stay.",
    cannot_see="",
    columns=("Reason", "Stays"),
    rows=(("bail|bond", "3"),),
    figures=(),
)


def items(page: Path) -> dict[str, list[str]]:
    """Return what is said to each asked item."""
    found: dict[str, list[str]] = {}
    for line in page.read_text(encoding="utf-8").partition("## County counsel")[0].splitlines():
        if heading := re.fullmatch(r"## \d+\. (.*)", line):
            found[heading[1]] = []
        elif line and found and not line.startswith("## "):
            found[list(found)[-1]].append(line)
        elif line.startswith("## "):
            break
    return found


def test_each_asked_item_is_answered_or_said_to_be_not_held(tmp_path: Path, place: Path) -> None:
    asks = ask(
        "control:vetted_before_release.exception",
        "control:vetted_before_release.reasons.after_release",
        "control:not_held_too_long.exception",
        "measure:release_reasons",
        "measure:funnel",
        "leg:links_resolve",
        "file:state.html",
        "file:state.pdf",
        not_held="the papers are not among the logs.",
    )
    made = request_packet.make(tmp_path, request(tmp_path, asks), AUDIT, place, [TABLE], cleared=False)
    assert items(made / "answer.md") == {
        "Item 1": ["- Vetting before release: 1 exception among 20 examined; 2 could not be determined."],
        "Item 2": [
            "- Vetting before release: 0. The first final check is later than the release.",
            "- Vetting before release: 2 could not be determined.",
        ],
        "Item 3": [
            "- Not held, because “Release after it was authorised” was not tested. No holds log was delivered.",
        ],
        "Item 4": [
            "Why people were released. Counted once a stay.",
            "| Reason | Stays |",
            "| --- | --- |",
            "| bail\\|bond | 3 |",
        ],
        "Item 5": ["- Not held, because this edition has no figure funnel."],
        "Item 6": ["- “Every check and notice belongs to a stay on record” not tested."],
        "Item 7": ["- See files/state.html."],
        "Item 8": ["- Not held, because this edition has no state.pdf."],
        "Papers": [
            "- Not held, because the papers are not among the logs.",
            "To be confirmed by county counsel: Which papers",
        ],
    }
    assert sorted(path.name for path in (made / "files").iterdir()) == ["state.html"]


@pytest.mark.parametrize(("audience", "file"), [("board", "state.html"), ("state", "exceptions.csv")])
def test_a_file_not_meant_for_the_receiver_is_refused_and_nothing_is_left(
    tmp_path: Path, place: Path, audience: str, file: str
) -> None:
    asks = request(tmp_path, ask(f"file:{file}"), audience=audience)
    with pytest.raises(PolicyError, match=f"{file} is not meant for the audience '{audience}'"):
        request_packet.make(tmp_path, asks, AUDIT, place, cleared=False)
    assert not (tmp_path / "packets").exists()


def test_the_public_gets_no_figure_of_the_agreement_without_clearance(tmp_path: Path, place: Path) -> None:
    asks = request(tmp_path, ask("control:vetted_before_release.exception", "leg:links_resolve"), audience="public")
    made = request_packet.make(tmp_path, asks, AUDIT, place, cleared=False)
    assert items(made / "answer.md") == {
        f"Item {n}": ["- Not given, because no clearance to publish what derives from the agreement is on record."]
        for n in (1, 2)
    }
    assert "1 of 20" not in (made / "answer.md").read_text(encoding="utf-8")


def test_exceptions_are_never_told_without_what_could_not_be_determined(tmp_path: Path, place: Path) -> None:
    both = '["control:vetted_before_release.exception", "control:vetted_before_release.undetermined"]'
    asks = f'[[asks]]\nasks = "Both"\nanswer = {both}\n' + ask(
        "control:vetted_before_release.undetermined",
        "control:vetted_before_release.population",
        "control:vetted_before_release.met",
        "control:vetted_before_release.out_of_scope",
        "control:vetted_before_release.reasons",
        "measure:held_past_authorization.median_seconds",
    )
    audit = AUDIT | {"measures": {"held_past_authorization": {"median_seconds": 4950}}}
    made = request_packet.make(tmp_path, request(tmp_path, asks), audit, place, cleared=False)
    assert items(made / "answer.md") == {
        "Both": ["- Vetting before release: 1 exception among 20 examined; 2 could not be determined."],
        "Item 1": ["- Vetting before release: 2 could not be determined, of 20 examined."],
        "Item 2": ["- Vetting before release: 25 on record, 20 of them covered by this rule."],
        "Item 3": ["- Vetting before release: 17 of 20 meet the rule; 2 could not be determined."],
        "Item 4": ["- Vetting before release: 5 not covered by this rule."],
        "Item 5": [
            "- Vetting before release: 1. No check is on record for the stay.",
            "- Vetting before release: 2 could not be determined.",
        ],
        "Item 6": ["- Time from authorised release to release: median, 1 h 23 min."],
    }


def shown(place: Path, **what: object) -> None:
    """Say what the edition's public page shows."""
    manifest = {"clearance": "", "shown_counts": {}, "tables": {}, "withheld_tables": {}} | what
    (place / "redaction.json").write_text(json.dumps(manifest), encoding="utf-8")


def test_a_clearance_of_today_opens_nothing_that_the_public_edition_withheld(tmp_path: Path, place: Path) -> None:
    shown(place)
    asks = request(tmp_path, ask("control:vetted_before_release.exception", "claim:"), audience="public")
    made = request_packet.make(tmp_path, asks, AUDIT, place, cleared=True)
    assert all("no clearance" in lines[0] for lines in items(made / "answer.md").values())
    assert "1 of 20" not in (made / "answer.md").read_text(encoding="utf-8")


def test_the_public_gets_the_counts_that_its_edition_shows_and_no_others(tmp_path: Path, place: Path) -> None:
    shown(place, shown_counts={"vetted_before_release": {"exception": 1}})
    one = "control:vetted_before_release"
    all_of = ask(f"{one}.exception", f"{one}.reasons", one, "measure:release_reasons")
    asks = request(tmp_path, all_of, audience="public")
    said = items(request_packet.make(tmp_path, asks, AUDIT, place, cleared=False) / "answer.md")
    assert said.pop("Item 1") == ["- Vetting before release: 1 exception among 20 examined; 2 could not be determined."]
    assert all("no clearance" in lines[0] for lines in said.values())
    shown(place, clearance="2026-1")
    again = request(tmp_path, ask("measure:release_reasons"), audience="public")
    made = request_packet.make(tmp_path / "again", again, AUDIT, place, [TABLE], cleared=True)
    assert items(made / "answer.md") == {
        "Item 1": ["- Not given, because the public edition does not show this figure."]
    }


def test_groups_too_small_for_a_table_are_in_no_packet(tmp_path: Path, place: Path) -> None:
    asks = request(tmp_path, ask("measure:screening_by_group"))
    made = request_packet.make(tmp_path, asks, AUDIT, place, cleared=True)
    assert items(made / "answer.md") == {
        "Item 1": ["- Not given, because a count of 1 to 10 people would show, alone or beside another edition."]
    }


def test_personal_attributes_go_to_the_state_alone(tmp_path: Path, place: Path) -> None:
    asks = ask("measure:screening_by_group")
    made = request_packet.make(tmp_path, request(tmp_path, asks, audience="board"), AUDIT, place, cleared=True)
    assert "Not given, because a breakdown by personal attributes" in items(made / "answer.md")["Item 1"][0]


def test_the_log_says_what_left_to_whom_and_is_only_added_to(tmp_path: Path, place: Path) -> None:
    asks = request(tmp_path, ask("file:state.html"))
    request_packet.make(tmp_path, asks, AUDIT, place, cleared=False)
    log = tmp_path / "packets" / "disclosures.csv"
    first = log.read_bytes()
    request_packet.make(tmp_path, asks, AUDIT, place, cleared=False)
    assert log.read_bytes() == first
    with pytest.raises(PolicyError, match="was answered before, otherwise"):
        request_packet.make(tmp_path, request(tmp_path, ask("claim:")), AUDIT, place, cleared=False)
    assert log.read_bytes() == first
    found = list(csv.DictReader(log.read_text(encoding="utf-8").splitlines()))
    assert [(one["packet"], one["receiver"], one["due"], one["edition"], one["file"]) for one in found] == [
        ("ag-1", "Attorney General", "2026-12-20", "2026-10/r2", "answer.md"),
        ("ag-1", "Attorney General", "2026-12-20", "2026-10/r2", "files/state.html"),
    ]


def test_business_days_skip_weekends_and_the_holidays_named(tmp_path: Path) -> None:
    asks = request(tmp_path, ask("claim:"), due_in="5 business days")  # 26 November 2026 is Thanksgiving
    assert asks.due == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("asks", "words"),
    [
        ('[[asks]]\nasks = "Costs"\n', "needs `asks`, and `answer` or `not_held`"),
        ("", "asks nothing"),
        ('form = "texas"\n', "There is no form 'texas'. The forms are: california_7283_1, illinois_805_25, "),
        ('reciever = "x"\n', "The nearest known one is 'receiver'"),
        ('edition = "r1"\n', "request.edition must be a number"),
        ("edition = 0\n", "request.edition must be a number"),
        ('due = "soon"\n', "request.due must be a day"),
        ('[[asks]]\nasks = "Costs"\nanswer = [1]\n', "answer must be text in quotes"),
        ('[asks]\nasks = "Costs"\n', r"write each asked item as \[\[asks\]\]"),
    ],
)
def test_a_request_that_cannot_be_answered_is_refused_with_words(tmp_path: Path, asks: str, words: str) -> None:
    with pytest.raises(PolicyError, match=words):
        request(tmp_path, asks)


def test_a_name_from_outside_rules_no_line_and_an_unknown_reason_is_given_no_sentence(
    tmp_path: Path, place: Path
) -> None:
    path = tmp_path / "hostile.toml"
    text = REQUEST.replace("Attorney General", "\\r=1\\u001b[31m\\u202eA").replace("{audience}", "state")
    asks = ask("measure:release_reasons", "control:vetted_before_release.reasons.no_such")
    path.write_text(text.replace("{due_in}", "30 days") + asks, encoding="utf-8")
    table = replace(TABLE, rows=(("b\u202ea\x07il", "3"),))
    made = request_packet.make(tmp_path, asked.read(path), AUDIT, place, [table], cleared=False)
    log = (tmp_path / "packets" / "disclosures.csv").read_text(encoding="utf-8")
    page = (made / "answer.md").read_text(encoding="utf-8")
    assert [one for one in page + log if one != "\n" and not one.isprintable()] == []
    assert next(csv.reader(log.splitlines()[1:]))[1] == "'=1\\u001b[31m\\u202eA"
    assert "A rule in force that day" not in page
    assert "this edition has no figure vetted_before_release.reasons.no_such" in page
    path.write_text(text.replace('"ag-1"', '"disclosures.csv"').replace("{due_in}", "30 days") + asks, encoding="utf-8")
    with pytest.raises(PolicyError, match=r"request\.id names a folder"):
        asked.read(path)


@pytest.mark.parametrize("form", asked.forms())
def test_every_form_maps_each_field_to_something_that_exists_or_says_why_not(
    tmp_path: Path, place: Path, form: str
) -> None:
    asks = request(tmp_path, f'form = "{form}"\n')
    known = {path.stem for path in (data_dir("queries") / "controls").glob("*.sql")}
    legs = {path.stem for path in (data_dir("queries") / "expectations").glob("*.sql")}
    audit = {
        **AUDIT,
        "controls": [{"id": one, "testable": True, "exception": 0, "reasons": {}} for one in sorted(known)],
        "legs": [{"id": one, "state": "holds"} for one in sorted(legs)],
    }
    made = request_packet.make(tmp_path, asks, audit, place, cleared=False)
    assert len(items(made / "answer.md")) == len(asks.asks)
    assert asks.counsel
    assert any(one.counsel for one in asks.asks)


def test_releases_later_than_the_limit_are_never_told_without_those_that_may_be(tmp_path: Path, place: Path) -> None:
    measures = {"released_past_the_limit_count": 0, "release_limit_unknown_count": 15}
    asks = request(tmp_path, ask("measure:released_past_the_limit_count"))
    made = request_packet.make(tmp_path, asks, {**AUDIT, "measures": measures}, place, cleared=False)
    assert items(made / "answer.md")["Item 1"] == [
        "- Releases later than the county's own limit, on any ground: 0; 15 could not be determined."
    ]
