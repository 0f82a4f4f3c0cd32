"""How each column of ours is spelled in theirs: a value in, their cells out, and what a careful person reads there."""

import json
import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = "America/Chicago"
CANARY = "Zzyzxfield, Anna"
DAYS = ("%m/%d/%Y", "%d.%m.%Y", "%Y%m%d", "%d-%b-%Y", "%m-%d-%y", "%B %d, %Y", "%Y/%m/%d", "%Y-%m-%d", "%a %m/%d/%Y")
_CLOCKS = {"minute": ("%H:%M", "%H%M", "%I:%M %p", "%I:%M%p"), "second": ("%H:%M:%S", "%H%M%S", "%I:%M:%S %p")}
_LASTS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
}
_WORDS = {"CST": -360, "CDT": -300, "UTC": 0, "Eastern Standard Time": -300}
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_MAY_BE_SHORT = {"%m/%d/%Y", "%d.%m.%Y", "%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M%p", "%B %d, %Y", "%Y/%m/%d"}
_NO_DAY = {"%m/%d/%Y": "00/00/0000", "%Y%m%d": "00000000", "%Y-%m-%d": "0000-00-00"}


@dataclass(frozen=True, kw_only=True)
class Number:
    """A cell that is a number where the format has numbers."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Twice:
    """A child element that comes twice, with two texts."""

    texts: tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class DateCell:
    """A cell that holds a moment: how a workbook's sheet shows it, or of which type it is in Parquet."""

    moment: datetime | time
    shown: str


@dataclass(frozen=True, kw_only=True)
class Truth:
    """A cell that is true or false where the format has such."""

    value: bool


Cell = str | Number | DateCell | Truth | Twice
Cells = dict[str, Cell]
Span = tuple[datetime, datetime]


@dataclass(frozen=True, kw_only=True)
class Spelling:
    """One column of ours: what the policy's `columns` says of it, their cells of a value, and what is read of it."""

    theirs: object
    names: tuple[str, ...]
    write: Callable[[object], Cells]
    want: Callable[[object], object]


@dataclass(kw_only=True)
class Layout:
    """What is being made of one layout: its policy, its spellings, its dialect."""

    rng: random.Random
    form: str  # csv, fixed, xlsx, parquet, json, jsonl, xml
    encoding: str = "utf-8"
    unit: str = "minute"
    day_format: str = "%m/%d/%Y"
    settings: dict[str, object] = field(default_factory=dict)
    columns: dict[str, Spelling] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    formats: dict[str, None] = field(default_factory=dict)
    how: dict[str, object] = field(default_factory=dict)  # of the writer alone
    record: str = ""  # the path of the row in JSON or XML; "" where rows have no names within names

    @property
    def precision(self) -> str:
        return str(self.settings.get("precision", "second"))

    def name(self, hint: str) -> str:
        """Make up a name of theirs that no other column has, whatever its case."""
        words = "".join(part.title() for part in hint.split("_"))
        word = self.rng.choice((words, words.upper(), hint, words[:5]))
        if self.form not in ("xml", "json", "jsonl"):
            word = self.rng.choice((word, f"{word} No", f"{word} #"))
        elif self.record and hint == "facility_id" and self.rng.random() < 0.6:
            word = f"../{self.rng.choice(('', '@') if self.form == 'xml' else ('',))}{word}"
        elif self.record and self.rng.random() < 0.4:
            steps = [f"Group{self.rng.randrange(3)}", *["Inner"] * self.rng.randrange(2)]
            word = ("/" if self.form == "xml" else ".").join([*steps, word])
        if self.form == "xml" and "../" not in word and self.rng.random() < 0.2:
            outer, slash, last = word.rpartition("/")
            word = f"{outer}{slash}@{last}"
        made = word
        number = 2
        while made.casefold().replace("@", "") in self.taken:
            made, number = f"{word}{number}", number + 1
        self.taken.add(made.casefold().replace("@", ""))
        return made

    def table(self, key: str) -> dict[str, object]:
        """Return one table of the policy, made where it is not there."""
        found = self.settings.setdefault(key, {})
        assert isinstance(found, dict)
        return found

    def as_number(self, digits: str) -> Cell:
        """A number as the format holds it: without zeros at its beginning."""
        return Number(text=str(int(digits)))


