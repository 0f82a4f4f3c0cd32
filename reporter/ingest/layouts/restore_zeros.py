"""Gives back the leading zeros that a spreadsheet or a numeric column dropped."""


def restored(text: str, width: int) -> str:
    """Pad a text that is digits alone and shorter than it was; any other text stays as it is and is judged so."""
    return text.zfill(width) if text and len(text) < width and text.isascii() and text.isdigit() else text


def is_damaged(text: str) -> bool:
    """Say whether an id is a number that a spreadsheet wrote in its own way: which digits it had is lost."""
    return any(sign in text for sign in ".,E")
