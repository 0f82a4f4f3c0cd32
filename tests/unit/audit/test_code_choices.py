"""Each code that the policy reads as one of ours is decided again as it stands; some weaken the answer."""

from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple, cast

import pytest

from reporter.audit import audit_json
from reporter.config.period import period
from reporter.evidence import verify_pack
from reporter.model import Audit, Choice
from reporter.report import choices
from reporter.workflows import reproduce, run
from tests.support.choices import listed
from tests.support.jail import Jail, quiet

OCTOBER = period("2026-10")
EMPTY = "notification_id|booking_id|sent_at\nN9|B9|2026-10-09 10:00"


class Story(NamedTuple):
    log: str
    column: str
    cell: str  # of one stay alone, which only this code keeps out of question
    means: str
    weakens: bool
    gives: tuple[int, int] | None  # exceptions and undetermined with the default


STORIES = {
    "none of ours": Story("checks", "result", "PND", "clear", False, (0, 1)),
    "another of ours": Story("checks", "result", "pending", "clear", True, (1, 0)),
    "another of ours in capitals": Story("checks", "result", "PENDING", "clear", True, (1, 0)),
    "our own in capitals": Story("checks", "result", "CLEAR", "clear", False, None),
    "none of ours that excuses nobody": Story("checks", "result", "PNG", "pending", False, None),
    "a hit taken for none": Story("checks", "result", "wanted", "clear", True, (1, 0)),
    "taken out of scope": Story("bookings", "commitment", "criminal_court", "civil", True, (1, 0)),
    "no release": Story("bookings", "release_reason", "bail", "transfer", True, (1, 0)),
    "unknown, no release": Story("bookings", "release_reason", "BB", "transfer", False, (0, 0)),
    "no taken for yes": Story("bookings", "void", "N", "true", True, (1, 0)),
    "unknown, taken for yes": Story("bookings", "void", "V", "true", False, (0, 0)),
    "another yes": Story("bookings", "void", "Y", "true", False, None),
}


def made(folder: Path, *stories: Story) -> Jail:
    """Ten stays that were vetted, and one of each story, which was so only as far as its code has it."""
    extra = '\n[scope]\ncommitments = ["criminal_court", "arrest"]\n'
    jail = Jail(folder, extra)
    bookings = ["booking_id|person_id|facility_id|booked_at|commitment|sequence_no|released_at|release_reason|void"]
    checks = ["check_id|booking_id|result|completed_at"]
    codes: dict[str, list[str]] = {}
    for n, story in enumerate([None] * 10 + list(stories), 1):
        own = {"commitment": "arrest", "release_reason": "dismissed", "void": "", "result": "clear"}
        if story:
            own[story.column] = story.cell
            codes.setdefault(story.log, []).append(f'values.{story.column}."{story.cell}" = "{story.means}"')
        day = f"2026-10-{n:02d}"
        bookings.append(
            f"B{n}|P{n}|MAIN|{day} 08:00|{own['commitment']}|{n}|{day} 14:05|{own['release_reason']}|{own['void']}"
        )
        if not story or story.log == "checks":
            checks.append(f"C{n}|B{n}|{own['result']}|{day} 09:30")
        if story and story.means == "pending":  # else this stay would be in question with the code and without
            checks.append(f"D{n}|B{n}|clear|{day} 09:40")
    for log, lines in (("bookings", bookings), ("checks", checks), ("notifications", [EMPTY])):
        jail.deliver(log, "\n".join(lines))
    jail.log_settings |= {log: "\n".join(lines) for log, lines in codes.items()}
    jail.manifest()
    return jail


@pytest.fixture(scope="module")
def october(tmp_path_factory: pytest.TempPathFactory) -> list[Choice]:
    """List the choices of one jail with the stays of all stories."""
    return listed(made(tmp_path_factory.mktemp("codes") / "jail", *STORIES.values()))[1]


