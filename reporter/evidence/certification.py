"""Certifies a filed edition: a text that names the root digest, the claim and what limits it, and its signatures."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reporter.audit import answers, audit_json, claim
from reporter.config import policy
from reporter.errors import PolicyError
from reporter.evidence import bagit, pack, ssh_signatures
from reporter.model import not_run_because
from reporter.resources import data_dir
from reporter.text import count_of, on_one_line, words
from reporter.warehouse import query_files


def certify(edition: Path, who: str, key: Path | None, override: str, limits: Sequence[str] = ()) -> list[Path]:
    """Write certification.txt and, with a key, its signature and the pack's; return what was written.

    Raises IntegrityError when the pack or a report is not what was filed, PolicyError when a leg that the claim needs
    does not hold, a file stands unread or a newer edition is filed (`limits`), and no reason overrides that, or when
    another certification is already there.
    """
    place = edition / "pack"
    root = pack.root_as_filed(edition, "nothing was certified")
    audit = audit_json.read_json(place / "data" / "audit.json")
    wanting = [*limits, *_wanting(audit, policy.load(place / "data" / "policy.toml"))]
    who, override = on_one_line(who), on_one_line(override)
    if not who:
        raise PolicyError("Say who certifies, by name and office: --name TEXT.")
    if wanting and not override:
        raise PolicyError(
            f"{_label(audit)} cannot be certified: {' '.join(wanting)} Mend the records and run the period again, or "
            "give --override with the reason; it is printed in the certification."
        )
    text = _text(audit, root, who, wanting, override)
    path = edition / "certification.txt"
    if path.is_file() and path.read_text(encoding="utf-8") != text:
        raise PolicyError(f"{_label(audit)} was certified before, in other words. Move certification.txt away first.")
    files = {path: text}
    if key:
        files[edition / "certification.txt.sig"] = ssh_signatures.sign(text.encode(), key)
        files[edition / "pack.sig"] = ssh_signatures.sign((place / bagit.ROOT_FILE).read_bytes(), key)
    for one, content in files.items():
        one.touch(mode=0o600)
        one.write_bytes(content.encode())
    return list(files)


def _label(audit: Mapping[str, Any]) -> str:
    return f"{audit['period']['label']}/r{audit['edition']}"


def _wanting(audit: Mapping[str, Any], chosen: policy.Policy) -> list[str]:
    """Name each leg that the claim needs and does not have."""
    states = {leg["id"]: leg["state"] for leg in audit["legs"]}
    needed = [leg for leg in chosen.claim_requires if states.get(leg) != "holds"]
    wanting = [f"{_titled('expectations', leg)} {claim.UNMET[states[leg]]}; the claim needs it." for leg in needed]
    others = chosen.claim_requires_one_of
    if not (chosen.claim_requires and others):
        wanting.append("The policy asks for no test, or for no independent count, of the records.")
    elif not any(states.get(leg) == "holds" for leg in others):
        named = ", ".join(_titled("expectations", leg) for leg in others)
        wanting.append(f"None of these holds, of which the claim needs one: {named}.")
    return wanting


def _titled(kind: str, id_: str) -> str:
    """Name a test of the records or a control by its title and id; by its id alone if this version has none such."""
    title = query_files.title(kind, id_)
    return f"\u201c{title}\u201d ({id_})" if title else id_


def _text(audit: Mapping[str, Any], root: str, who: str, wanting: list[str], override: str) -> str:
    template = (data_dir("report_templates") / "pack" / "certification.txt").read_text(encoding="utf-8")
    limits = [*wanting, *_limits(audit, wanting)]
    return template.format(
        agency=audit["agency"],
        first=audit["period"]["from"],
        last=audit["period"]["to"],
        edition=_label(audit),
        version=audit["version"],
        root=root,
        state=words()["claim"][audit["claim"]["state"]],
        sentence=audit["claim"]["sentence"],
        answers="\n".join(answers.as_text(answers.of_edition(audit))),
        limits="\n".join(f"- {one}" for one in limits)
        or "- Every test of the records holds, every control was run, and nothing was left undetermined.",
        override=f"\nCertified although the claim's own tests do not all hold, because: {override}\n"
        if wanting
        else "",
        who=who,
    )


def _limits(audit: Mapping[str, Any], said: list[str]) -> list[str]:
    """Name what the records contradict, what could not be tested and what could not be determined."""
    weak = answers.weakened(sum(bool(one.get("weakens")) for one in audit.get("choices", [])))
    limits = [f"{weak} The edition's board.html lists each."] if weak else []
    for leg in audit["legs"]:
        named = _titled("expectations", leg["id"])
        if leg["state"] != "holds" and not any(line.startswith(named) for line in said):
            limits.append(f"{named} {claim.UNMET.get(leg['state'], '')}.")
    for control in audit["controls"]:
        named = _titled("controls", control["id"])
        if why := not_run_because(control):
            limits.append(f"{named} was not run. {why}")
        elif control["exception"] or control["undetermined"]:
            examined, beyond = control["population"] - control["out_of_scope"], control["out_of_scope"]
            counts = [f"{control['met']:,} met", count_of(control["exception"], "exception")]
            counts.append(f"{control['undetermined']:,} undetermined")
            remark = f"; {beyond:,} not covered by this rule" if beyond else ""
            limits.append(f"{named}: {examined:,} examined: {', '.join(counts)}{remark}.")
    return limits
