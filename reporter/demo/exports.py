"""Writes the core logs as three systems would: the jail's bookings, the vetting desk's queries and its notices."""

import calendar
import json
from collections.abc import Iterator
from datetime import datetime, timedelta

from reporter.demo.formats import Delivered, delimited, iso, stored_gzip, us_minute
from reporter.demo.records import Check, County, Notice, Stay
from reporter.demo.time_spans import utc_offset

ALL_TIME = ("2025-12-01", "2027-02-28")
_COMMITMENTS = {"criminal_court": "CC", "arrest": "AR", "civil": "CV", "federal": "FD", "other_agency": "OA"}
_REASONS = {
    "bail": "BL",
    "recognizance": "ROR",
    "supervision": "RUS",
    "dismissed": "DIS",
    "acquitted": "ACQ",
    "sentence_served": "TS",
    "probation": "PRB",
    "transfer": "TRN",
    "to_ice": "ICE",
    "to_other_agency": "OAG",
    "death": "DTH",
    "escape": "ESC",
    "erroneous": "ERR",
    "other": "OTH",
}
_RESULTS = {
    "clear": "CLR",
    "wanted": "WNT",
    "no_record": "NRC",
    "undetermined": "UND",
    "acknowledged": "ACK",
    "pending": "PND",
    "error": "ERR",
    "withdrawn": "WDN",
}
_BOOKING_HEADER = (
    "BOOK_NO", "PID", "INMATE_NAME", "FAC", "SEQ", "VOID_FLG", "BOOK_DT", "COMMIT_CD", "COMMIT_DT", "REL_AUTH_DT",
    "REL_DT", "REL_CD", "ENTRY_DT", "SEX", "RACE", "YOB", "POB", "CHG_LVL",
)  # fmt: skip
_CHECK_HEADER = ("QUERY_NO", "BOOKING", "ASKED", "ANSWERED", "ANSWER_CD", "OFFICER", "METHOD", "LOGGED")


def bookings(county: County) -> Iterator[Delivered]:
    """Return twelve monthly files by month of booking, one correction, and one file sent twice."""
    for month in range(1, 13):
        stays = [stay for stay in county.stays if stay.booked.month == month]
        file, covers = f"JMS_BOOKINGS_2026-{month:02d}.csv", _month(month)
        content = _in_fashion(month, [_booking(stay, stay.first_said_open) for stay in stays])
        items = tuple(stay.booking_id for stay in stays)
        yield Delivered(log="bookings", file=file, content=content, covers=covers, received=len(stays), items=items)
        if file == county.sent_twice:
            again = file.replace(".csv", "_RESEND.csv")
            yield Delivered(
                log="bookings", file=again, content=content, covers=covers, received=len(stays), repeated=True
            )
        late = [stay for stay in stays if stay.first_said_open]
        if late:
            content = _in_fashion(month, [_booking(stay, False) for stay in late])
            file = file.replace(".csv", "_CORR1.csv")
            yield Delivered(
                log="bookings", file=file, content=content, covers=covers, received=len(late), items=_ids(late)
            )


def _ids(stays: list[Stay]) -> tuple[str, ...]:
    return tuple(stay.booking_id for stay in stays)


def _month(month: int) -> tuple[str, str]:
    last = calendar.monthrange(2026, month)[1]
    first_day = ALL_TIME[0] if month == 1 else f"2026-{month:02d}-01"
    return first_day, ALL_TIME[1] if month == 12 else f"2026-{month:02d}-{last}"


def _in_fashion(month: int, rows: list[list[str]]) -> bytes:
    """Write a month as its system did: changed in April and July, columns moved in October, May from a spreadsheet."""
    header = list(_BOOKING_HEADER)
    if month >= 10:
        header, rows = header[3:] + header[:3], [row[3:] + row[:3] for row in rows]
    encoding = "utf-16-le" if month == 5 else "utf-8-sig" if 4 <= month <= 6 else "utf-8"
    return delimited(header, rows, ";" if 7 <= month <= 9 else ",", "\r\n" if month >= 4 else "\n", encoding)


