"""Lists the codes of theirs that the policy reads as ours, and what the counts would be if each were read as it stands.

A code that spells another of ours is then that other. One that spells none cannot be read: its rows would be left
aside; an event that fills a column with a code would leave it blank, if it may be blank. That is decided again where
the code takes a stay or an officer of the period out of question, and never said to weaken the answer: a source has its
own codes, and what each stands for is printed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from reporter import warehouse
from reporter.audit.decide_choice import UNDECIDED, Judgement, decided, told
from reporter.config.log_policy import LogPolicy
from reporter.config.log_schemas import code_lists, schemas
from reporter.config.mapping import NO, YES
from reporter.config.policy import Policy
from reporter.ingest import varied_records
from reporter.ingest.joined_rows import readings_of
from reporter.ingest.varied_records import CodeRead
from reporter.model import HEADLINE, HELD, Choice
from reporter.warehouse import Connection

MOVES = {  # by log and column: the controls that a code can move, the one that it moves most first
    ("bookings", "commitment"): (HEADLINE, "check_in_scope"),
    ("bookings", "release_reason"): (HEADLINE, "pickup_has_notice"),
    ("bookings", "void"): (HEADLINE,),
    ("checks", "result"): (HEADLINE, "hit_notified_before_release"),
    ("holds", "kind"): (HELD, "pickup_has_notice"),
    ("training", "course"): ("training_current",),
    ("training", "exam_passed"): ("training_current",),
}
_OF_VETTED = (
    "booking_id in (select item from population_stays_released union all select booking_id from records.bookings "
    "cross join settings where standing and void "
    "and may_fall_in(released_at_on, released_at_until, period_first, period_last))"
)
_CONCERNED = {  # by log: the rows that a control looks at
    "bookings": _OF_VETTED,
    "checks": _OF_VETTED,
    "holds": _OF_VETTED,
    "training": "officer_id in (select officer_id from records.checks join population_checks_made on check_id = item)",
}
_Meanings = dict[str | None, str]  # by their code, or their event; None is every row: the source lacks the column
_FILLS = "events.fills"
_UNNAMED = "nothing on record"
_FLAGS = {word: answers[0] for answers in (YES, NO) for word in answers[1:]}
_MOST = 6  # codes of one column that are decided again as none of ours, those in the fewest rows first


def choices(
    connection: Connection, policy: Policy, judged: Judgement, log: str, number: int, where: str
) -> Iterator[Choice]:
    """Yield each code that one layout or joined file of a log maps, or puts into a column that the source lacks."""
    one = readings_of(policy.logs[log])[number]
    for key, column, meanings in _maps(one, log):
        setting = f"{where}.{key}.{column}"
        stood_in = counts(connection, log, number, column)
        held = {theirs: _read(one, log, number, column, theirs, ours, key) for theirs, ours in meanings.items()}
        controls = {theirs: _excused(policy, log, column, ours) for theirs, ours in meanings.items()}
        asked = [
            code for theirs, code in held.items() if code and not code.instead and _was_run(judged, controls[theirs])
        ]
        concerned = _concerned(connection, asked)
        for theirs, ours in meanings.items():
            code = held[theirs]
            rows = stood_in.get(theirs, 0) if key == "values" else _stood(connection, log, number, column, theirs)
            choice = told(setting, ours if theirs is None else {theirs: ours}, None, rows)
            if code and code.instead:
                choice = _as_another(connection, policy, judged, choice, code)
            elif code and theirs in concerned[:_MOST]:
                choice = _as_unread(policy, judged, choice, code, controls[theirs])
            elif theirs in concerned or (one.snapshots and controls[theirs] and not _spells(log, column, theirs, ours)):
                choice = replace(choice, note=UNDECIDED)
            yield choice


def _maps(one: LogPolicy, log: str) -> Iterator[tuple[str, str, _Meanings]]:
    """Yield the key of the policy, the column of ours, and each of their codes, or events, with what it is read as."""
    for column, meanings in one.values.items():
        yield "values", column, dict(meanings.items())
    for column, ours in one.constants.items():
        if (log, column) in MOVES:
            yield "constants", column, {None: ours}
    filled: dict[str, _Meanings] = {}
    for event, fills in one.events.fills.items() if one.events else ():
        for column, fill in fills.items():
            if fill.constant is not None:  # what `values` makes of a code holds for this one too
                ours = one.values.get(column, {}).get(fill.constant, fill.constant)
                filled.setdefault(column, {})[event.strip()] = ours
    for column, events in filled.items():
        yield _FILLS, column, events


def spelled(column_kind: str, text: str) -> str | None:
    """Return the code of ours that a text spells, case and the signs between words aside; for a flag true or false."""
    if column_kind == "flag":
        word = text.strip().lower()
        return word if word in _FLAGS.values() else _FLAGS.get(word)
    alike = {_plain(code): code for code in code_lists()[column_kind.removeprefix("code:")]}
    return alike.get(_plain(text))


def _spells(log: str, column: str, theirs: str | None, ours: str) -> bool:
    kind = schemas()[log].kind(column)
    return theirs is not None and spelled(kind, theirs) == (spelled(kind, ours) or ours)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()


def counts(connection: Connection, log: str, number: int, column: str) -> Mapping[str | None, int]:
    """Count the rows of one layout in which each text stood that the policy reads as another."""
    query = (
        "select theirs, sum(row_count)::bigint from records.code_counts join records.delivered using (delivery_id) "
        "where delivered.log = ? and layout = ? and column_name = ? group by all"
    )
    return dict(warehouse.rows(connection, query, [log, number, column]))


def _stood(connection: Connection, log: str, number: int, column: str, theirs: str | None) -> int:
    """Count the records in which a code, or an event that stands for one, stood as it was delivered."""
    code = CodeRead(log=log, layout=number, column=column, theirs=theirs, instead=None)
    return warehouse.count(connection, warehouse.subquery(varied_records.marked(code, "records")))


def _read(
    one: LogPolicy, log: str, number: int, column: str, theirs: str | None, ours: str, key: str
) -> CodeRead | None:
    """Return how a code is read without the map; None where that moves nothing, or where it is not known."""
    instead = None if theirs is None else spelled(schemas()[log].kind(column), theirs)
    if (log, column) not in MOVES or _spells(log, column, theirs, ours):
        return None
    if instead is None and one.snapshots:
        return None  # a record made of several rows does not fall with one of them
    if instead is None and key == _FILLS and column not in schemas()[log].required:
        instead = varied_records.NOTHING
    return CodeRead(log=log, layout=number, column=column, theirs=theirs, instead=instead)


def _as_another(connection: Connection, policy: Policy, judged: Judgement, choice: Choice, code: CodeRead) -> Choice:
    """Decide again with a code read as the other of ours that it spells; one that cannot be is said to weaken."""
    if not _stood(connection, code.log, code.layout, code.column, code.theirs):
        return replace(choice, weakens=choice.rows > 0)
    found = [
        decided(choice.setting, choice.value, code.instead, policy, control, judged, code)
        for control in MOVES[code.log, code.column]
    ]
    most = next((one for one in found if one.weakens), found[0])
    return replace(most, rows=choice.rows)


def _as_unread(policy: Policy, judged: Judgement, choice: Choice, code: CodeRead, control: str) -> Choice:
    """Decide again the control that a code takes a stay or an officer out of, with the code read as none of ours."""
    default = None if code.instead is None else _UNNAMED
    failing = "fields_complete" if code.instead is None and schemas()[code.log].core else ""
    found = decided(choice.setting, choice.value, default, policy, control, judged, code, failing)
    return replace(found, rows=choice.rows, weakens=False)


def _is_ground(kind: str) -> bool:
    """Whether a person may be kept past the limit for a hold of this kind: any but one for ICE alone."""
    return kind in code_lists()["hold_kind"] and not kind.startswith("ice_")


def _excused(policy: Policy, log: str, column: str, ours: str) -> str:
    """Return the control from which a code takes a stay or an officer out: as one that is well, or is not asked."""
    excuses = {
        ("checks", "result"): ours in policy.final_results,
        ("bookings", "commitment"): ours not in policy.scope_commitments,
        ("bookings", "release_reason"): ours in policy.not_released,
        ("bookings", "void"): spelled("flag", ours) == "true",
        ("holds", "kind"): _is_ground(ours),
        ("training", "course"): True,
        ("training", "exam_passed"): spelled("flag", ours) == "true",
    }
    if (log, column) == ("holds", "kind") and not _is_ground(ours):
        return "pickup_has_notice"
    return MOVES[log, column][0] if excuses.get((log, column)) else ""


def _was_run(judged: Judgement, control: str) -> bool:
    return bool(control) and next(one.was_run for one in judged.controls if one.id == control)


def _concerned(connection: Connection, codes: list[CodeRead]) -> list[str | None]:
    """Return the codes that stand in rows which a control of the period looks at, those in the fewest first."""
    found = {}
    for code in codes:
        among = f"standing and {_CONCERNED[code.log]} and {varied_records.among(code, 'records')}"
        query = warehouse.count_of_rows(f"records.{varied_records.table_of(code)}", where=among)
        if rows := int(warehouse.one(connection, query)):
            found[code.theirs] = rows
    return sorted(found, key=lambda theirs: (found[theirs], theirs or ""))