@pytest.mark.parametrize("name", STORIES)
def test_each_code_is_decided_again_as_it_stands(october: list[Choice], name: str) -> None:
    story = STORIES[name]
    setting = f"logs.{story.log}.values.{story.column}"
    (one,) = [one for one in october if one.setting == setting and one.value == {story.cell: story.means}]
    assert (one.rows, one.weakens) == (1, story.weakens)
    then = one.with_default
    assert (then and (then["exception"], then["undetermined"])) == story.gives
    if then and one.control == "vetted_before_release":
        assert then["state"] == ("exceptions" if then["exception"] else "not_demonstrated")
    judged = SimpleNamespace(id="vetted_before_release", was_run=True)
    page = choices.headline(cast("Audit", SimpleNamespace(choices=[one], controls=[judged])))
    assert ("if the source's codes mean what the policy says" in page) == (bool(then) and not story.weakens)


STAYS_OF_EVENTS = """
columns = { booking_id = "Bk", person_id = "Pn", facility_id = "Fac" }
values.commitment = { CIV = "civil", CRIM = "criminal_court" }
[logs.bookings.events]
event = "Event"
time = "At"
[logs.bookings.events.fills]
"BOOKED" = { booked_at = "At", commitment = "Com", sequence_no = "Seq" }
"BAILED" = { released_at = "At", release_reason = { is = "bail" } }
"ROR" = { released_at = "At", release_reason = { is = "transfer" } }
"""
CHECKS_OF_EVENTS = """
columns = { check_id = "Id", booking_id = "Bk" }
[logs.checks.events]
event = "Event"
time = "At"
[logs.checks.events.fills]
"PENDING" = { completed_at = "At", result = { is = "clear" } }
"CLEARED" = { completed_at = "At", result = { is = "clear" } }
"""
EVENTS_OF_STAYS = """
Bk | Pn | Fac | Event  | At               | Com  | Seq
B1 | P1 | M   | BOOKED | 2026-10-01 08:00 | CRIM | 1
B2 | P2 | M   | BOOKED | 2026-10-02 08:00 | CRIM | 2
B3 | P3 | M   | BOOKED | 2026-10-03 08:00 | CRIM | 3
B4 | P4 | M   | BOOKED | 2026-10-04 08:00 | CIV  | 4
"""
LATER_EVENTS = """
Bk | Pn | Fac | Event  | At               | Com | Seq
B1 | P1 | M   | BAILED | 2026-10-01 14:05 |     |
B2 | P2 | M   | ROR    | 2026-10-02 14:05 |     |
B3 | P3 | M   | BAILED | 2026-10-03 14:05 |     |
B4 | P4 | M   | BAILED | 2026-10-04 14:05 |     |
"""
EVENTS_OF_CHECKS = """
Id | Bk | Event   | At
C1 | B1 | CLEARED | 2026-10-01 09:30
C3 | B3 | PENDING | 2026-10-03 09:30
"""


@pytest.mark.parametrize("is_in_two_files", [False, True], ids=["one file", "released in a later file"])
def test_an_event_that_stands_for_a_code_is_printed_and_decided_again(is_in_two_files: bool, tmp_path: Path) -> None:
    """By its event alone stay 2 is no release and stay 3 vetted; by its code stay 4 is not to be vetted."""
    jail = Jail(tmp_path / "jail")
    jail.log_settings |= {"bookings": STAYS_OF_EVENTS, "checks": CHECKS_OF_EVENTS}
    if is_in_two_files:
        jail.deliver("bookings", EVENTS_OF_STAYS, "bookings_1.csv")
        jail.deliver("bookings", LATER_EVENTS, "bookings_2.csv")
    else:
        jail.deliver("bookings", EVENTS_OF_STAYS + LATER_EVENTS.partition("Seq\n")[2])
    jail.deliver("checks", EVENTS_OF_CHECKS)
    jail.deliver("notifications", EMPTY)
    jail.manifest()
    jail.write_policy()
    edition = run.run(jail.folder, OCTOBER, quiet)
    audit = audit_json.read_json(edition.path / "audit.json")
    found = {}
    for one in (one for one in audit["choices"] if one["setting"] != "corrections"):
        ((theirs, ours),) = one["value"].items()
        then = one["with_default"]
        found[theirs] = (one["setting"], ours, one["weakens"], then and (then["exception"], then["undetermined"]))
    bookings, reason, result = (
        "logs.bookings.values.commitment",
        "logs.bookings.events.fills.release_reason",
        "logs.checks.events.fills.result",
    )
    assert found == {
        "CIV": (bookings, "civil", False, (0, 0)),
        "CRIM": (bookings, "criminal_court", False, None),
        "BAILED": (reason, "bail", False, None),
        "ROR": (reason, "transfer", False, (1, 0)),
        "PENDING": (result, "clear", True, (1, 0)),
        "CLEARED": (result, "clear", False, (0, 1)),
    }
    assert "1 choice of the policy weakens this answer." in (edition.path / "board.html").read_text(encoding="utf-8")
    assert verify_pack.verify(edition.path / "pack", verify_pack.Asked(), quiet).differences == []


