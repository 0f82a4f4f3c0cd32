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

from reporter.config.log_schemas import LogSchema, code_lists, schemas
from reporter.config.regimes import Regime, regime
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

_FORMAT = re.compile(r"(?=.*%-?[a-zA-Z])(?:[^%\0]|%-?[aAbBcdfgHIjmMnpSwxXyYzZ]|%%)+")
_PRECISIONS = ("second", "minute", "hour", "day")


@dataclass(frozen=True, kw_only=True)
class LogPolicy:
    """How one log of the source maps onto the canonical columns."""

    files: str
    system: str
    columns: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    constants: Mapping[str, str]
    only: Mapping[str, tuple[str, ...]]
    one_row_per: tuple[str, ...]
    timestamp_format: tuple[str, ...]
    precision: str | None
    delimiter: str | None


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Durations in microseconds; `refresher_every_months` is None when no refresher is asked."""

    notify_within: int
    release_within: int
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
        """Return by how many microseconds times of the two logs may be apart in clock: none within one system."""
        one, two = self.system(log), self.system(other)
        return 0 if one == two else self.clock_error.get(one, 0) + self.clock_error.get(two, 0)

    def system(self, log: str) -> str:
        """Return whose clock a log keeps: its own unless the policy says otherwise."""
        found = self.logs.get(log)
        return found.system if found else log


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
    tables = ("agency", "logs", "systems", "scope", "vetting", "limits", "claim", "regimes", "publish", "controls")
    require_known_keys(table, tables, "the policy")
    agency = require_known_keys(table.get("agency", {}), ("name", "timezone"), "agency")
    zone = typed(agency, "timezone", str, "", "agency")
    if zone not in _zones():
        near = get_close_matches(zone, sorted(_zones()), n=1, cutoff=0.0)[0]
        words = f"agency.timezone = {zone!r} is no time zone. The nearest known one is {near!r}."
        refuse(words, "agency.timezone", zone, near)
    logs_known = schemas()
    codes = code_lists()
    logs = {}
    for name, log in require_known_keys(table.get("logs", {}), tuple(logs_known), "logs").items():
        logs[name] = _log(log, logs_known[name], codes, f"logs.{name}")
    clock_error = _clocks(typed(table, "systems", dict, {}, "policy"), logs)
    scope = require_known_keys(
        table.get("scope", {}), ("commitments", "check_after_commitment", "not_released"), "scope"
    )
    vetting = require_known_keys(table.get("vetting", {}), ("final_results", "require_authorized_officer"), "vetting")
    claim = require_known_keys(table.get("claim", {}), ("requires", "requires_one_of"), "claim")
    publish = require_known_keys(table.get("publish", {}), ("coordination",), "publish")
    controls = require_known_keys(table.get("controls", {}), ("suspended",), "controls")
    suspended = typed(controls, "suspended", dict, {}, "controls")
    require_one_of(tuple(suspended), _ids("controls") + _ids("expectations") + _ids("measures"), "controls.suspended")
    if not all(isinstance(why, str) and why.strip() for why in suspended.values()):
        refuse(
            "controls.suspended gives each control that is not run a reason; it is printed.", "controls", "suspended"
        )
    legs = _ids("expectations")
    return Policy(
        agency=typed(agency, "name", str, "the agency", "agency"),
        timezone=zone,
        logs=logs,
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
        claim_requires=require_one_of(
            string_list(
                claim,
                "requires",
                ["fields_complete", "no_duplicates", "links_resolve", "logs_cover_period"],
                "claim",
            ),
            legs,
            "claim.requires",
        ),
        claim_requires_one_of=require_one_of(
            string_list(
                claim,
                "requires_one_of",
                ["booking_numbers_continuous", "census_reconciles", "daily_record_agrees"],
                "claim",
            ),
            legs,
            "claim.requires_one_of",
        ),
        regimes=tuple(regime(one, n) for n, one in enumerate(typed(table, "regimes", list, [], "policy"), 1)),
        coordination=typed(publish, "coordination", str, "", "publish"),
        suspended=suspended,
        text=text,
    )


@cache
def _zones() -> set[str]:
    return available_timezones()


def _clocks(systems: dict[str, Any], logs: Mapping[str, LogPolicy]) -> dict[str, int]:
    """Read each clock's error; refuse a system of no log beside a log whose system is not there: a slip of the pen."""
    unused = sorted(systems.keys() - {*schemas(), *(log.system for log in logs.values())})
    without = sorted({log.system for log in logs.values()} - systems.keys() - {*schemas()})
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
    defaults = {
        "notify_within": "15m",
        "release_within": "4h",
        "claim_within": "1h",
        "complaint_within": "48h",
        "record_within": "24h",
        "max_silence": "24h",
    }
    spans = {key: duration(found.get(key, default), f"limits.{key}") for key, default in defaults.items()}
    return Limits(**spans, refresher_every_months=int(months[1]) if months else None)


