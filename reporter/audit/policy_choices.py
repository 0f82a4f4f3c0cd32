"""Lists every choice of the policy that could move an answer, and what the counts would be with the default."""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any

from reporter import warehouse
from reporter.audit import log_choices
from reporter.audit.claim import claim
from reporter.audit.decide_choice import UNDECIDED, Judgement, counted, decided, is_weaker, told
from reporter.config import policy as policies
from reporter.config.kinds import spelled
from reporter.config.log_schemas import schemas
from reporter.config.policy import Policy
from reporter.model import HEADLINE, HELD, Choice, ControlResult
from reporter.text import count_of
from reporter.warehouse import Connection

TOGETHER = "together"
_SCOPE = "check_in_scope"
_SETTINGS = {  # of the policy: the table and key, and the controls of the first page that it moves, the main one first
    "vetting.final_results": ("final_results", HEADLINE),
    "vetting.require_authorized_officer": ("require_authorized_officer", HEADLINE),
    "scope.commitments": ("scope_commitments", HEADLINE, _SCOPE),
    "scope.not_released": ("not_released", HEADLINE, HELD),
    "scope.check_after_commitment": ("check_after_commitment", _SCOPE),
}
_LIMITS = {
    "check_before_booking": HEADLINE,
    "release_within": HELD,
    "notify_within": "notified_in_time",
    "claim_within": "claim_reported_in_time",
    "complaint_within": "complaint_forwarded",
    "refresher_every": "training_current",
}
_LEGS = {"record_within": "recorded_promptly", "max_silence": "no_silent_time"}
_PLACEHOLDERS = ("NULL", "N/A", "NA", "NONE", "NIL", "UNKNOWN", "UNK", "-", "--", "X", "XX", "XXX", "0", "?")
_OF_A_LOG = re.compile(r"logs\.(\w+)(?:\.(?:layouts|joined)\[\d+\])*\.(values|constants|empty)(?:\.(\w+))?")


def choices(connection: Connection, policy: Policy, judged: Judgement) -> list[Choice]:
    """List the choices of one edition: those that weaken the answer first, else in the order of the policy."""
    given = tomllib.loads(policy.text) if policy.text else {}
    parts: list[Callable[[], Iterable[Choice]]] = [
        lambda: _settings(connection.cursor(), policy, given, judged),
        lambda: _clocks(policy, given, judged),
        lambda: _together(policy, judged),
        lambda: _suspended(policy, judged),
        lambda: _ignored(policy, judged),
        lambda: _records(connection.cursor(), policy, judged),
        *(partial(log_choices.choices, connection.cursor(), policy, judged, log) for log in policy.logs),
        lambda: log_choices.left_out(connection.cursor(), policy),
    ]
    with ThreadPoolExecutor(max_workers=judged.at_once) as pool:  # each decides in rooms of its own
        found = [one for part in pool.map(lambda part: [*part()], parts) for one in part]
    if any(one.weakens and one.control == HEADLINE and one.setting in _alone(found) for one in found):
        found = [replace(one, weakens=False) if one.setting == TOGETHER else one for one in found]  # counted already
    return sorted(found, key=lambda one: not one.weakens)


def _settings(connection: Connection, policy: Policy, given: Mapping[str, Any], judged: Judgement) -> Iterator[Choice]:
    """Yield each setting that is not its default."""
    default = policies.read({"agency": {"timezone": policy.timezone}}, "")
    for setting, (field, *moved) in _SETTINGS.items():
        own, usual = getattr(policy, field), getattr(default, field)
        if own != usual and set(_each(own)) != set(_each(usual)):
            other = replace(policy, **{field: usual})
            yield from _decided_for(moved, setting, log_choices.plain(own), log_choices.plain(usual), other, judged)
    limits = given.get("limits", {})
    for key, control in (_LIMITS | _LEGS).items():
        field = "refresher_every_months" if key == "refresher_every" else key
        own, usual = getattr(policy.limits, field), getattr(default.limits, field)
        if own == usual:
            continue
        words = (limits.get(key, own), "none" if usual is None else spelled(usual))
        again = counted if key in _LEGS else decided
        other = replace(policy, limits=replace(policy.limits, **{field: usual}))
        yield again(f"limits.{key}", *words, other, control, judged)
    if policy.years != default.years:
        rows = log_choices.rows_of_other_years(connection, policy, default.years)
        yield told("reading.years", list(policy.years), list(default.years), rows, note=UNDECIDED)


def _clocks(policy: Policy, given: Mapping[str, Any], judged: Judgement) -> Iterator[Choice]:
    """Yield each system's clock error, and say of one that is applied nowhere that it is not."""
    for system, error in policy.clock_error.items():
        if not error:
            continue
        other = _without_clock_error(policy, system)
        applied = _is_applied(policy, system)
        words = (
            f"systems.{system}.clock_error",
            given.get("systems", {}).get(system, {}).get("clock_error", error),
            "0s",
        )
        if applied:
            yield from _decided_for((HEADLINE, HELD), *words, other, judged)
        else:
            yield told(*words, 0, note="applied_nowhere")


