"""Write docs/reference/policy.schema.json, by which an editor completes and checks policy.toml."""

import json
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from reporter.audit import controls
from reporter.config import policy
from reporter.config.log_schemas import LogSchema, code_lists, schemas
from reporter.config.mapping import CONSTANTS, YES_OR_NO
from reporter.config.read_log import HALF_KEYS, LAYOUT_KEYS, LOG_KEYS
from reporter.warehouse import query_files

Schema = dict[str, Any]

_DURATION: Schema = {"type": "string", "pattern": r"^\d+\s*(us|ms|s|m|h|d)$", "examples": ["90s", "15m", "4h", "2d"]}
_TEXT: Schema = {"type": "string"}
_UNITS = {"d": 86_400_000_000, "h": 3_600_000_000, "m": 60_000_000, "s": 1_000_000}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_ONE_OR_MORE: Schema = {"type": ["string", "array"], "items": _TEXT}
_WHERE: Schema = {"$ref": "#/definitions/column"}
_COLUMN: Schema = {
    "description": "A column of yours; a list of those that belong together; or two moments.",
    "anyOf": [
        _ONE_OR_MORE,
        {
            "type": "object",
            "additionalProperties": False,
            "properties": {"after": _ONE_OR_MORE, "by": _ONE_OR_MORE},
            "required": ["after", "by"],
        },
    ],
}


def _each(value: Schema) -> Schema:
    return {"type": "object", "additionalProperties": value}


_LOG_KEYS: Mapping[str, tuple[str, Schema]] = {
    "files": ("Which files below inbox/ belong to this log, as a glob.", _TEXT),
    "system": ("Whose clock wrote the times; logs of one system are compared without clock error.", _TEXT),
    "columns": (
        "What your system calls each column; one that is not named keeps its name. A list is joined by a space "
        "(times) or by - (ids); { after, by } is a time known only as between two moments.",
        {},
    ),
    "values": ("What your codes and flags mean; a code that is not named is quarantined.", {}),
    "constants": ("Columns that your system lacks because they are the same in every row.", {}),
    "only": (
        "Which rows belong to this log; the others are counted as not this log. Never asked of a time.",
        _each({"type": ["string", "array"], "items": _TEXT}),
    ),
    "only_filled": ("Columns of yours that a row of this log has filled; the others are not this log.", _TEXTS),
    "one_row_per": ("For a source with several rows a stay: rows that agree fold into one.", _TEXTS),
    "timestamp_format": (
        "How times are written, in the words of strptime; without it ISO 8601. A list, if several are in use.",
        _ONE_OR_MORE | {"examples": ["%m/%d/%Y %H:%M"]},
    ),
    "precision": (
        "How exact the times really are, if less exact than they look.",
        {"enum": ["second", "minute", "hour", "day"]},
    ),
    "offsets": (
        "Words behind a time and the offset that each stands for.",
        _each({"type": "string", "pattern": r"^[+-]\d\d:[0-5]\d$", "examples": ["-05:00"]}),
    ),
    "empty": ("Texts of a column that mean nothing on record.", {}),
    "decimal": ("The sign before the decimals of numbers and serial numbers.", {"enum": [",", "."], "default": "."}),
    "delimiter": ("Only where a file leaves a doubt.", _TEXT),
    "sheet": ("A workbook's sheet, several, or a pattern; without it the only one with rows.", _ONE_OR_MORE),
    "header": (
        'Texts that the header row holds; "none": columns are named 1, 2, ... or by widths.',
        {"anyOf": [{"const": "none"}, _TEXTS]},
    ),
    "footer": ("Rows that begin so are set aside, wherever they stand.", _TEXTS),
    "widths": (
        "Text in columns of fixed width: the first and last place of each.",
        _each({"type": "array", "items": {"type": "integer", "minimum": 1}, "minItems": 2, "maxItems": 2}),
    ),
    "record": ("XML or JSON: the path of what is a row.", _TEXT | {"examples": ["Inmates/Booking"]}),
    "fill_down": ("Columns of yours whose blank cells take the value of the row above.", _TEXTS),
    "restore_zeros": (
        "Columns of yours whose leading zeros a program dropped, and the width they had.",
        _each({"type": "integer", "minimum": 1, "maximum": 100}),
    ),
    "joined": ("Files that hold the other half of this log's rows.", {}),
    "events": ("For a source with one row an event: which event fills which column.", {}),
    "snapshots": ("For a source of lists of those in custody: rows of one id are one stay.", {}),
    "layouts": (
        "For a log whose exports changed: each layout has its own files and keys, those of the log being defaults.",
        {},
    ),
}
_LIMITS: Mapping[str, str] = {
    "notify_within": "From a hit to the notice to ICE.",
    "release_within": "From the order to release to the release.",
    "check_before_booking": "A check surely earlier than this before the booking is no check of the stay.",
    "claim_within": "From a claim of citizenship to its report.",
    "complaint_within": "From a complaint to its forwarding, weekends not counted.",
    "record_within": "From an event to its record.",
    "max_silence": "The longest time in which a core log may have no event.",
    "refresher_every": 'Months within which an officer needs a new course, such as "24mo"; or "none".',
}


