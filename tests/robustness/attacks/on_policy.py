"""Attacks of a deputy on policy.toml: stay B4 left before its check, and the policy is to make it look otherwise."""

from pathlib import Path

from tests.robustness.attacks import AUDIT, ERROR, RUN, Attack, Do, by_deputy, edit, every, in_file

VETTED = "audit.json: controls.vetted_before_release"
CLAIM = "audit.json: claim.state"


def top(text: str) -> Do:
    """Add tables to the policy."""

    def do(folder: Path) -> None:
        path = folder / "policy.toml"
        path.write_text(path.read_text(encoding="utf-8") + "\n" + text, encoding="utf-8")

    return do


def of(log: str, text: str) -> Do:
    """Add keys to a log's table."""
    return lambda folder: edit(folder / "policy.toml", f'files = "{log}*.csv"', f'files = "{log}*.csv"\n{text}')


def replaced(old: str, new: str) -> Do:
    return lambda folder: edit(folder / "policy.toml", old, new)


def _one(name: str, do: Do, code: int, seen: str, words: str, together: str = "") -> Attack:
    asked = RUN if seen.endswith(".html") or together else AUDIT
    return by_deputy("policy", asked, name, do, code, seen, words, together)


PENDING = in_file(
    "C4,B4,clear,2026-10-04 09:00,2026-10-04 09:30", "C4,B4,PND,2026-10-04 09:00,2026-10-04 09:05", "checks"
)
REFUSED: dict[str, tuple[Do, str]] = {
    "a key that is none": (top("[claims]\nrequires = []"), "no key 'claims'"),
    "a required test of the records is left out": (top('[claim]\nrequires = ["no_duplicates"]'), "requires"),
    "a test of another kind is the independent count": (
        top('[claim]\nrequires_one_of = ["no_duplicates"]'),
        "requires_one_of",
    ),
    "a test of the records is suspended": (top('[controls.suspended]\nlinks_resolve = "x"'), "links_resolve"),
    "the release is a column that is not there": (
        of("bookings", 'columns = { released_at = "Gone" }'),
        "has no column 'Gone'",
    ),
    "a constant stands for a result": (of("checks", 'constants = { result = "clear" }'), "result"),
    "a constant stands for a release": (
        of("bookings", 'constants = { released_at = "2026-10-04 14:05" }'),
        "released_at",
    ),
    "a code map changes a time": (
        of("bookings", 'values.released_at = { "2026-10-04 09:10" = "2026-10-04 14:05" }'),
        "released_at",
    ),
    "a code map changes a number": (of("checks", 'values.booking_id = { "B9" = "B4" }'), "booking_id"),
    "a time is emptied": (of("bookings", 'empty.released_at = ["2026-10-04 09:10"]'), "released_at"),
    "a commitment that is none of ours": (top('[scope]\ncommitments = ["traffic"]'), "traffic"),
    "an hour of twelve without AM and PM": (of("bookings", 'timestamp_format = "%Y-%m-%d %I:%M"'), "%p"),
    "the time zone is a path": (replaced("America/New_York", "../../etc/passwd"), "timezone"),
    "the files of a log lie outside the inbox": (replaced('"checks*.csv"', '"../../../etc/*"'), "files"),
    "a control's limit is no time": (top('[vetting]\nfinal_results = ["perhaps"]'), "perhaps"),
}
ATTACKS = [
    *(_one(name, do, 4 if "not there" in name else 2, ERROR, words) for name, (do, words) in REFUSED.items()),
]
DECIDED: dict[str, tuple[Do, int, str, str]] = {
    "the question itself is suspended": (
        top('[controls.suspended]\nvetted_before_release = "x"'),
        3,
        CLAIM,
        "not_demonstrated",
    ),
    "no commitment in the jail is in scope": (top('[scope]\ncommitments = ["federal"]'), 1, CLAIM, "nothing_to_test"),
    "every reason of release is said to be none": (
        top('[scope]\nnot_released = ["bail", "transfer"]'),
        3,
        CLAIM,
        "nothing_to_test",
    ),
    "the clocks are said to be three hours off": (
        every(
            of("bookings", 'system = "jms"'), of("checks", 'system = "vet"'), top('[systems.jms]\nclock_error = "3h"')
        ),
        3,
        f"{VETTED}.undetermined",
        "1",
    ),
    "times are said to be known to the day": (of("bookings", 'precision = "day"'), 3, f"{VETTED}.undetermined", "12"),
    "the log of bookings reads only some of its files": (
        every(
            lambda folder: (folder / "inbox/bookings.csv").rename(folder / "inbox/early.csv"),
            replaced('"bookings*.csv"', '"book*.csv"'),
        ),
        3,
        CLAIM,
        "not_demonstrated",
    ),
    "the daily record is the bookings' own file": (
        top('[logs.daily_record]\nfiles = "bookings*.csv"\ncolumns = { entered_on = "booked_at" }'),
        1,
        "audit.json: legs.daily_record_agrees.state",
        "not_tested",
    ),
}
TOLD: dict[str, tuple[Do, str]] = {
    "a pending answer is mapped to clear": (
        every(PENDING, of("checks", 'values.result = { PND = "clear" }')),
        "PND",
    ),
    "a pending answer is said to be final": (
        top('[vetting]\nfinal_results = ["clear", "wanted", "no_record", "undetermined", "pending"]'),
        "vetting.final_results",
    ),
    "the limits are made so wide that nothing passes them": (
        replaced('release_within = "12h"', 'release_within = "9999h"\nnotify_within = "9999h"'),
        "limits.notify_within",
    ),
    "a check of years ago may count": (
        replaced("[limits]", '[limits]\ncheck_before_booking = "9999h"'),
        "limits.check_before_booking",
    ),
    "years far off may be read": (top("[reading]\nyears = [1900, 2300]"), "reading.years"),
    "a file is left aside by the policy": (
        every(
            top('[inbox]\nignore = ["early*.csv"]'),
            lambda folder: (folder / "inbox/early releases.csv").write_text("booking_id\nB9\n", encoding="utf-8"),
        ),
        "inbox.ignore",
    ),
    "the agency's name is a script": (
        replaced("Example County", "<script>alert(1)</script> County"),
        "&lt;script&gt;alert(1)&lt;/script&gt; County",
    ),
}
ATTACKS += [
    *(_one(name, do, code, seen, words) for name, (do, code, seen, words) in DECIDED.items()),
    *(_one(name, do, 1, "state.html", words, "told") for name, (do, words) in TOLD.items()),
]