def hull(local: datetime, lasts: timedelta) -> Span:
    """Return the first and the last moment, in UTC, that a local time of this length may be."""
    ends = [
        (local + add).replace(tzinfo=ZoneInfo(ZONE), fold=fold).astimezone(UTC).replace(tzinfo=None)
        for add in (timedelta(), lasts - timedelta(microseconds=1))
        for fold in (0, 1)
    ]
    return min(ends), max(ends)


def there(local: datetime, offset: int) -> datetime:
    """Return the clock at an offset, in minutes, when it is this time in the agency's zone."""
    instant = local.replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC).replace(tzinfo=None)
    return instant + timedelta(minutes=offset)


def floor(local: datetime, unit: str) -> datetime:
    """Cut a time to a unit."""
    kept = {"second": 6, "minute": 5, "hour": 4, "day": 3}[unit]
    return datetime(*local.timetuple()[:kept])


def read_span(layout: Layout, local: datetime, unit: str, offset: int | None = None) -> Span:
    """Return what is read of a local time written to a unit, with an offset or without."""
    order = list(_LASTS)
    coarse = max(unit, layout.precision, key=order.index)
    if offset is None:
        return hull(floor(local, coarse), _LASTS[coarse])
    if coarse == "day" and unit != "day":
        instant = (local - timedelta(minutes=offset)).replace(tzinfo=UTC).astimezone(ZoneInfo(ZONE))
        return hull(floor(instant.replace(tzinfo=None), "day"), _LASTS["day"])
    first = floor(local, coarse) - timedelta(minutes=offset)
    return first, first + _LASTS[coarse] - timedelta(microseconds=1)


def ids(layout: Layout, column: str) -> tuple[Spelling, Callable[[int], object]]:
    """Spell ids: alone or composed, with zeros that a program dropped; the second part makes the nth id."""
    rng = layout.rng
    many = rng.random() < 0.25
    parts: list[tuple[str, Callable[[int], str], int]] = []
    for place in range(rng.choice((2, 2, 3)) if many else 1):
        name, width = layout.name(column if not place else f"{column}_part"), rng.randrange(4, 9)
        kind = rng.choice(("zeros", "code", "odd", "plain"))
        zeros = width if kind == "zeros" and rng.random() < 0.7 else 0
        parts.append((name, _id_maker(layout, kind, width), zeros))
        if zeros:
            layout.table("restore_zeros")[name] = width
    names = tuple(name for name, _, _ in parts)

    def write(value: object) -> Cells:
        assert isinstance(value, tuple)
        cells: Cells = {}
        for (name, _, zeros), text in zip(parts, value, strict=True):
            if zeros and rng.random() < 0.9:
                cells[name] = layout.as_number(text)
            elif text.isdigit() and not text.startswith("0") and rng.random() < 0.5:
                cells[name] = Number(text=text)
            else:
                cells[name] = text
        return cells

    def want(value: object) -> object:
        assert isinstance(value, tuple)
        return "-".join(text.replace("-", "--") for text in value) if len(parts) > 1 else value[0]

    spelling = Spelling(theirs=list(names) if many else names[0], names=names, write=write, want=want)
    return spelling, lambda n: tuple(make(n) for _, make, _ in parts)


