"""policy.toml -> Policy: typed, frozen, and loud about a key it does not know."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, with_config
from pydantic import WithJsonSchema as Written
from pydantic.json_schema import SkipJsonSchema

from reporter.config import zones
from reporter.config.faults import HERE, Fault, Wrong, checked, inside, known_keys, locate_error, one_of
from reporter.config.kinds import (
    CLOSED,
    DURATION,
    Clearance,
    Globs,
    OneOf,
    Text,
    Texts,
    Years,
    YesNo,
    duration,
    keys_of,
)
from reporter.config.limits import Limits, Regime
from reporter.config.log_policy import LogPolicy, read_log
from reporter.config.log_schemas import code_lists, schemas
from reporter.errors import PolicyError
from reporter.resources import data_dir

_REQUIRES = ("fields_complete", "no_duplicates", "links_resolve", "logs_cover_period")
_REQUIRES_ONE_OF = ("booking_numbers_continuous", "census_reconciles", "daily_record_agrees")


def _ids(kind: str) -> list[str]:
    return sorted(path.stem for path in (data_dir("queries") / kind).glob("*.sql"))


def _codes(name: str) -> OneOf:
    return OneOf(lambda: code_lists()[name])


def _some(found: tuple[str, ...]) -> tuple[str, ...]:
    if not found:
        raise Wrong(
            f"{HERE} is empty: nothing could be tested. Name at least one, or take the line out for the default."
        )
    return found


_SOME = AfterValidator(_some)


def _requires(found: tuple[str, ...]) -> tuple[str, ...]:
    for one in _REQUIRES:
        if one not in found:
            words = (
                f"{HERE} leaves out {one}, without which no claim stands. It may add to the defaults: "
                f"{', '.join(_REQUIRES)}. What fails is printed beside the claim; mend it in the records."
            )
            raise Wrong(words)
    return found


def _requires_one_of(found: tuple[str, ...]) -> tuple[str, ...]:
    if not found:
        raise Wrong(f"{HERE} is empty. Keep at least one of {', '.join(_REQUIRES_ONE_OF)}.")
    for one in found:
        if one not in _REQUIRES_ONE_OF:
            near = get_close_matches(one, _REQUIRES_ONE_OF, n=1, cutoff=0.0)[0]
            words = (
                f"{HERE} names {one!r}, which is no independent count of the bookings. It may be "
                f"{', '.join(_REQUIRES_ONE_OF)}, or fewer of them. The nearest known one is {near!r}."
            )
            raise Wrong(words, one, near)
    return found


def _suspended(suspended: Any) -> Any:
    """Read which controls are not decided, and why; refuse to leave out a leg or a measure."""
    if not isinstance(suspended, dict):
        return suspended
    for kind, what in (("expectations", "a completeness leg"), ("measures", "a measure")):
        for one in (name for name in suspended if name in _ids(kind)):
            words = (
                f"{HERE} names {one}, {what}, which cannot be suspended. Take the line out: what it finds "
                "is printed beside the claim, and mended in the records."
            )
            raise Wrong(words, one)
    one_of(tuple(suspended), _ids("controls"))
    if not all(isinstance(why, str) and why.strip() for why in suspended.values()):
        raise Wrong(f"{HERE} gives each control that is not run a reason; it is printed.")
    return suspended


_Legs = Annotated[Texts, OneOf(partial(_ids, "expectations"))]
_Counts = Annotated[
    Texts,
    AfterValidator(_requires_one_of),
    Written({"type": "array", "items": {"enum": [*_REQUIRES_ONE_OF]}, "uniqueItems": True, "minItems": 1}),
]
_Suspended = Annotated[
    Mapping[str, str],
    BeforeValidator(_suspended),
    Field(json_schema_extra=lambda schema: schema.update(propertyNames={"enum": _ids("controls")})),
]
_SOME_ZONES = ["America/New_York", "America/Chicago", "America/Los_Angeles"]
_CLOCK_ERROR = DURATION | {"default": "0s"}
_ClockError = Annotated[
    int,
    BeforeValidator(lambda system: duration(known_keys(system, ("clock_error",)).get("clock_error", "0s"))),
    Written({"type": "object", "additionalProperties": False, "properties": {"clock_error": _CLOCK_ERROR}}),
]


@with_config(CLOSED)
@dataclass(frozen=True, kw_only=True)
class Policy:
    """Every choice that the figures of one audit folder rest on; what a county left out has its default here."""

    agency: Annotated[Text, Field(alias="agency.name")] = "the agency"
    """As it is to be printed."""
    timezone: Annotated[Text, AfterValidator(zones.check), Field(alias="agency.timezone", examples=_SOME_ZONES)]
    """The zone that the facility's clocks show, by its IANA name."""
    logs: Annotated[Mapping[str, LogPolicy], Written({"type": "object"})] = field(default_factory=dict)
    """How your exports map onto the logs."""
    years: Annotated[Years, Field(alias="reading.years")] = (1990, 2100)
    """The first and last year that a record can be of; other times are quarantined."""
    ignore: Annotated[Globs, Field(alias="inbox.ignore")] = ()
    """Files that are no log, as globs; any other file that no log reads stands between the records and the claim."""
    clock_error: Annotated[Mapping[str, _ClockError], Field(alias="systems")] = field(default_factory=dict)
    """How far each system's clock may be off when its times are compared with another's."""
    scope_commitments: Annotated[Texts, _SOME, _codes("commitment"), Field(alias="scope.commitments")] = (
        "criminal_court",
    )
    """Whose stays are to be vetted."""
    check_after_commitment: Annotated[YesNo, Field(alias="scope.check_after_commitment")] = False
    """True: a check counts only after committed_at."""
    not_released: Annotated[Texts, _codes("release_reason"), Field(alias="scope.not_released")] = (
        *("transfer", "to_other_agency", "death", "escape"),
    )
    """Ends of custody that are no release."""
    final_results: Annotated[Texts, _SOME, _codes("result"), Field(alias="vetting.final_results")] = (
        *("clear", "wanted", "no_record", "undetermined"),
    )
    """Results that end a check."""
    require_authorized_officer: Annotated[YesNo, Field(alias="vetting.require_authorized_officer")] = False
    """True: only a check by an authorised officer counts."""
    limits: Limits = field(default_factory=Limits)
    """How long things may take."""
    claim_requires: Annotated[_Legs, AfterValidator(_requires), Field(alias="claim.requires")] = _REQUIRES
    """Legs that must all hold: the defaults and more."""
    claim_requires_one_of: Annotated[_Counts, Field(alias="claim.requires_one_of")] = _REQUIRES_ONE_OF
    """Legs of which one must hold: the defaults or fewer."""
    regimes: tuple[Regime, ...] = ()
    """Rules that forbid acts from a day on."""
    coordination: Annotated[Clearance, Field(alias="publish.coordination")] = ""
    """Reference of the recorded clearance; while empty, nothing derived from the agreement is published."""
    suspended: Annotated[_Suspended, Field(alias="controls.suspended")] = field(default_factory=dict)
    """Control = why it is suspended; it is printed."""
    text: SkipJsonSchema[str] = ""

    def slack(self, log: str, other: str) -> int:
        """Return by how many microseconds times of the two logs may be apart in clock: none within one system.

        Where a log's layouts come from several systems, the widest of them.
        """
        return max(
            0 if one == two else self.clock_error.get(one, 0) + self.clock_error.get(two, 0)
            for one in self.systems(log)
            for two in self.systems(other)
        )

    def system(self, log: str) -> str:
        """Name the system, or the systems, of a log."""
        return ", ".join(self.systems(log))

    def systems(self, log: str) -> tuple[str, ...]:
        """Return whose clocks a log keeps: its own unless the policy says otherwise."""
        found = self.logs.get(log)
        return (
            tuple(dict.fromkeys(half.system for one in found.readings for half in (one, *one.halves)))
            if found
            else (log,)
        )


