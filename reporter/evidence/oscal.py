"""Write a filed edition as NIST OSCAL 1.2.1: its criteria as a catalog, its controls as Assessment Results.

OSCAL knows two states of an objective, satisfied and not-satisfied. `satisfied` is written only where every item of a
control is met and the records license the claim; the property `outcome` says what each other state is: exception,
undetermined, not-licensed, nothing-to-test, not-testable or suspended. No risk is written: this program scores nothing.
Source: https://pages.nist.gov/OSCAL (assessment-results and catalog models).
"""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from reporter.audit import answers, controls
from reporter.errors import IntegrityError
from reporter.evidence import pack
from reporter.model import COUNTS, not_run_because
from reporter.resources import date_for_files, make_folder

VERSION = "1.2.1"
RESULTS, CATALOG = "assessment-results.json", "catalog.json"
_NAMESPACE = UUID("6f1a5c1e-3a55-5c0e-9a43-2f6b8f3f7d11")  # of all UUIDs made here; chosen once
_REMARKS = "An exception is not misconduct: the records do not show why. No risk is scored."
_PROPERTIES = "urn:reporter:oscal"


def write(edition: Path, audit: Mapping[str, Any], into: Path) -> list[Path]:
    """Write the two OSCAL files of a filed edition into a folder and return their paths.

    Raises IntegrityError when the edition's pack is not as it was filed.
    """
    root = pack.root_as_filed(edition, "nothing was written")
    criteria = tomllib.loads((edition / "pack" / "data" / "criteria.toml").read_text(encoding="utf-8"))["criteria"]
    make_folder(into)
    written = []
    for name, document in ((CATALOG, catalog(audit, criteria, root)), (RESULTS, results(audit, root))):
        text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
        (into / name).write_text(text, encoding="utf-8", newline="\n")
        written.append(into / name)
    return written


def check(document: Path, audit: Mapping[str, Any], root: str) -> None:
    """Raise IntegrityError naming the first finding of a document that is not what the edition's audit.json says."""
    try:
        found = json.loads(document.read_text(encoding="utf-8"))
        said = {one["uuid"]: one for one in found["assessment-results"]["results"][0]["findings"]}
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise IntegrityError(f"{document.name} is no OSCAL Assessment Results file of this program.") from error
    due = results(audit, root)
    for one in due["assessment-results"]["results"][0]["findings"]:
        if said.pop(one["uuid"], None) != one:
            name = one["target"]["target-id"]
            raise IntegrityError(f"{document.name}: the finding on {name} is not what the filed edition says.")
    if said or found != due:
        raise IntegrityError(f"{document.name} is not what the filed edition says.")


def results(audit: Mapping[str, Any], root: str) -> dict[str, Any]:
    """Return the Assessment Results document of an edition whose pack has this root digest."""
    name = f"{audit['period']['label']}/r{audit['edition']}"
    evidence = _uuid(root, "resource", "pack")
    observations = [_control_observation(one, root, evidence, audit) for one in audit["controls"]]
    observations += [_leg_observation(one, root, evidence, audit) for one in audit["legs"]]
    return {
        "assessment-results": {
            "uuid": _uuid(root, "assessment-results"),
            "metadata": _metadata(f"Assessment results of {name}", audit, root),
            "import-ap": {
                "href": f"#{_uuid(root, 'resource', 'criteria')}",
                "remarks": "There is no separate plan: the criteria, the queries and the policy in the pack are it.",
            },
            "results": [
                {
                    "uuid": _uuid(root, "result"),
                    "title": f"{audit['agency']}, {name}".replace("\n", " "),
                    "description": audit["claim"]["sentence"],
                    "start": f"{audit['period']['from']}T00:00:00Z",
                    "end": f"{audit['period']['to']}T23:59:59Z",
                    "props": [_property("claim", audit["claim"]["state"]), _property("root-digest", root)],
                    "reviewed-controls": {
                        "control-selections": [
                            {"include-controls": [{"control-id": one["id"]} for one in audit["controls"]]}
                        ]
                    },
                    "observations": observations,
                    "findings": [_finding(one, root, audit) for one in audit["controls"]],
                    "remarks": " ".join(filter(None, (_REMARKS, answers.of_edition(audit).weakened))),
                }
            ],
            "back-matter": {
                "resources": [
                    {
                        "uuid": evidence,
                        "title": "The evidence pack",
                        "description": "Records, policy, queries, outcomes; verify.py in it computes all of it again.",
                        "rlinks": [{"href": f"../../reports/{name}/pack/"}],
                        "remarks": f"Root digest (SHA-256): {root}",
                    },
                    {
                        "uuid": _uuid(root, "resource", "criteria"),
                        "title": "The criteria as an OSCAL catalog",
                        "rlinks": [{"href": CATALOG, "media-type": "application/json"}],
                    },
                ]
            },
        }
    }


