"""Attacks of a deputy on what is delivered: stay B4 left before its check, and the records are to look otherwise.

The stays are alike but for B4, so what is tried on another stay would hide B4 as well.
"""

import gzip
from pathlib import Path

from tests.robustness.attacks import (
    AUDIT,
    CHECK,
    ERROR,
    RUN,
    Attack,
    Do,
    by_deputy,
    edit,
    every,
    file,
    in_file,
    manifest,
    without,
)

VETTED = "audit.json: controls.vetted_before_release"
LEG = "audit.json: legs.{}.state"
CLAIM = "audit.json: claim.state"
HEAD = [
    "booking_id",
    "person_id",
    "facility_id",
    "booked_at",
    "commitment",
    "sequence_no",
    "void",
    "release_authorized_at",
    "released_at",
    "release_reason",
]
CHECKS = ["check_id", "booking_id", "result", "requested_at", "completed_at", "officer_id", "recorded_at"]
LATER = [
    "B4",
    "P4",
    "MAIN",
    "2026-10-04 08:00",
    "criminal_court",
    "4",
    "",
    "2026-10-04 09:05",
    "2026-10-04 14:05",
    "bail",
]
REUSED = [
    "B4",
    "P9",
    "WEST",
    "2026-10-20 08:00",
    "criminal_court",
    "13",
    "",
    "2026-10-20 12:00",
    "2026-10-20 14:05",
    "bail",
]
BACKDATED = ["C99", "B4", "clear", "2026-10-04 08:10", "2026-10-04 08:20", "O1", "2026-10-20 10:00"]


def released(stay: int, text: str, at: str = "14:05") -> Do:
    """Change what is written of a stay's release."""
    return in_file(f"2026-10-{stay:02d} {at}", text)


def booking(stay: int, old: str, new: str) -> Do:
    """Change a part of a stay's row."""

    def do(folder: Path) -> None:
        path = folder / "inbox/bookings.csv"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        assert old in lines[stay]
        lines[stay] = lines[stay].replace(old, new)
        path.write_text("".join(lines), encoding="utf-8")
        manifest(folder)

    return do


def doubled(folder: Path) -> None:
    path = folder / "inbox/checks.csv"
    last = path.read_text(encoding="utf-8").splitlines()[-1]
    path.write_text(path.read_text(encoding="utf-8") + last.replace("09:30", "08:30") + "\n", encoding="utf-8")
    manifest(folder)


def link(folder: Path) -> None:
    (folder / "secret.csv").write_text("booking_id\nB4\n", encoding="utf-8")
    (folder / "inbox/bookings_more.csv").symlink_to(folder / "secret.csv")


def half_a_zip(folder: Path) -> None:
    whole = gzip.compress((folder / "inbox/checks.csv").read_bytes())
    (folder / "inbox/checks.csv.gz").write_bytes(whole[:-20])
    edit(folder / "policy.toml", '"checks*.csv"', '"checks*"')


def _one(name: str, do: Do, code: int, seen: str, words: str, together: str = "") -> Attack:
    asked = {"hidden": AUDIT, "unread": CHECK, "manifest": CHECK, "corrected": RUN}.get(together, AUDIT)
    return by_deputy("inbox", asked, name, do, code, seen, words, together)


