"""What is proposed from samples, and that nothing in doubt or personal is written."""

import json
import re
import shutil
import stat
import tomllib
from pathlib import Path

import pytest

from reporter import warehouse
from reporter.config.kinds import keys_of
from reporter.config.limits import Limits
from reporter.config.log_policy import LOG_KEYS
from reporter.config.log_schemas import code_lists, schemas
from reporter.config.policy import load
from reporter.errors import PolicyError
from reporter.ingest.readers import open_source
from reporter.workflows.propose_policy import propose, start
from tests.end_to_end.test_commands import reporter

LOGS = {name: schema.columns for name, schema in schemas().items()}
SYNONYMS = Path(__file__).parents[3] / "reporter" / "workflows" / "propose_policy" / "synonyms.toml"

BOOKINGS = """Book No|Name|DOB|Person ID|Book Dt|Comm Type|Rel Dt|Rel Rsn|Pod
26-0001|DOE, JANE|01/02/1990|P77001|10/05/2026 14:05|CC|10/06/2026 09:10|BOND|A
26-0002|ROE, RICHARD|03/04/1981|P77002|10/13/2026 02:11|Arrest|10/14/2026 11:00|FUG|B
26-0003|POE, EDGAR|05/06/1972|P77003|10/14/2026 23:59|CC|||B
26-0004|COE, ANN|07/08/1963|P77004|10/15/2026 00:01|FED|10/16/2026 12:30|DOE, JANE|A
26-0004|COE, ANN|07/08/1963|P77004|10/15/2026 00:01|FED|10/16/2026 12:30|ROR|A
"""
CHECKS = """query_id;BookingNumber;Response;ReqDtTm;RspDtTm;Badge
1;26-0001;CLR;2026-10-05 14:09:00;2026-10-05 14:20:00;B12
2;26-0002;WNT;2026-10-13 02:20:00;2026-10-13 02:31:00;B12
3;26-0003;NO MATCH;2026-10-15 00:20:00;2026-10-15 00:31:00;B15
"""


def test_a_new_policy_names_every_key_of_a_log_and_every_limit(tmp_path: Path) -> None:
    start(tmp_path / "county", [])
    written = (tmp_path / "county" / "policy.toml").read_text(encoding="utf-8")
    named = set(re.findall(r"\w+", written))
    assert [key for key in (*LOG_KEYS, *keys_of(Limits)) if key not in named] == []


@pytest.fixture
def sample(tmp_path: Path):
    def write(name: str, text: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "samples" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode(encoding))
        return path

    return write


def proposed(*files: Path) -> tuple[str, dict]:
    text = propose(files, logs=LOGS)
    return text, tomllib.loads(text)


def test_a_pipe_delimited_booking_export_is_mapped(sample):
    text, policy = proposed(sample("JMS_Bookings_202610.txt", BOOKINGS, "utf-16"))
    assert policy["logs"] == {
        "bookings": {
            "files": "JMS_Bookings_*",
            "columns": {
                "booking_id": "Book No",
                "person_id": "Person ID",
                "booked_at": "Book Dt",
                "commitment": "Comm Type",
                "released_at": "Rel Dt",
                "release_reason": "Rel Rsn",
            },
            "timestamp_format": "%m/%d/%Y %H:%M",
            "precision": "minute",
            "values": {
                "commitment": {"Arrest": "arrest", "FED": "federal"},
                "release_reason": {"BOND": "bail", "ROR": "recognizance"},
            },
        }
    }
    lines = text.splitlines()
    assert '# "Book Dt" looks like US dates to the minute: 5 of 5 values' in lines
    assert '# DECIDE: values.commitment: "CC" = ?   (2 rows)' in lines
    assert '# DECIDE: values.release_reason: "FUG" = ?   (1 rows)' in lines
    assert '# not used: "Name", "DOB", "Pod"' in lines
    assert any(line.startswith("# DECIDE: no column found for facility_id (id required)") for line in lines)
    assert any("5 rows, 4 different booking_id" in line for line in lines)


