"""The evidence pack: whatever is done to it is found and named, and its figures come out the same three ways."""

import contextlib
import csv
import gc
import io
import json
import os
import random
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reporter import __version__, warehouse
from reporter.audit.case_ids import case_id
from reporter.config.period import period
from reporter.editions import case_key, store
from reporter.errors import IntegrityError
from reporter.evidence import bagit as bag
from reporter.evidence import pack as packs
from reporter.evidence import verify, verify_pack
from reporter.evidence.verify_pack import Asked
from reporter.workflows import afterwards, run
from tests.support.jail import Jail, clean, quiet

EXTRA = {
    "holds": "hold_id|booking_id|kind|placed_at\nH1|B3|ice_detainer|2026-10-03 09:00\nH2|B4|sentence|2026-10-04 09:00",
    "authorizations": "officer_id|authorized_from|revoked_on\nO1|2020-06-10|2026-10-15",
    "claims": "claim_id|booking_id|raised_at|reported_at\nQ1|B1|2026-10-01 09:00|2026-10-01 09:20\n"
    "Q2|B2|2026-10-02 09:00|",
    "complaints": "complaint_id|received_at|forwarded_at\nK1|2026-10-02 09:00|2026-10-06 08:00",
    "interviews": "interview_id|booking_id|officer_id|held_at|interpreter_question\n"
    "I1|B1|O1|2026-10-01 09:10|asked by Mr Grey\nI2|B2|O1|2026-10-02 09:10|",
    "movements": "booking_id|out_at|in_at|reason\nB3|2026-10-03 10:00|2026-10-03 12:00|seen by Dr Brown",
    "census": "facility_id|counted_at|headcount\nMAIN|2026-10-01 00:00|0\nMAIN|2026-10-31 23:00|0",
}
ALIKE = "B21|P21|MAIN|2026-10-21 08:00|criminal_court|21|2026-10-21 13:00|2026-10-21 14:05|bail|{}|1988|Atlantis|felony"
LATER = {
    "bookings_2.csv": "booking_id|person_id|facility_id|booked_at|commitment|sequence_no|release_authorized_at|"
    f"released_at|release_reason|sex|birth_year|birth_country|charge_level\n{ALIKE.format('F')}\n{ALIKE.format('M')}",
    "checks_2.csv": "check_id|booking_id|result|requested_at|completed_at|officer_id\n"
    "C1|B1|pending||2026-10-01 09:30|\nC77|B9|odd||x|",
}
RULES = """
[systems.checks]
clock_error = "90s"
[[regimes]]
name = "Ban"
from = 2026-10-20
forbids = ["ice_hold"]
status = "contested"
"""
NAMED = ["Grey", "Brown", "Atlantis", "1988"]


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """File one edition of a jail with faults of several kinds, and its pack for reviewers; the folder goes away."""
    folder = tmp_path_factory.mktemp("pack") / "jail"
    jail = clean(Jail(folder, RULES))
    for log, table in EXTRA.items():
        jail.deliver(log, table)
    for file, table in LATER.items():
        jail.deliver(file.partition("_")[0], table, file)
    jail.manifest()
    jail.log_settings["checks"] = '# called "the desk of Mrs White"\nvalues.result = { "CLR" = "clear" }'
    jail.write_policy()
    filed = run.run(folder, period("2026-10"), quiet)
    afterwards.pack_for_reviewers(folder, "2026-10/r1", quiet)
    moved = tmp_path_factory.mktemp("elsewhere") / "r1"
    shutil.move(filed.path, moved)
    (moved.parent / "key").write_bytes(case_key.ready(folder))
    shutil.rmtree(folder)
    return moved


@pytest.fixture
def pack(edition: Path, tmp_path: Path) -> Path:
    """Give a copy to do harm to."""
    return Path(shutil.copytree(edition, tmp_path / "r1")) / "pack"


