"""Put the table of attacks into docs/reviewer/hostile.md."""

from pathlib import Path

from tests.robustness.attacks import Attack, table

PAGE = Path(__file__).parents[2] / "docs" / "reviewer" / "hostile.md"
_BEGIN, _END = "<!-- the table of attacks: made by `make docs` -->", "<!-- its end -->"


def page() -> str:
    """Return the page with the table as it is today."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return f"{before}{_BEGIN}\n{_lines()}\n{_END}{after}"


def _lines() -> str:
    attacks = table()
    head = [f"{len(attacks)} attacks.", "", "| by | on | what is done | exit | where a reader sees it |"]
    head.append("|---|---|---|---|---|")
    return "\n".join(head + [_line(one) for one in attacks]) + "\n"


def _line(one: Attack) -> str:
    cells = (f"a {one.by}", one.on, one.name, str(one.code), one.seen)
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"