def test_no_personal_value_is_copied(sample):
    text, _ = proposed(sample("bookings.csv", BOOKINGS), sample("checks.csv", CHECKS))
    for value in ("DOE", "JANE", "ROE", "1990", "P77001", "26-0001", "B12"):
        assert value not in text
    assert "# DECIDE: values.release_reason: 1 values are not shown, they do not look like codes." in text


def test_two_logs_are_told_apart_and_iso_times_need_no_format(sample):
    text, policy = proposed(sample("bookings.csv", BOOKINGS), sample("queries.csv", CHECKS))
    assert list(policy["logs"]) == ["bookings", "checks"]
    assert policy["logs"]["checks"] == {
        "files": "queries*",
        "columns": {
            "check_id": "query_id",
            "booking_id": "BookingNumber",
            "result": "Response",
            "requested_at": "ReqDtTm",
            "completed_at": "RspDtTm",
            "officer_id": "Badge",
        },
        "precision": "second",
        "values": {"result": {"CLR": "clear", "WNT": "wanted"}},
    }
    assert '# DECIDE: values.result: "NO MATCH" = ?   (1 rows)' in text


def dates(*days: str) -> str:
    return "booking_id,person_id,facility_id,commitment,booked_at\n" + "".join(
        f"{n},p{n},M,arrest,{day}\n" for n, day in enumerate(days)
    )


TIMES = [
    ("month first", ["10/05/2026 14:05", "10/13/2026 02:00"], "%m/%d/%Y %H:%M", "minute", None),
    ("day first", ["05/10/2026 14:05", "13/10/2026 02:00"], "%d/%m/%Y %H:%M", "minute", None),
    ("undecidable", ["05/10/2026 14:05"], "%m/%d/%Y %H:%M", "minute", "no date tells"),
    ("contradicting", ["05/13/2026 14:05", "13/05/2026 14:05"], "%m/%d/%Y %H:%M", "minute", "can only be"),
    ("half days", ["10/13/26 2:05 PM"], "%m/%d/%y %I:%M %p", "minute", None),
    ("seconds", ["10/13/2026 14:05:09"] * 5, "%m/%d/%Y %H:%M:%S", "second", None),
    ("seconds never kept", [f"10/13/2026 14:{n}:00" for n in range(10, 16)], "%m/%d/%Y %H:%M:%S", "minute", None),
    ("midnights only", ["2026-10-05 00:00:00"] * 6, None, "day", None),
    ("bare days", ["2026-10-05", "2026-10-06"], None, "day", None),
    ("offset", ["2026-10-05T14:05:09Z"], None, "second", None),
    ("two forms", ["10/13/2026", "10/13/2026", "2026-10-05"], ["%m/%d/%Y", "%Y-%m-%d"], "day", None),
    ("database", ["Oct  5 2026  2:05PM"], "%b %d %Y %I:%M%p", "minute", None),
    ("oracle", ["05-OCT-2026 14:05:00"], "%d-%b-%Y %H:%M:%S", "second", None),
    ("dotted", ["13.10.2026 14:05"], "%d.%m.%Y %H:%M", "minute", None),
    ("named zone", ["2026-10-05 14:05:00 EST"], None, "second", "the word does not fit the season"),
]


@pytest.mark.parametrize(("days", "format_", "precision", "doubt"), [t[1:] for t in TIMES], ids=[t[0] for t in TIMES])
def test_the_form_and_precision_of_times(sample, days, format_, precision, doubt):
    text, policy = proposed(sample("bookings.csv", dates(*days)))
    log = policy["logs"]["bookings"]
    assert (log.get("timestamp_format"), log.get("precision")) == (format_, precision)
    table = text.partition("[logs.bookings]")[2].partition("# [logs.")[0]
    decide = [line for line in table.splitlines() if "DECIDE" in line]
    assert len(decide) == (1 if doubt else 0)
    assert doubt is None or doubt in decide[0]


