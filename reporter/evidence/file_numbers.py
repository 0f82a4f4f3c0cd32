"""Numbers in place of the names of delivered files, which may hold a person's: `file-3` is the file of delivery 3.

Two files of one name have the same number, and so have two folders of one name. Names or ends of paths that are equal
have equal numbers.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from reporter import warehouse
from reporter.warehouse import Connection, literal


def numbers(delivered: Sequence[tuple[int, str]], listed: Sequence[str]) -> dict[str, str]:
    """Return what stands for each name: of `delivered` by delivery, of others `listed` in the manifest after them."""
    of_name: dict[str, int] = {}
    last = max((delivery for delivery, _ in delivered), default=0)
    for delivery, file in delivered:
        of_name.setdefault(_parts(file)[1], delivery)
    for file in listed:
        if _parts(file)[1] not in of_name:
            last += 1
            of_name[_parts(file)[1]] = last
    names = dict.fromkeys([*(file for _, file in delivered), *listed])
    folders = dict.fromkeys(one for file in names for one in _parts(file)[0][::2] if one)
    of_folder = {folder: f"folder-{n}" for n, folder in enumerate(folders, 1)}
    found = {}
    for file in names:
        above, own = _parts(file)
        found[file] = "".join(of_folder.get(one, one) for one in above) + f"file-{of_name[own]}"
    return found


def create(connection: Connection, delivered: str, listed: Sequence[str]) -> dict[str, str]:
    """Make the table `files` of names and numbers from the tables of a pack, and return it."""
    rows = warehouse.rows(connection, warehouse.select("delivery::integer, file", delivered, order="1"))
    found = numbers(
        [(int(number), str(file)) for number, file in rows],
        [str(row[0]) for source in listed for row in warehouse.rows(connection, _names_in(source))],
    )
    values = ", ".join(f"({literal(file)}, {literal(number)})" for file, number in found.items()) or "(null, null)"
    warehouse.create(connection, "files", f"from (values {values}) as files(name, number)", kept=True)
    return found


def _names_in(source: str) -> str:
    in_order = "delivery::integer, line::bigint"
    return warehouse.select("file_1", source, where="file_1 is not null", order=in_order)


def without_names(value: Any, known: Mapping[str, str]) -> Any:
    """Return a part of audit.json with a number in place of each file's name.

    A file that is no delivery of a log (answers, a file that no log reads) is numbered in the order it stands there.
    """
    others: dict[str, str] = {}

    def number_of(file: str) -> str:
        return known.get(file) or others.setdefault(file, f"other-file-{len(others) + 1}")

    def walk(part: Any) -> Any:
        if isinstance(part, dict):
            return {
                key: number_of(one) if key == "file" and isinstance(one, str) and one else walk(one)
                for key, one in part.items()
            }
        return [walk(one) for one in part] if isinstance(part, list) else part

    found = walk(value)
    if isinstance(found, dict) and "notes" in found:
        names = {**known, **others}
        longest = sorted((one for one in names if one), key=lambda one: (-len(one), one))
        pattern = re.compile("|".join(map(re.escape, longest)) or "(?!)")
        found["notes"] = [pattern.sub(lambda match: names[match[0]], one) for one in found["notes"]]
    return found


def _parts(file: str) -> tuple[list[str], str]:
    """Return the folders of a file, each with the sign behind it, and its own name."""
    *folders, name = re.split(r"([/\\])", file)
    return folders, name
