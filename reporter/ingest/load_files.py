"""Takes delivered files into the warehouse, each once, log after log."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

from reporter import warehouse
from reporter.config.log_policy import LogPolicy
from reporter.config.log_schemas import schemas
from reporter.config.policy import Policy
from reporter.errors import InputRefused
from reporter.files import sha256_if_file, sha256_of, sha256_of_content
from reporter.ingest import (
    delivery_order,
    event_entries,
    joined_rows,
    judge_rows,
    list_names,
    parse_values,
    snapshot_ends,
    snapshots,
    tables,
    take_files,
)
from reporter.ingest.delivery_order import OneFile, files_of, half_of
from reporter.ingest.store_rows import FIRST_JOINED
from reporter.options import USUAL, RunOptions
from reporter.text import count_of
from reporter.warehouse import Connection

_OF_DELIVERIES = ("quarantine", "ids_used_again", "corrections", "code_counts", "left_out", "as_delivered", "delivered")


def ingest(
    folder: Path,
    policy: Policy,
    tell: Callable[[str], None],
    options: RunOptions = USUAL,
    before: Sequence[tuple[str, str]] = (),
    *,
    found_new: Callable[[], object] = lambda: None,
) -> list[take_files.Taken]:
    """Take in what is new in inbox/; raises InputRefused, once all others are in, for files that cannot be read at all.

    `before` is the log and SHA-256 of each delivery that a lost warehouse held, in its order: the newest wins still.
    `found_new` is called ahead of the reading of each file that is new.
    """
    known = schemas()
    taken: list[take_files.Taken] = []
    refused: list[str] = []
    with warehouse.open_writable(folder, options) as connection:
        tables.prepare(connection, policy)
        for log, mapping in sorted(policy.logs.items(), key=lambda one: one[0] != "deliveries"):  # rows are held to it
            files = [
                (path, number)
                for number, layout in joined_rows.readings_of(mapping).items()
                for path in files_of(folder / "inbox", layout.files, log)
            ]
            readings = reading_digests(policy, mapping)
            for statement in judge_rows.manifest_of(log):
                connection.execute(statement)
            files += _no_longer_fitting(connection, log, readings, files, folder / "inbox")
            event_entries.note(connection, folder, policy, known[log], readings, files)
            held = _forget_if_mapped_anew(connection, log, readings, files, folder / "inbox")
            files = list_names.in_order(connection, joined_rows.readings_of(mapping), files)
            files = _newest_last(
                connection, folder, log, mapping, files, held or [two for one, two in before if one == log]
            )
            of_log = take_files.Log(connection, folder, policy, known[log], readings, found_new)
            for found in take_files.take_each(of_log, files):
                if isinstance(found, InputRefused):
                    refused.append(str(found))
                    continue
                taken.append(found)
                if log != "deliveries":
                    tell(f"{log}: {found.file}: {count_of(found.received, 'row')}")
        refused += joined_rows.lacking_halves(connection, policy.logs)
        with warehouse.transaction(connection):
            joined_rows.fill_all(connection, list(known.values()), set_aside=True)
            snapshot_ends.fill_all(connection)
    taken.sort(key=lambda one: one.log == "deliveries")  # read first, named last
    for one in (one for one in taken if one.log == "deliveries"):
        tell(f"{one.log}: {one.file}: {count_of(one.received, 'row')}")
    if refused:
        raise InputRefused(" ".join([*refused, _taken_words(taken)]))
    return taken


def _newest_last(
    connection: Connection,
    folder: Path,
    log: str,
    mapping: LogPolicy,
    files: list[OneFile],
    forgotten: Sequence[str],
) -> list[OneFile]:
    """Return files in the order in which they are taken in: as they came, but the newest export last.

    Where a new file was exported before one that was taken in earlier, the log's rows are forgotten and all files read
    again. Raises InputRefused if one of these is no longer in inbox/.
    """
    exported, digest = delivery_order.exports(connection, log), cache(sha256_of)
    lists = {number for number, one in joined_rows.readings_of(mapping).items() if one.snapshots}
    moments = {
        path: moment
        for path, layout in files
        if any(exported) and layout not in lists
        if (moment := exported.of(digest(path), str(path.relative_to(folder / "inbox"))))
    }
    if not (moments or forgotten):
        return files
    columns = "sha256, coalesce(layout, 0), file"
    query = warehouse.select(columns, "delivered", where="log = ? and not repeated", order="delivery_id")
    held = warehouse.rows(connection, query, [log])
    came = forgotten or [sha256 for sha256, _, _ in held]
    files = delivery_order.as_they_came(delivery_order.by_export(files, moments), came, digest)
    files = delivery_order.newest_last(files, moments)
    known = list(dict.fromkeys((sha256, half_of(layout)) for sha256, layout, _ in held))
    late, moved = delivery_order.out_of_order(files, known, digest)
    here = {digest(path) for path, _ in files}
    gone = {folder / "inbox" / file: (sha256, half_of(layout)) for sha256, layout, file in held if sha256 not in here}
    newest_gone: dict[int, datetime] = {}
    for path, (sha256, half) in gone.items():  # a file that has its name now is another
        made = exported.of(sha256, "" if path.exists() else str(path.relative_to(folder / "inbox"))) or datetime.min
        newest_gone[half] = max(made, newest_gone.get(half, datetime.min))
    new = [(path, layout) for path, layout in files if path in moments and digest(path) not in came]
    late += [path for path, layout in new if moments[path] < newest_gone.get(half_of(layout), datetime.min)]
    if gone and (late or delivery_order.tell_of_one_record(connection, log, moved)):
        why = f"The manifest says that files of [logs.{log}] were exported in another order than they came"
        if late:
            why = f"{late[0].name} was exported before files of [logs.{log}] that were taken in before it"
        raise InputRefused(
            f"{why}. The newest delivery wins, so all of them must be read again in their order, but "
            f"{next(iter(gone)).name} is no longer in inbox/. Put it back."
        )
    if late or (moved and not gone):
        _forget(connection, log)
    return files


def _taken_words(taken: Sequence[take_files.Taken]) -> str:
    """Say which files were taken in beside those that were refused: they need not be delivered again."""
    if not taken:
        return "No other file was new."
    return f"Taken in all the same: {', '.join(f'{one.file} ({one.log}, {one.received} rows)' for one in taken)}."


def reading_digests(policy: Policy, mapping: LogPolicy) -> dict[int, str]:
    """Return, by layout, a digest of the choices that change how its files are read: if it changes they are read again.

    A joined file has that of the layout it belongs to. Which files these are is no such choice: one that no `files`
    fits any more stays as it was read.
    """
    digests = [
        sha256_of_content(repr((policy.timezone, policy.years, _without_files(one), parse_values.VERSION)))
        for one in mapping.readings
    ]
    return {number: digests[number % FIRST_JOINED] for number in joined_rows.readings_of(mapping)}


def _without_files(layout: LogPolicy) -> LogPolicy:
    halves = tuple(replace(one, half=replace(one.half, files="")) for one in layout.joined)
    return replace(layout, files="", joined=halves)


def _no_longer_fitting(
    connection: Connection, log: str, readings: Mapping[int, str], files: Sequence[OneFile], inbox: Path
) -> list[OneFile]:
    """Return the files taken in before that no `files` fit any more, with the layout that reads them as it did."""
    fitting = {str(path.relative_to(inbox)) for path, _ in files}
    query = "select distinct file, sha256, reading, coalesce(layout, 0) from delivered where log = ? order by all"
    return [
        (inbox / file, layout)
        for file, sha256, then, layout in warehouse.rows(connection, query, [log])
        if file not in fitting and layout in readings and then.startswith(readings[layout])
        if sha256_if_file(inbox / file) == sha256
    ]


def _forget_if_mapped_anew(
    connection: Connection, log: str, readings: Mapping[int, str], files: Sequence[OneFile], inbox: Path
) -> list[str]:
    """Forget a log's rows if its mapping changed; return the SHA-256 of each file forgotten, in order of delivery.

    A layout that was added changes none of the others.
    """
    fitting = defaultdict[str, set[int]](set)
    for path, number in files:
        fitting[str(path.relative_to(inbox))].add(number)
    held, is_as_then, is_mapped_anew, is_corrected = [], True, False, False
    for then, layout, file, sha256 in warehouse.rows(
        connection,
        "select reading, coalesce(layout, 0), file, sha256 from delivered where log = ? order by delivery_id",
        [log],
    ):
        now = readings.get(layout, "")
        is_of_another = layout not in fitting.get(file, {layout}) and sha256_of(inbox / file) == sha256
        is_unlike = not now or not then.startswith(now) or is_of_another
        is_as_then &= not is_unlike and then == f"{now}{take_files.read_beside(connection, log, file, layout, sha256)}"
        is_corrected |= not then.endswith(event_entries.digest(connection, log, layout, sha256))
        is_mapped_anew |= is_unlike
        held.append((file, sha256))
    if is_as_then:
        return []
    hashes = {sha256_of(path) for path, _ in files}
    for file, sha256 in held:
        if sha256 not in hashes:
            if not (is_mapped_anew or is_corrected):
                return []  # the manifest says something else of a file, and the files are not there to be read again
            why = f"{file} is no longer in inbox/. Put it back"
            if sha256_if_file(inbox / file) == sha256:
                why = f"no `files` of that log fits {file} any more. Write `files` so that it does"
            if not is_mapped_anew:
                corrects = f"A new file of [logs.{log}] corrects entries of files that were taken in before it"
                raise InputRefused(f"{corrects}, so all of them must be read again, but {why}.")
            changed = f"policy.toml: [logs.{log}] has changed, so its files must be read again"
            raise InputRefused(f"{changed}, but {why}, or undo the change.")
    _forget(connection, log)
    return [sha256 for _, sha256 in held]


def _forget(connection: Connection, log: str) -> None:
    with warehouse.transaction(connection):
        for table in (log, *joined_rows.tables_held(connection, log, "warehouse").values()):
            connection.execute(warehouse.delete(table))
        for table in (*_OF_DELIVERIES, *snapshots.TABLES):
            connection.execute(warehouse.delete(table, where="log = ?"), [log])
