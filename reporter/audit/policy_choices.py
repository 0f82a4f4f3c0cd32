"""Lists every choice of the policy that could move an answer, and what the counts would be with the default."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reporter import warehouse
from reporter.audit.claim import HEADLINE, claim
from reporter.config import policy as policies
from reporter.config.log_policy import LogPolicy
from reporter.config.log_schemas import schemas
from reporter.config.policy import Policy
from reporter.ingest.joined_rows import readings_of
from reporter.ingest.store_rows import FIRST_JOINED
from reporter.ingest.varied_records import Variation
from reporter.model import Choice, ControlResult, LegResult
from reporter.warehouse import Connection

Decide = Callable[[Policy, str, Variation | None], ControlResult]

_STATES = ("demonstrated", "nothing_to_test", "not_demonstrated", "exceptions")  # from the strongest to the weakest
_SETTINGS = {  # of the policy: the table and key, and the control that it moves most
    "vetting.final_results": ("final_results", HEADLINE),
    "vetting.require_authorized_officer": ("require_authorized_officer", HEADLINE),
    "scope.commitments": ("scope_commitments", HEADLINE),
    "scope.not_released": ("not_released", HEADLINE),
    "scope.check_after_commitment": ("check_after_commitment", "check_in_scope"),
}
_LIMITS = {
    "check_before_booking": HEADLINE,
    "release_within": "not_held_too_long",
    "notify_within": "notified_in_time",
    "claim_within": "claim_reported_in_time",
    "complaint_within": "complaint_forwarded",
    "refresher_every": "training_current",
}
_LEGS = {"record_within": "recorded_promptly", "max_silence": "no_silent_time"}
_PLACEHOLDERS = ("NULL", "N/A", "NA", "NONE", "NIL", "UNKNOWN", "UNK", "-", "--", "X", "XX", "XXX", "0", "?")
_TOLD_FROM = 3  # rows in which a value of a source stands before it is told: a rarer one may name a person
_OF_A_LOG = re.compile(r"logs\.(\w+)(?:\.(?:layouts|joined)\[\d+\])*\.(values|constants|empty)(?:\.(\w+))?")
_READING = ("timestamp_format", "precision", "offsets", "decimal", "empty", "restore_zeros", "fill_down")


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What was decided with the policy as it is, and what decides a control again with another."""

    controls: Sequence[ControlResult]
    legs: Sequence[LegResult]
    unread_count: int
    ignored_count: int
    decide: Decide


def choices(connection: Connection, policy: Policy, judged: Judgement) -> list[Choice]:
    """List the choices of one edition: those that weaken the answer first, else in the order of the policy."""
    given = tomllib.loads(policy.text) if policy.text else {}
    found = [
        *_settings(policy, given, judged),
        *_clocks(policy, given, judged),
        *_suspended(policy, judged),
        *_ignored(policy, judged),
        *_records(connection, policy, judged),
        *_mappings(connection, policy),
    ]
    return sorted(found, key=lambda one: not one.weakens)


def _settings(policy: Policy, given: Mapping[str, Any], judged: Judgement) -> Iterator[Choice]:
    """Yield each setting that is not its default."""
    default = policies.read({"agency": {"timezone": policy.timezone}}, "")
    for setting, (field, control) in _SETTINGS.items():
        own, usual = getattr(policy, field), getattr(default, field)
        if own != usual and set(_each(own)) != set(_each(usual)):
            other = replace(policy, **{field: usual})
            yield _decided(setting, _plain(own), _plain(usual), other, control, judged)
    limits = given.get("limits", {})
    for key, control in (_LIMITS | _LEGS).items():
        field = "refresher_every_months" if key == "refresher_every" else key
        own, usual = getattr(policy.limits, field), getattr(default.limits, field)
        if own == usual:
            continue
        words = (limits.get(key, own), policies.LIMITS.get(key, "none"))
        if key in _LEGS:
            rows = next((one.tested_count for one in judged.legs if one.id == control), 0)
            yield _told(f"limits.{key}", *words, rows, weakens=own > usual, control=control)
        else:
            other = replace(policy, limits=replace(policy.limits, **{field: usual}))
            yield _decided(f"limits.{key}", *words, other, control, judged)
    if policy.years != default.years:
        yield _told("reading.years", list(policy.years), list(default.years), 0)