def _without_clock_error(policy: Policy, system: str) -> Policy:
    return replace(policy, clock_error={one: span for one, span in policy.clock_error.items() if one != system})


def _is_applied(policy: Policy, system: str) -> bool:
    """Tell whether a system's clock error widens a comparison of two logs."""
    other = _without_clock_error(policy, system)
    logs = [log for log in policy.logs if log != "deliveries"]
    return any(policy.slack(one, two) != other.slack(one, two) for one in logs for two in logs if one != two)


def _decided_for(
    controls: Sequence[str], setting: str, own: object, usual: object, other: Policy, judged: Judgement
) -> Iterator[Choice]:
    """Decide the first control with the default, and one more if the setting weakens its answer and not the first's."""
    main, *others = controls
    choice = decided(setting, own, usual, other, main, judged)
    yield choice
    if not choice.weakens:
        found = (decided(setting, own, usual, other, control, judged) for control in others)
        yield from [one for one in found if one.weakens][:1]


def _together(policy: Policy, judged: Judgement) -> Iterator[Choice]:
    """Yield the settings of the main question together, where each may hide what another lets through."""
    default = policies.read({"agency": {"timezone": policy.timezone}}, "")
    fields = {setting: field for setting, (field, *moved) in _SETTINGS.items() if HEADLINE in moved}
    usual = {field: getattr(default, field) for field in fields.values()}
    changed = [one for one, field in fields.items() if set(_each(getattr(policy, field))) != set(_each(usual[field]))]
    limits = policy.limits
    if limits.check_before_booking != default.limits.check_before_booking:
        limits = replace(limits, check_before_booking=default.limits.check_before_booking)
        changed.append("limits.check_before_booking")
    clocks = [system for system, error in policy.clock_error.items() if error and _is_applied(policy, system)]
    changed += [f"systems.{system}.clock_error" for system in clocks]
    if len(changed) > 1:
        other = replace(policy, **usual, limits=limits, clock_error={})
        yield decided(TOGETHER, changed, "their defaults", other, HEADLINE, judged)


def _alone(found: Iterable[Choice]) -> set[str]:
    """Return the settings that are decided together too."""
    together = [one.value for one in found if one.setting == TOGETHER]
    return {str(setting) for value in together if isinstance(value, list) for setting in value}


def _suspended(policy: Policy, judged: Judgement) -> Iterator[Choice]:
    for control, why in policy.suspended.items():
        kept = {one: words for one, words in policy.suspended.items() if one != control}
        other = replace(policy, suspended=kept)
        yield replace(decided(f"controls.suspended.{control}", why, None, other, control, judged), weakens=True)


def _ignored(policy: Policy, judged: Judgement) -> Iterator[Choice]:
    """Yield the files that the policy leaves aside: without that, they would stand before the claim."""
    if policy.ignore:
        now = _headline(judged)
        was, state = (
            claim(judged.controls, judged.legs, policy, unread_count=count).state
            for count in (judged.unread_count, judged.unread_count + judged.ignored_count)
        )
        counts = {"exception": now.exception, "undetermined": now.undetermined, "state": state}
        yield told(
            "inbox.ignore",
            list(policy.ignore),
            [],
            judged.ignored_count,
            weakens=is_weaker(state, was),
            with_default=counts if now.was_run else None,
        )


def _records(connection: Connection, policy: Policy, judged: Judgement) -> Iterator[Choice]:
    """Yield the records that later ones corrected, and the voided rows, with the headline as if they were not."""
    corrected = int(warehouse.one(connection, "select count(*) from records.corrections"))
    if corrected:
        words = ("corrections", corrected, "as first delivered")
        yield replace(decided(*words, policy, HEADLINE, judged, "first_delivered"), rows=corrected)
    void = int(warehouse.one(connection, "select count(*) from records.bookings where standing and void"))
    if void:
        yield replace(decided("void", void, "as stays", policy, HEADLINE, judged, "none_void"), rows=void)


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


def _headline(judged: Judgement) -> ControlResult:
    return next(one for one in judged.controls if one.id == HEADLINE)


def _each(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def placeholders(connection: Connection) -> list[str]:
    """Say how many checks name a word for "nothing" as their officer: it is taken as an officer's number."""
    query = "select count(*) from records.checks where standing and list_contains(?::varchar[], upper(officer_id))"
    count = int(warehouse.one(connection, query, [list(_PLACEHOLDERS)]))
    checks = count_of(count, "check names", "checks name")
    words = (
        f"{checks} a word such as NULL or N/A as the officer. If it means nothing on record, list it in the policy: "
    )
    return [f"{words}empty.officer_id."] if count else []
