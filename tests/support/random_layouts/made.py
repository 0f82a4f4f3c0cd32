"""A jail that was made up: its files, its policy, and what a careful person reads in them."""

import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from tests.support.random_layouts import spellings
from tests.support.random_layouts.spellings import toml

_HOISTED = ("columns", "values", "constants", "offsets", "empty", "restore_zeros")  # put over, entry by entry
_HOISTED_WHOLE = ("system", "precision", "decimal", "header", "footer", "delimiter")

Want = dict[str, object]
Row = dict[str, object]


@dataclass(kw_only=True)
class Delivered:
    """One file: its log, its bytes and how many of its rows are received."""

    log: str
    data: bytes
    received: int


@dataclass(kw_only=True)
class Jail:
    """A jail's files, its policy, and per log what each record says: by the text of its id.

    `aside` counts the rows that must be set aside, by reason. `doubted` is what each of several rows of one id says:
    they are set aside together, unless harm was done to them.
    """

    logs: dict[str, dict[str, object]] = field(default_factory=dict)
    inbox: dict[str, Delivered] = field(default_factory=dict)
    wants: dict[str, dict[str, Want]] = field(default_factory=dict)
    aside: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    doubted: dict[str, dict[str, list[Want]]] = field(default_factory=lambda: defaultdict(dict))
    features: Counter[str] = field(default_factory=Counter)  # what the files have that no key of the policy names

    def policy(self) -> str:
        """Write the policy; what two layouts of a log share may stand in the log's own table."""
        lines = ["[agency]", f'timezone = "{spellings.ZONE}"']
        for log, whole in self.logs.items():
            settings = _hoisted(whole) if "layouts" in whole else whole
            lines += [f"[logs.{log}]", *(f"{key} = {toml(value)}" for key, value in settings.items())]
        return "\n".join([*lines, ""])


def _hoisted(whole: dict[str, object]) -> dict[str, object]:
    """Put into the log's own table what both layouts say, or what the second says otherwise."""
    one, two = (dict(layout) for layout in whole["layouts"])  # type: ignore[attr-defined]
    rng = random.Random(repr((one, two)))
    own: dict[str, object] = {}
    if rng.random() < 0.5:
        for key in _HOISTED_WHOLE:
            if key in one and key in two:
                own[key] = one.pop(key)
                if two[key] == own[key]:
                    del two[key]
        for key in _HOISTED:
            shared = [name for name in one.get(key, {}) if name in two.get(key, {})]  # type: ignore[attr-defined]
            if shared:
                own[key] = {name: one[key][name] for name in shared}  # type: ignore[index]
                one[key] = {name: value for name, value in one[key].items() if name not in shared}  # type: ignore[attr-defined]
    return own | {"layouts": [one, two]}
