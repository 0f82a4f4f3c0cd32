"""What the times of a sample look like: their format, the order of day and month, and how precise they really are."""

import json
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from reporter.workflows.propose_policy.clocks import is_clock, is_no_time
from reporter.workflows.propose_policy.names import quoted
from reporter.workflows.propose_policy.offset_words import offsets_of, split_word
from reporter.workflows.propose_policy.samples import Sample

_ENOUGH = 5  # times that all end in :00 before that says something on precision
_CLOCK = re.compile(
    r"(?P<gap>[ T]+)(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?P<part>\.\d+)?)?(?P<half> ?[AaPp][Mm])?"
)
_DAYS = (
    (re.compile(r"\d{4}-\d\d-\d\d"), "%Y-%m-%d"),
    (re.compile(r"\d{4}/\d{1,2}/\d{1,2}"), "%Y/%m/%d"),
    (re.compile(r"\d{1,2}([/.-])\d{1,2}\1(?:\d{4}|\d\d)"), "slashed"),
    (re.compile(r"\d{1,2}-[A-Za-z]{3}-\d{4}"), "%d-%b-%Y"),
    (re.compile(r"\d{1,2}-[A-Za-z]{3}-\d\d(?!\d)"), "%d-%b-%y"),
    (re.compile(r"[A-Za-z]{3} +\d{1,2},? \d{4}"), "%b %d %Y"),
    (re.compile(r"(?:19|20)\d{6}"), "%Y%m%d"),
)
_MILITARY = re.compile(r"( +)((?:[01]\d|2[0-4]))([0-5]\d)")
_SERIAL = re.compile(r"[3-6]\d{4}[.,]\d+")
_SERIAL_NUMBER = "a spreadsheet's serial number"
_PRECISIONS = ("day", "hour", "minute", "second")


