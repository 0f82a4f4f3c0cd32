"""PostgreSQL as a peer: a server of its own, from Debian's packages, on a socket in a temporary folder."""

import getpass
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

_PROGRAMS = "usr/lib/postgresql/*/bin"  # where Debian's packages put them
_PATIENCE_SECONDS = 120
_QUESTION = """
with stays as (
    select distinct booking_id, commitment, released_at::timestamp as released from bookings
    where booked_at ~ '^\\d{{4}}-\\d\\d-\\d\\d \\d\\d:\\d\\d$'
),
firsts as (
    select booking_id, min(completed_at::timestamp) as done from checks where result in {final} group by booking_id
)
select case when commitment <> 'criminal_court' then 'out_of_scope'
    when done < released then 'met' when done = released then 'undetermined' else 'exception' end, count(*)
from stays left join firsts using (booking_id) group by 1;
"""


def ask(folder: Path, final: tuple[str, ...]) -> dict[str, int]:
    """Start the server, copy both files in, ask the one question, stop the server."""
    with tempfile.TemporaryDirectory(prefix="postgresql-") as place:
        if os.getuid() == 0:
            try:
                shutil.chown(place, _user())
            except LookupError as error:
                raise CannotStart(f"there is no user {_user()} to run it as") from error
        made = _as_server("initdb", "--pgdata", f"{place}/data", "--auth", "trust", "--no-sync", "--encoding", "UTF8")
        _made(made)
        options = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={place}", "-c", "fsync=off"]
        started = _as_server("postgres", "-D", f"{place}/data", *options)
        server = subprocess.Popen(started, stderr=subprocess.DEVNULL)  # noqa: S603
        try:
            _wait_for(server, [program("pg_isready"), "-q", "-h", place])
            script = "".join(_loaded(folder, table) for table in ("bookings", "checks")) + _QUESTION.format(final=final)
            asking = [program("psql"), "-qAt", "-F", " ", "-v", "ON_ERROR_STOP=1"]
            asking += ["-h", place, "-U", _user(), "-d", "postgres"]
            done = subprocess.run(asking, input=script, text=True, stdout=subprocess.PIPE, check=True)  # noqa: S603
        finally:
            server.terminate()
            server.wait()
    return {outcome: int(count) for outcome, count in (line.split() for line in done.stdout.splitlines())}


class CannotStart(ImportError):
    """The server is installed, and does not start here; the words say why."""


def _made(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    except OSError as error:
        raise CannotStart(f"{command[0]} cannot be started: {error.strerror}") from error
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["it says nothing"]
        raise CannotStart(f"initdb ended with exit code {done.returncode}: {said[-1]}")


def _wait_for(server: "subprocess.Popen[bytes]", ready: list[str]) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while subprocess.run(ready, check=False).returncode:  # noqa: S603
        if server.poll() is not None:
            raise CannotStart(f"the server ended with exit code {server.returncode}")
        if time.monotonic() > end:
            raise CannotStart(f"the server was not ready within {_PATIENCE_SECONDS} seconds")
        time.sleep(0.05)


def program(name: str) -> str:
    """Return where a program of the server lies; raises ImportError if it is not installed."""
    found = sorted(Path("/").glob(f"{_PROGRAMS}/{name}"))
    if not found:
        raise ImportError(name)
    return str(found[-1])


def _loaded(folder: Path, table: str) -> str:
    path = folder / "inbox" / f"{table}.csv"
    with path.open(encoding="utf-8") as file:
        columns = file.readline().strip().split(",")
    shape = ", ".join(f"{column} text" for column in columns)
    made, taken = f"create unlogged table {table} ({shape});", f"\\copy {table} from '{path}' (format csv, header)"
    return f"{made}\n{taken}\nanalyze {table};\n"


def _user() -> str:
    """The server refuses to run as root: then Debian's own user has it."""
    return "postgres" if os.getuid() == 0 else getpass.getuser()


def _as_server(name: str, *words: str) -> list[str]:
    user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
    return [*user, program(name), *words]