def _booking(stay: Stay, still_open: bool) -> list[str]:
    person = stay.person
    end = ["", "", ""]
    if not still_open:
        end = [us_minute(stay.authorized), us_minute(stay.released), _REASONS[stay.reason] if stay.reason else ""]
    return [
        stay.booking_id, person.person_id, person.name, stay.facility, str(stay.number), "Y" if stay.void else "N",
        us_minute(stay.booked), _COMMITMENTS[stay.commitment], us_minute(stay.committed), *end,
        us_minute(stay.recorded), person.sex, person.race, str(person.birth_year), person.country, stay.charge,
    ]  # fmt: skip


def checks(county: County) -> Iterator[Delivered]:
    """Return four quarterly files by date of request, with damaged rows as they came, and one file that mends one."""
    for quarter in range(1, 5):
        rows: list[list[str]] = []
        mended, items = [], []
        spoiled = folded = 0
        for check in county.checks():
            if (check.requested.month + 2) // 3 != quarter:
                continue
            rows.append(_check(check, check.spoiled))
            items.append(check.check_id)
            spoiled += bool(check.spoiled)
            folded += check.again == "same"
            if check.mended:
                mended.append(check)
            if check.again:
                rows.append(_check(check, check.again))
        covers = (_month(quarter * 3 - 2)[0], _month(quarter * 3)[1])
        yield Delivered(
            log="checks",
            file=f"queries_2026Q{quarter}.csv.gz",
            content=stored_gzip(delimited(_CHECK_HEADER, rows, ";")),
            covers=covers,
            received=len(rows),
            quarantined=spoiled,
            folded=folded,
            items=tuple(items),
        )
        if mended:
            yield Delivered(
                log="checks",
                file=f"queries_2026Q{quarter}_CORR.csv.gz",
                content=stored_gzip(delimited(_CHECK_HEADER, [_check(check, "") for check in mended], ";")),
                covers=covers,
                received=len(mended),
            )


def _check(check: Check, how: str) -> list[str]:
    row = [
        check.check_id, check.booking_id, iso(check.requested), iso(check.completed), _RESULTS[check.result],
        check.officer, "NAME-DOB", iso(check.recorded),
    ]  # fmt: skip
    if how == "code":
        row[4] = "ZX"
    elif how == "time":
        row[3] = "2026-31-31T99:99"
    elif how == "short":
        row = row[:3]
    elif how == "other":
        row[5:7] = ["1155" if check.officer != "1155" else "1102", "PRINTS"]
    return row


def notifications(county: County) -> Iterator[Delivered]:
    """Return four quarterly files of JSON Lines, times with their offset from UTC."""
    found = [(notice, stay) for stay in county.in_custody() for notice in stay.notices]
    found.sort(key=lambda pair: pair[0].notification_id)
    for quarter in range(1, 5):
        part = [(notice, stay) for notice, stay in found if (notice.sent.month + 2) // 3 == quarter]
        lines = [json.dumps(_notice(notice, stay), ensure_ascii=False) + "\n" for notice, stay in part]
        yield Delivered(
            log="notifications",
            file=f"notices_2026Q{quarter}.jsonl",
            content="".join(lines).encode(),
            covers=(_month(quarter * 3 - 2)[0], _month(quarter * 3)[1]),
            received=len(lines),
            quarantined=sum(bool(notice.spoiled) for notice, _ in part),
            items=tuple(notice.notification_id for notice, _ in part),
        )


def _notice(notice: Notice, stay: Stay) -> dict[str, str | None]:
    def said(moment: datetime | None) -> str | None:
        return iso(moment) + utc_offset(moment) if moment else None

    return {
        "notice": notice.notification_id,
        "booking": stay.booking_id,
        "query": notice.check.check_id,
        "sent": "about three in the afternoon" if notice.spoiled else said(notice.sent),
        "ack": said(notice.acknowledged),
        "entered": said(notice.sent + timedelta(seconds=21)),
    }