BOTH = (without("bookings", "B4,"), without("checks", "C4,"))
TAKEN_OUT = [
    _one(
        "the stay is taken out",
        without("bookings", "B9,"),
        1,
        "audit.json: controls.check_in_scope.exception",
        "3",  # its check, that of the civil stay, and that whose number lost its sign
        "hidden",
    ),
    _one("the stay and its check are taken out", every(*BOTH), 3, LEG.format("booking_numbers_continuous"), "fails"),
    _one(
        "the checks are left out", lambda folder: (folder / "inbox/checks.csv").unlink(), 3, CLAIM, "not_demonstrated"
    ),
    _one(
        "the check is said to be before the booking",
        in_file("2026-10-04 09:00,2026-10-04 09:30", "2026-10-03 09:00,2026-10-03 09:30", "checks"),
        3,
        f"{VETTED}.reasons.before_booking",
        "1",
    ),
    _one(
        "a check is added that was written down after the release",
        every(file("checks_2.csv", [CHECKS, BACKDATED])),
        1,
        "audit.json: controls.recorded_before_release.exception",
        "1",
        "hidden",
    ),
    _one(
        "a file lies in the inbox that no log reads",
        every(released(4, "2026-10-04 14:05", "09:10"), file("early releases.csv", [HEAD, LATER], fitting=False)),
        3,
        CLAIM,
        "not_demonstrated",
    ),
    _one(
        "such a file is hidden",
        every(released(4, "2026-10-04 14:05", "09:10"), file(".early releases.csv", [HEAD, LATER], fitting=False)),
        3,
        CLAIM,
        "not_demonstrated",
    ),
]
HIDDEN: dict[str, tuple[Do, str, str]] = {
    "a release is said to be a transfer": (booking(1, "bail", "transfer"), "reasons.not_released", "1"),
    "a stay is said to be civil": (booking(2, "criminal_court", "civil"), "reasons.commitment_out_of_scope", "1"),
    "a stay is said to be void": (booking(3, ",3,,", ",3,true,"), "population", "9"),
    "a release is left empty": (booking(5, "2026-10-05 14:05,bail", ","), "population", "9"),
    "of a release the day alone is said": (booking(6, "2026-10-06 14:05", "2026-10-06"), "reasons.precision", "1"),
    "a check's booking number lost its sign": (in_file("C7,B7,", "C7,B-7,", "checks"), "reasons.link_unclear", "1"),
}
UNREAD: dict[str, tuple[Do, str, str]] = {
    "a release is in the year 2062": (released(1, "2062-10-01 14:05"), "bookings line 2", "in_the_future"),
    "a release is in the year 1926": (released(2, "1926-10-02 14:05"), "bookings line 3", "year_out_of_range"),
    "a release lies before the booking": (released(3, "2026-10-03 07:10"), "bookings line 4", "impossible_order"),
    "a release is a remark": (released(5, "see file"), "bookings line 6", "unreadable"),
    "a release is at a quarter past 25": (released(6, "2026-10-06 25:15"), "bookings line 7", "unreadable"),
    "an invisible sign is in a booking number": (in_file("B7,P7", "B\u200b7,P7"), "bookings line 8", "id_damaged"),
    "a spreadsheet damaged a booking number": (in_file("B8,P8", "8.8E+10,P8"), "bookings line 9", "id_damaged"),
    "a check's result is a word of their own": (
        in_file("C9,B9,clear", "C9,B9,cleared OK", "checks"),
        "checks line 10",
        "unknown_code:result",
    ),
    "one check has two rows that say two things": (doubled, "checks line 14", "two_rows_one_id"),
    "a lone quote swallows the next stay": (in_file("B10,P10", 'B10,"P10'), "bookings line 11", "stray_quote"),
}
MANIFEST: dict[str, tuple[Do, str, str]] = {
    "a file is changed after the manifest": (
        in_file(
            "C4,B4,clear,2026-10-04 09:00,2026-10-04 09:30",
            "C4,B4,clear,2026-10-04 09:00,2026-10-04 09:05",
            "checks",
            fitting=False,
        ),
        "deliveries line 3",
        "digest_differs",
    ),
    "a file of the manifest is left out": (
        lambda folder: (folder / "inbox/notifications.csv").unlink(),
        "deliveries line 4",
        "no_such_file",
    ),
    "a file is put in that the manifest has not": (
        file("checks_2.csv", [CHECKS, BACKDATED], fitting=False),
        "checks line None",
        "not_in_manifest",
    ),
}
CORRECTED: dict[str, tuple[Do, str, str]] = {
    "the release is corrected to a later time": (
        file("bookings_2.csv", [HEAD, LATER]),
        "board.html",
        "as first delivered",
    ),
    "a stay's number is used again for another stay": (
        file("bookings_3.csv", [HEAD, REUSED]),
        "state.html",
        "number of another stay",
    ),
    "a file is delivered twice under another name": (
        lambda folder: (folder / "inbox/checks_again.csv").write_bytes((folder / "inbox/checks.csv").read_bytes()),
        "state.html",
        "has the same content as",
    ),
    "a stay is said to be void after the fact": (
        lambda folder: booking(12, ",12,,", ",12,true,")(folder),
        "board.html",
        "void",
    ),
}
REFUSED = [
    _one(
        "a later file has no column for the release",
        file("bookings_2.csv", [HEAD[:-2], LATER[:-2]]),
        4,
        ERROR,
        "has no column 'release",
    ),
    _one("a file is a link out of the inbox", link, 4, ERROR, "points out of the folder"),
    _one("a file under gzip is cut off", half_a_zip, 4, ERROR, "checks.csv.gz"),
]
ATTACKS = [
    *TAKEN_OUT,
    *(_one(name, do, 1, f"{VETTED}.{seen}", words, "hidden") for name, (do, seen, words) in HIDDEN.items()),
    *(_one(name, do, 3, f"check: {seen}", words, "unread") for name, (do, seen, words) in UNREAD.items()),
    *(_one(name, do, 3, f"check: {seen}", words, "manifest") for name, (do, seen, words) in MANIFEST.items()),
    *(_one(name, do, 1, seen, words, "corrected") for name, (do, seen, words) in CORRECTED.items()),
    *REFUSED,
]