def _table(says: str, properties: Mapping[str, Schema], *required: str) -> Schema:
    table: Schema = {
        "type": "object",
        "description": says,
        "additionalProperties": False,
        "properties": dict(properties),
    }
    return table | ({"required": list(required)} if required else {})


def _codes(says: str, known: list[str], default: tuple[str, ...]) -> Schema:
    items = {"enum": known}
    return {"type": "array", "description": says, "items": items, "default": list(default), "uniqueItems": True}


def _log(log: LogSchema, codes: Mapping[str, list[str]]) -> Schema:
    coded = {name: codes[log.kind(name)[5:]] for name in log.columns if log.kind(name).startswith("code:")}
    flags: dict[str, list[str]] = {name: list(YES_OR_NO) for name in log.of_kind("flag")}
    texts: Schema = {"type": "array", "items": _TEXT}

    def of_columns(value: Mapping[str, Schema]) -> Schema:
        properties = {name: {"description": log.means[name], **value[name]} for name in log.columns if name in value}
        return {"type": "object", "additionalProperties": False, "properties": properties}

    times = log.of_kind("time")
    columns = of_columns({name: _WHERE if name in times else _ONE_OR_MORE for name in log.columns})
    constants = {name: {"enum": coded[name]} if name in coded else _TEXT for name in log.columns if name in CONSTANTS}
    own = {
        "columns": columns,
        "values": of_columns({name: _each({"enum": words}) for name, words in (coded | flags).items()}),
        "constants": of_columns(constants),
        "empty": of_columns(dict.fromkeys(log.columns, _ONE_OR_MORE)),
        "events": _events(log, coded),
        "snapshots": _table(
            "When each list was taken, and which time of ours a stay's absence from the next one ends.",
            {"taken_at": _WHERE, "ends": {"enum": times}, "at_most": _DURATION},
            "taken_at",
        ),
    }
    keys = {key: _LOG_KEYS[key][1] | own.get(key, {}) | {"description": _LOG_KEYS[key][0]} for key in LOG_KEYS}
    on: Schema = texts | {"description": "Columns of ours that both files have.", "items": {"enum": list(log.columns)}}
    same: dict[str, Schema] = {
        key: {"$ref": f"#/properties/logs/properties/{log.name}/properties/{key}"} for key in keys
    }
    half = {key: same[key] for key in HALF_KEYS} | {"on": on}
    joined = _table(_LOG_KEYS["joined"][0], half, "files", "on", "columns")
    layout = _table(_LOG_KEYS["layouts"][0], {key: same[key] for key in LAYOUT_KEYS})
    keys["joined"] |= {"type": "array", "items": joined}
    keys["layouts"] |= {"type": "array", "items": layout}
    return _table(log.says, keys) | {"anyOf": [{"required": ["files"]}, {"required": ["layouts"]}]}


def _events(log: LogSchema, coded: Mapping[str, list[str]]) -> Schema:
    """Return the table of [logs.X.events]: an event fills a time of ours, or each column that its table names."""
    times = log.of_kind("time", "day")
    filled = {
        name: {"anyOf": [_WHERE, _table("", {"is": {"enum": coded[name]}}, "is")]} if name in coded else _WHERE
        for name in log.columns
    }
    one: Schema = {"anyOf": [{"enum": times}, {"type": "object", "additionalProperties": False, "properties": filled}]}
    properties = {"event": _TEXT, "time": _ONE_OR_MORE, "fills": _each(one), "entry": _TEXT, "supersedes": _TEXT}
    return _table("", properties, "event", "time", "fills")


def _spelled(microseconds: int) -> str:
    return next(f"{microseconds // size}{unit}" for unit, size in _UNITS.items() if microseconds % size == 0)


def _limits(default: policy.Limits) -> Schema:
    properties: dict[str, Schema] = {}
    for one in fields(policy.Limits):
        name = one.name.removesuffix("_months")
        says: Schema = {"description": _LIMITS[name]}
        if name == one.name:
            properties[name] = says | _DURATION | {"default": _spelled(getattr(default, name))}
        else:
            properties[name] = says | {"type": "string", "pattern": r"^(none|\d+\s*mo)$", "default": "none"}
    return _table("How long things may take.", properties)


