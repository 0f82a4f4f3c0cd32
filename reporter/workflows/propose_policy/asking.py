"""How a person is asked what the samples leave open."""

from collections.abc import Callable, Sequence

Ask = Callable[[str, Sequence[str]], str]  # words and the answers allowed, if not any; "" leaves it to be decided


def unattended(words: str, answers: Sequence[str]) -> str:
    """Answer nothing: no person is there to ask."""
    return ""
