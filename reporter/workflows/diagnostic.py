"""One thing that the doctor looked at, and what it says of it."""

from dataclasses import dataclass
from typing import Literal

State = Literal["well", "look", "stop"]


@dataclass(frozen=True, kw_only=True)
class Diagnostic:
    """One thing looked at: `well`, `look` (a run works, but look at it) or `stop` (a run would fail)."""

    name: str
    state: State
    words: str
    exit_code: int = 0