def _log(table: object, schema: LogSchema, codes: dict[str, list[str]], where: str) -> LogPolicy:
    log = require_known_keys(table, tuple(one.name for one in fields(LogPolicy)), where)
    canonical = tuple(schema.columns)
    columns = require_known_keys(log.get("columns", {}), canonical, f"{where}.columns")
    constants = require_known_keys(log.get("constants", {}), canonical, f"{where}.constants")
    values = require_known_keys(log.get("values", {}), canonical, f"{where}.values")
    for column in values:
        mapping = typed(values, column, dict, {}, f"{where}.values")
        kind = schema.kind(column)
        if kind.startswith("code:"):
            require_one_of(tuple(str(v) for v in mapping.values() if v), codes[kind[5:]], f"{where}.values.{column}")
    only = typed(log, "only", dict, {}, where)
    formats = log.get("timestamp_format", [])
    if isinstance(formats, str):
        formats = [formats]
    for one in string_list({**log, "timestamp_format": formats}, "timestamp_format", [], where):
        if not _FORMAT.fullmatch(one):
            words = (
                f"{where}.timestamp_format = {one!r} has a part that no time is read by. Use such as %m/%d/%Y %H:%M."
            )
            refuse(words, f"{where}.timestamp_format", one)
    precision = log.get("precision")
    if precision is not None and precision not in _PRECISIONS:
        words = f"{where}.precision = {precision!r} must be one of {', '.join(_PRECISIONS)}."
        near = get_close_matches(str(precision), _PRECISIONS, n=1)
        refuse(words, f"{where}.precision", str(precision), near[0] if near else "")
    if "files" not in log:
        words = f'{where} needs files, the glob of its files below inbox/, such as files = "{schema.name}*.csv".'
        refuse(words, where.rpartition(".")[0], schema.name)
    return LogPolicy(
        files=_glob(typed(log, "files", str, "", where), f"{where}.files"),
        system=typed(log, "system", str, schema.name, where),
        columns={key: str(value) for key, value in columns.items()},
        values={key: {str(k): str(v) for k, v in one.items()} for key, one in values.items()},
        constants={key: str(value) for key, value in constants.items()},
        only={key: tuple(str(v) for v in (one if isinstance(one, list) else [one])) for key, one in only.items()},
        one_row_per=require_one_of(string_list(log, "one_row_per", [], where), list(canonical), f"{where}.one_row_per"),
        timestamp_format=tuple(formats),
        precision=precision,
        delimiter=typed(log, "delimiter", str, "", where) or None,
    )


def _glob(pattern: str, where: str) -> str:
    if pattern in ("", ".") or "\0" in pattern or Path(pattern).is_absolute() or ".." in Path(pattern).parts:
        refuse(f"{where} = {pattern!r} must be a name or glob that stays inside inbox/.", where, pattern)
    return pattern