def catalog(audit: Mapping[str, Any], criteria: Mapping[str, Mapping[str, Any]], root: str) -> dict[str, Any]:
    """Return the catalog: a control of OSCAL for each control here, with its criteria as its statements."""
    return {
        "catalog": {
            "uuid": _uuid(root, "catalog"),
            "metadata": _metadata("Criteria that the controls are measured against", audit, root),
            "controls": [
                {
                    "id": file.id,
                    "title": file.header["title"],
                    "parts": [
                        *(_criterion(file.id, one, criteria[one]) for one in file.header["criteria"]),
                        {"id": f"{file.id}_obj", "name": "assessment-objective", "prose": file.header["question"]},
                    ],
                }
                for file in controls.catalogue()
            ],
        }
    }


def _criterion(control: str, id_: str, criterion: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": f"{control}_smt.{id_}",
        "name": "statement",
        "props": [
            _property("kind", criterion["kind"]),
            _property("contested", "yes" if criterion["contested"] else "no"),
            _property("source", criterion["source"]),
        ],
        "prose": criterion["words"],
    }


def _metadata(title: str, audit: Mapping[str, Any], root: str) -> dict[str, Any]:
    """Return what OSCAL asks of each document; its date is SOURCE_DATE_EPOCH, else the end of the period."""
    asked = date_for_files()
    modified = asked.strftime("%Y-%m-%dT%H:%M:%SZ") if asked else f"{audit['period']['to']}T23:59:59Z"
    return {
        "title": title,
        "last-modified": modified,
        "version": f"r{audit['edition']}",
        "oscal-version": VERSION,
        "parties": [{"uuid": _uuid(root, "party"), "type": "organization", "name": audit["agency"].replace("\n", " ")}],
    }


def _control_observation(
    control: Mapping[str, Any], root: str, evidence: str, audit: Mapping[str, Any]
) -> dict[str, Any]:
    why = not_run_because(control)
    counts = () if why else COUNTS
    reasons = "; ".join(f"{reason} {count}" for reason, count in control["reasons"].items())
    shown = [_property(name.replace("_", "-"), str(control[name])) for name in counts]
    return {
        "uuid": _uuid(root, "observation", control["id"]),
        "title": control["id"],
        "description": f"Items by reason: {reasons}." if reasons else why or "No item was tested.",
        "props": [_property("outcome", outcome(control, audit)), *shown],
        "methods": ["TEST"],
        "types": ["control-objective"],
        "relevant-evidence": [
            {
                "href": f"#{evidence}",
                "description": "In the pack: data/outcomes.parquet, each item with the records that decide it.",
            }
        ],
        "collected": f"{audit['period']['to']}T23:59:59Z",
    }


def _leg_observation(leg: Mapping[str, Any], root: str, evidence: str, audit: Mapping[str, Any]) -> dict[str, Any]:
    needed = "The claim needs it." if leg["required"] else "The claim does not need it."
    return {
        "uuid": _uuid(root, "observation", "leg", leg["id"]),
        "title": leg["id"],
        "description": f"Completeness test of the records: {leg['state'].replace('_', ' ')}. {needed}",
        "props": [_property("completeness", leg["state"])],
        "methods": ["TEST"],
        "types": ["discovery"],
        "relevant-evidence": [{"href": f"#{evidence}", "description": "In the pack: data/records, data/audit.json."}],
        "collected": f"{audit['period']['to']}T23:59:59Z",
    }


def _finding(control: Mapping[str, Any], root: str, audit: Mapping[str, Any]) -> dict[str, Any]:
    said = outcome(control, audit)
    state = "satisfied" if said == "met" else "not-satisfied"
    reason = {"met": "pass", "exception": "fail"}.get(said, "other")
    words = not_run_because(control) or _condition(said, control)
    return {
        "uuid": _uuid(root, "finding", control["id"]),
        "title": control["id"],
        "description": words,
        "props": [_property("outcome", said)],
        "target": {
            "type": "objective-id",
            "target-id": f"{control['id']}_obj",
            "status": {"state": state, "reason": reason, "remarks": words},
        },
        "related-observations": [{"observation-uuid": _uuid(root, "observation", control["id"])}],
    }


def _condition(said: str, control: Mapping[str, Any]) -> str:
    examined = control["population"] - control["out_of_scope"]
    return {
        "met": f"All {examined} items examined are met.",
        "exception": f"{control['exception']} of {examined} items examined are exceptions; "
        f"{control['undetermined']} could not be determined.",
        "undetermined": f"{control['undetermined']} of {examined} items examined could not be determined; none is an "
        "exception.",
        "not-licensed": f"None of {examined} items examined is an exception, but the records do not license the claim "
        "that none exists.",
        "nothing-to-test": "Nothing was tested: no item of the population is covered by this rule.",
    }[said]


def outcome(control: Mapping[str, Any], audit: Mapping[str, Any]) -> str:
    """Return what one control may be said to show: `met` only where the edition's claim is demonstrated."""
    if not_run_because(control):
        return "suspended" if control.get("suspended_because") else "not-testable"
    if control["exception"]:
        return "exception"
    if control["undetermined"]:
        return "undetermined"
    if control["population"] == control["out_of_scope"]:
        return "nothing-to-test"
    return "met" if audit["claim"]["state"] == "demonstrated" else "not-licensed"


def _property(name: str, value: str) -> dict[str, str]:
    return {"name": name, "ns": _PROPERTIES, "value": " ".join(value.split()) or "none"}


def _uuid(*parts: str) -> str:
    return str(uuid5(_NAMESPACE, "\0".join(parts)))