def _clocks(policy: Policy, given: Mapping[str, Any], judged: Judgement) -> Iterator[Choice]:
    """Yield each system's clock error, and say of one that is applied nowhere that it is not."""
    for system, error in policy.clock_error.items():
        if not error:
            continue
        clocks = {one: span for one, span in policy.clock_error.items() if one != system}
        other, logs = replace(policy, clock_error=clocks), [log for log in policy.logs if log != "deliveries"]
        applied = any(policy.slack(one, two) != other.slack(one, two) for one in logs for two in logs if one != two)
        words = (
            f"systems.{system}.clock_error",
            given.get("systems", {}).get(system, {}).get("clock_error", error),
            "0s",
        )
        if applied:
            yield _decided(*words, other, HEADLINE, judged)
        else:
            yield _told(*words, 0, note="applied_nowhere")


def _suspended(policy: Policy, judged: Judgement) -> Iterator[Choice]:
    for control, why in policy.suspended.items():
        kept = {one: words for one, words in policy.suspended.items() if one != control}
        other = replace(policy, suspended=kept)
        yield replace(_decided(f"controls.suspended.{control}", why, None, other, control, judged), weakens=True)


def _ignored(policy: Policy, judged: Judgement) -> Iterator[Choice]:
    """Yield the files that the policy leaves aside: without that, they would stand before the claim."""
    if policy.ignore:
        now = _headline(judged)
        unread = judged.unread_count + judged.ignored_count
        state = claim(judged.controls, judged.legs, policy, unread_count=unread).state
        counts = {"exception": now.exception, "undetermined": now.undetermined, "state": state}
        yield _told(
            "inbox.ignore", list(policy.ignore), [], judged.ignored_count, with_default=counts if now.was_run else None
        )


def _records(connection: Connection, policy: Policy, judged: Judgement) -> Iterator[Choice]:
    """Yield the records that later ones corrected, and the voided rows, with the headline as if they were not."""
    corrected = int(warehouse.one(connection, "select count(*) from records.corrections"))
    if corrected:
        words = ("corrections", corrected, "as first delivered")
        yield replace(_decided(*words, policy, HEADLINE, judged, "first_delivered"), rows=corrected)
    void = int(warehouse.one(connection, "select count(*) from records.bookings where standing and void"))
    if void:
        yield replace(_decided("void", void, "as stays", policy, HEADLINE, judged, "none_void"), rows=void)


def _decided(
    setting: str,
    value: object,
    default: object,
    other: Policy,
    control: str,
    judged: Judgement,
    variation: Variation | None = None,
) -> Choice:
    """Decide one control with the default, and say whether the answer would then be weaker."""
    now = next(one for one in judged.controls if one.id == control)
    if not now.testable or control in other.suspended:
        return _told(setting, value, default, 0, control=control)
    then = judged.decide(other, control, variation)
    was = claim(judged.controls, judged.legs, other, unread_count=judged.unread_count).state
    controls = [then if one.id == control else one for one in judged.controls]
    state = claim(controls, judged.legs, other, unread_count=judged.unread_count).state
    weakens = (
        then.exception > now.exception
        or then.undetermined > now.undetermined
        or _STATES.index(state) > _STATES.index(was)
    )
    pairs = ((now.met, then.met), (now.exception, then.exception), (now.undetermined, then.undetermined))
    moved = max(*(abs(one - two) for one, two in pairs), abs(now.out_of_scope - then.out_of_scope))
    return Choice(
        setting=setting,
        value=value,
        default=default,
        rows=moved,
        weakens=weakens,
        control=control,
        with_default={"exception": then.exception, "undetermined": then.undetermined, "state": state},
    )


def _told(
    setting: str,
    value: object,
    default: object,
    rows: int,
    *,
    weakens: bool = False,
    control: str = HEADLINE,
    note: str = "",
    with_default: Mapping[str, object] | None = None,
) -> Choice:
    """Return a choice that is told and counted; nothing is decided again for it."""
    return Choice(
        setting=setting,
        value=value,
        default=default,
        rows=rows,
        weakens=weakens,
        control=control,
        note=note,
        with_default=with_default,
    )


