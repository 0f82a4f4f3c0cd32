"""policy.toml -> Policy: typed, frozen, and loud about a key it does not know."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import available_timezones

from reporter.errors import PolicyError
from reporter.logs import LogSchema, code_lists, schemas
from reporter.paths import data_dir

_UNITS = {"us": 1, "ms": 1_000, "s": 1_000_000, "m": 60_000_000, "h": 3_600_000_000, "d": 86_400_000_000}
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
class Regime:
    """A rule in force from a day on (and until `to`, if given) that forbids kinds of acts."""

    name: str
    starts: date
    ends: date | None
    forbids: tuple[str, ...]
    status: str
    citation: str


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


def duration(text: object, where: str) -> int:
    """Read "90s", "15m", "4h" or "2d" into microseconds."""
    match = re.fullmatch(r"(\d+)\s*(us|ms|s|m|h|d)", text) if isinstance(text, str) else None
    if match is None:
        raise PolicyError(f'policy.toml: {where} = {text!r} is no duration. Write a number and a unit, such as "15m".')
    return int(match[1]) * _UNITS[match[2]]


def load(path: Path) -> Policy:
    """Read one policy; raises PolicyError naming the key, the nearest known one and the mend."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        table = tomllib.loads(text)
    except FileNotFoundError:
        _refuse(f"There is no policy.toml in {path.parent.name or 'this folder'}. Run `reporter init` to write one.")
    except UnicodeDecodeError:
        _refuse("policy.toml is not UTF-8 text. Save it again as UTF-8.")
    except tomllib.TOMLDecodeError as error:
        _refuse(f"policy.toml cannot be read: {error}.")
    return _policy(table, text)


def _refuse(words: str) -> NoReturn:
    raise PolicyError(words)


def _known(table: object, known: tuple[str, ...], where: str) -> dict[str, Any]:
    if not isinstance(table, dict):
        _refuse(f"policy.toml: {where} must be a table, written as [{where}].")
    for key in table:
        if key not in known:
            near = get_close_matches(key, known, n=1, cutoff=0.0)
            _refuse(f"policy.toml: {where} has no key {key!r}. The nearest known one is {near[0]!r}.")
    return table


def _typed(table: dict[str, Any], key: str, kind: type, default: Any, where: str) -> Any:
    value = table.get(key, default)
    if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
        words = {str: "text in quotes", bool: "true or false", list: "a list in [ ]", dict: "a table in { }"}
        _refuse(f"policy.toml: {where}.{key} = {value!r} must be {words.get(kind, kind.__name__)}.")
    return value


def _texts(table: dict[str, Any], key: str, default: list[str], where: str) -> tuple[str, ...]:
    found = _typed(table, key, list, default, where)
    if not all(isinstance(one, str) for one in found):
        _refuse(f"policy.toml: {where}.{key} must be a list of texts.")
    return tuple(found)


def _among(found: tuple[str, ...], known: list[str], where: str) -> tuple[str, ...]:
    for one in found:
        if one not in known:
            near = get_close_matches(one, known, n=1, cutoff=0.0)
            _refuse(f"policy.toml: {where} names {one!r}, which is not known. The nearest known one is {near[0]!r}.")
    return found


def _policy(table: dict[str, Any], text: str) -> Policy:
    known = ("agency", "logs", "systems", "scope", "vetting", "limits", "claim", "regimes", "publish", "controls")
    _known(table, known, "the policy")
    agency = _known(table.get("agency", {}), ("name", "timezone"), "agency")
    zone = _typed(agency, "timezone", str, "", "agency")
    if zone not in available_timezones():
        near = get_close_matches(zone, sorted(available_timezones()), n=1, cutoff=0.0)
        _refuse(f"policy.toml: agency.timezone = {zone!r} is no time zone. The nearest known one is {near[0]!r}.")
    logs_known = schemas()
    codes = code_lists()
    logs = {}
    for name, log in _known(table.get("logs", {}), tuple(logs_known), "logs").items():
        logs[name] = _log(log, logs_known[name], codes, f"logs.{name}")
    systems = _typed(table, "systems", dict, {}, "policy")
    clock_error = {
        name: duration(_known(one, ("clock_error",), f"systems.{name}").get("clock_error", "0s"), f"systems.{name}")
        for name, one in systems.items()
    }
    scope = _known(table.get("scope", {}), ("commitments", "check_after_commitment", "not_released"), "scope")
    vetting = _known(table.get("vetting", {}), ("final_results", "require_authorized_officer"), "vetting")
    claim = _known(table.get("claim", {}), ("requires", "requires_one_of"), "claim")
    publish = _known(table.get("publish", {}), ("coordination",), "publish")
    controls = _known(table.get("controls", {}), ("suspended",), "controls")
    legs = _ids("expectations")
    return Policy(
        agency=_typed(agency, "name", str, "the agency", "agency"),
        timezone=zone,
        logs=logs,
        clock_error=clock_error,
        scope_commitments=_among(
            _texts(scope, "commitments", ["criminal_court"], "scope"), codes["commitment"], "scope.commitments"
        ),
        check_after_commitment=_typed(scope, "check_after_commitment", bool, False, "scope"),
        not_released=_among(
            _texts(scope, "not_released", ["transfer", "to_other_agency", "death", "escape"], "scope"),
            codes["release_reason"],
            "scope.not_released",
        ),
        final_results=_among(
            _texts(vetting, "final_results", ["clear", "wanted", "no_record", "undetermined"], "vetting"),
            codes["result"],
            "vetting.final_results",
        ),
        require_authorized_officer=_typed(vetting, "require_authorized_officer", bool, False, "vetting"),
        limits=_limits(table.get("limits", {})),
        claim_requires=_among(
            _texts(
                claim,
                "requires",
                ["fields_complete", "no_duplicates", "links_resolve", "logs_cover_period"],
                "claim",
            ),
            legs,
            "claim.requires",
        ),
        claim_requires_one_of=_among(
            _texts(
                claim,
                "requires_one_of",
                ["booking_numbers_continuous", "census_reconciles", "daily_record_agrees"],
                "claim",
            ),
            legs,
            "claim.requires_one_of",
        ),
        regimes=tuple(_regime(one, n) for n, one in enumerate(_typed(table, "regimes", list, [], "policy"), 1)),
        coordination=_typed(publish, "coordination", str, "", "publish"),
        suspended=_typed(controls, "suspended", dict, {}, "controls"),
        text=text,
    )