def root(edition: Path, name: str = "pack") -> str:
    return (edition / f"{name}.sha256").read_text(encoding="ascii").split()[0]


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# Tampering


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def append(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def rename(path: Path) -> None:
    path.rename(path.with_name("other-" + path.name))


def sibling(path: Path) -> None:
    path.with_name("beside-" + path.name).write_bytes(b"")


HARM: list[Callable[[Path], None]] = [flip, append, truncate, Path.unlink, rename, sibling]


@pytest.mark.parametrize("harm", HARM, ids=lambda harm: harm.__name__)
def test_whatever_is_done_to_any_file_is_found_and_named(
    edition: Path, pack: Path, harm: Callable[[Path], None]
) -> None:
    every = files(pack)
    unnamed = []
    for file in every:
        path = pack / file
        content = path.read_bytes()
        harm(path)
        found = bag.faults(pack, root(edition))
        added = {rename: [path.with_name("other-" + path.name)], sibling: [path.with_name("beside-" + path.name)]}
        new = added.get(harm, [])
        wanted = [] if harm is sibling else [f"{file} "]
        wanted += [f"{one.relative_to(pack).as_posix()} was added" for one in new]
        if not all(any(one.startswith(name) for one in found) for name in wanted):
            unnamed.append((file, found))
        for one in new:
            one.unlink()
        path.write_bytes(content)
    assert bag.faults(pack, root(edition)) == []
    assert {bag.ROOT_FILE, bag.PAYLOAD_FILE, "bagit.txt", "data/policy.toml"} < set(every)
    assert unnamed == []


def test_an_empty_folder_and_a_link_are_found(pack: Path, edition: Path) -> None:
    (pack / "data" / "hollow").mkdir()
    (pack / "data" / "elsewhere.csv").symlink_to(edition / "audit.json")
    assert bag.faults(pack, root(edition)) == ["data/elsewhere.csv was added", "data/hollow/ was added"]


def test_a_pack_sealed_anew_is_found_by_the_root_digest_beside_it_or_given(pack: Path) -> None:
    (pack / "data" / "versions.json").write_text("{}", encoding="utf-8")
    old = root(pack.parent)
    bag.seal(pack, {})
    for asked in (Asked(), Asked(root=old)):
        found = verify_pack.verify(pack, asked, quiet)
        assert found.differences == ["digest: tagmanifest-sha256.txt was changed: it is not the one that was sealed"]
        assert (found.claim, found.root_digest) == ("", old)


def test_without_a_root_digest_it_is_said_that_the_pack_was_held_against_itself(pack: Path) -> None:
    (pack.parent / "pack.sha256").unlink()
    flip(pack / "data" / "outcomes.csv")
    found = verify_pack.verify(pack, Asked(), quiet)
    assert found.differences == ["digest: data/outcomes.csv was changed"]
    assert found.remarks == ["No root digest was given and none lies beside the pack: it was held against itself."]


# The same figures three ways


@pytest.mark.parametrize("kind", ["pack", "pack-reviewer"])
def test_the_pack_agrees_three_ways_without_the_countys_folder(edition: Path, kind: str) -> None:
    found = verify_pack.verify(edition / kind, Asked(report=edition / "board.html"), quiet)
    assert (found.differences, found.remarks, found.claim) == ([], [], "exceptions")
    assert found.root_digest == root(edition, kind)
    assert found.outcome_count == len(table(edition / kind / "data" / "outcomes.csv")) > 100


def test_a_report_that_was_changed_or_comes_from_elsewhere_is_named(edition: Path, tmp_path: Path) -> None:
    board = tmp_path / "board.html"
    board.write_bytes((edition / "board.html").read_bytes() + b" ")
    other = tmp_path / "minutes.html"
    other.write_text("something else", encoding="utf-8")
    renamed = tmp_path / "october.pdf"
    shutil.copyfile(edition / "state.pdf", renamed)
    said = [verify_pack._report(edition / "pack", one) for one in (board, other, renamed)]
    assert said == [
        ["report: board.html is not the board.html that was filed with this pack"],
        ["report: minutes.html is none of the files that were filed with this pack"],
        [],
    ]
    added_after = {"pack-reviewer.sha256", "pack.sha256"}
    own = {one for one in files(edition) if "/" not in one} - added_after
    listed = (edition / "pack" / "data" / packs.EDITION_FILES).read_text(encoding="utf-8").splitlines()
    assert {line[66:] for line in listed} == own
    assert {"audit.json", "board.pdf", "findings.xlsx", "public.html"} < own


def test_a_changed_outcome_is_named_by_engine_and_second_implementation_even_when_sealed_anew(pack: Path) -> None:
    path = pack / "data" / "outcomes.csv"
    text = path.read_text(encoding="utf-8")
    assert "vetted_before_release,B7,met,before_release" in text
    path.write_text(text.replace("release,B7,met,before_release", "release,B7,exception,no_check"), encoding="utf-8")
    audit = pack / "data" / "audit.json"
    told = json.loads(audit.read_text(encoding="utf-8"))
    told["claim"]["state"] = "demonstrated"
    leg = next(one for one in told["legs"] if one["id"] == "no_duplicates")
    assert leg["state"] == "fails"
    leg["state"] = "holds"
    audit.write_text(json.dumps(told), encoding="utf-8")
    flip(pack / "verify.py")
    flip(pack / "data" / "queries" / "macros.sql")
    found = verify_pack.verify(pack, Asked(root=bag.seal(pack, {})), quiet).differences
    assert [one for one in found if not one.startswith("verify.py: books")] == [
        f"program: data/queries/macros.sql is not that of version {__version__}, which the pack names",
        f"program: verify.py is not that of version {__version__}, which the pack names",
        "engine: vetted_before_release: B7: the pack says exception no_check, the engine says met before_release",
        'engine: claim: the pack says "demonstrated", the engine says "exceptions"',
        'engine: leg no_duplicates: the pack says "holds", the engine says "fails"',
        *[one for one in found if one.startswith("verify.py: ") and not one.startswith("verify.py: books")],
    ]
    assert [one.split(": ")[1] for one in found if one.startswith("verify.py: ")] == [
        "vetted_before_release",
        "claim",
        "leg",
    ]


FORGED: dict[str, Callable[[dict[str, Any]], object]] = {
    "choices: systems.checks.clock_error": lambda told: told["choices"].pop(0),
    "choices: corrections": lambda told: next(one for one in told["choices"] if one["setting"] == "corrections").update(
        with_default={"exception": 0, "undetermined": 0, "state": "exceptions"}
    ),
    "choices: vetting.final_results": lambda told: told["choices"].append(
        {"setting": "vetting.final_results", "value": ["clear"], "default": [], "rows": 0, "weakens": False}
    ),
    "corrections": lambda told: told.update(corrections=[]),
    "rests_on: deliveries": lambda told: told["rests_on"]["deliveries"].pop(),
}


def test_a_choice_a_correction_or_a_delivery_that_is_otherwise_is_named_even_when_sealed_anew(pack: Path) -> None:
    audit = pack / "data" / "audit.json"
    told = json.loads(audit.read_text(encoding="utf-8"))
    assert told["corrections"]
    assert told["choices"][0]["setting"] == "systems.checks.clock_error"
    for forge in FORGED.values():
        forge(told)
    audit.write_text(json.dumps(told), encoding="utf-8")
    found = verify_pack.verify(pack, Asked(root=bag.seal(pack, {})), quiet).differences
    named = {part: [one for one in found if one.startswith(f"engine: {part}: ")] for part in FORGED}
    assert {part: len(said) for part, said in named.items() if not said} == {}, found
    assert [one for one in found if not any(one in said for said in named.values())] == []


def test_a_pack_of_another_version_is_said_to_be_one(pack: Path) -> None:
    (pack / "data" / "versions.json").write_text('{"reporter": "0.0.1"}', encoding="utf-8")
    flip(pack / "data" / "queries" / "macros.sql")
    found = verify_pack.Verified(root_digest="")
    verify_pack._same_program(pack, found)
    assert (found.differences, len(found.remarks)) == ([], 1)
    assert found.remarks[0].startswith("The pack was made by version 0.0.1, and this is ")
    assert "Not the same are: data/queries/macros.sql." in found.remarks[0]


def test_a_table_with_other_columns_is_refused(pack: Path) -> None:
    path = pack / "data" / "records" / "checks.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("result", "outcome", 1), encoding="utf-8")
    with pytest.raises(IntegrityError, match=r"data/records/checks\.csv has not the columns that it must have"):
        verify_pack.verify(pack, Asked(root=bag.seal(pack, {})), quiet)


def second_opinion(pack: Path) -> int:
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            return verify.main([str(pack)])
    finally:
        gc.enable()


def test_the_packs_own_verifier_needs_nothing_installed_and_agrees(edition: Path) -> None:
    assert (edition / "pack" / "verify.py").read_bytes() == packs.VERIFIER.read_bytes()
    for kind in ("pack", "pack-reviewer"):
        command = [sys.executable, "-I", "-S", str(edition / kind / "verify.py"), str(edition / kind)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        assert " 0 differ" in done.stdout


def test_each_of_sixty_mutated_outcome_tables_is_caught_even_when_sealed_anew(pack: Path) -> None:
    path = pack / "data" / "outcomes.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    assert second_opinion(pack) == 0
    chance = random.Random(7)
    others = {"met": "exception", "exception": "met", "undetermined": "met", "out_of_scope": "undetermined"}
    missed = []
    for number in range(60):
        at = chance.randrange(len(rows))
        mutated = [list(row) for row in rows]
        if number % 3 == 0:
            mutated[at][2] = others[mutated[at][2]]
        elif number % 3 == 1:
            del mutated[at]
        else:
            mutated.insert(at, [rows[at][0], "made-up", *rows[at][2:]])
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *mutated])
        (pack.parent / "pack.sha256").write_text(f"{bag.seal(pack, {})}  pack/{bag.ROOT_FILE}\n", encoding="ascii")
        if second_opinion(pack) != 5:
            missed.append((number, rows[at]))
    assert missed == []