def _regime() -> Schema:
    day: Schema = {"type": "string", "format": "date"}
    return _table(
        "A rule in force from a day on that forbids kinds of acts.",
        {
            "name": {"type": "string", "minLength": 1, "description": "Printed beside each act that the rule forbids."},
            "from": {"description": "First day, written without quotes."} | day,
            "to": {"description": "Last day, written without quotes; without it the rule goes on."} | day,
            "forbids": {"type": "array", "items": {"enum": ["check", "notification", "ice_hold"]}},
            "status": {"type": "string", "default": "in force", "examples": ["contested"]},
            "citation": {"type": "string", "description": "Where the rule stands."},
        },
        "name",
        "from",
    )


def schema() -> Schema:
    """Return the schema of policy.toml, with the program's own defaults."""
    with TemporaryDirectory() as made:
        least = Path(made) / "policy.toml"
        least.write_text('[agency]\ntimezone = "UTC"\n', encoding="utf-8")
        default = policy.load(least)
    codes, legs = code_lists(), [one.id for one in query_files.folder("expectations")]
    scope = {
        "commitments": _codes("Whose stays are to be vetted.", codes["commitment"], default.scope_commitments),
        "check_after_commitment": {
            "type": "boolean",
            "description": "True: a check counts only after committed_at.",
            "default": default.check_after_commitment,
        },
        "not_released": _codes("Ends of custody that are no release.", codes["release_reason"], default.not_released),
    }
    vetting = {
        "final_results": _codes("Results that end a check.", codes["result"], default.final_results),
        "require_authorized_officer": {
            "type": "boolean",
            "description": "True: only a check by an authorised officer counts.",
            "default": default.require_authorized_officer,
        },
    }
    claim = {
        "requires": _codes("Legs that must all hold: the defaults and more.", legs, default.claim_requires),
        "requires_one_of": _codes(
            "Legs of which one must hold: the defaults or fewer.",
            list(default.claim_requires_one_of),
            default.claim_requires_one_of,
        )
        | {"minItems": 1},
    }
    properties = {
        "agency": _table(
            "Whose records these are.",
            {
                "name": {"type": "string", "description": "As it is to be printed.", "default": default.agency},
                "timezone": {
                    "type": "string",
                    "description": "The zone that the facility's clocks show, by its IANA name.",
                    "examples": ["America/New_York", "America/Chicago", "America/Los_Angeles"],
                },
            },
            "timezone",
        ),
        "logs": _table(
            "How your exports map onto the logs.",
            {log.name: _log(log, codes) for log in schemas().values()},
        ),
        "reading": _table(
            "What a careful reader takes for granted.",
            {
                "years": {
                    "type": "array",
                    "description": "The first and last year that a record can be of; other times are quarantined.",
                    "items": {"type": "integer", "minimum": 1, "maximum": 9999},
                    "minItems": 2,
                    "maxItems": 2,
                    "default": list(default.years),
                }
            },
        ),
        "inbox": _table(
            "What lies in inbox/ besides the logs.",
            {
                "ignore": _TEXTS
                | {
                    "description": "Files that are no log, as globs; any other file that no log reads stands between "
                    "the records and the claim.",
                    "default": list(default.ignore),
                }
            },
        ),
        "systems": {
            "type": "object",
            "description": "How far each system's clock may be off when its times are compared with another's.",
            "additionalProperties": _table("One system.", {"clock_error": _DURATION | {"default": "0s"}}),
        },
        "scope": _table("Which stays the vetting is about.", scope),
        "vetting": _table("What counts as vetting.", vetting),
        "limits": _limits(default.limits),
        "claim": _table("What the claim asks of the records.", claim),
        "regimes": {"type": "array", "description": "Rules that forbid acts from a day on.", "items": _regime()},
        "publish": _table(
            "What may be published.",
            {
                "coordination": {
                    "type": "string",
                    "description": "Reference of the recorded clearance; while empty, nothing derived from the "
                    "agreement is published.",
                    "default": default.coordination,
                }
            },
        ),
        "controls": _table(
            "Controls that are not decided for now.",
            {
                "suspended": {
                    "type": "object",
                    "description": "Control = why it is suspended; it is printed.",
                    "propertyNames": {"enum": [one.id for one in controls.catalogue()]},
                    "additionalProperties": _TEXT,
                }
            },
        ),
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "definitions": {"column": _COLUMN},
        "title": "policy.toml of the reporter",
        **_table("Every choice that the figures of one audit folder rest on.", properties, "agency"),
    }


def page() -> str:
    """Return docs/reference/policy.schema.json."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"
