"""What each stay's truth is in every world that its records allow, by trying them one after another.

A world picks one instant for each time: the ends of each reading, and points beside the ends of the others, all of it
shifted as far as the clocks may be apart. It knows nothing of how the engine compares intervals.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, product

from reporter.evidence import verify

FAR = 10**17  # beyond every instant that a record names
HOUR = 3_600_000_000
ICE = {"ice_detainer", "ice_warrant"}
Ends = list[tuple[int, int]]  # the stretches of time in which a moment may lie
World = Sequence[int]


class NoWorldError(Exception):
    """A record contradicts itself: a check asked for after its result was written down."""


def stretches(at: verify.Moment | None, error: float) -> Ends:
    """Give where a time may lie: both readings of the repeated hour, shifted by as much as the clocks may be apart."""
    assert at is not None
    lo, hi, _, fault, _ = at
    shift = int(error)
    if fault == verify.REPEATED and hi - lo > HOUR:
        return [(lo - shift, hi - HOUR + shift), (lo + HOUR - shift, hi + shift)]
    return [(lo - shift, hi + shift)]


def completion(check: verify.Row, error: float) -> Ends:
    """Give where the completion of a check may lie: a missing end between request and record."""
    if check.completed_at:
        return stretches(check.completed_at, error)
    asked, written = check.requested_at, check.recorded_at
    if asked and written and asked[0] > written[1]:  # one of the two is wrong: it was done when it was written down
        return [(written[0] - int(error), written[1] + int(error))]
    return [(asked[0] - int(error) if asked else -FAR, written[1] + int(error) if written else FAR)]


def instants(times: Sequence[Ends], most: int, offsets: Iterable[int] = (0,)) -> list[list[int]]:
    """Give each time's instants to try: its ends, and as many points beside the others' ends as there is room for."""
    found = []
    for n, own in enumerate(times):
        ends = sorted({end for span in own for end in span})
        beside = (
            end + offset + step
            for m, other in enumerate(times)
            if m != n
            for span in other
            for end in span
            for offset in offsets
            for step in (-1, 0, 1)
        )
        inner = (at for at in beside if at not in ends and any(lo <= at <= hi for lo, hi in own))
        found.append([*ends, *islice(dict.fromkeys(inner), max(0, most - len(ends)))])
    return found


def truths(
    times: Sequence[Ends], is_true: Callable[[World], bool], most: int = 5, offsets: Iterable[int] = (0,)
) -> set[bool]:
    """Give what is the case in the worlds tried; both answers are all there can be."""
    if any(lo > hi for own in times for lo, hi in own):
        raise NoWorldError
    said: set[bool] = set()
    for world in product(*instants(times, most, tuple(offsets))):
        said.add(is_true(world))
        if len(said) == 2:
            break
    return said


def worlds(pack: verify.Pack, control: str, subject: verify.Row) -> set[bool]:
    """Give what a control's question is answered with in the possible worlds of one item."""
    if pack.may_be_changed(subject) or _is_of_two_periods(pack, control, subject):
        return {True, False}
    return _WORLDS[control](pack, subject)


def _is_of_two_periods(pack: verify.Pack, control: str, subject: verify.Row) -> bool:
    """Say whether in one world an item is of the period and in another it is not: then no world answers for it."""
    if control == "officer_authorized":
        spans = [verify.completed_else_requested(subject)]
    elif control == "notified_in_time":
        clocks = pack.clock_error["checks", "bookings"]
        every = pack.by_stay("checks", subject, {"wanted"})
        own, _ = _own(pack, subject, every, lambda hit: completion(hit, clocks))
        spans = [verify.completed_else_requested(hit) for hit in own] or [
            verify.completed_else_requested(hit) for hit in every
        ]
    else:
        spans = [subject.released_at]
    firsts, lasts = [at[2] for at in spans if at], [at[4] for at in spans if at]
    return bool(firsts) and len({day in pack.days for day in range(min(firsts), min(lasts) + 1)}) == 2


def _unseen(pack: verify.Pack, log: str, stay: verify.Row, lo: float, hi: float, early: bool = False) -> set[bool]:
    """A record that is not there may exist: then all may be well.

    It may be one that could not be read, that nearly names the stay, whose time is too early, or of which the log does
    not speak.
    """
    doubted = (
        stay.booking_id in pack.named_in_unread_rows[log] or stay.booking_id in pack.stays_nearly_named[log] or early
    )
    return set() if not doubted and pack.covers(log, lo, hi) else {True}


