"""How much of a policy `init` proposes for each kind of export: a table in the clerk's page, which a test compares.

`python -m tests.proposals` writes it again.
"""

import re
import tempfile
from pathlib import Path

from tests.support import exports
from tests.support.proposals import counts_of, measured

PAGE = Path(__file__).parents[1] / "docs" / "clerk" / "map-a-jail-system.md"
HEAD = "| made-up exports of this kind | entries right | left to a person | wrong | lines to write |\n"
_TABLE = re.compile(re.escape(HEAD) + r"(?:\|.*\n)*")


def table(scratch: Path) -> str:
    """Return the table: a line for each kind of export."""
    lines = [HEAD, "|---|---|---|---|---|\n"]
    for kind in exports.KINDS:
        folder = scratch / kind
        exports.make(kind, folder)
        count = counts_of(measured(folder / "inbox", folder / "policy.toml", folder / "proposed.toml"))
        lines.append(f"| {kind} | {count['right']} | {count['missing']} | {count['wrong']} | {count['lines']} |\n")
    return "".join(lines)


def main() -> None:
    """Write the table into the page."""
    with tempfile.TemporaryDirectory() as scratch:
        written = table(Path(scratch))
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(_TABLE.sub(lambda _: written, page), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
