"""How a person is asked what the samples leave open: in plain words, with sample values, and with a way back."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

from reporter.text import MOST_CODES, is_codelike

BACK = "b"
_SAMPLES = 3
_PERSONAL = re.compile(r"name|first|last|middle|alias|birth|dob|subject|ssn|addr|phone|user|officer", re.IGNORECASE)
_FEWEST_ROWS = 3  # a value of fewer rows could be a person's
Ask = Callable[[str, Sequence[str]], str]  # words and the answers allowed, if not any; "" leaves it to be decided
_Made = TypeVar("_Made")


def unattended(words: str, answers: Sequence[str]) -> str:
    """Answer nothing: no person is there to ask."""
    return ""


class _Back(Exception):
    """The person wants the question before again."""


class Interview:
    """Asks in turn, remembers the answers, and goes back by asking again from the start with all but the last."""

    def __init__(self, ask: Ask) -> None:
        """Begin without an answer."""
        self._ask = ask
        self._answers: list[str] = []
        self._next = 0

    def __call__(self, words: str, answers: Sequence[str]) -> str:
        """Return the answer given before, or ask."""
        if self._next == len(self._answers):
            answer = self._ask(words, answers)
            if answer == BACK and BACK not in answers:
                del self._answers[-1:]
                raise _Back
            self._answers.append(answer)
        self._next += 1
        return self._answers[self._next - 1]

    def through(self, make: Callable[[Ask], _Made]) -> _Made:
        """Make something by asking, as often as the person goes back."""
        while True:
            self._next = 0
            try:
                return make(self)
            except _Back:
                continue


@cache
def meanings() -> Mapping[str, str]:
    """Return what each code of ours stands for, in plain words."""
    found: dict[str, str] = tomllib.loads(Path(__file__).with_name("meanings.toml").read_text(encoding="utf-8"))
    return found


def shown(name: str, texts: Sequence[str]) -> str:
    """Return three values of a column, or their forms (9 a digit, A a letter) where they could be a person's."""
    counts = Counter(texts)
    codes = [one for one, count in counts.most_common() if count >= _FEWEST_ROWS and is_codelike(one)]
    if codes and len(counts) <= min(MOST_CODES, len(texts) // _FEWEST_ROWS) and not _PERSONAL.search(name):
        return ", ".join(codes[:_SAMPLES])
    forms = Counter(re.sub(r"[^\W\d_]", "A", re.sub(r"\d", "9", text))[:20] for text in texts)
    return ", ".join(form for form, _ in forms.most_common(_SAMPLES)) or "empty"
