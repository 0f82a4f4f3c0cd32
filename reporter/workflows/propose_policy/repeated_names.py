"""Headers in which a name comes again, such as "Time" beside each date, or "Date" below each heading of a group."""

from collections.abc import Mapping, Sequence

from reporter.ingest.readers.source_file import numbered

_HEADER_TEXTS = 3


def header_texts(cells: Sequence[str]) -> tuple[str, ...]:
    """Return texts that tell a header: the first that come once, and one that comes again with its number."""
    once = [cell for cell in cells if cell and cells.count(cell) == 1][:_HEADER_TEXTS]
    again = [name for name, cell in zip(numbered(cells), cells, strict=True) if name != cell][:1]
    return (*once, *again)


def labels_of(cells: Sequence[str], above: Sequence[str]) -> dict[str, str]:
    """Return what a name that comes again is called with the heading of its group in the row above."""
    found: dict[str, str] = {}
    heading = ""
    for place, (name, cell) in enumerate(zip(numbered(cells), cells, strict=True)):
        heading = (above[place] if place < len(above) else "") or heading
        if name != cell and heading and not any(sign.isdigit() for sign in heading):
            found[name] = f"{heading} {cell}"
    return found if len(set(found.values())) == len(found) else {}


def labelled(header: Sequence[str], labels: Mapping[str, str]) -> list[str]:
    """Return the names by which the columns are known: those of a group with its heading."""
    return [labels.get(name, name) for name in header]


def as_in_header(fit: Mapping[str, str], header: Sequence[str], labels: Mapping[str, str]) -> dict[str, str]:
    """Return the columns found by their labels under the names that the reader gives them."""
    names = dict(zip(labelled(header, labels), header, strict=True))
    return {ours: names[label] for ours, label in fit.items()}