def load(path: Path) -> Policy:
    """Read one policy; raises PolicyError naming the key, the nearest known one and the mend."""
    try:
        text = path.read_bytes().decode("utf-8-sig")  # its line ends as they are: somebody may have signed them
        table = tomllib.loads(text)
    except FileNotFoundError:
        words = f"There is no policy.toml in {path.parent.name or 'this folder'}. Run `reporter init` to write one."
        raise PolicyError(words) from None
    except UnicodeDecodeError:
        raise PolicyError("policy.toml is not UTF-8 text. Save it again as UTF-8.") from None
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        raise PolicyError(_unread(error, text)) from None
    except OSError as error:
        raise PolicyError(f"policy.toml cannot be read ({error.strerror}). Look who owns it.") from None
    try:
        return read(table, text)
    except Fault as fault:
        raise locate_error(fault, text) from None


_TWICE = ("immutable namespace", "Cannot overwrite a value", "Cannot declare")  # what tomllib says of it


def _unread(error: Exception, text: str) -> str:
    """Say where the policy stops being TOML, and show the line."""
    words = f"policy.toml cannot be read: {str(error).splitlines()[0][:200]}."
    place = re.search(r"at line (\d+), column \d+", str(error))
    lines = text.splitlines()
    if place is None or int(place[1]) > len(lines):
        return f"{words} Look for a quote or a bracket that is not closed."
    if any(one in str(error) for one in _TWICE):
        mend = "It sets again what a line above it sets. Put both into one line:"
        return f"policy.toml cannot be read (line {place[1]}). {mend}\n    {lines[int(place[1]) - 1].strip()[:200]}"
    return f"{words} Mend this line, such as by quotes around text:\n    {lines[int(place[1]) - 1].strip()[:200]}"


