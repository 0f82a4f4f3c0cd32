"""Writes the other logs: officers, holds, claims, interviews, complaints, movements, head counts, daily record."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from reporter.demo.exports import ALL_TIME
from reporter.demo.formats import Delivered, compact, delimited, iso, named_month, us_day, us_half_day, us_minute
from reporter.demo.random_source import FIRST_DAY
from reporter.demo.records import County, Hold, Stay

_SINCE_THE_START = ("2018-01-01", ALL_TIME[1])
_HOLDS = {
    "judicial_warrant": "JW",
    "ice_detainer": "DET",
    "ice_warrant": "WRT",
    "other_agency": "OAH",
    "sentence": "SNT",
}
_NOTES = ("", "", "per clerk Peña", "", 'fax "illegible",\nasked again', "", "vérifié by desk")


def officers(county: County) -> Iterator[Delivered]:
    """Return the letters of authority and the training roster."""
    letters = [one for one in county.officers if one.letter_from]
    rows = [[one.officer_id, one.letter_from, "", one.revoked_on, "70-006"] for one in letters]
    yield Delivered(
        log="authorizations",
        file="AUTH_LETTERS.csv",
        content=delimited(("OFFICER_NO", "LETTER_DATE", "EXPIRES", "REVOKED", "FORM"), rows),
        covers=_SINCE_THE_START,
        received=len(rows),
        quarantined=sum(bool(one.spoiled) for one in letters),
        items=tuple(one.officer_id for one in letters),
    )
    rows = []
    for one in county.officers:
        basic = one.course == "basic"
        rows.append([one.officer_id, "BAS" if basic else "REF", one.completed_on, "160" if basic else "40", one.exam])
        if one.refresher_on:
            rows.append([one.officer_id, "REF", one.refresher_on, "40", "P"])
    header = ("OFFICER_NO", "COURSE_CD", "DONE_ON", "HRS", "EXAM")
    content = delimited(header, rows, "\t")
    yield Delivered(
        log="training", file="TRAINING_ROSTER.csv", content=content, covers=_SINCE_THE_START, received=len(rows)
    )


def holds(county: County) -> Iterator[Delivered]:
    """Return one pipe-delimited file in Windows-1252, some notes of which run over two lines."""
    found = [(hold, stay) for stay in county.in_custody() for hold in stay.holds]
    found.sort(key=lambda pair: pair[0].hold_id)
    rows = [_hold(n, hold, stay) for n, (hold, stay) in enumerate(found)]
    header = ("HOLD_NO", "BOOK_NO", "HOLD_CD", "PLACED", "LIFTED", "SERVED", "NOTE")
    yield Delivered(
        log="holds",
        file="HOLDS_2026.csv",
        content=delimited(header, rows, "|", "\r\n", "cp1252"),
        covers=ALL_TIME,
        received=len(rows),
        quarantined=sum(bool(hold.spoiled) for hold, _ in found),
        items=tuple(hold.hold_id for hold, _ in found),
    )


def _hold(n: int, hold: Hold, stay: Stay) -> list[str]:
    code = "XX9" if hold.spoiled else _HOLDS[hold.kind]
    times = [us_half_day(moment) for moment in (hold.placed, hold.lifted, hold.served)]
    return [hold.hold_id, stay.booking_id, code, *times, _NOTES[n % len(_NOTES)]]


def conduct(county: County) -> Iterator[Delivered]:
    """Return claims, interviews and complaints, each in one file."""
    claims = sorted(
        [claim.claim_id, stay.booking_id, iso(claim.raised, "minutes"), iso(claim.reported, "minutes"), "referred"]
        for stay in county.in_custody()
        for claim in stay.claims
    )
    header: tuple[str, ...] = ("CLAIM", "BOOKING", "RAISED", "PASSED_ON", "OUTCOME")
    yield _plain("claims", "USC_CLAIMS_2026.csv", header, claims)
    talks = sorted(
        [talk.interview_id, stay.booking_id, talk.officer, named_month(talk.held), talk.question]
        for stay in county.in_custody()
        for talk in stay.interviews
    )
    header = ("INTERVIEW", "BOOKING", "OFFICER", "HELD", "INTERPRETER_Q_A")
    yield _plain("interviews", "INTERVIEWS_2026.csv", header, talks)
    complaints = [
        [one.complaint_id, iso(one.received, "minutes"), iso(one.forwarded, "minutes"), iso(one.resolved, "minutes")]
        for one in county.complaints
    ]
    yield _plain("complaints", "COMPLAINTS_2026.csv", ("NO", "RECEIVED", "TO_ICE_OPR", "RESOLVED"), complaints)


def _plain(log: str, file: str, header: tuple[str, ...], rows: list[list[str]]) -> Delivered:
    items = tuple(row[0] for row in rows)
    return Delivered(
        log=log, file=file, content=delimited(header, rows), covers=ALL_TIME, received=len(rows), items=items
    )


def movements(county: County) -> Iterator[Delivered]:
    """Return court and hospital trips in one file together with changes of housing, which are not of this log."""
    rows = []
    for stay in county.in_custody():
        if stay.number % 3 == 0:
            rows.append(["H", stay.booking_id, us_minute(stay.booked + timedelta(minutes=40)), "", "INTAKE"])
        rows += [["M", stay.booking_id, us_minute(out), us_minute(back), why] for out, back, why in stay.absences]
    header = ("RECTYPE", "BOOK_NO", "OUT_DT", "IN_DT", "WHY")
    yield Delivered(
        log="movements",
        file="MOVES_2026.csv",
        content=delimited(header, rows, newline="\r\n"),
        covers=ALL_TIME,
        received=len(rows),
        not_this_log=sum(row[0] == "H" for row in rows),
    )


def census(county: County) -> Iterator[Delivered]:
    """Return the signed head counts at each change of shift, those out at the time not counted."""
    changes: dict[str, list[tuple[datetime, int]]] = {"ANNX": [], "MAIN": [], "NORTH": []}
    for stay in county.in_custody():
        here = changes[stay.facility]
        here.append((stay.booked, 1))
        if stay.released is not None:
            here.append((stay.released, -1))
        for out, back, _ in stay.absences:
            here += [(out, -1), (back, 1)]
    rows = []
    for facility, moves in changes.items():
        moves.sort()
        present = at = 0
        for day in range(365):
            for hour in (7, 15, 23):
                counted = datetime.combine(FIRST_DAY + timedelta(days=day), time(hour))
                while at < len(moves) and moves[at][0] < counted:
                    present += moves[at][1]
                    at += 1
                rows.append([facility, compact(counted), str(present), f"SGT {(day * 3 + hour) % 9 + 31}"])
    yield Delivered(
        log="census",
        file="HEADCOUNT_2026.csv",
        content=delimited(("SITE", "COUNTED", "TOTAL", "SIGNED_BY"), rows),
        covers=ALL_TIME,
        received=len(rows),
    )


def daily_record(county: County) -> Iterator[Delivered]:
    """Return the public daily record: one row a charge, so that a stay may stand in it twice."""
    rows, folded = [], 0
    items = []
    for stay in county.in_custody():
        if stay.left_out_of_daily_record:
            continue
        left = stay.released + timedelta(days=stay.discharge_off_by) if stay.released else None
        charges = 2 if stay.number % 4 == 0 else 1
        folded += charges - 1
        items.append(stay.booking_id)
        for charge in range(charges):
            offense = f"PL {120 + (stay.number * 7 + charge * 35) % 145}.{charge + 1:02d}"
            rows.append([stay.booking_id, stay.person.name, us_day(stay.booked), us_day(left), offense])
    yield Delivered(
        log="daily_record",
        file="DAILY_RECORD_2026.csv",
        content=delimited(("BOOKING NO", "NAME", "ENTERED", "DISCHARGED", "OFFENSE"), rows),
        covers=ALL_TIME,
        received=len(rows),
        folded=folded,
        items=tuple(items),
    )
