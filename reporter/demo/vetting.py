"""What happens around one stay: checks, notices to ICE, holds, interviews and claims, in the order of real work."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from reporter.demo.random_source import LAST_MOMENT, Draw, minutes
from reporter.demo.records import NOT_RELEASED, Check, Claim, Hold, Interview, Notice, Stay

_FIRST_WORDS = (("acknowledged", 76), ("pending", 12), ("error", 8), ("withdrawn", 4))
_NOT_WANTED = (("clear", 79), ("no_record", 16), ("undetermined", 5))
_QUESTIONS = (
    "Asked - not needed",
    "Asked, Spanish interpreter by telephone",
    "Asked; declined",
    "Asked, K'iche' interpreter requested",
)


def vet(draw: Draw, stay: Stay, officers: Sequence[str]) -> None:
    """Draw the checks of a stay: often a first word that is no result, then the result, sometimes a second look."""
    if stay.committed is None:
        return
    officer = draw.one_of(officers)
    asked = stay.committed + timedelta(seconds=draw.whole(300, 2400))
    if draw.chance(20):
        first = draw.weighted(_FIRST_WORDS)
        _add(draw, stay, first, asked, draw.whole(4, 40), officer)
        asked += timedelta(seconds=draw.whole(400, 1200))
    foreign = stay.person.country != "US"
    wanted = draw.chance(42 if foreign else 2)
    result = "wanted" if wanted else draw.weighted(_NOT_WANTED)
    _add(draw, stay, result, asked, 200 + draw.skewed(0, 4600), officer)
    if result == "no_record" and draw.chance(60):
        midnight = datetime.combine(stay.booked.date(), time())
        again = midnight + timedelta(days=draw.whole(1, 3), seconds=draw.whole(33000, 61000))
        if again + timedelta(hours=4) < (stay.released or LAST_MOMENT):
            second = "wanted" if foreign and draw.chance(15) else draw.weighted(_NOT_WANTED)
            _add(draw, stay, second, again, 200 + draw.skewed(0, 4600), draw.one_of(officers))


def _add(draw: Draw, stay: Stay, result: str, asked: datetime, seconds: int, officer: str) -> None:
    done = asked + timedelta(seconds=seconds)
    stay.checks.append(
        Check(
            booking_id="",
            result=result,
            requested=asked,
            completed=done,
            recorded=done + timedelta(seconds=draw.whole(2, 240)),
            officer=officer,
        )
    )


def tell_ice(draw: Draw, stay: Stay) -> None:
    """Draw the notice of a hit, within minutes, and for part of them an ICE hold and a release to ICE."""
    for check in stay.checks:
        if check.result != "wanted" or check.completed is None:
            continue
        sent = check.completed + timedelta(seconds=draw.whole(60, 580))
        answer = sent + timedelta(seconds=draw.whole(30, 3000)) if draw.chance(88) else None
        stay.notices.append(Notice(check=check, sent=sent, acknowledged=answer))
        placed = (sent + minutes(draw.skewed(40, 600))).replace(second=0)
        end = stay.released or LAST_MOMENT
        if not draw.chance(75) or placed + timedelta(hours=4) > end:
            continue
        hold = Hold(kind="ice_detainer" if draw.chance(75) else "ice_warrant", placed=placed)
        stay.holds.append(hold)
        if stay.released is None or stay.reason in NOT_RELEASED:
            continue
        if draw.chance(55):
            stay.reason = "to_ice"
            hold.served = stay.released - minutes(draw.whole(20, 55))
        elif draw.chance(60):
            hold.lifted = stay.released - minutes(draw.whole(30, 90))


def hold_for_others(draw: Draw, stay: Stay) -> None:
    """Draw holds that have nothing to do with ICE: boarders, sentences, a warrant of another court."""
    at = stay.booked + minutes(draw.whole(6, 40))
    if stay.commitment in ("federal", "other_agency"):
        stay.holds.append(Hold(kind="other_agency", placed=at))
    elif stay.reason == "sentence_served" and draw.chance(35):
        stay.holds.append(Hold(kind="sentence", placed=at + minutes(120), lifted=stay.released))
    elif stay.commitment == "criminal_court" and draw.chance(2):
        stay.holds.append(Hold(kind="judicial_warrant", placed=at))


def talk(draw: Draw, stay: Stay, officers: Sequence[str]) -> None:
    """Draw the interview and, for some, a claim of citizenship reported within the hour."""
    foreign = stay.person.country != "US"
    if not draw.chance(80 if stay.notices else 35 if foreign else 5):
        return
    final = stay.checks[-1]
    held = (final.requested + minutes(draw.whole(2, 20))).replace(second=0)
    stay.interviews.append(Interview(held=held, officer=draw.one_of(officers), question=draw.one_of(_QUESTIONS)))
    if draw.chance(18):
        raised = held + minutes(draw.whole(1, 12))
        stay.claims.append(Claim(raised=raised, reported=raised + minutes(draw.whole(4, 38))))