def _own(
    pack: verify.Pack, stay: verify.Row, records: Iterable[verify.Row], times: Callable[[verify.Row], Ends]
) -> tuple[list[verify.Row], bool]:
    """Keep the records that in some world came no earlier before the booking than a record of the stay can."""
    given = list(records)
    first = stay.booked_at[0] - int(pack.limits["check_before_booking"])
    kept = [row for row in given if any(hi >= first for _, hi in times(row))]
    return kept, len(kept) < len(given)


def _sure(pack: verify.Pack, log: str, records: Iterable[verify.Row]) -> list[verify.Row]:
    """Leave out the records that a row which could not be read may have changed: in some world they are not there."""
    return [row for row in records if row not in pack.maybe_changed[log]]


def _vetted(pack: verify.Pack, stay: verify.Row) -> set[bool]:
    error = pack.clock_error["checks", "bookings"]
    finals = [
        check for check in pack.by_stay("checks", stay) if check.result in pack.policy["vetting"]["final_results"]
    ]
    sure = finals
    if pack.policy["vetting"]["require_authorized_officer"]:
        said = {check: _WORLDS["officer_authorized"](pack, check) for check in finals}
        finals = [check for check in finals if True in said[check]]
        sure = [check for check in finals if said[check] == {True}]
    finals, early = _own(pack, stay, finals, lambda check: completion(check, error))
    answers: set[bool] = set()
    for some in (finals, [check for check in _sure(pack, "checks", finals) if check in sure]):
        times = [stretches(stay.released_at, 0), *(completion(check, error) for check in some)]
        answers |= truths(times, lambda at: any(done < at[0] for done in at[1:]))
    return answers | _unseen(pack, "checks", stay, stay.booked_at[0], stay.released_at[1], early)


def _notified(pack: verify.Pack, stay: verify.Row) -> set[bool]:
    clocks, error = pack.clock_error["checks", "bookings"], pack.clock_error["notifications", "bookings"]
    hits, _ = _own(pack, stay, pack.by_stay("checks", stay, {"wanted"}), lambda hit: completion(hit, clocks))
    if not hits:
        return {True, False}  # the time or the link of every hit is wrong
    notices, early = _own(
        pack, stay, pack.by_stay("notifications", stay), lambda notice: stretches(notice.sent_at, error)
    )
    answers: set[bool] = set()
    for some in (notices, _sure(pack, "notifications", notices)):
        for found in (hits, _sure(pack, "checks", hits)):
            told = slice(1, 1 + len(some))
            answers |= truths(
                [
                    stretches(stay.released_at, 0),
                    *(stretches(notice.sent_at, error) for notice in some),
                    *(completion(hit, clocks) for hit in found),
                ],
                lambda at, told=told: (  # type: ignore[misc]
                    any(one < at[0] for one in at[told]) or not any(one < at[0] for one in at[told.stop :])
                ),
                most=4,
            )
    return answers | _unseen(pack, "notifications", stay, stay.booked_at[0], stay.released_at[1], early)


def _in_time(pack: verify.Pack, stay: verify.Row) -> set[bool]:
    limit, error = int(pack.limits["notify_within"]), pack.clock_error["notifications", "checks"]
    every, clocks = pack.by_stay("checks", stay, {"wanted"}), pack.clock_error["checks", "bookings"]
    found, _ = _own(pack, stay, every, lambda hit: completion(hit, clocks))
    if not found or len(_sure(pack, "checks", every)) < len(every):
        return {True, False}  # the time or the link of every hit is wrong, or the first hit may have been changed
    hits = [completion(hit, 0) for hit in found]
    booked = pack.clock_error["notifications", "bookings"]
    notices, early = _own(
        pack, stay, pack.by_stay("notifications", stay), lambda notice: stretches(notice.sent_at, booked)
    )
    answers: set[bool] = set()
    for some in (notices, _sure(pack, "notifications", notices)):
        sent = [stretches(notice.sent_at, error) for notice in some]
        answers |= truths(
            [*hits, *sent],
            lambda at: len(at) > len(hits) and min(at[len(hits) :]) - min(at[: len(hits)]) <= limit,
            most=4,
            offsets=(-limit, limit),
        )
    first, last = min(hit[0][0] for hit in hits), min(hit[-1][1] for hit in hits)
    return answers | _unseen(pack, "notifications", stay, first, last + limit if last < FAR else verify.INF, early)


