"""What any honest audit of the county must find, counted in plain Python from what was drawn and planted."""

from collections.abc import Iterator
from datetime import date, datetime

from reporter.demo.judging import Judged
from reporter.demo.judging_acts import CONTROLS
from reporter.demo.records import Check, Claim, Complaint, County, Hold, Interview, Notice, Plant, Stay

_SILENT_FILE = "queries_2026Q2.csv.gz"

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
LEGS = (
    "fields_complete",
    "no_duplicates",
    "links_resolve",
    "events_in_order",
    "stays_do_not_overlap",
    "logs_cover_period",
    "deliveries_match",
    "booking_numbers_continuous",
    "census_reconciles",
    "daily_record_agrees",
    "no_silent_time",
    "recorded_promptly",
)


def books(county: County, first: date, last: date) -> dict[str, dict[str, object]]:
    """Return the closed books of all controls for whole local days, both included."""
    found: dict[str, dict[str, object]] = {}
    for control, judge in CONTROLS.items():
        judged = list(judge(county, first, last))
        counts: dict[str, object] = {"population": len(judged)}
        for outcome in ("met", "exception", "undetermined", "out_of_scope"):
            counts[outcome] = sum(one.outcome == outcome for one in judged)
        counts["items"] = _items(judged)
        found[control] = counts
    return found


def _items(judged: list[Judged]) -> dict[str, list[str | None]]:
    kept = [one for one in judged if one.outcome in ("exception", "undetermined")]
    return {one.item: [one.outcome, one.reason] for one in sorted(kept, key=lambda one: one.item)}


def legs(county: County) -> dict[str, str]:
    """Return the state of every leg: it fails if something planted breaks it."""
    broken = {leg for plant in county.plants for leg in plant.breaks}
    return {leg: "fails" if leg in broken else "holds" for leg in LEGS}


def planted(county: County, files: dict[tuple[str, str], str]) -> Iterator[dict[str, object]]:
    """Return each planted fault with its record, its file, and what the controls must say of it."""
    for plant in county.plants:
        item = name_of(plant.thing)
        yield {
            "kind": plant.kind,
            "item": item,
            "log": plant.log,
            "where": files.get((plant.log, item)) or files.get((_home(plant), item), _SILENT_FILE),
            "says": {control: [name_of(thing), outcome, reason] for control, thing, outcome, reason in plant.says},
            "breaks": list(plant.breaks),
        }


def _home(plant: Plant) -> str:
    return "bookings" if isinstance(plant.thing, Stay) else plant.log


def name_of(thing: object) -> str:
    """Return the id of a record, or the text itself."""
    match thing:
        case Stay():
            return thing.booking_id
        case Check():
            return thing.check_id
        case Notice():
            return thing.notification_id
        case Hold():
            return thing.hold_id
        case Claim():
            return thing.claim_id
        case Interview():
            return thing.interview_id
        case Complaint():
            return thing.complaint_id
        case _:
            return str(thing)


def number_all(county: County) -> None:
    """Give every record its id, in the order its own system would have given it."""
    for stay in county.stays:
        for check in stay.checks:
            check.booking_id = stay.booking_id
    for n, check in enumerate(county.checks(), 1):
        check.check_id = f"Q26-{n:05d}"

    def start(pair: tuple[datetime, str, object]) -> tuple[datetime, str]:
        return pair[0], pair[1]

    custody = list(county.in_custody())
    for n, (_, _, notice) in enumerate(
        sorted(((x.sent, s.booking_id, x) for s in custody for x in s.notices), key=start), 1
    ):
        notice.notification_id = f"N{n:04d}"
    for n, (_, _, hold) in enumerate(
        sorted(((x.placed, s.booking_id, x) for s in custody for x in s.holds), key=start), 1
    ):
        hold.hold_id = f"H-{n:04d}"
    for n, (_, _, claim) in enumerate(
        sorted(((x.raised, s.booking_id, x) for s in custody for x in s.claims), key=start), 1
    ):
        claim.claim_id = f"USC-{n:03d}"
    for n, (_, _, talk) in enumerate(
        sorted(((x.held, s.booking_id, x) for s in custody for x in s.interviews), key=start), 1
    ):
        talk.interview_id = f"I{n:04d}"


def whole_truth(county: County, files: dict[tuple[str, str], str], accounts: dict[str, object]) -> dict[str, object]:
    """Return truth.json: the period's books, the legs, the accounts and the list of what was planted."""
    controls = books(county, FIRST, LAST)
    exceptions = any(one["exception"] for one in controls.values())
    headline = controls["vetted_before_release"]
    return {
        "period": "2026-10",
        "exit_code": 1 if exceptions else 3,
        "claim_state": "exceptions" if headline["exception"] else "not_demonstrated",
        "controls": controls,
        "legs": legs(county),
        "planted": list(planted(county, files)),
        **accounts,
    }