def test_too_many_codes_are_no_codes(sample):
    rows = "".join(f"{n},p,M,word{n},2026-10-05\n" for n in range(51))
    text, policy = proposed(sample("bookings.csv", dates() + rows))
    assert "values" not in policy["logs"]["bookings"]
    assert "# DECIDE: values.commitment: 51 different values are too many for codes." in text
    assert "word7" not in text


def test_what_is_no_log_or_is_refused_is_said(sample):
    text, policy = proposed(sample("menu.csv", "dish,price\nsoup,3\n"), sample("empty.csv", ""))
    assert policy.get("logs", {}) == {}
    assert '# DECIDE: "menu.csv" looks like no log. Its columns: "dish", "price"' in text
    assert "--from checks=FILE" in text
    assert '# DECIDE: a sample was refused: "empty.csv: the file is empty' in text


def test_a_name_that_would_catch_another_log_is_not_made_a_glob(sample):
    text, policy = proposed(sample("jail_1.csv", BOOKINGS), sample("jail_2.csv", CHECKS))
    assert {name: log["files"] for name, log in policy["logs"].items()} == {
        "bookings": "jail_1.csv",
        "checks": "jail_2.csv",
    }
    assert text.count("# DECIDE: a glob for this log alone") == 2


def test_odd_column_names_cannot_break_the_policy(sample):
    header = '"say ""x""\nnow","back\\slash",' + BOOKINGS.splitlines()[0].replace("|", ",") + "\n"
    _, policy = proposed(sample("bookings.csv", header))
    assert policy["logs"]["bookings"]["columns"]["booking_id"] == "Book No"


def test_the_plain_starter_has_every_log_and_every_default(tmp_path):
    _, policy = proposed()
    assert {name: log["files"] for name, log in policy["logs"].items()} == {name: f"{name}*" for name in LOGS}
    assert policy["claim"] == {
        "requires": ["fields_complete", "no_duplicates", "links_resolve", "logs_cover_period"],
        "requires_one_of": ["booking_numbers_continuous", "census_reconciles", "daily_record_agrees"],
    }
    assert policy["limits"] == {
        "notify_within": "15m",
        "release_within": "4h",
        "check_before_booking": "0s",
        "claim_within": "1h",
        "complaint_within": "48h",
        "record_within": "24h",
        "max_silence": "24h",
        "refresher_every": "none",
    }
    assert policy["scope"]["commitments"] == ["criminal_court"]
    assert policy["publish"] == {"coordination": ""}
    assert "regimes" not in policy


def test_start_makes_a_private_folder_and_never_overwrites(tmp_path, sample):
    folder = tmp_path / "county"
    lines = start(folder, [sample("bookings.csv", BOOKINGS)]).lines
    assert any("DECIDE" in line for line in lines)
    assert {path.name for path in folder.iterdir()} == {"policy.toml", "inbox", "reports"}
    assert {stat.S_IMODE((folder / name).stat().st_mode) for name in ("inbox", "reports")} == {0o700}
    before = (folder / "policy.toml").read_text()
    with pytest.raises(PolicyError, match=r"already has a policy\.toml"):
        start(folder, [])
    assert (folder / "policy.toml").read_text() == before


@pytest.mark.parametrize("exports", [[], [BOOKINGS], [BOOKINGS, CHECKS]])
def test_the_starter_is_a_policy(tmp_path, sample, exports):
    start(tmp_path / "county", [sample(f"export_{n}.csv", text) for n, text in enumerate(exports)])
    try:
        assert load(tmp_path / "county" / "policy.toml").timezone == "America/New_York"
    except PolicyError as error:
        if "claim.requires" not in str(error):  # the legs are found by their files
            raise