def times_of(samples: Sequence[Sample], columns: Mapping[str, str]) -> list[str]:
    """Propose timestamp_format and precision, each with the evidence; what fits nothing known is shown as a shape."""
    texts = {
        column: [text for one in samples for text in one.values(column) if not is_no_time(text)]
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
    if offsets and not offsets[0].startswith("#"):  # else such a time cannot be read
        texts = {column: [text for text, _ in found] for column, found in parted.items()}
    formats = {column: Counter(name for text in found if (name := _format(text))) for column, found in texts.items()}
    every = [text for found in texts.values() for text in found]
    slashed = [text for text in every if (_format(text) or "").startswith("slashed")]
    shapes = Counter(re.sub(r"[^\W\d_]", "A", re.sub(r"\d", "9", text))[:30] for text in every if not _format(text))
    one, two, doubt = _order(slashed)
    typed = any(one.name.lower().endswith(".parquet") for one in samples)
    lines, precisions = [], []
    for column, found in texts.items():
        if formats[column] and column in spare:
            precisions.append(_precision([text for text in found if _format(text)], typed))
        elif formats[column]:
            precision = _precision([text for text in found if _format(text)], typed)
            kind = _kind(formats[column].most_common(1)[0][0], one == "%m")
            lines.append(
                f"# {quoted(samples[0].columns[column])} looks like {kind} to the {precision}: "
                f"{formats[column].total()} of {len(found)} values"
            )
            if columns[column].startswith("time"):
                precisions.append(precision)
    serials = [text for text in every if _SERIAL.fullmatch(text)]
    commas = sum("," in text for text in serials)
    if commas and commas == len(serials):
        lines.append(f'decimal = ","   # {commas} of {len(every)} values are serial numbers with a comma')
    elif commas:
        lines.append(f"# DECIDE: {commas} of {len(serials)} serial numbers have a comma, the others a point")
    lines += [*offsets, *told]
    if slashed and doubt:
        lines.append(f"# DECIDE: {doubt}")
    if shapes:
        seen = ", ".join(f"{quoted(shape)} ({count})" for shape, count in shapes.most_common(5))
        lines.append(f"# DECIDE: {shapes.total()} times have an unknown form (9 a digit, A a letter): {seen}")
    used = sum(formats.values(), Counter[str]())
    known = [_spelt(name, one, two) for name, _ in used.most_common() if name != _SERIAL_NUMBER]
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


def _parted(text: str) -> tuple[str, str]:
    """Return a time that has a clock without a known word for an offset behind it, and that word."""
    rest, word = split_word(text)
    form = _format(rest) if word else None
    return (rest, word) if form and "%M" in form and "%z" not in form else (text, "")


def _offsets(parted: Mapping[str, Sequence[tuple[str, str]]]) -> list[str]:
    every = [one for found in parted.values() for one in found]
    one, two, _ = _order([text for text, _ in every if (_format(text) or "").startswith("slashed")])
    return offsets_of([(_moment(text, one, two), word) for text, word in every if word], len(every))


def _moment(text: str, one: str, two: str) -> datetime | None:
    try:
        return datetime.strptime(text, _spelt(_format(text) or "", one, two))
    except ValueError:
        return None


def _lacks(sample: Sample, column: str, columns: Mapping[str, str]) -> bool:
    return column not in sample.columns and columns[column] == "time required"


def _spare(samples: Sequence[Sample]) -> dict[str, str]:
    """Describe each column of theirs that is not taken for any of ours and holds days with a clock time, by name."""
    found = {}
    for name in samples[0].spare:
        texts = [text for one in samples if name in one.header for text in one.under(name)]
        clocks = [text for text in texts if _format(text) and _CLOCK.search(text)]
        if 2 * len(clocks) > len(texts):
            found[name] = f"{quoted(name)} looks like dates with a time: {len(clocks)} of {len(texts)} values"
    return found


def _format(text: str) -> str | None:
    """Name the strptime format of one text, with "slashed" where day and month may stand either way."""
    if _SERIAL.fullmatch(text):
        return _SERIAL_NUMBER
    for pattern, day in _DAYS:
        if (match := pattern.match(text)) is None:
            continue
        rest = text[match.end() :]
        if day == "slashed":
            separator, long = match[1], len(re.split(r"\D", match[0])[2]) == 4
            day = f"slashed{separator}{'%Y' if long else '%y'}"
        if "," in match[0]:
            day = "%b %d, %Y"
        if not rest:
            return day
        if military := _MILITARY.fullmatch(rest):
            return f"{day} %H%M" if military[1] == " " else None
        clock = _CLOCK.fullmatch(re.sub(r"(?:Z|[+-]\d\d(?::?\d\d)?)$", "", rest))
        if clock is None:
            continue
        zone = "%z" if re.search(r"(?:Z|[+-]\d\d(?::?\d\d)?)$", rest) else ""
        hour = "%I" if clock["half"] else "%H"
        half = "" if not clock["half"] else " %p" if clock["half"].startswith(" ") else "%p"
        seconds = (":%S" if clock["second"] else "") + (".%f" if clock["part"] else "")
        return f"{day}{clock['gap'][0]}{hour}:%M{seconds}{half}{zone}"
    return None


def _order(slashed: Sequence[str]) -> tuple[str, str, str]:
    """Tell %m, %d from %d, %m by the numbers above 12; in doubt %m, %d, and the doubt in words."""
    pairs = [[int(part) for part in re.split(r"\D", text)[:2]] for text in slashed]
    first, second = sum(pair[0] > 12 for pair in pairs), sum(pair[1] > 12 for pair in pairs)
    if first and second:
        return "%m", "%d", f"{second} dates can only be month/day and {first} only day/month; month/day is written"
    if not (first or second):
        return "%m", "%d", "no date tells month/day from day/month (none is above 12); month/day is written"
    return ("%d", "%m", "") if first else ("%m", "%d", "")


def _is_iso(name: str) -> bool:
    return name.startswith("%Y-%m-%d") and "%H%M" not in name and "%I" not in name


def _spelt(name: str, one: str, two: str) -> str:
    """Write day and month in their order, with the separator that the rest of the format begins with."""
    return f"{one}{name[7]}{two}{name[7:]}" if name.startswith("slashed") else name


def _kind(name: str, month_first: bool) -> str:
    if name == _SERIAL_NUMBER:
        return "serial numbers"
    if name.startswith("slashed"):
        return "US dates" if month_first else "dates with the day first"
    return "ISO dates" if name.startswith("%Y-%m-%d") else "dates"


def _with_colon(text: str) -> str:
    """Write a time of which the form is known with a colon in its clock, and a serial number as what it stands for."""
    if _SERIAL.fullmatch(text):
        seconds = math.floor(float(text.replace(",", ".")) * 86_400 + 0.5)
        return (datetime(1899, 12, 30) + timedelta(seconds=seconds)).isoformat(" ").removesuffix(":00")
    form = _format(text) or ""
    return f"{text[:-2]}:{text[-2:]}" if form.endswith("%H%M") else text


def _precision(texts: Sequence[str], typed: bool) -> str:
    """Return the finest part of the times that is ever more than zero: seconds that are all :00 are not recorded.

    A typed column shows seconds whether or not anybody recorded them, so that a few :00 are no evidence of any.
    """
    clocks = [match for text in texts if (match := _CLOCK.search(_with_colon(text)))]
    if not clocks:
        return "day"
    finest = "second" if any(match["second"] for match in clocks) else "minute"
    if any(int(match["second"] or 0) or float(match["part"] or 0) for match in clocks):
        return "second"
    if len(clocks) < _ENOUGH:
        return "minute" if typed and finest == "second" else finest
    if any(int(match["minute"]) for match in clocks):
        return "minute"
    return "hour" if len({match["hour"] for match in clocks}) > 1 else "day"
