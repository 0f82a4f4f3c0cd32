"""dbt as a peer: a project of three models on the DuckDB adapter, built in a temporary folder."""

import contextlib
import io
import os
import tempfile
from pathlib import Path

_PROJECT = """
name: asked
profile: asked
model-paths: [models]
flags: {send_anonymous_usage_stats: false, partial_parse: false}
"""
_PROFILE = """
asked:
  target: here
  outputs: {{here: {{type: duckdb, path: "{place}/asked.duckdb", threads: 2}}}}
"""
_MODELS = {
    "stays": """
        select distinct booking_id, commitment, try_cast(released_at as timestamp) as released
        from read_csv('{inbox}/bookings.csv', all_varchar = true)
        where try_cast(booked_at as timestamp) is not null
    """,
    "firsts": """
        select booking_id, min(try_cast(completed_at as timestamp)) as done
        from read_csv('{inbox}/checks.csv', all_varchar = true)
        where result in {final} group by booking_id
    """,
    "outcomes": """
        select case when commitment <> 'criminal_court' then 'out_of_scope'
            when done < released then 'met' when done = released then 'undetermined' else 'exception' end as outcome,
            count(*) as stay_count
        from {{{{ ref('stays') }}}} left join {{{{ ref('firsts') }}}} using (booking_id) group by 1
    """,
}


def ask(folder: Path, final: tuple[str, ...]) -> dict[str, int]:
    """Write the project, build it, and read the last model."""
    import duckdb
    from dbt.cli.main import dbtRunner

    os.environ["DO_NOT_TRACK"] = "1"
    with tempfile.TemporaryDirectory(prefix="dbt-") as made:
        place = Path(made)
        (place / "models").mkdir()
        (place / "dbt_project.yml").write_text(_PROJECT, encoding="utf-8")
        (place / "profiles.yml").write_text(_PROFILE.format(place=place), encoding="utf-8")
        for name, text in _MODELS.items():
            query = "{{ config(materialized='table') }}" + text.format(inbox=folder / "inbox", final=final)
            (place / "models" / f"{name}.sql").write_text(query, encoding="utf-8")
        with contextlib.redirect_stdout(io.StringIO()) as said:
            done = dbtRunner().invoke(["run", "--project-dir", made, "--profiles-dir", made, "--log-path", made])
        if not done.success:
            raise RuntimeError(said.getvalue())
        with duckdb.connect(str(place / "asked.duckdb")) as connection:
            return dict(connection.execute("select outcome, stay_count from outcomes").fetchall())
