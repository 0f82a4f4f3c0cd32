"""Writes the table of one log from the samples that look like it."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from reporter.config.mapping import CONSTANTS
from reporter.text import MOST_CODES, is_codelike
from reporter.workflows.propose_policy import headless, marks
from reporter.workflows.propose_policy.asking import Ask, unattended
from reporter.workflows.propose_policy.columns import Words
from reporter.workflows.propose_policy.halves import Halves, with_zeros
from reporter.workflows.propose_policy.names import key, listed, plainly, quoted
from reporter.workflows.propose_policy.nothing import nothing_in, unanswered_in, written
from reporter.workflows.propose_policy.samples import Sample
from reporter.workflows.propose_policy.times import times_of

_PARTS_OF_A_HOLD = ("booking_id", "kind", "placed_at")
_NO_ANSWER = ("acknowledged", "pending", "error", "withdrawn")
_FEWEST_AGAIN = 5  # rows that repeat an id before they say that a record has several
_MONTHS = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
_DATED = re.compile(rf"\d|(?<![a-z])(?:{_MONTHS}|nov(?:ember)?|dec(?:ember)?)(?![a-z])", re.IGNORECASE)


def table_of(
    groups: Sequence[Sequence[Sample]],
    halves: Halves,
    files: Sequence[Path],
    columns: Mapping[str, str],
    meanings: Mapping[str, Words],
    ask: Ask = unattended,
) -> str:
    """Write the table of one log; samples with the same columns under other names are layouts of it.

    `groups` are the samples that are laid out alike, `halves` those joined to the first of them; where groups do not
    have the same columns of ours that must be filled, only the first group is mapped and the others are named.
    """
    log, first = groups[0][0].log, groups[0][0]
    names = [place_of(path) for path in files]
    if len(groups) > 1 and all(_required(one[0], columns) == _required(first, columns) for one in groups):
        told = f"# {len(groups)} layouts: their columns have other names: {listed([one[0].name for one in groups])}"
        bodies = ["\n".join(_body(one, names, columns, meanings, ask, is_layout=True)) for one in groups]
        return "\n\n".join([f"[logs.{log}]\n{told}", *(f"[[logs.{log}.layouts]]\n{body}" for body in bodies)])
    lines = [f"[logs.{log}]", *_body(groups[0], names, columns, meanings, ask)]
    lines[2:2] = [
        f"# DECIDE: {quoted(one.name)} is laid out otherwise and is not mapped here."
        for group in groups[1:]
        for one in group
    ] + halves.doubts
    for joined, told in halves.joined:
        filled = {ours: columns[ours] for ours in joined[0].columns}
        files_line, *body = _body(with_zeros(groups[0], joined), names, filled, meanings, ask, is_layout=True)
        on = f"on = [{quoted(next(iter(filled)))}]   # {told}"
        lines += ["", f"[[logs.{log}.joined]]", files_line, on, *body]
    return "\n".join(lines)


def _required(sample: Sample, columns: Mapping[str, str]) -> set[str]:
    found = {one for one in sample.columns if columns[one].endswith(" required")}
    return found | ({"events"} if sample.events else set())


def place_of(path: Path) -> str:
    """Return how a glob names a sample: from inbox/ on where it lies there, else by its name."""
    parts = path.parts
    return "/".join(parts[parts.index("inbox") + 1 :]) if "inbox" in parts[:-1] else path.name


def _body(
    samples: Sequence[Sample],
    names: Sequence[str],
    columns: Mapping[str, str],
    meanings: Mapping[str, Words],
    ask: Ask,
    *,
    is_layout: bool = False,
) -> list[str]:
    """Write the keys of samples that are laid out alike; one whose rows stand otherwise is only named."""
    first = samples[0]
    lines = [*_files(first.log, samples, names, is_layout=is_layout), *first.reading.lines]
    lines += [
        f"# DECIDE: the rows of {quoted(one.name)} stand otherwise: {'; '.join(one.reading.lines) or 'a plain table'}"
        for one in samples
        if one.reading.layout != first.reading.layout
    ]
    if any(one.is_by_name for one in samples):
        lines.append("# DECIDE: only its file's name says that it is this log. Is it?")
    if first.rivals:
        lines.append(f"# DECIDE: it could as well be: {', '.join(first.rivals)}.")
    faulty_count = sum(one.faulty_count for one in samples)
    if faulty_count:
        lines.append(f"# {faulty_count} rows of the samples cannot be split and would be quarantined.")
    zeros = {name: width for one in samples for name, width in one.zeros.items()}
    if zeros:
        widths = ", ".join(f"{key(name)} = {width}" for name, width in zeros.items())
        clocks = (
            "   # every value is a clock with them, and some have all digits" if zeros.keys() <= _clocks(first) else ""
        )
        lines.append(f"restore_zeros = {{ {widths} }}{clocks}")
    lines += [f"# {one}" for one in first.told]
    own = first.events.columns if first.events else first.columns
    pairs = ", ".join(f"{ours} = {_theirs(first, ours)}" for ours in own)
    lines.append(f"columns = {{ {pairs} }}")
    lines += [
        f"# {ours}: every value of {quoted(first.columns[ours])} is a day alone, of {quoted(clock)} a clock alone"
        for ours, clock in first.clocks.items()
    ]
    lines += [
        f"# DECIDE: no column found for {column} ({words}): name it in columns{_or_else(first, column)}"
        for column, words in columns.items()
        if column not in first.columns and words.endswith(" required") and column not in _said(first)
    ]
    lines += [
        f"# DECIDE: {quoted(theirs)} may be {ours}; it holds no clock. Which column beside it is that?"
        for ours, theirs in first.timeless.items()
    ]
    lines.append(f"# not used: {listed(first.spare)}")
    lines += marks.asked_of(samples)
    if first.reading.layout.headless:
        lines += headless.described(first.header, [cells for one in samples for cells in one.rows], first.spare)
    lines += _repeated(samples, columns)
    nothing = nothing_in(
        columns, {ours: [text for one in samples for text in one.values(ours)] for ours in first.columns}
    )
    lines += written(nothing)
    lines += times_of(samples, columns, nothing)
    for column, words in columns.items():
        if column in first.columns and words.startswith("code:"):
            codes = meanings[words.split()[0].removeprefix("code:")]
            texts = (text for one in samples for text in one.values(column))
            counts = Counter(text for text in texts if text not in nothing.get(column, ()))
            lines += _codes(column, counts, codes, ask, unanswered_in(samples) if column == "result" else ())
    return lines + (first.events.lines(first.log, in_layout=is_layout) if first.events else [])


def _clocks(sample: Sample) -> set[str]:
    return set(sample.clocks.values())


def _or_else(sample: Sample, column: str) -> str:
    """Show what may stand instead of a column: a constant, or for the id of a hold without a number its parts."""
    if column in CONSTANTS:
        return f", or add constants = {{ {column} = ... }}"
    parts = [sample.columns[one] for one in _PARTS_OF_A_HOLD if one in sample.columns]
    if column != "hold_id" or len(parts) < len(_PARTS_OF_A_HOLD) or sample.clocks:
        return ""
    return f", or compose it: hold_id = [{listed(parts)}]"


def _said(sample: Sample) -> set[str]:
    """Return the columns of ours that events say by themselves."""
    return {ours for fills in sample.events.fills.values() for ours in fills} if sample.events else set()


def _repeated(samples: Sequence[Sample], columns: Mapping[str, str]) -> list[str]:
    """Propose one row a record where those of one id agree and differ in what is not used; else tell of such ids."""
    first = samples[0]
    name = next(iter(columns))
    is_list = any(one.startswith("snapshots") for one in first.told)
    if is_list or first.events or name not in first.columns or not columns[name].startswith("id"):
        return []
    found = [one.values(name) for one in samples]
    count, different = sum(map(len, found)), sum(len(set(ids)) for ids in found)
    if first.log not in ("bookings", "checks", "notifications") or count == different:
        return []
    told = f"{count} rows, {different} different {name}"
    if count - different >= _FEWEST_AGAIN and all(_agree(one, name) for one in samples):
        return [f"one_row_per = [{quoted(name)}]   # {told}; those of one differ in columns that are not used alone"]
    return [f"# DECIDE: {told}. Perhaps one_row_per = [{quoted(name)}]"]


def _agree(sample: Sample, name: str) -> bool:
    """Say whether the rows of one id are alike in every column that is used, and each differs in another."""
    used = [n for n, column in enumerate(sample.header) if column not in sample.spare]
    place = sample.header.index(sample.columns[name])
    ids = {(cells[place] or "").strip() for cells in sample.rows}
    alike = {tuple((cells[n] or "").strip() for n in used) for cells in sample.rows}
    return not sample.beside and len(alike) == len(ids) and len(set(sample.rows)) == len(sample.rows)


def _theirs(sample: Sample, ours: str) -> str:
    if ours in sample.beside:
        return f"[{quoted(sample.beside[ours])}, {quoted(sample.columns[ours])}]"
    clock = sample.clocks.get(ours)
    return f"[{quoted(sample.columns[ours])}, {quoted(clock)}]" if clock else quoted(sample.columns[ours])


def _files(log: str, samples: Sequence[Sample], names: Sequence[str], *, is_layout: bool) -> list[str]:
    """Propose a glob for the samples of one log that matches no sample of another."""
    mine = {place_of(one.path) for one in samples}
    stems = {_stem(one) for one in mine}
    stem = stems.pop() if len(stems) == 1 else ""
    glob = f"{stem}*" if stem.rpartition("/")[2].strip("_- ") else "" if is_layout else f"{log}*"
    if all(fnmatchcase(name, glob) == (name in mine) for name in names):
        return [f"files = {quoted(glob)}"]
    told = f"DECIDE: a glob for this log alone; samples: {listed(sorted(mine))}"
    return [f"files = {quoted(place_of(samples[0].path))}   # {told}"]


def _stem(place: str) -> str:
    """Return what stands of a name before its first number or month."""
    folder, slash, name = place.rpartition("/")
    return folder + slash + _DATED.split(name.split(".")[0])[0]


def _codes(
    column: str, counts: Counter[str], codes: Mapping[str, Sequence[str]], ask: Ask, unanswered: Collection[str] = ()
) -> list[str]:
    """Map the codes that have one known meaning; write every other as a line to decide.

    `unanswered` are codes of checks that have no time of an answer: NR could be "no response" then.
    """
    if len(counts) > MOST_CODES:
        return [
            f"# DECIDE: values.{column}: {len(counts)} different values are too many for codes. Is it the right column?"
        ]
    meanings = {plainly(word): ours for ours, words in codes.items() for word in (ours, *words)}
    shown = {code: n for code, n in sorted(counts.items()) if is_codelike(code)}
    sure = {code: meanings[plainly(code)] for code in shown if plainly(code) in meanings}
    sure = {code: ours for code, ours in sure.items() if code not in unanswered or ours in _NO_ANSWER}
    for code in [one for one in shown if one not in sure]:
        if answer := ask(f"What does {column} {quoted(code)} mean? It stands in {shown[code]} rows", sorted(codes)):
            sure[code] = answer
    lines = (
        [f"values.{column} = {{ {', '.join(f'{quoted(code)} = {quoted(ours)}' for code, ours in sure.items())} }}"]
        if sure
        else []
    )
    lines += [
        f"# DECIDE: values.{column}: {quoted(code)} = ?   ({n} rows)" for code, n in shown.items() if code not in sure
    ]
    if len(shown) < len(counts):
        lines.append(
            f"# DECIDE: values.{column}: {len(counts) - len(shown)} values are not shown, they do not look like codes."
        )
    return lines