HELD = """
booking_id | person_id | facility_id | booked_at        | commitment     | release_authorized_at | released_at      | release_reason
B1         | P1        | MAIN        | 2026-10-01 08:00 | criminal_court | 2026-10-01 10:00      | 2026-10-01 20:00 | to_ice
"""  # noqa: E501
CHECKED = "check_id | booking_id | result | completed_at | officer_id\nC1 | B1 | clear | 2026-10-01 09:30 | O1"
OTHERS = {
    "a hold for which a person may be kept": ("holds", 'values.kind = { "I-247A" = "sentence" }', "not_held_too_long"),
    "put in as one": ("holds", 'constants = { kind = "judicial_warrant" }', "not_held_too_long"),
    "a hold that tells of the pick-up": ("holds", 'values.kind = { "I-247A" = "ice_detainer" }', "pickup_has_notice"),
    "a course": ("training", 'values.course = { SHORT = "basic" }', "training_current"),
    "a course that was passed": ("training", 'values.exam_passed = { P = "true" }', "training_current"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_code_that_excuses_elsewhere_stands_on_the_board_and_is_decided_again(name: str, tmp_path: Path) -> None:
    log, settings, control = OTHERS[name]
    course, passed = "SHORT" if "SHORT" in settings else "basic", "P" if "passed" in settings else "true"
    jail = Jail(tmp_path / "jail")
    jail.deliver("bookings", HELD)
    jail.deliver("checks", CHECKED)
    jail.deliver("notifications", "notification_id | booking_id | sent_at")
    if log == "holds":
        column = "said" if "constants" in settings else "kind"
        jail.deliver("holds", f"hold_id | booking_id | placed_at | {column}\nH1 | B1 | 2026-10-01 08:30 | I-247A")
    else:
        jail.deliver("training", f"officer_id|course|completed_on|exam_passed\nO1|{course}|2026-01-05|{passed}")
    jail.log_settings[log] = settings
    jail.manifest("2026-01-01")
    claimed, found = listed(jail)
    (one,) = found
    assert (one.control, one.rows, one.weakens) == (control, 1, False)
    assert one.with_default
    assert (one.with_default["exception"], one.with_default["undetermined"]) == (0, 1)
    (shown,) = choices.shown(cast("Audit", SimpleNamespace(choices=found, claim=claimed)), in_full=False)
    assert shown.key == one.setting


def test_what_was_decided_again_is_found_again_from_the_records_as_filed_and_from_the_pack(tmp_path: Path) -> None:
    jail = made(tmp_path / "jail", STORIES["none of ours"])
    jail.log_settings["bookings"] = 'values.void = { "N" = "true" }'
    jail.write_policy()
    path = jail.folder / "inbox" / "bookings.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("dismissed,\n", "dismissed,N\n", 1), encoding="utf-8")
    jail.manifest()
    edition = run.run(jail.folder, OCTOBER, quiet)
    audit = audit_json.read_json(edition.path / "audit.json")
    counts = [one["with_default"] for one in audit["choices"] if ".values." in one["setting"]]
    assert len(counts) == 2
    assert all(counts)
    assert "byte for byte" in reproduce.as_filed(jail.folder, "2026-10/r1", quiet)
    assert verify_pack.verify(edition.path / "pack", verify_pack.Asked(), quiet).differences == []
