"""What the times of a sample look like: their format, the order of day and month, and how precise they really are."""

import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from reporter.workflows.propose_policy.clocks import is_clock
from reporter.workflows.propose_policy.names import quoted
from reporter.workflows.propose_policy.nothing import Found
from reporter.workflows.propose_policy.offset_words import offsets_of, split_word
from reporter.workflows.propose_policy.samples import Sample
from reporter.workflows.propose_policy.time_forms import (
    CLOCK,
    SERIAL,
    SERIAL_NUMBER,
    format_of,
    moment_of,
    order_of,
    plainly_written,
    spelt,
)

_MANY = 20  # clocks of which none is after noon or midnight before that says something
_NOON = 12
_ENOUGH = 5  # times that all end in :00 before that says something on precision
_ON_THE_HOUR = ("counted_at",)  # what is done on the hour: minutes of zero do not say that they were not recorded
_PRECISIONS = ("day", "hour", "minute", "second")


def times_of(samples: Sequence[Sample], columns: Mapping[str, str], nothing: Found) -> list[str]:
    """Propose timestamp_format and precision, each with the evidence; what fits nothing known is shown as a shape.

    `nothing` are the texts of a column that mean no time.
    """
    texts = {
        column: [text for one in samples for text in one.values(column) if text not in nothing.get(column, ())]
        for column, words in columns.items()
        if column in samples[0].columns and words.split()[0] in ("time", "day")
    }
    times = [one for one in texts if columns[one].startswith("time")]
    spare = _spare(samples) if not times or any(_lacks(samples[0], one, columns) for one in columns) else {}
    told = [f"# not used, but {words}" for words in spare.values()]
    if not times:
        texts |= {name: [text for one in samples for text in one.under(name)] for name in spare}
    parted = {column: [_parted(text) for text in found] for column, found in texts.items()}
    offsets = _offsets(parted)
    if offsets:
        texts = {column: [text for text, _ in found] for column, found in parted.items()}
    formats = {column: Counter(name for text in found if (name := format_of(text))) for column, found in texts.items()}
    every = [text for found in texts.values() for text in found]
    slashed = [text for text in every if (format_of(text) or "").startswith("slashed")]
    shapes = Counter(re.sub(r"[^\W\d_]", "A", re.sub(r"\d", "9", text))[:30] for text in every if not format_of(text))
    one, two, doubt = order_of(slashed)
    typed = any(one.name.lower().endswith(".parquet") for one in samples)
    lines, precisions = [], []
    for column, found in texts.items():
        if formats[column] and column in spare:
            precisions.append(_precision([text for text in found if format_of(text)], typed))
        elif formats[column]:
            precision = _precision([text for text in found if format_of(text)], typed)
            precision = "minute" if precision == "hour" and column in _ON_THE_HOUR else precision
            kind = _kind(formats[column].most_common(1)[0][0], one)
            lines.append(
                f"# {quoted(samples[0].columns[column])} looks like {kind} to the {precision}: "
                f"{formats[column].total()} of {len(found)} values"
            )
            if columns[column].startswith("time"):
                precisions.append(precision)
    serials = [text for text in every if SERIAL.fullmatch(text)]
    commas = sum("," in text for text in serials)
    if commas and commas == len(serials):
        lines.append(f'decimal = ","   # {commas} of {len(every)} values are serial numbers with a comma')
    elif commas:
        lines.append(f"# DECIDE: {commas} of {len(serials)} serial numbers have a comma, the others a point")
    lines += [*offsets, *told]
    lines += _without_afternoons(texts, formats)
    if slashed and doubt:
        lines.append(f"# DECIDE: {doubt}")
    if shapes:
        seen = ", ".join(f"{quoted(shape)} ({count})" for shape, count in shapes.most_common(5))
        lines.append(f"# DECIDE: {shapes.total()} times have an unknown form (9 a digit, A a letter): {seen}")
    used = sum(formats.values(), Counter[str]())
    known = [spelt(name, one, two) for name, _ in used.most_common() if name != SERIAL_NUMBER]
    book = all(sample.name.lower().endswith(".xlsx") for sample in samples)
    if any(not _is_iso(name) for name in known):
        known = [name for name in known if not (book and _is_iso(name))]  # date cells need none
        lines.append(f"timestamp_format = {json.dumps(known[0] if len(known) == 1 else known)}")
    elif known:
        lines.append("# timestamp_format is not needed: ISO 8601")
    elif used:
        lines.append("# timestamp_format is not needed: serial numbers")
    if precisions:
        undecided = "# DECIDE, once every time can be read: " if shapes else ""
        if max(precisions, key=_PRECISIONS.index) == "day" and any(
            is_clock(samples[0].under(one)) for one in samples[0].spare
        ):
            undecided = "# DECIDE, a column that is not used holds clocks: "
        lines.append(f"{undecided}precision = {quoted(max(precisions, key=_PRECISIONS.index))}")
    return lines