def _id_maker(layout: Layout, kind: str, width: int) -> Callable[[int], str]:
    rng = layout.rng
    letter, odd = rng.choice(_LETTERS), rng.choice(("{0}-{1}", "{1}/{0}", "{0}E{1}", "{1} {0}", "--{1}", "{0}.{1}x"))
    if layout.encoding.startswith("utf") and rng.random() < 0.1:
        letter = rng.choice("ÉØß字")
    return {
        "zeros": lambda n: f"{n:0{width}d}"[-width:],
        "plain": lambda n: str(10 ** (width - 1) + n),
        "code": lambda n: f"{letter}{n:04d}",
        "odd": lambda n: odd.format(letter, f"{n:03d}"),
    }[kind]


def texts(layout: Layout, column: str) -> Spelling:
    """Spell a text, in one column or two."""
    names = tuple(layout.name(column) for _ in range(layout.rng.choice((1, 1, 1, 2))))

    def write(value: object) -> Cells:
        if value is None:
            return {name: layout.rng.choice(("", "  ")) for name in names}
        parts = str(value).split(" ", len(names) - 1)
        pad = layout.rng.choice(("", "", " ", "\u00a0" if layout.form != "fixed" else ""))
        return {name: f"{pad}{part}{pad}" for name, part in zip(names, parts, strict=True)}

    return Spelling(
        theirs=list(names) if len(names) > 1 else names[0], names=names, write=write, want=lambda value: value
    )


def codes(layout: Layout, column: str, known: Sequence[str]) -> Spelling:
    """Spell a code in the system's own words."""
    name, rng = layout.name(column), layout.rng
    style = rng.choice(("letters", "numbers", "words", "ours"))
    said = {
        ours: {"letters": ours[:1].upper() + str(n), "numbers": str(n + 1), "words": f"{ours.title()} by law"}.get(
            style, ours
        )
        for n, ours in enumerate(known)
    }
    if style != "ours":
        values = layout.table("values")
        values[column] = {theirs: ours for ours, theirs in said.items()}

    def write(value: object) -> Cells:
        text = "" if value is None else said[str(value)]
        return {name: Number(text=text) if style == "numbers" and text and rng.random() < 0.5 else text}

    return Spelling(theirs=name, names=(name,), write=write, want=lambda value: value)


def flags(layout: Layout, column: str) -> Spelling:
    """Spell yes and no."""
    name, rng = layout.name(column), layout.rng
    style = rng.choice((("Y", "N"), ("yes", "no"), ("1", "0"), ("VOID", "ok"), ("", "")))
    if style[0] == "VOID":
        layout.table("values")[column] = {"VOID": "true", "ok": "false"}

    def write(value: object) -> Cells:
        if value is None:
            return {name: ""}
        return {name: style[0 if value else 1] or Truth(value=bool(value))}

    return Spelling(theirs=name, names=(name,), write=write, want=lambda value: value)


def emptied(layout: Layout, column: str, spelling: Spelling) -> Spelling:
    """Let a word stand where a text or a code has nothing on record; the policy lists it."""
    word = layout.rng.choice(("NONE", "n/a", "-", "(blank)"))
    layout.table("empty")[column] = [word]

    def write(value: object) -> Cells:
        found = spelling.write(value)
        return (
            found
            if value is not None or layout.rng.random() < 0.3
            else dict.fromkeys(found, "") | {spelling.names[0]: word}
        )

    return Spelling(theirs=spelling.theirs, names=spelling.names, write=write, want=spelling.want)


def numbers(layout: Layout, column: str) -> Spelling:
    """Spell a whole number."""
    name = layout.name(column)
    return Spelling(
        theirs=name,
        names=(name,),
        write=lambda value: {name: "" if value is None else Number(text=str(value))},
        want=lambda value: value,
    )


