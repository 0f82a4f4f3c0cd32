"""What the made-up county writes down, as its own people know it; changeable, since faults are planted in it later."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

FINAL = ("clear", "wanted", "no_record", "undetermined")
NOT_RELEASED = ("transfer", "to_other_agency", "death", "escape")
ICE_HOLDS = ("ice_detainer", "ice_warrant")


@dataclass(kw_only=True, slots=True, eq=False)
class Person:
    """One made-up person; a name is exported only to show that it is left behind."""

    person_id: str
    name: str
    sex: str
    race: str
    birth_year: int
    country: str


@dataclass(kw_only=True, slots=True, eq=False)
class Check:
    """One query; `spoiled` says how its row was damaged, `again` that the row stands twice ("same" or "other")."""

    booking_id: str
    result: str
    requested: datetime
    completed: datetime | None
    recorded: datetime | None
    officer: str
    check_id: str = ""
    spoiled: str = ""
    mended: bool = False
    again: str = ""

    @property
    def moment(self) -> datetime:
        """When it counts: its completion, else its request."""
        return self.completed or self.requested


@dataclass(kw_only=True, slots=True, eq=False)
class Notice:
    """One notice to ICE of a hit."""

    check: Check
    sent: datetime
    acknowledged: datetime | None
    notification_id: str = ""
    spoiled: str = ""


@dataclass(kw_only=True, slots=True, eq=False)
class Hold:
    """One reason to keep a person."""

    kind: str
    placed: datetime
    lifted: datetime | None = None
    served: datetime | None = None
    hold_id: str = ""
    spoiled: str = ""


@dataclass(kw_only=True, slots=True, eq=False)
class Claim:
    """One claim of United States citizenship."""

    raised: datetime
    reported: datetime | None
    claim_id: str = ""


@dataclass(kw_only=True, slots=True, eq=False)
class Interview:
    """One interview and what was recorded of the interpreter question."""

    held: datetime
    officer: str
    question: str
    interview_id: str = ""


@dataclass(kw_only=True, slots=True, eq=False)
class Complaint:
    """One complaint about the programme."""

    complaint_id: str
    received: datetime
    forwarded: datetime | None
    resolved: datetime | None


@dataclass(kw_only=True, slots=True, eq=False)
class Stay:
    """One booking to its release, with all that happened in between."""

    person: Person
    facility: str
    booked: datetime
    commitment: str
    charge: str
    committed: datetime | None = None
    authorized: datetime | None = None
    released: datetime | None = None
    reason: str = ""
    recorded: datetime | None = None
    void: bool = False
    number: int = 0
    booking_id: str = ""
    checks: list[Check] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    absences: list[tuple[datetime, datetime, str]] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    interviews: list[Interview] = field(default_factory=list)
    first_said_open: bool = False
    discharge_off_by: int = 0
    left_out_of_daily_record: bool = False

    def moments(self) -> list[datetime]:
        """Return every moment of the stay and of what belongs to it."""
        found: list[datetime | None] = [self.booked, self.committed, self.authorized, self.released, self.recorded]
        for check in self.checks:
            found += [check.requested, check.completed, check.recorded]
        for notice in self.notices:
            found += [notice.sent, notice.acknowledged]
        for hold in self.holds:
            found += [hold.placed, hold.lifted, hold.served]
        for out, back, _ in self.absences:
            found += [out, back]
        for claim in self.claims:
            found += [claim.raised, claim.reported]
        found += [interview.held for interview in self.interviews]
        return [moment for moment in found if moment is not None]


@dataclass(kw_only=True, slots=True, eq=False)
class Officer:
    """One officer: the letter (with its revocation) and the basic course, each as the county recorded it."""

    officer_id: str
    letter_from: str = ""
    revoked_on: str = ""
    course: str = "basic"
    completed_on: str = ""
    exam: str = "P"
    refresher_on: str = ""
    spoiled: str = ""


@dataclass(kw_only=True, slots=True, eq=False)
class Plant:
    """One planted fault: the record it sits in, the file, what each control must say of it, and the legs it breaks."""

    kind: str
    thing: object
    log: str
    says: tuple[tuple[str, object, str, str | None], ...] = ()
    breaks: tuple[str, ...] = ()


@dataclass(kw_only=True, slots=True, eq=False)
class County:
    """The whole year: stays in order of booking, the officers, complaints, loose checks and the planted faults."""

    stays: list[Stay]
    officers: list[Officer]
    complaints: list[Complaint]
    loose_checks: list[Check] = field(default_factory=list)
    plants: list[Plant] = field(default_factory=list)
    counted_wrong: str = ""
    sent_twice: str = ""

    def in_custody(self) -> Iterator[Stay]:
        """Return the stays that are not voided."""
        return (stay for stay in self.stays if not stay.void)

    def checks(self) -> list[Check]:
        """Return all checks in order of request."""
        found = [check for stay in self.stays for check in stay.checks] + self.loose_checks
        return sorted(found, key=lambda check: (check.requested, check.booking_id, check.moment))


def month_of(moment: datetime | date | None) -> int:
    """Return the month of a moment of 2026, 0 for none."""
    return moment.month if moment is not None and moment.year == 2026 else 0
