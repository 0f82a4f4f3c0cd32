"""policy.toml -> Policy: typed, frozen, and loud about a key it does not know."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from reporter.config.log_policy import LogPolicy
from reporter.config.log_schemas import code_lists, schemas
from reporter.config.mapping import check_only
from reporter.config.read_log import read_log
from reporter.config.regimes import Regime, regime
from reporter.config.source_layout import glob_below
from reporter.config.toml_tables import (
    Fault,
    duration,
    locate_error,
    refuse,
    require_known_keys,
    require_one_of,
    string_list,
    typed,
)
from reporter.resources import data_dir

_REQUIRES = ("fields_complete", "no_duplicates", "links_resolve", "logs_cover_period")
_REQUIRES_ONE_OF = ("booking_numbers_continuous", "census_reconciles", "daily_record_agrees")
_YEARS = (1990, 2100)
_TABLES = (
    *("agency", "logs", "reading", "inbox", "systems", "scope"),
    *("vetting", "limits", "claim", "regimes", "publish", "controls"),
)
LIMITS = {
    "notify_within": "15m",
    "release_within": "4h",
    "check_before_booking": "0s",
    "claim_within": "1h",
    "complaint_within": "48h",
    "record_within": "24h",
    "max_silence": "24h",
}


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Durations in microseconds; `refresher_every_months` is None when no refresher is asked."""

    notify_within: int
    release_within: int
    check_before_booking: int
    claim_within: int
    complaint_within: int
    record_within: int
    max_silence: int
    refresher_every_months: int | None


@dataclass(frozen=True, kw_only=True)
class Policy:
    """Every choice the county made; what it left out has the default of spec section 7."""

    agency: str
    timezone: str
    logs: Mapping[str, LogPolicy]
    years: tuple[int, int]
    ignore: tuple[str, ...]
    clock_error: Mapping[str, int]
    scope_commitments: tuple[str, ...]
    check_after_commitment: bool
    not_released: tuple[str, ...]
    final_results: tuple[str, ...]
    require_authorized_officer: bool
    limits: Limits
    claim_requires: tuple[str, ...]
    claim_requires_one_of: tuple[str, ...]
    regimes: tuple[Regime, ...]
    coordination: str
    suspended: Mapping[str, str]
    text: str

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
        refuse(f"There is no policy.toml in {path.parent.name or 'this folder'}. Run `reporter init` to write one.")
    except UnicodeDecodeError:
        refuse("policy.toml is not UTF-8 text. Save it again as UTF-8.")
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        refuse(_unread(error, text))
    except OSError as error:
        refuse(f"policy.toml cannot be read ({error.strerror}). Look who owns it.")
    try:
        return read(table, text)
    except Fault as fault:
        raise locate_error(fault, text) from None


def _unread(error: Exception, text: str) -> str:
    """Say where the policy stops being TOML, and show the line."""
    words = f"policy.toml cannot be read: {str(error).splitlines()[0][:200]}."
    place = re.search(r"at line (\d+), column \d+", str(error))
    lines = text.splitlines()
    if place is None or int(place[1]) > len(lines):
        return f"{words} Look for a quote or a bracket that is not closed."
    return f"{words} Mend this line, such as by quotes around text:\n    {lines[int(place[1]) - 1].strip()[:200]}"


def read(table: dict[str, Any], text: str) -> Policy:
    """Read the tables of one policy; raises PolicyError, which `load` points at its line."""
    require_known_keys(table, _TABLES, "the policy")
    agency = require_known_keys(table.get("agency", {}), ("name", "timezone"), "agency")
    zone = typed(agency, "timezone", str, "", "agency")
    if zone not in _zones():
        near = get_close_matches(zone, sorted(_zones()), n=1, cutoff=0.0)[0]
        words = f"agency.timezone = {zone!r} is no time zone. The nearest known one is {near!r}."
        refuse(words, "agency.timezone", zone, near)
    codes, years = code_lists(), _years(table.get("reading", {}))
    logs = _logs(table.get("logs", {}), years)
    clock_error = _clocks(typed(table, "systems", dict, {}, "policy"), logs)
    scope = require_known_keys(
        table.get("scope", {}), ("commitments", "check_after_commitment", "not_released"), "scope"
    )
    vetting = require_known_keys(table.get("vetting", {}), ("final_results", "require_authorized_officer"), "vetting")
    publish = require_known_keys(table.get("publish", {}), ("coordination",), "publish")
    requires, requires_one_of = _claim(table.get("claim", {}))
    return Policy(
        agency=typed(agency, "name", str, "the agency", "agency"),
        timezone=zone,
        logs=logs,
        years=years,
        ignore=_ignore(table.get("inbox", {})),
        clock_error=clock_error,
        scope_commitments=require_one_of(
            string_list(scope, "commitments", ["criminal_court"], "scope"), codes["commitment"], "scope.commitments"
        ),
        check_after_commitment=typed(scope, "check_after_commitment", bool, False, "scope"),
        not_released=require_one_of(
            string_list(scope, "not_released", ["transfer", "to_other_agency", "death", "escape"], "scope"),
            codes["release_reason"],
            "scope.not_released",
        ),
        final_results=require_one_of(
            string_list(vetting, "final_results", ["clear", "wanted", "no_record", "undetermined"], "vetting"),
            codes["result"],
            "vetting.final_results",
        ),
        require_authorized_officer=typed(vetting, "require_authorized_officer", bool, False, "vetting"),
        limits=_limits(table.get("limits", {})),
        claim_requires=requires,
        claim_requires_one_of=requires_one_of,
        regimes=tuple(regime(one, n) for n, one in enumerate(typed(table, "regimes", list, [], "policy"), 1)),
        coordination=typed(publish, "coordination", str, "", "publish"),
        suspended=_suspended(table.get("controls", {})),
        text=text,
    )


