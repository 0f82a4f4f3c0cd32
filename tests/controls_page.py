"""Writes docs/controls.md from the controls, legs and criteria themselves."""

from reporter import controls, sqlfiles


def page() -> str:
    """Return the page's text."""
    known, untested = controls.criteria()
    populations = {one.id: one for one in sqlfiles.folder("populations")}
    lines = [
        "# Controls and completeness legs",
        "",
        "Made by `make docs` from `queries/`; a test fails when it is stale.",
        "",
    ]
    for file in controls.catalogue():
        header = file.header
        lines += [f"## {header['title']} (`{file.id}`)", "", header["question"], ""]
        lines.append(f"- **Population**: {populations[header['population']].header['says']}")
        lines.append(f"- **Needs**: {', '.join(header['needs'])}")
        for one in header["criteria"]:
            rule = known[one]
            contested = " Contested." if rule.contested else ""
            lines.append(f"- **Criterion** ({rule.kind}): {rule.words}{contested} {rule.source}")
        lines.append(f"- **Exception**: {header['exception']}")
        lines.append(f"- **Effect**: {header['effect']}")
        lines.append(f"- **Cannot see**: {header['cannot_see']}")
        lines += ["", "```sql", file.sql, "```", ""]
    lines += ["## Completeness legs", ""]
    for leg in sqlfiles.folder("expectations"):
        header = leg.header
        lines.append(
            f"- **{header['title']}** (`{leg.id}`): {header['says']} Cannot exclude: {header['cannot_exclude']}"
        )
    lines += ["", "## What the logs cannot test", ""]
    lines += [f"- {one.clause} {one.why} ({one.source})" for one in untested]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(page(), end="")  # noqa: T201