def test_the_synonyms_speak_of_the_known_logs_and_codes():
    known = tomllib.loads(SYNONYMS.read_text(encoding="utf-8"))
    assert {log: set(columns) for log, columns in known["columns"].items()} == {n: set(c) for n, c in LOGS.items()}
    assert {name: set(codes) for name, codes in known["codes"].items()} == {n: set(c) for n, c in code_lists().items()}
    for log, columns in known["columns"].items():
        for column, names in columns.items():
            assert all(name == "".join(filter(str.isalnum, name.lower())) for name in names), (log, column)
    for name, codes in known["codes"].items():
        words = [word for one in codes.values() for word in one]
        assert len(words) == len(set(words)), name


DATA = Path(__file__).parents[4] / "shared" / "data"


@pytest.mark.skipif(not DATA.is_dir(), reason="the real records are not part of the project")
def test_real_exports_are_proposed_as_bookings_without_a_persons_key():
    georgia = sorted((DATA / "ga_jails_scraped_2017").glob("*.csv"))
    charges = DATA / "pierce_wa_jail_ice_holds" / "hold_bookings_charges.csv.gz"
    text, policy = proposed(*georgia)
    assert policy["logs"]["bookings"]["columns"] == {
        "booking_id": "booking_ref",
        "person_id": "person_key",
        "facility_id": "facility",
        "booked_at": "booking_timestamp",
        "released_at": "release_timestamp",
        "sex": "inmate_sex",
        "race_ethnicity": "inmate_race",
        "charge_level": "severity",
    }
    with open_source(georgia[0]) as source:
        place = source.header.index("person_key")
        assert not any(row.cells[place] in text for row in source.rows)
    _, policy = proposed(charges)
    assert policy["logs"]["bookings"]["columns"]["booked_at"] == "booking_dt"
    assert policy["logs"]["bookings"]["precision"] == "minute"


def test_what_is_answered_is_written_and_what_is_left_open_stays_marked(sample, tmp_path):
    answers = {"The agency's name": "Kings County", "The zone": "America/Chicago", 'commitment "CC"': "criminal_court"}
    asked = []

    def ask(words, allowed):
        asked.append((words, tuple(allowed)))
        return next((answer for part, answer in answers.items() if part in words), "")

    text = propose([sample("bookings.csv", BOOKINGS)], logs=LOGS, ask=ask)
    policy = tomllib.loads(text)
    assert policy["agency"] == {"name": "Kings County", "timezone": "America/Chicago"}
    assert policy["logs"]["bookings"]["values"]["commitment"]["CC"] == "criminal_court"
    assert '# DECIDE: values.release_reason: "FUG" = ?   (1 rows)' in text.splitlines()
    codes = tuple(sorted(code_lists()["commitment"]))
    assert ('What does commitment "CC" mean? It stands in 2 rows', codes) in asked
    assert not any(name in words for words, _ in asked for name in ("DOE", "JANE", "P77001"))


@pytest.mark.parametrize(
    "typed",
    [
        "\n" * 12,
        "Kings County\nAmerica/NewYork\nAmerica/New_York\nPod\n\n\ncriminal_court\n\n",
        "Kings\nb\nKings County\nAmerica/New_York\nName\nb\nPod\n\n\ncriminal_court\n\n",
    ],
)
def test_on_a_terminal_it_asks_and_with_yes_it_does_not(sample, tmp_path, typed):
    import os
    import pty
    import subprocess
    import sys

    export = str(sample("bookings.csv", BOOKINGS))
    code = "from reporter.cli import main; main()"
    ours, theirs = pty.openpty()
    os.write(ours, typed.encode())
    command = [sys.executable, "-c", code, "init", str(tmp_path / "asked"), "--from", export]
    told = subprocess.run(command, stdin=theirs, capture_output=True, text=True, check=False, timeout=60)
    os.close(ours)
    os.close(theirs)
    assert told.returncode == 0, told.stderr
    told_asked = told.stderr + told.stdout
    asked = tomllib.loads((tmp_path / "asked" / "policy.toml").read_text(encoding="utf-8"))
    command[4:5] = [str(tmp_path / "unattended"), "--yes"]
    told = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=60)
    assert (told.returncode, told.stderr) == (0, "")
    alone = tomllib.loads((tmp_path / "unattended" / "policy.toml").read_text(encoding="utf-8"))
    assert "Enter: skip, b: back" in told_asked
    if typed.startswith("Kings"):
        assert asked["agency"] == {"name": "Kings County", "timezone": "America/New_York"}
        assert asked["logs"]["bookings"]["values"]["commitment"]["CC"] == "criminal_court"
        assert asked["logs"]["bookings"]["columns"]["facility_id"] == "Pod"
    else:
        assert asked == alone