@cache
def _zones() -> set[str]:
    return available_timezones()


def _clocks(systems: dict[str, Any], logs: Mapping[str, LogPolicy]) -> dict[str, int]:
    """Read each clock's error; refuse a system of no log beside a log whose system is not there: a slip of the pen."""
    of_logs = {half.system for log in logs.values() for one in (log, *log.readings) for half in (one, *one.halves)}
    unused = sorted(systems.keys() - {*schemas(), *of_logs})
    without = sorted(of_logs - systems.keys() - {*schemas()})
    for one in unused:
        for near in get_close_matches(one, without, n=1, cutoff=0.5):
            words = f"systems names {one!r}, which is the system of no log, and {near!r}, which is one, has no entry."
            refuse(words, "systems", one, near)
    return {
        name: duration(
            require_known_keys(one, ("clock_error",), f"systems.{name}").get("clock_error", "0s"), f"systems.{name}"
        )
        for name, one in systems.items()
    }


def _ids(kind: str) -> list[str]:
    return sorted(path.stem for path in (data_dir("queries") / kind).glob("*.sql"))


def _limits(table: object) -> Limits:
    keys = tuple(one.name.removesuffix("_months") for one in fields(Limits))
    found = require_known_keys(table, keys, "limits")
    every = found.get("refresher_every", "none")
    months = re.fullmatch(r"([0-9]{1,4})\s*mo", every) if isinstance(every, str) else None
    if every != "none" and months is None:
        words = f'limits.refresher_every = {every!r} must be "none" or months, such as "24mo".'
        refuse(words, "limits.refresher_every", str(every))
    spans = {key: duration(found.get(key, default), f"limits.{key}") for key, default in LIMITS.items()}
    return Limits(**spans, refresher_every_months=int(months[1]) if months else None)


def _logs(table: object, years: tuple[int, int]) -> dict[str, LogPolicy]:
    known, found = schemas(), {}
    for name, log in require_known_keys(table, tuple(known), "logs").items():
        found[name] = read_log(log, known[name], years, f"logs.{name}")
        check_only(found[name], known[name], f"logs.{name}")
    return found


def _years(table: object) -> tuple[int, int]:
    years = typed(require_known_keys(table, ("years",), "reading"), "years", list, list(_YEARS), "reading")
    if len(years) != 2 or not all(type(one) is int for one in years) or not 1 <= years[0] <= years[1] <= 9999:
        words = "reading.years must be the first and the last year that a record can be of, such as [1990, 2100]."
        refuse(words, "reading", "years")
    return years[0], years[1]


def _ignore(table: object) -> tuple[str, ...]:
    found = string_list(require_known_keys(table, ("ignore",), "inbox"), "ignore", [], "inbox")
    return tuple(glob_below(one, "inbox.ignore") for one in found)


def _claim(table: object) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read what the claim asks of the records; refuse less than its floor."""
    claim = require_known_keys(table, ("requires", "requires_one_of"), "claim")
    requires = string_list(claim, "requires", list(_REQUIRES), "claim")
    require_one_of(requires, _ids("expectations"), "claim.requires")
    for one in _REQUIRES:
        if one not in requires:
            words = (
                f"claim.requires leaves out {one}, without which no claim stands. It may add to the defaults: "
                f"{', '.join(_REQUIRES)}. What fails is printed beside the claim; mend it in the records."
            )
            refuse(words, "claim", "requires")
    one_of = string_list(claim, "requires_one_of", list(_REQUIRES_ONE_OF), "claim")
    if not one_of:
        words = f"claim.requires_one_of is empty. Keep at least one of {', '.join(_REQUIRES_ONE_OF)}."
        refuse(words, "claim", "requires_one_of")
    for one in one_of:
        if one not in _REQUIRES_ONE_OF:
            near = get_close_matches(one, _REQUIRES_ONE_OF, n=1, cutoff=0.0)[0]
            words = (
                f"claim.requires_one_of names {one!r}, which is no independent count of the bookings. It may be "
                f"{', '.join(_REQUIRES_ONE_OF)}, or fewer of them. The nearest known one is {near!r}."
            )
            refuse(words, "claim.requires_one_of", one, near)
    return requires, one_of


def _suspended(table: object) -> dict[str, str]:
    """Read which controls are not decided, and why; refuse to leave out a leg or a measure."""
    suspended = typed(require_known_keys(table, ("suspended",), "controls"), "suspended", dict, {}, "controls")
    for kind, what in (("expectations", "a completeness leg"), ("measures", "a measure")):
        for one in (name for name in suspended if name in _ids(kind)):
            words = (
                f"controls.suspended names {one}, {what}, which cannot be suspended. Take the line out: what it finds "
                "is printed beside the claim, and mended in the records."
            )
            refuse(words, "controls.suspended", one)
    require_one_of(tuple(suspended), _ids("controls"), "controls.suspended")
    if not all(isinstance(why, str) and why.strip() for why in suspended.values()):
        refuse(
            "controls.suspended gives each control that is not run a reason; it is printed.", "controls", "suspended"
        )
    return dict(suspended)
