"""Lists the codes of theirs that the policy reads as ours, and what the counts would be if each were read as it stands.

A code that spells another of ours is then that other. One that spells none cannot be read: its rows would be left
aside. That is decided again where the code takes a stay of the period out of question, and never said to weaken the
answer: a source has its own codes, and what each stands for is printed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from reporter import warehouse
from reporter.audit.claim import HEADLINE
from reporter.audit.decide_choice import Judgement, decided, told
from reporter.config.log_policy import LogPolicy
from reporter.config.log_schemas import code_lists, schemas
from reporter.config.policy import Policy
from reporter.ingest import varied_records
from reporter.ingest.joined_rows import readings_of
from reporter.ingest.varied_records import CodeRead
from reporter.model import Choice
from reporter.warehouse import Connection

_MOVES = {  # by log and column: the controls that a code can move, the one that it moves most first
    ("bookings", "commitment"): (HEADLINE, "check_in_scope"),
    ("bookings", "release_reason"): (HEADLINE, "pickup_has_notice"),
    ("bookings", "void"): (HEADLINE,),
    ("checks", "result"): (HEADLINE, "hit_notified_before_release"),
    ("holds", "kind"): ("not_held_too_long", "pickup_has_notice"),
    ("training", "course"): ("training_current",),
    ("training", "exam_passed"): ("training_current",),
}
_FLAGS = {word: answer for answer, words in (("true", "t yes y 1"), ("false", "f no n 0")) for word in words.split()}
_MOST = 6  # codes of one column that are decided again as none of ours, those in the fewest rows first


def choices(
    connection: Connection, policy: Policy, judged: Judgement, log: str, number: int, where: str
) -> Iterator[Choice]:
    """Yield each code that one layout or joined file of a log maps."""
    one = readings_of(policy.logs[log])[number]
    for column, meanings in one.values.items():
        counts = _counts(connection, log, number, column)
        held = {theirs: _read(one, log, number, column, theirs, ours) for theirs, ours in meanings.items()}
        asked = [code for theirs, code in held.items() if code and _excuses(policy, log, column, meanings[theirs])]
        unread = _unread(connection, policy, judged, [code for code in asked if code.instead is None])
        for theirs, ours in meanings.items():
            setting, code = f"{where}.values.{column}", held[theirs]
            choice = told(setting, {theirs: ours}, None, counts.get(theirs, 0))
            if code and code.instead is not None:
                choice = _as_another(connection, policy, judged, choice, code)
            elif code and theirs in unread:
                found = decided(setting, {theirs: ours}, None, policy, HEADLINE, judged, code, "fields_complete")
                choice = replace(found, rows=choice.rows, weakens=False)
            yield choice


def spelled(column_kind: str, text: str) -> str | None:
    """Return the code of ours that a text spells, case and the signs between words aside; for a flag true or false."""
    if column_kind == "flag":
        word = text.strip().lower()
        return word if word in _FLAGS.values() else _FLAGS.get(word)
    alike = {_plain(code): code for code in code_lists()[column_kind.removeprefix("code:")]}
    return alike.get(_plain(text))


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()


def _counts(connection: Connection, log: str, number: int, column: str) -> Mapping[str, int]:
    query = (
        "select theirs, sum(row_count)::bigint from records.code_counts join records.delivered using (delivery_id) "
        "where delivered.log = ? and layout = ? and column_name = ? group by all"
    )
    return dict(warehouse.rows(connection, query, [log, number, column]))


def _read(one: LogPolicy, log: str, number: int, column: str, theirs: str, ours: str) -> CodeRead | None:
    """Return how a code is read without the map; None where that moves nothing, or where it is not known."""
    kind = schemas()[log].kind(column)
    instead = spelled(kind, theirs)
    if (log, column) not in _MOVES or instead == (spelled(kind, ours) or ours):
        return None
    if instead is None and (one.events or one.snapshots):
        return None  # a record made of several rows does not fall with one of them
    return CodeRead(log=log, layout=number, column=column, theirs=theirs, instead=instead)


def _as_another(connection: Connection, policy: Policy, judged: Judgement, choice: Choice, code: CodeRead) -> Choice:
    """Decide again with a code read as the other of ours that it spells; one that cannot be is said to weaken."""
    if not warehouse.count(connection, warehouse.subquery(varied_records.marked(code, "records"))):
        return replace(choice, weakens=choice.rows > 0)
    found = [
        decided(choice.setting, choice.value, code.instead, policy, control, judged, code)
        for control in _MOVES[code.log, code.column]
    ]
    most = next((one for one in found if one.weakens), found[0])
    return replace(most, rows=choice.rows)


def _excuses(policy: Policy, log: str, column: str, ours: str) -> bool:
    """Tell whether a code takes a stay out of question: it counts as vetted, or as none that is to be."""
    if (log, column) == ("checks", "result"):
        return ours in policy.final_results
    if (log, column) == ("bookings", "commitment"):
        return ours not in policy.scope_commitments
    if (log, column) == ("bookings", "release_reason"):
        return ours in policy.not_released
    return (log, column) == ("bookings", "void") and spelled("flag", ours) == "true"


def _unread(connection: Connection, policy: Policy, judged: Judgement, codes: list[CodeRead]) -> set[str]:
    """Return the codes to decide again as none of ours: those that stand at a stay which the headline looks at."""
    if not codes or not next(one for one in judged.controls if one.id == HEADLINE).was_run:
        return set()
    released = (
        "select item from population_stays_released union all select booking_id from records.bookings "
        "cross join settings where standing and void "
        "and may_fall_in(released_at_on, released_at_until, period_first, period_last)"
    )
    found = {}
    for code in codes:
        among = f"standing and booking_id in ({released}) and {varied_records.among(code, 'records')}"
        query = warehouse.count_of_rows(f"records.{varied_records.table_of(code)}", where=among)
        if rows := int(warehouse.one(connection, query)):
            found[code.theirs] = rows
    return set(sorted(found, key=lambda theirs: (found[theirs], theirs))[:_MOST])
