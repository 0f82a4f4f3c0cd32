"""Write docs/reference/policy.schema.json, by which an editor completes and checks policy.toml: Policy's schema."""

import json
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from reporter.config.kinds import CLOSED, ONE_OR_MORE, spelled
from reporter.config.log_policy import HALF_KEYS, LAYOUT_KEYS, LogPolicy
from reporter.config.log_schemas import LogSchema, code_lists, schemas
from reporter.config.mapping import CONSTANTS, NO, YES
from reporter.config.policy import TABLES, Policy

Schema = dict[str, Any]

_WHERE: Schema = {"$ref": "#/definitions/column"}


class _Toml(GenerateJsonSchema):
    """In TOML nothing is null: what is not there is left out. A key is its own title, and two of a kind are a list."""

    def nullable_schema(self, schema: Any) -> Schema:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: Any) -> Schema:
        if schema.get("default", 1) in (None, "", ()):
            return self.generate_inner(schema["schema"])
        found = super().default_schema(schema)
        is_duration = found.get("type") == "string" and isinstance(found.get("default"), int)
        return found | ({"default": spelled(found["default"])} if is_duration else {})

    def tuple_schema(self, schema: Any) -> Schema:
        made = super().tuple_schema(schema)
        return {key: value for key, value in made.items() if key != "prefixItems"} | {
            "items": made.get("items") or made["prefixItems"][0]
        }

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def _made(kind: type) -> Schema:
    """Return the schema of a table of the policy; what stands under a field of its class describes it."""
    CLOSED["use_attribute_docstrings"] = True  # for this alone: it takes time, and to read a policy needs no words
    made = TypeAdapter(kind).json_schema(schema_generator=_Toml)
    return _plain(made, made.pop("$defs", {}))


def _plain(schema: Any, tables: Mapping[str, Schema]) -> Any:
    """Put tables where they are referred to, leave out titles, and write descriptions on one line."""
    if isinstance(schema, list):
        return [_plain(one, tables) for one in schema]
    if not isinstance(schema, dict):
        return " ".join(schema.split()) if isinstance(schema, str) else schema
    whole = tables.get(schema.get("$ref", "").rpartition("/")[2], {}) | schema
    return {key: _plain(value, tables) for key, value in whole.items() if key not in ("$ref", "title")}


def _closed(properties: Mapping[str, Schema], *required: str) -> Schema:
    closed: Schema = {"type": "object", "additionalProperties": False, "properties": properties}
    return closed | ({"required": list(required)} if required else {})


def _each(value: Schema) -> Schema:
    return {"type": "object", "additionalProperties": value}


def _log(log: LogSchema, keys: Schema) -> Schema:
    """Return the table of one log: the keys of LogPolicy, with the columns and codes of this log."""
    codes = {name: code_lists()[log.kind(name)[5:]] for name in log.columns if log.kind(name).startswith("code:")}
    meant = codes | {name: [*YES, *NO] for name in log.of_kind("flag")}
    times, on = log.of_kind("time"), {"type": "array", "items": {"enum": list(log.columns)}}
    where: dict[str, Schema] = {name: _WHERE if name in times else ONE_OR_MORE for name in log.columns}
    constants = [name for name in log.columns if name in CONSTANTS]
    for key, columns in {
        "columns": where,
        "values": {name: _each({"enum": meant[name]}) for name in log.columns if name in meant},
        "constants": {name: {"enum": codes[name]} if name in codes else {"type": "string"} for name in constants},
        "empty": dict.fromkeys(log.columns, ONE_OR_MORE),
    }.items():
        keys[key] |= _closed({name: {"description": log.means[name], **one} for name, one in columns.items()})
    follows = {name: {"anyOf": [where[name], _closed({"is": {"enum": codes[name]}}, "is")]} for name in codes}
    event = {"anyOf": [{"enum": log.of_kind("time", "day")}, _closed(where | follows)]}
    keys["events"]["properties"]["fills"] |= _each(event)
    keys["snapshots"]["properties"]["ends"]["enum"] = times
    keys["snapshots"]["required"] = ["taken_at"] if "released_at" in times else ["taken_at", "ends"]
    keys["one_row_per"] |= on
    same = {key: {"$ref": f"#/properties/logs/properties/{log.name}/properties/{key}"} for key in keys}
    on = on | {"description": "Columns of ours that both files have."}
    half = _closed({key: same.get(key, on) for key in HALF_KEYS}, "files", "on", "columns")
    for key, items in (("joined", half), ("layouts", _closed({key: same[key] for key in LAYOUT_KEYS}))):
        keys[key]["items"] = items | {"description": keys[key]["description"]}
    files = {"anyOf": [{"required": ["files"]}, {"required": ["layouts"]}]}
    return {"description": log.says, **_closed(keys), **files}


def schema() -> Schema:
    """Return the schema of policy.toml: that of Policy, each key in its table, and each log with its columns."""
    made, keys = _made(Policy), _made(LogPolicy)["properties"]
    del keys["snapshots"]["properties"]["at_most"]["default"]  # there is none where taken_at is not
    whole: Schema = {name: one for name, one in made["properties"].items() if "." not in name}
    for table, says in TABLES.items():
        inside = {name: one for name, one in made["properties"].items() if name.startswith(f"{table}.")}
        whole[table] = {"description": says} | _closed({name.partition(".")[2]: one for name, one in inside.items()})
    whole["agency"]["required"] = ["timezone"]
    whole["logs"] |= _closed({log.name: _log(log, deepcopy(keys)) for log in schemas().values()})
    column = {"anyOf": [ONE_OR_MORE, _closed({"after": ONE_OR_MORE, "by": ONE_OR_MORE}, "after", "by")]}
    says = "A column of yours; a list of those that belong together; or two moments."
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "definitions": {"column": {"description": says, **column}},
        "title": "policy.toml of the reporter",
        "description": made["description"],
        **_closed(whole, "agency"),
    }


def page() -> str:
    """Return docs/reference/policy.schema.json."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"