def _ids(kind: str) -> list[str]:
    return sorted(path.stem for path in (data_dir("queries") / kind).glob("*.sql"))


def _limits(table: object) -> Limits:
    known = tuple(one.name.removesuffix("_months") for one in fields(Limits))
    found = _known(table, known, "limits")
    every = found.get("refresher_every", "none")
    months = re.fullmatch(r"(\d+)\s*mo", every) if isinstance(every, str) else None
    if every != "none" and months is None:
        _refuse(f'policy.toml: limits.refresher_every = {every!r} must be "none" or months, such as "24mo".')
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
    known = tuple(one.name for one in fields(LogPolicy))
    log = _known(table, known, where)
    canonical = tuple(schema.columns)
    columns = _known(log.get("columns", {}), canonical, f"{where}.columns")
    constants = _known(log.get("constants", {}), canonical, f"{where}.constants")
    values = _known(log.get("values", {}), canonical, f"{where}.values")
    for column, mapping in values.items():
        kind = schema.kind(column)
        if kind.startswith("code:"):
            _among(tuple(v for v in mapping.values() if v), codes[kind[5:]], f"{where}.values.{column}")
    only = _typed(log, "only", dict, {}, where)
    formats = log.get("timestamp_format", [])
    formats = [formats] if isinstance(formats, str) else formats
    precision = log.get("precision")
    if precision is not None and precision not in _PRECISIONS:
        _refuse(f"policy.toml: {where}.precision = {precision!r} must be one of {', '.join(_PRECISIONS)}.")
    if "files" not in log:
        _refuse(f'policy.toml: {where} needs files, the glob of its files below inbox/, such as "{schema.name}*.csv".')
    return LogPolicy(
        files=_typed(log, "files", str, "", where),
        system=_typed(log, "system", str, schema.name, where),
        columns={key: str(value) for key, value in columns.items()},
        values={key: {str(k): str(v) for k, v in one.items()} for key, one in values.items()},
        constants={key: str(value) for key, value in constants.items()},
        only={key: tuple(str(v) for v in (one if isinstance(one, list) else [one])) for key, one in only.items()},
        one_row_per=_texts(log, "one_row_per", [], where),
        timestamp_format=tuple(formats),
        precision=precision,
        delimiter=log.get("delimiter"),
    )


def _regime(table: object, number: int) -> Regime:
    where = f"regimes[{number}]"
    found = _known(table, ("name", "from", "to", "forbids", "status", "citation"), where)
    starts = found.get("from")
    ends = found.get("to")
    if type(starts) is not date or not (ends is None or type(ends) is date):
        _refuse(f"policy.toml: {where}.from and {where}.to must be days without quotes, such as 2026-08-25.")
    if ends is not None and ends < starts:
        _refuse(f"policy.toml: {where}.to = {ends} is before its from = {starts}, so the rule is never in force.")
    if not found.get("name"):
        _refuse(f"policy.toml: {where} needs a name. It is printed beside each act that the rule forbids.")
    return Regime(
        name=_typed(found, "name", str, "", where),
        starts=starts,
        ends=ends,
        forbids=_among(_texts(found, "forbids", [], where), ["check", "notification", "ice_hold"], f"{where}.forbids"),
        status=_typed(found, "status", str, "in force", where),
        citation=_typed(found, "citation", str, "", where),
    )