TABLES: Mapping[str, str] = {
    "agency": "Whose records these are.",
    "reading": "What a careful reader takes for granted.",
    "inbox": "What lies in inbox/ besides the logs.",
    "scope": "Which stays the vetting is about.",
    "vetting": "What counts as vetting.",
    "claim": "What the claim asks of the records.",
    "publish": "What may be published.",
    "controls": "Controls that are not decided for now.",
}


def read(table: dict[str, Any], text: str) -> Policy:
    """Read the tables of one policy; raises Fault, which `load` points at its line."""
    try:
        policy: Policy = checked(Annotated[Policy, BeforeValidator(_flat)], table)
        with inside("logs"):
            logs = _logs(table.get("logs", {}), policy.years)
        _check_systems(policy.clock_error, logs)
    except Wrong as wrong:
        raise Fault(wrong) from None
    return replace(policy, logs=logs, text=text)


def _flat(tables: object) -> dict[str, Any]:
    """Give each key of a table its full name, such as scope.commitments; limits and other tables are read whole."""
    keys = keys_of(Policy)
    whole = [one for one in keys if "." not in one]
    flat: dict[str, Any] = {"agency.timezone": ""}
    for name, table in known_keys(tables, [*TABLES, *whole]).items():
        if name in whole:
            flat[name] = table
            continue
        with inside(name):
            own = known_keys(table, [key.removeprefix(f"{name}.") for key in keys if key.startswith(f"{name}.")])
        flat |= {f"{name}.{key}": value for key, value in own.items()}
    return flat | {"logs": {}}


def _logs(table: object, years: tuple[int, int]) -> dict[str, LogPolicy]:
    known, found = schemas(), {}
    for name, log in known_keys(table, tuple(known)).items():
        with inside(name):
            found[name] = read_log(log, known[name], years)
    return found


def _check_systems(systems: Mapping[str, int], logs: Mapping[str, LogPolicy]) -> None:
    """Refuse a system of no log beside a log whose system is not there: a slip of the pen."""
    of_logs = {half.system for log in logs.values() for one in (log, *log.readings) for half in (one, *one.halves)}
    without = {one.casefold(): one for one in sorted(of_logs - systems.keys() - {*schemas()}, reverse=True)}
    for one in sorted(systems.keys() - {*schemas(), *of_logs}):
        for near in get_close_matches(one.casefold(), without, n=1, cutoff=0.5):
            words = f"{HERE} names {one!r}, which is the system of no log, and {without[near]!r}, which is one, has no "
            raise Wrong(f"{words}entry.", one, without[near]).under("systems")