def may_name_people(setting: str, value: object) -> bool:
    """Tell whether the value of a choice may name a person: it is of an id or of a free text."""
    match = _OF_A_LOG.fullmatch(setting)
    if match is None:
        return False
    log, part, column = match.groups()
    withheld = schemas()[log].withheld
    if part == "empty":
        return isinstance(value, Mapping) and not withheld.isdisjoint(value)
    return column in withheld


def _mappings(connection: Connection, policy: Policy) -> Iterator[Choice]:
    """Yield what the policy makes of each log: codes, constants, rows left out, and how its texts are read."""
    accepted = {
        (log, layout): rows
        for log, layout, rows in warehouse.rows(
            connection, "select log, layout, sum(accepted)::bigint from records.delivered group by all"
        )
    }
    codes = {
        (log, layout, column, theirs): rows
        for log, layout, column, theirs, rows in warehouse.rows(
            connection,
            "select delivered.log, layout, column_name, theirs, sum(row_count)::bigint from records.code_counts "
            "join records.delivered using (delivery_id) group by all",
        )
    }
    for log, mapping in policy.logs.items():
        for number, one in readings_of(mapping).items():
            rows = accepted.get((log, number), 0)
            where = f"logs.{log}.layouts[{number % FIRST_JOINED + 1}]" if mapping.layouts else f"logs.{log}"
            where += f".joined[{number // FIRST_JOINED}]" if number >= FIRST_JOINED else ""
            for column, meanings in one.values.items():
                for theirs, ours in meanings.items():
                    count = codes.get((log, number, column, theirs), 0)
                    yield _told(f"{where}.values.{column}", {theirs: ours}, None, count)
            for column, value in one.constants.items():
                yield _told(f"{where}.constants.{column}", value, None, rows)
            yield from _reading(one, log, where, rows)
    yield from _left_out(connection)


def _left_out(connection: Connection) -> Iterator[Choice]:
    """Yield each value whose rows are not of the log; rare ones together, for they may name a person."""
    rare: dict[str, tuple[int, int]] = {}
    for log, setting, value, count in warehouse.rows(
        connection,
        "select log, setting, value, sum(rows)::bigint from records.left_out group by all order by all",
    ):
        where = f"logs.{log}.only.{setting}"
        if count >= _TOLD_FROM:
            yield _told(where, {"left out": value}, None, count)
        else:
            values, rows = rare.get(where, (0, 0))
            rare[where] = (values + 1, rows + count)
    for where, (values, rows) in rare.items():
        yield _told(where, {"left out": f"{values} rare values"}, None, rows)


def _reading(one: LogPolicy, log: str, where: str, rows: int) -> Iterator[Choice]:
    """Yield how one layout's texts are read: formats, precision, zeros, renamed times, compositions."""
    usual = LogPolicy()
    for key in _READING:
        if (own := getattr(one, key)) != getattr(usual, key):
            yield _told(f"{where}.{key}", _plain(own), _plain(getattr(usual, key)), rows)
    times = schemas()[log].of_kind("time", "day")
    for column, mapped in one.columns.items():
        if mapped.alone is None or (column in times and mapped.alone != column):
            value = list(mapped.parts) or {"after": list(mapped.after), "by": list(mapped.by)}
            yield _told(f"{where}.columns.{column}", mapped.alone or value, column, rows)


def _headline(judged: Judgement) -> ControlResult:
    return next(one for one in judged.controls if one.id == HEADLINE)


def _each(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def _plain(value: Any) -> object:
    """Return a value as JSON has it."""
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def placeholders(connection: Connection) -> list[str]:
    """Say how many checks name a word for "nothing" as their officer: it is taken as an officer's number."""
    query = "select count(*) from records.checks where standing and list_contains(?::varchar[], upper(officer_id))"
    count = int(warehouse.one(connection, query, [list(_PLACEHOLDERS)]))
    checks = "1 check names" if count == 1 else f"{count:,} checks name"
    words = (
        f"{checks} a word such as NULL or N/A as the officer. If it means nothing on record, list it in the policy: "
    )
    return [f"{words}empty.officer_id."] if count else []