def test_the_plain_duckdb_program_decides_every_control_again(edition: Path) -> None:
    program = Path(sys.executable).with_name("duckdb")
    for kind in ("pack", "pack-reviewer"):
        script = (edition / kind / "rerun.sql").read_text(encoding="utf-8")
        done = subprocess.run(
            [program, "-init", os.devnull, "-bail", "-csv"],
            cwd=edition / kind,
            input=script,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        printed = done.stdout.splitlines()
        audit = json.loads((edition / kind / "data" / "audit.json").read_text(encoding="utf-8"))
        assert printed == [
            "control,outcome,filed,decided_here",
            *(
                f"{one['id']},{outcome},{one[outcome]},{one[outcome]}"
                for one in sorted(audit["controls"], key=lambda one: one["id"])
                for outcome in ("exception", "met", "out_of_scope", "undetermined")
                if one[outcome]
            ),
            "control,item,said",  # and nothing that differs
            "outcome,reason,stays",
            "exception,no_check,1",
            "exception,no_final_result,1",
            "met,before_release,19",
        ]


# What it is


def test_the_pack_is_a_bag_and_a_data_package_by_the_programs_of_others(edition: Path) -> None:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import bagit
        import frictionless
    for kind in ("pack", "pack-reviewer"):
        assert bagit.Bag(str(edition / kind)).validate() is True
        report = frictionless.validate(str(edition / kind / "datapackage.json"))
        assert report.flatten(["resourceName", "type", "message"]) == []
        assert {task.name for task in report.tasks} >= {"records-bookings", "outcomes", "delivered", "quarantine"}


def test_the_checksums_are_those_of_the_stock_program(edition: Path) -> None:
    for kind in ("pack", "pack-reviewer"):
        for manifest in (bag.PAYLOAD_FILE, bag.ROOT_FILE):
            subprocess.run(["sha256sum", "--quiet", "-c", manifest], cwd=edition / kind, check=True)
        subprocess.run(["sha256sum", "--quiet", "-c", f"{kind}.sha256"], cwd=edition, check=True)
    subprocess.run(["sha256sum", "--quiet", "-c", f"pack/data/{packs.EDITION_FILES}"], cwd=edition, check=True)


def test_the_pack_has_what_the_contract_names_and_is_shut_to_other_users(edition: Path) -> None:
    tags = {one for one in files(edition / "pack") if not one.startswith("data/")}
    assert tags == {
        *("bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"),
        *("datapackage.json", "README.txt", "verify.py", "rerun.sql"),
    }
    assert (edition / "pack" / "data" / "audit.json").read_bytes() == (edition / "audit.json").read_bytes()
    wanted = {
        "policy.toml period.json delivered.csv as-delivered.csv quarantine.csv outcomes.csv outcomes.parquet "
        f"audit.json criteria.toml versions.json {packs.EDITION_FILES}"
    }
    assert {one for one in files(edition / "pack" / "data") if "/" not in one} == set(*(w.split() for w in wanted))
    versions = json.loads((edition / "pack" / "data" / "versions.json").read_text(encoding="utf-8"))
    assert list(versions) == ["reporter", "duckdb", "great-expectations", "tzdata"]
    for kind in ("pack", "pack-reviewer"):
        modes = {stat.S_IMODE(path.stat().st_mode) for path in (edition / kind).rglob("*") if path.is_file()}
        folders = {stat.S_IMODE(path.stat().st_mode) for path in [edition / kind, *(edition / kind).rglob("*/")]}
        assert (modes, folders) == ({0o600}, {0o700})


# For reviewers


def test_no_id_and_no_personal_attribute_is_in_the_reviewers_pack(edition: Path) -> None:
    data = edition / "pack" / "data"
    ids = {
        cell
        for path in sorted((data / "records").glob("*.csv"))
        for row in table(path)
        for column, cell in row.items()
        if column.endswith("_id") and column != "facility_id" and cell
    } | {"B9", "C77", "White", "desk"}
    assert {"B21", "P21", "C1", "N5", "H1", "Q2", "K1", "I2", "O1"} < ids
    word = re.compile(r"\b(" + "|".join(map(re.escape, sorted({*ids, *NAMED}))) + r")\b")
    reviewer_pack = edition / "pack-reviewer"
    own = [
        one for one in files(reviewer_pack) if "/queries/" not in one and not one.endswith((".sql", ".py", ".parquet"))
    ]
    found = {one: sorted(set(word.findall((reviewer_pack / one).read_text(encoding="utf-8")))) for one in own}
    assert {one: words for one, words in found.items() if words} == {}
    with warehouse.open_sandbox(edition.parent, reads=reviewer_pack, writes=reviewer_pack) as connection:
        source = warehouse.parquet_source(reviewer_pack / "data" / "outcomes.parquet")
        decided = warehouse.rows(connection, f"select control, item, outcome, reason from {source}")
    assert decided == [tuple(row.values()) for row in table(reviewer_pack / "data" / "outcomes.csv")]
    assert all(row["raw"] == "" for row in table(reviewer_pack / "data" / "quarantine.csv"))


def test_the_same_id_has_the_same_pseudonym_everywhere_and_it_is_the_states_case_id(edition: Path) -> None:
    key = (edition.parent / "key").read_bytes()
    kept, shown = edition / "pack" / "data", edition / "pack-reviewer" / "data"
    for path in sorted((kept / "records").glob("*.csv")):
        log = path.stem
        before, after = table(path), table(shown / "records" / f"{log}.csv")
        for old, new in zip(before, after, strict=True):
            for column, cell in old.items():
                if column in ("officer_id", "person_id"):
                    assert new[column].startswith(case_id(key, column, cell) if cell else ""), (log, column)
                    assert len(new[column]) == (39 if cell else 0), (log, column)
                elif column.endswith("_id") and column != "facility_id":
                    assert new[column] == (case_id(key, column, cell) if cell else ""), (log, column)
                elif column in (
                    "sex",
                    "race_ethnicity",
                    "birth_country",
                    "charge_level",
                    "method",
                    "channel",
                    "reason",
                ):
                    assert new[column] in ("", "withheld", f"withheld, line {old['line']}"), (log, column)
                elif column in ("file", "file_1"):
                    assert re.fullmatch(r"file-[0-9]+", new[column]), (log, column)
                elif column == "interpreter_question":
                    assert new[column] == ("withheld" if cell else "")
                elif column == "birth_year":
                    assert new[column] == ""
                else:
                    assert new[column] == cell, (log, column)
    quarantined = [(row["log"], row["key"], row["booking_id"]) for row in table(shown / "quarantine.csv")]
    assert quarantined == [("checks", case_id(key, "check_id", "C77"), case_id(key, "booking_id", "B9"))]
    outcomes = {(row["control"], row["item"]) for row in table(shown / "outcomes.csv")}
    for control, item in (
        ("vetted_before_release", case_id(key, "booking_id", "B7")),
        ("officer_authorized", case_id(key, "check_id", "C20")),
        ("claim_reported_in_time", case_id(key, "claim_id", "Q2")),
        ("permitted_by_law", f"hold:{case_id(key, 'hold_id', 'H1')}"),
    ):
        assert (control, item) in outcomes
    page = (edition / "state.html").read_text(encoding="utf-8")
    told = {row["case_id"] for row in table(shown / "cases.csv") if row["control"] == "officer_authorized"}
    assert told
    assert all(one in page for one in told)


def test_a_course_that_an_unreadable_row_may_have_changed_is_known_in_the_reviewers_pack_too(tmp_path: Path) -> None:
    """The key of such a record is of several columns; a text in it that cannot be read stays with the county."""
    jail = clean(Jail(tmp_path / "jail"))
    courses = ["O1|basic|2025-06-01|true", "O1|basic|2025-06-01|perhaps", "O1|basic|Mr Grey|true"]
    jail.deliver("training", "\n".join(["officer_id|course|completed_on|exam_passed", *courses]))
    jail.manifest()
    jail.write_policy()
    filed = run.run(jail.folder, period("2026-10"), quiet)
    afterwards.pack_for_reviewers(jail.folder, "2026-10/r1", quiet)
    shown = filed.path / "pack-reviewer"
    assert verify_pack.verify(shown, Asked(), quiet).differences == []
    officer = case_id(case_key.ready(jail.folder), "officer_id", "O1")
    keys = [row["key"].split("\x1f") for row in table(shown / "data" / "quarantine.csv")]
    assert [(key[0][:14], *key[1:]) for key in keys] == [(officer, "basic", "2025-06-01"), ("",)]


def test_a_reviewers_pack_is_made_only_of_the_pack_that_was_filed(pack: Path) -> None:
    from reporter.evidence import reviewer_pack

    flip(pack / "data" / "records" / "bookings.csv")
    with pytest.raises(IntegrityError, match=r"data/records/bookings\.csv was changed\. Nothing was written"):
        reviewer_pack.write(pack.parent, pack.parent.parent, b"key")


def test_two_ids_with_one_short_pseudonym_get_longer_ones(tmp_path: Path) -> None:
    from reporter.evidence import reviewer_pack

    with warehouse.open_sandbox(tmp_path, reads=tmp_path, writes=tmp_path) as connection:
        ids = "select 'booking_id' as kind, 'B' || n as id from range(4) as numbers(n)"
        same = reviewer_pack._pseudonyms(ids, b"k").replace("digest[1:4]", "'ABCD'").replace("digest[5:8]", "'ABCD'")
        found = warehouse.rows(connection, same.replace("digest[9:12]", "case when id < 'B2' then 'AA' else id end"))
    names = {row[1]: row[2] for row in found}
    assert (names["B2"], names["B3"]) == ("ABCD-ABCD-B2", "ABCD-ABCD-B3")
    assert len({*names.values()}) == 4
    assert {len(names["B0"]), len(names["B1"])} == {len("ABCD-ABCD-AA") + 7 * 5}


def test_what_is_added_to_a_filed_edition_later_is_not_part_of_it(edition: Path) -> None:
    assert any(one.startswith("pack-reviewer") for one in files(edition))
    assert not any(one.startswith("pack-reviewer") for one in store.files_of(edition))


def test_a_correction_of_a_record_that_stood_twice_in_one_file_verifies(tmp_path: Path) -> None:
    jail = clean(Jail(tmp_path / "county"))
    head, first = (tmp_path / "county" / "inbox" / "checks.csv").read_text(encoding="utf-8").splitlines()[:2]
    twice = first.replace("clear", "wanted") if "clear" in first else first.replace("wanted", "clear")
    with (jail.folder / "inbox" / "checks.csv").open("a", encoding="utf-8", newline="") as file:
        file.write(f"{twice}\r\n")
    (jail.folder / "inbox" / "checks_2.csv").write_text(f"{head}\n{twice}\n", encoding="utf-8")
    jail.write_policy()
    run.run(jail.folder, period("2026-10"), quiet)
    found = verify_pack.verify(jail.folder / "reports" / "2026-10" / "r1" / "pack", Asked(), quiet)
    assert found.differences == []


@pytest.mark.parametrize(
    "changes", ["* replace ('met' as outcome)", "* replace ('no_check' as reason)", "* limit 3", ""]
)
def test_other_evidence_than_the_outcomes_is_named_even_when_sealed_anew(pack: Path, changes: str) -> None:
    file = pack / "data" / "outcomes.parquet"
    if changes:
        columns, _, limit = changes.partition(" limit ")
        with warehouse.open_writable(pack.parent) as connection:
            rows = f"from '{file}'" + (f" limit {limit}" if limit else "")
            connection.execute(f"copy (select {columns} {rows}) to '{pack.parent / 'other.parquet'}' (format parquet)")
        (pack.parent / "other.parquet").replace(file)
    else:
        file.unlink()
    found = verify_pack.verify(pack, Asked(root=bag.seal(pack, {})), quiet).differences
    assert any("data/outcomes.parquet" in one for one in found)