def _without_afternoons(texts: Mapping[str, Sequence[str]], formats: Mapping[str, Counter[str]]) -> Iterator[str]:
    """Ask of the columns of times without AM and PM in which no hour is 0 or above 12: a jail books at night too."""
    for column, found in texts.items():
        if any("%I" in name for name in formats[column]):
            continue
        clocks = [match for text in found if format_of(text) and (match := CLOCK.search(_with_colon(text)))]
        if len(clocks) >= _MANY and all(1 <= int(one["hour"]) <= _NOON for one in clocks):
            yield (
                f"# DECIDE: no hour of {len(clocks)} times of {column} is 0 or above 12. Have AM and PM been lost? "
                "Then ask for the file with them."
            )


def _parted(text: str) -> tuple[str, str]:
    """Return a time that has a clock without a known word for an offset behind it, and that word."""
    rest, word = split_word(text)
    form = format_of(rest) if word else None
    return (rest, word) if form and "%M" in form and "%z" not in form else (text, "")


def _offsets(parted: Mapping[str, Sequence[tuple[str, str]]]) -> list[str]:
    every = [one for found in parted.values() for one in found]
    one, two, _ = order_of([text for text, _ in every if (format_of(text) or "").startswith("slashed")])
    return offsets_of([(moment_of(text, one, two), word) for text, word in every if word], len(every))


def _lacks(sample: Sample, column: str, columns: Mapping[str, str]) -> bool:
    return column not in sample.columns and columns[column] == "time required"


def _spare(samples: Sequence[Sample]) -> dict[str, str]:
    """Describe each column of theirs that is not taken for any of ours and holds days with a clock time, by name."""
    found = {}
    for name in samples[0].spare:
        texts = [text for one in samples if name in one.header for text in one.under(name)]
        clocks = [text for text in texts if "%M" in (format_of(text) or "")]
        if 2 * len(clocks) > len(texts):
            found[name] = f"{quoted(name)} looks like dates with a time: {len(clocks)} of {len(texts)} values"
    return found


def _is_iso(name: str) -> bool:
    return name.startswith("%Y-%m-%d") and not any(one in name for one in ("%H%M", "%H.", "%I", "clock first"))


def _kind(name: str, one: str) -> str:
    if name == SERIAL_NUMBER:
        return "serial numbers"
    if name.startswith("slashed"):
        return {"%m": "US dates", "%d": "dates with the day first"}.get(one, "dates with the year first")
    return "ISO dates" if name.startswith("%Y-%m-%d") else "dates"


def _with_colon(text: str) -> str:
    """Write a time of which the form is known with a colon in its clock, and a serial number as what it stands for."""
    if SERIAL.fullmatch(text):
        seconds = math.floor(float(text.replace(",", ".")) * 86_400 + 0.5)
        return (datetime(1899, 12, 30) + timedelta(seconds=seconds)).isoformat(" ").removesuffix(":00")
    text = plainly_written(text)
    form = format_of(text) or ""
    return f"{text[:-2]}:{text[-2:]}" if form.endswith("%H%M") else text


def _precision(texts: Sequence[str], typed: bool) -> str:
    """Return the finest part of the times that is ever more than zero: seconds that are all :00 are not recorded.

    A typed column shows seconds whether or not anybody recorded them, so that a few :00 are no evidence of any.
    """
    clocks = [match for text in texts if (match := CLOCK.search(_with_colon(text)))]
    if not clocks:
        return "day"
    finest = "second" if any(match["second"] for match in clocks) else "minute"
    if any(int(match["second"] or 0) or float(match["part"] or 0) for match in clocks):
        return "second"
    if len(clocks) < _ENOUGH:
        return "minute" if typed and finest == "second" else finest
    if any(int(match["minute"]) for match in clocks):
        return "minute"
    return "day" if all(map(_is_midnight, clocks)) else "hour"


def _is_midnight(clock: re.Match[str]) -> bool:
    hour, is_morning = int(clock["hour"]), (clock["half"] or "").strip().lower() == "am"
    return hour in (0, 24) or (hour == 12 and is_morning)