def _held(pack: verify.Pack, stay: verify.Row) -> set[bool]:
    limit, error = int(pack.limits["release_within"]), pack.clock_error["holds", "bookings"]
    others = [hold for hold in pack.by_stay("holds", stay) if hold.kind not in ICE]

    def fine(at: World) -> bool:
        reached = at[0] + limit
        for placed, lifted in sorted(zip(at[2::2], at[3::2], strict=True)):
            if placed <= reached + 1 and placed <= lifted:
                reached = max(reached, lifted)
        return at[1] <= reached

    answers: set[bool] = set()
    for some in (others, _sure(pack, "holds", others)):
        times = [stretches(stay.release_authorized_at, 0), stretches(stay.released_at, 0)]
        for hold in some:
            lifted = stretches(hold.lifted_at, error) if hold.lifted_at else [(FAR, FAR)]
            times += [stretches(hold.placed_at, error), lifted]
        most = 5 if len(times) < 5 else 3 if len(times) < 7 else 2
        answers |= truths(times, fine, most=most, offsets=(-limit, 0, limit))
    return answers | _unseen(pack, "holds", stay, stay.release_authorized_at[0], stay.released_at[1])


def _authorized(pack: verify.Pack, check: verify.Row) -> set[bool]:
    at = verify.completed_else_requested(check)
    if not check.officer_id or at is None:
        return {True, False}
    letters = [row for row in pack.rows["authorizations"].values() if row.officer_id == check.officer_id]
    answers: set[bool] = set()
    for some in (letters, _sure(pack, "authorizations", letters)):
        times = [stretches(at, 0)]
        for row in some:
            ends = [(row.authorized_from[0] - 1,) * 2, ((row.authorized_to[1] if row.authorized_to else FAR) + 1,) * 2]
            gone = [(row.revoked_on[0], row.revoked_on[1] + 1)] if row.revoked_on else [(FAR, FAR)]
            times += [[ends[0]], [ends[1]], gone]
        answers |= truths(
            times,
            lambda at: any(at[n] < at[0] < min(at[n + 1], at[n + 2]) for n in range(1, len(at), 3)),
            most=6,
        )
    log = "authorizations"
    known = log in pack.given and (log not in pack.declared or pack.covers(log, *at[:2]))
    return answers if known and check.officer_id not in pack.named_in_unread_rows[log] else answers | {True}


_WORLDS: dict[str, Callable[[verify.Pack, verify.Row], set[bool]]] = {
    "vetted_before_release": _vetted,
    "hit_notified_before_release": _notified,
    "notified_in_time": _in_time,
    "not_held_too_long": _held,
    "officer_authorized": _authorized,
}
CONTROLS = tuple(_WORLDS)
EXACT = {"vetted_before_release", "notified_in_time", "officer_authorized"}  # the formula decides all that can be


def decided(pack: verify.Pack) -> dict[tuple[str, str], tuple[str, str]]:
    """Give what the second implementation says of every item of every control."""
    return {(control, item): said for control in verify.CONTROLS for item, said in pack.decide_control(control).items()}


def disagreements(pack: verify.Pack, said: dict[tuple[str, str], tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """Yield each item whose outcome is not what its worlds allow: control, item and what they say."""
    for control in CONTROLS:
        if pack.not_run_because(control):
            continue
        for item, subject in verify.CONTROLS[control][1](pack):
            outcome = said.get((control, item), ("missing", ""))[0]
            if outcome == verify.OUT or (control == "not_held_too_long" and subject.release_authorized_at is None):
                continue
            try:
                found = worlds(pack, control, subject)
            except NoWorldError:
                continue
            wanted = "undetermined" if len(found) == 2 else "met" if found == {True} else "exception"
            more_decided = outcome == "undetermined" and control not in EXACT
            if outcome != wanted and not more_decided:
                yield control, item, f"engine says {outcome}, the possible worlds say {wanted}"
