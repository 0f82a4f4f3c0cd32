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
