"""Writes docs/policy.schema.json, by which an editor completes and checks policy.toml, from what the policy reads."""

import json
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from reporter.audit import controls
from reporter.config import policy
from reporter.config.log_schemas import LogSchema, code_lists, schemas
from reporter.warehouse import query_files

Schema = dict[str, Any]

_DURATION: Schema = {"type": "string", "pattern": r"^\d+\s*(us|ms|s|m|h|d)$", "examples": ["90s", "15m", "4h", "2d"]}
_TEXT: Schema = {"type": "string"}
_UNITS = {"d": 86_400_000_000, "h": 3_600_000_000, "m": 60_000_000, "s": 1_000_000}
_LOG_KEYS: Mapping[str, tuple[str, Schema]] = {
    "files": ("Which files below inbox/ belong to this log, as a glob.", _TEXT),
    "system": ("Whose clock wrote the times; logs of one system are compared without clock error.", _TEXT),
    "columns": ("What your system calls each column; one that is not named keeps its name.", {}),
    "values": ("What your codes mean; a code that is not named is quarantined.", {}),
    "constants": ("Columns that your system lacks because they are the same in every row.", {}),
    "only": (
        "Which rows belong to this log; the others are counted as not this log.",
        {"type": "object", "additionalProperties": {"type": ["string", "array"], "items": _TEXT}},
    ),
    "one_row_per": (
        "For a source with several rows a stay: rows that agree fold into one.",
        {"type": "array", "items": _TEXT},
    ),
    "timestamp_format": (
        "How times are written, in the words of strptime; without it ISO 8601. A list, if several are in use.",
        {"type": ["string", "array"], "items": _TEXT, "examples": ["%m/%d/%Y %H:%M"]},
    ),
    "precision": (
        "How exact the times really are, if less exact than they look.",
        {"enum": ["second", "minute", "hour", "day"]},
    ),
    "delimiter": ("Only where a file leaves a doubt.", _TEXT),
}
_LIMITS: Mapping[str, str] = {
    "notify_within": "From a hit to the notice to ICE.",
    "release_within": "From the order to release to the release.",
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
    def of_columns(value: Mapping[str, Schema]) -> Schema:
        return {
            "type": "object",
            "additionalProperties": False,
            "properties": {name: {"description": log.means[name]} | value[name] for name in log.columns},
        }

    coded = {name: codes[log.kind(name)[5:]] for name in log.columns if log.kind(name).startswith("code:")}
    plain = dict.fromkeys(log.columns, _TEXT)
    own = {
        "columns": of_columns(plain),
        "values": of_columns(
            {
                name: {
                    "type": "object",
                    "additionalProperties": {"enum": [*coded[name], ""]} if name in coded else _TEXT,
                }
                for name in log.columns
            }
        ),
        "constants": of_columns({name: {"enum": coded[name]} if name in coded else _TEXT for name in log.columns}),
    }
    properties = {
        one.name: {"description": _LOG_KEYS[one.name][0]} | _LOG_KEYS[one.name][1] | own.get(one.name, {})
        for one in fields(policy.LogPolicy)
    }
    return _table(log.says, properties, "files")


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
        "requires": _codes("Legs that must all hold for the claim.", legs, default.claim_requires),
        "requires_one_of": _codes("Legs of which one must hold.", legs, default.claim_requires_one_of),
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
        "title": "policy.toml of the reporter",
        **_table("Every choice that the figures of one audit folder rest on.", properties, "agency"),
    }


def page() -> str:
    """Return docs/policy.schema.json."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"
