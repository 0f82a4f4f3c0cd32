#!/usr/bin/env bash
# A new person's way from a clone to a filed report, on exports that the program has no words for: `make newcomer`.
# walk.sh REPOSITORY PLACE     REPORTER=program leaves out the clone and the installing.
set -euo pipefail
repository=$(cd "$1" && pwd) place=$2
mkdir -p "$place" && cd "$place"
start=$SECONDS

ends() { # ends CODE command...: run it, show it, and hold its exit code against what it should be
  local code=0 want=$1
  shift
  echo "\$ ${*##*/bin/}"
  "$@" || code=$?
  [ "$code" = "$want" ] || { echo "exit code $code, not $want" >&2; exit 1; }
}

if [ -z "${REPORTER:-}" ]; then
  git clone --quiet "$repository" reporter && cd reporter
  command=$(grep -m 1 '^python3 -m venv' README.md) # what the README says, word for word
  ends 1 bash -c "$command"                         # the demonstration county has planted faults
  REPORTER=$PWD/.venv/bin/reporter
  echo "installed, and the demonstration county seen, after $((SECONDS - start)) s"
fi
exports=$repository/tests/newcomer

ends 0 "$REPORTER" init county --yes --from "$exports/Detention Roster Oct26.txt" \
  --from checks="$exports/ICE Screening Log.csv" --from "$exports/Notices to ERO.csv"
cp "$exports"/*.txt "$exports"/*.csv county/inbox/
ends 4 "$REPORTER" doctor --folder county # as a run would end: columns still wait for a name
# The booking desk is asked what the lines marked DECIDE mean, and the columns are named in an editor; the codes wait.
grep -v '^values' "$exports/policy.toml" >county/policy.toml
ends 0 "$REPORTER" ingest --folder county
ends 0 "$REPORTER" quarantine --folder county
cp "$exports/policy.toml" county/policy.toml # the lines that `quarantine` printed, with what each ? means
ends 0 "$REPORTER" ingest --folder county
ends 0 "$REPORTER" quarantine --folder county
# One row is mended where it was written, and delivered again.
printf 'Scr No;Bkg #;Ran D/T;Rtn D/T;Rtn Code;Dep. ID\r\n' >"county/inbox/ICE Screening Log mended.csv"
grep '1412hrs' "$exports/ICE Screening Log.csv" | sed 's#10-18-26 1412hrs#10/18/2026 2:12 PM#' >>"county/inbox/ICE Screening Log mended.csv"
ends 1 "$REPORTER" run --folder county --period 2026-10
ends 0 "$REPORTER" verify county/reports/2026-10/r1/pack
ends 0 "$REPORTER" history --folder county
echo "filed after $((SECONDS - start)) s of commands"