def parquet(path: Path, sql: str) -> Path:
    with warehouse.open_writable(path.parent) as connection:
        warehouse.write_parquet(connection, sql, path)
    return path


TYPED = """
select * from (values
    (1001, 'P1', 'MAIN', timestamp '2026-10-05 14:05:00', 'CC', timestamp '2026-10-06 09:10:00', 'BOND', false),
    (1002, 'P2', 'MAIN', timestamp '2026-10-13 14:07:00', 'Arrest', null, null, true)
) as sample("Book No", "Person ID", "Facility", "Book Dt", "Comm Type", "Rel Dt", "Rel Rsn", void)
"""
ZONED = """
select 1 as check_id, 1001 as booking_id, 'clear' as result, [1, 2] as tags,
    timestamptz '2026-10-05 18:20:07+00' as completed_at
"""


def test_typed_parquet_is_mapped_beside_other_files_and_what_is_proposed_is_taken_in(tmp_path: Path):
    (tmp_path / "sent").mkdir()
    bookings = parquet(tmp_path / "sent" / "bookings.parquet", TYPED)
    checks = parquet(tmp_path / "sent" / "checks.PARQUET", ZONED)
    notices = tmp_path / "sent" / "notifications.csv"
    notices.write_text("notification_id,booking_id,sent_at\nN1,1001,10/13/2026 14:30\n", encoding="utf-8")
    folder = tmp_path / "county"
    told = reporter("init", str(folder), "--yes", "--from", str(bookings), "--from", str(checks), str(notices))
    assert (told.returncode, told.stderr) == (0, "")
    text = (folder / "policy.toml").read_text(encoding="utf-8")
    logs = tomllib.loads(text)["logs"]
    assert logs["bookings"] == {
        "files": "bookings*",
        "columns": {
            "booking_id": "Book No",
            "person_id": "Person ID",
            "facility_id": "Facility",
            "booked_at": "Book Dt",
            "commitment": "Comm Type",
            "void": "void",
            "released_at": "Rel Dt",
            "release_reason": "Rel Rsn",
        },
        "precision": "minute",
        "values": {"commitment": {"Arrest": "arrest"}, "release_reason": {"BOND": "bail"}},
    }
    assert (logs["checks"]["precision"], logs["checks"]["values"]) == ("second", {"result": {"clear": "clear"}})
    assert logs["notifications"]["timestamp_format"] == "%m/%d/%Y %H:%M"
    assert '# DECIDE: values.commitment: "CC" = ?   (1 rows)' in text.splitlines()
    for path in (bookings, checks, notices):
        shutil.copy(path, folder / "inbox")
    taken = reporter("ingest", "--folder", str(folder), "--json")
    assert {one["file"]: (one["accepted"], one["quarantined"]) for one in json.loads(taken.stdout)} == {
        "bookings.parquet": (1, 1),  # the code that nobody decided is never guessed
        "checks.PARQUET": (1, 0),
        "notifications.csv": (1, 0),
    }


def test_a_parquet_sample_that_is_none_is_left_to_a_person_and_names_no_other_file(tmp_path: Path):
    cut = parquet(tmp_path / "bookings.parquet", TYPED)
    cut.write_bytes(cut.read_bytes()[:200])
    other = tmp_path / "checks.csv"
    other.write_text(CHECKS, encoding="utf-8")
    assert reporter("init", str(tmp_path / "county"), "--yes", "--from", str(cut), str(other)).returncode == 4
    text = (tmp_path / "county" / "policy.toml").read_text(encoding="utf-8")
    refusals = [line for line in text.splitlines() if "refused" in line]
    assert refusals == [
        '# DECIDE: a sample was refused: "bookings.parquet: this is no Parquet file, or it is cut off. '
        'Ask for the file again."'
    ]
    assert list(tomllib.loads(text)["logs"]) == ["checks"]