def days(layout: Layout, column: str) -> Spelling:
    """Spell a day: by the layout's format, or as ISO 8601."""
    name, rng = layout.name(column), layout.rng
    form = rng.choice((layout.day_format, "%Y-%m-%d"))
    if form != "%Y-%m-%d":
        layout.formats[form] = None
    is_cell = layout.form in ("xlsx", "parquet") and rng.random() < 0.4

    def write(value: object) -> Cells:
        if value is None:
            return {name: ""}
        assert isinstance(value, date)
        moment = datetime.combine(value, time())
        return {name: DateCell(moment=moment, shown="yyyy-mm-dd") if is_cell else _said(rng, moment, form)}

    def want(value: object) -> object:
        assert value is None or isinstance(value, date)
        return None if value is None else hull(datetime.combine(value, time()), _LASTS["day"])

    return Spelling(theirs=name, names=(name,), write=write, want=want)


def times(layout: Layout, column: str, *, is_required: bool, may_span: bool = True) -> Spelling:
    """Spell a time in one of many ways: one cell or two, a serial number, a date cell, an offset in words."""
    rng, unit = layout.rng, layout.unit
    ways = ["one", "two", "iso", "zoned", "serial", "word"]
    if layout.form == "xlsx":
        ways += ["cell", "cells"]
    if layout.form == "parquet":
        ways += ["stamp", "stamp", "zoned stamp", "cells"]
    if unit == "minute":
        ways.append("day")
    if not may_span or rng.random() > 0.12:
        return _moment(layout, column, rng.choice(ways), is_required=is_required)
    one, two = (_moment(layout, name, rng.choice(ways), is_required=is_required) for name in (column, f"{column}_by"))

    def write(value: object) -> Cells:
        after, by = value if isinstance(value, tuple) else (value, value)
        return one.write(after) | two.write(by)

    def want(value: object) -> object:
        after, by = value if isinstance(value, tuple) else (value, value)
        first, last = one.want(after), two.want(by)
        return None if first is None else (first[0], last[1])  # type: ignore[index]

    both = {"after": one.theirs, "by": two.theirs}
    return Spelling(theirs=both, names=(*one.names, *two.names), write=write, want=want)