STRANGE = """Ref;Bkg #;Ran;Back;Code
S1;26-1;10/13/2026 2:05 PM;10/13/2026 2:15 PM;NEG
S2;26-2;10/14/2026 2:05 AM;14th Oct, 2 o'clock;DET
"""


def test_a_file_whose_columns_say_too_little_is_what_its_name_says_and_that_is_left_to_a_person(sample):
    text, policy = proposed(sample("Screening Log March26.csv", STRANGE))
    assert policy["logs"]["checks"] == {
        "files": "Screening Log *",
        "columns": {"booking_id": "Bkg #"},
        "timestamp_format": "%m/%d/%Y %I:%M %p",
        "precision": "minute",
    }
    lines = text.splitlines()
    assert "# DECIDE: only its file's name says that it is this log. Is it?" in lines
    assert '# not used, but "Ran" looks like dates with a time: 2 of 2 values' in lines
    assert not any("Back" in line and "looks like" in line for line in lines)


def test_a_person_can_say_which_log_a_file_is_and_which_column_is_which(sample, tmp_path):
    path = sample("x.csv", STRANGE)
    told = reporter("init", str(tmp_path / "county"), "--yes", "--from", f"checks={path}")
    assert told.returncode == 0
    assert list(tomllib.loads((tmp_path / "county" / "policy.toml").read_text(encoding="utf-8"))["logs"]) == ["checks"]
    told = reporter("init", str(tmp_path / "other"), "--yes", "--from", f"cheques={path}")
    assert (told.returncode, "Give --from a file, or LOG=FILE" in told.stderr) == (2, True)
    answers = {"Which log": "checks", "is check_id": "Ref", "is result": "Code", "is requested_at": "Ran"}
    answers |= {"is completed_at": "Back", '"NEG"': "no_record", '"DET"': "wanted"}
    text = propose([path], logs=LOGS, ask=lambda words, allowed: next((answers[a] for a in answers if a in words), ""))
    assert tomllib.loads(text)["logs"]["checks"]["columns"] == {
        "check_id": "Ref",
        "booking_id": "Bkg #",
        "result": "Code",
        "requested_at": "Ran",
        "completed_at": "Back",
    }
    assert tomllib.loads(text)["logs"]["checks"]["values"] == {"result": {"NEG": "no_record", "DET": "wanted"}}


@pytest.mark.parametrize(
    ("name", "glob"),
    [
        ("Bookings Oct26.csv", "Bookings *"),
        ("bookings_september.csv", "bookings_*"),
        ("Marshal bookings.csv", "Marshal bookings*"),
        ("mayor_bookings_2026.csv", "mayor_bookings_*"),
    ],
)
def test_the_glob_of_a_file_fits_that_of_the_next_month(sample, name, glob):
    _, policy = proposed(sample(name, BOOKINGS))
    assert policy["logs"]["bookings"]["files"] == glob


@pytest.mark.parametrize(("day", "clock"), [("Rel Date", "Rel Time"), ("Discharge Date", "Discharge Time")])
def test_a_register_with_the_day_of_release_apart_is_one_of_bookings(sample, day, clock):
    """The day alone, as a moment, lies before the booking of the same day."""
    head = f"Booking No,Person ID,Facility,Booked,Commitment,{day},{clock},Reason\n"
    rows = [
        f"B{n:04d},P{n},MAIN,2026-10-{n:02d} 08:00,criminal_court,2026-10-{n:02d},14:05,BOND\n" for n in range(1, 9)
    ]
    _, policy = proposed(sample("bookings.csv", head + "".join(rows)))
    assert policy["logs"]["bookings"]["columns"]["released_at"] == [day, clock]