def _moment(layout: Layout, column: str, way: str, *, is_required: bool) -> Spelling:
    rng, unit = layout.rng, layout.unit
    names = tuple(layout.name(f"{column}_{part}") for part in (("day", "clock") if way in ("two", "cells") else ("",)))
    clock = rng.choice([one for one in _CLOCKS[unit] if "%I" not in one or not layout.day_format.startswith("%Y")])
    empty = "" if is_required else rng.choice(("", "", "N/A", _NO_DAY.get(layout.day_format, "NULL")))
    is_typed = layout.form == "parquet" and way in ("stamp", "zoned stamp", "cells")
    if is_typed:  # a column with a type holds nothing but its own values, to the second
        empty, unit = "", "second"
    ours = column.removesuffix("_by")
    word = rng.choice([*_WORDS]) if way == "word" else ""
    offset = {"zoned": rng.choice((0, -300, -360, 330)), "word": _WORDS.get(word), "zoned stamp": 0}.get(way)
    zeros = 0
    is_iso = layout.day_format + clock in ("%Y-%m-%d%H:%M", "%Y-%m-%d%H:%M:%S")
    if way in ("one", "two", "word") and not is_iso:
        layout.formats[f"{layout.day_format} {clock}"] = None
    if way == "two" and ":" not in clock and rng.random() < 0.5:
        zeros = 4 if unit == "minute" else 6
        layout.table("restore_zeros")[names[1]] = zeros
    if way == "day" and layout.day_format != "%Y-%m-%d":
        layout.formats[layout.day_format] = None
    if way == "word":
        offsets = {one: f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:00" for one, minutes in _WORDS.items()}
        layout.table("offsets").update(offsets)
    if empty:
        told = layout.table("empty").setdefault(ours, [])
        assert isinstance(told, list)
        told.append(empty)
    names_end = "%H" in clock and rng.random() < 0.3  # midnight is 24:00 of the day that ends

    def write(value: object) -> Cells:
        if value is None:
            return {names[0]: empty} | dict.fromkeys(names[1:], "")
        assert isinstance(value, datetime)
        if way in ("stamp", "zoned stamp"):
            zone = ZoneInfo(ZONE) if way == "zoned stamp" else None
            return {names[0]: DateCell(moment=value.replace(tzinfo=zone), shown="timestamp")}
        if way == "cell":
            shown = {"minute": "m/d/yyyy h:mm", "second": "yyyy-mm-dd hh:mm:ss"}[unit]
            return {names[0]: DateCell(moment=value, shown=shown)}
        if way == "cells":
            shown = {"minute": "hh:mm", "second": "hh:mm:ss"}[unit]
            return {
                names[0]: DateCell(moment=datetime.combine(value.date(), time()), shown="yyyy-mm-dd"),
                names[1]: DateCell(moment=value.time(), shown=shown),
            }
        if way == "iso":
            return {names[0]: value.isoformat(rng.choice((" ", "T")), {"minute": "minutes"}.get(unit, "seconds"))}
        if way == "zoned":
            assert offset is not None
            value = there(value, offset)
            sign = f"{'-' if offset < 0 else '+'}{abs(offset) // 60:02}:{abs(offset) % 60:02}"
            said = "Z" if offset == 0 and rng.random() < 0.5 else sign
            return {names[0]: value.isoformat("T", {"minute": "minutes"}.get(unit, "seconds")) + said}
        if way == "serial":
            return {names[0]: _serial(layout, value)}
        if way == "day":
            return {names[0]: _said(rng, value, layout.day_format)}
        value = value if offset is None else there(value, offset)
        at = value - timedelta(days=1) if value.time() == time() and names_end else value
        day, hour = _said(rng, at, layout.day_format), _said(rng, value, clock, whole=is_iso)
        if at is not value:
            hour = hour.replace("00", "24", 1) if hour.startswith("00") else f"24{hour[1:]}"
        if zeros and rng.random() < 0.9:
            return {names[0]: day, names[1]: Number(text=str(int(hour)))}
        if way == "two":
            return {names[0]: day, names[1]: hour}
        return {names[0]: f"{day} {hour}{f' {word}' if word else ''}"}

    def want(value: object) -> object:
        if value is None:
            return None
        assert isinstance(value, datetime)
        value = value if offset is None else there(value, offset)
        if way == "serial":
            return read_span(layout, value, _shown_by_serial(layout, value))
        if names_end and way in ("one", "two", "word") and value.time() == time() and layout.precision == "day":
            value -= timedelta(seconds=1)
        return read_span(layout, value, "day" if way == "day" else unit, offset)

    return Spelling(theirs=list(names) if len(names) > 1 else names[0], names=names, write=write, want=want)


def _serial(layout: Layout, value: datetime) -> Cell:
    """A spreadsheet's own number of a moment, with digits enough for its milliseconds."""
    number = (value - datetime(1899, 12, 30)) / timedelta(days=1)
    text = f"{number:.{layout.rng.choice((8, 9, 10))}f}"
    if layout.settings.get("decimal") == ",":
        return text.replace(".", ",")
    return Number(text=text) if layout.form in ("xlsx", "json", "jsonl") else text


def _shown_by_serial(layout: Layout, value: datetime) -> str:
    """Return how exact a serial number is: a whole one is a day where the format drops the zeros behind the point."""
    if value.time() == time() and layout.form in ("xlsx", "json", "jsonl"):
        return "day"
    return "second" if value.second else "minute"


def _said(rng: random.Random, moment: datetime, form: str, *, whole: bool = False) -> str:
    """Write a moment by a format; some systems write no zeros, some write all in capitals."""
    text = moment.strftime(form)
    if form in _MAY_BE_SHORT and not whole and rng.random() < 0.3:
        text = re.sub(r"(?<!\d)0(\d)(?!\d)", r"\1", text)
    return text.upper() if rng.random() < 0.2 else text


def toml(value: object) -> str:
    """Write a value of the policy in one line."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{toml(str(key))} = {toml(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
