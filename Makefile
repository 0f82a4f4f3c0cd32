# The same lines run here and in CI. BIN is the folder of the virtual environment's programs.
BIN ?= .venv/bin

.PHONY: check quick search lint test proof mutants fuzz faults hostile endurance bench bench-month bench-peers demo newcomer goldens docs pictures advisories sbom release lock

check: lint test advisories

# After each change, in under two minutes on two cores; `make check` before a commit goes in.
QUICK = tests/controls tests/unit/ingest/test_time.py tests/unit/ingest/test_plain.py tests/documents/test_developer_docs.py
quick: lint
	$(BIN)/pytest -n 2 $(QUICK)

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint --processes 2 queries
	$(BIN)/lint-imports

test:
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder

# Engine, second implementation and possible worlds on random stays, the same each time: docs/reviewer/proof.md. And in
# so many small jails, with up to three things wrong in each, the tests of the records and the claim; and what the
# default of each choice of the policy would give, in so many counties.
STAYS ?= 100000
WHOLE_JAILS ?= 600
CHOICES ?= 100
PROOF = tests/properties/test_differential.py tests/properties/test_legs_and_claim.py tests/properties/test_choices_agree.py
proof:
	STAYS=$(STAYS) WHOLE_JAILS=$(WHOLE_JAILS) CHOICES=$(CHOICES) $(BIN)/pytest -q -s -p no:xdist $(PROOF)

# Tables of random jails in random layouts, each with the policy that fits: so many jails, with five files each or so.
JAILS ?= 2000
# And jails that write lists of those in custody, some of them lost, in any order.
LISTED_JAILS ?= 200
# Input made to harm: so many cases a reader, and for the policy twice as many; XLSX has its own number, for it is slow.
CASES ?= 100000
XLSX_CASES ?= $(CASES)
FUZZ = tests/robustness/test_hostile_input.py tests/robustness/test_hostile_layouts.py tests/unit/config/test_policy.py
fuzz:
	HOSTILE_CASES=$(CASES) HOSTILE_XLSX_CASES=$(XLSX_CASES) LAYOUTS=$(JAILS) $(BIN)/pytest -p no:xdist $(FUZZ) tests/properties/test_random_layouts.py
	LISTED_JAILS=$(LISTED_JAILS) $(BIN)/pytest -p no:xdist tests/layouts/test_snapshots.py

# Runs killed at so many moments; the next run must give what an undisturbed one gives.
KILLS ?= 50
faults:
	HOSTILE_KILLS=$(KILLS) $(BIN)/pytest -p no:xdist tests/robustness/test_faults.py

# Both and the table of attacks, and one account of what was tried and what became of it.
hostile:
	HOSTILE_CASES=$(CASES) HOSTILE_XLSX_CASES=$(XLSX_CASES) HOSTILE_KILLS=$(KILLS) $(BIN)/pytest -p no:xdist $(FUZZ) tests/robustness/test_faults.py tests/robustness/test_attacks.py

# Counties whose truth is known, with odd exports and policies: does one come out better or worse than it was?
TRIES ?= 5000
search:
	$(BIN)/python -m tests.search --tries $(TRIES)

# Hours on a calm machine with ONE_IN=1; a sample is enough to tell whether the tests look.
ONE_IN ?= 4
mutants:
	$(BIN)/python -m tests.mutants --one-in $(ONE_IN)

# Monthly runs of a county in one folder, and every edition made again: docs/clerk/run-by-itself.md. About 30 s a month.
MONTHS ?= 120
endurance:
	$(BIN)/python -m benchmarks.endurance --months $(MONTHS)

bench:
	$(BIN)/python -m benchmarks

# One month's run in a county that holds ten years.
bench-month:
	$(BIN)/python -m benchmarks.month

# Those that are installed; pm4py and others from a Python of their own: PEER_PYTHONS="pm4py=/its/own/bin/python".
PEER_STAYS ?= 100000
PEERS ?= duckdb polars pandas sqlite postgresql dbt gx_on_pandas pm4py pm4py_declare
bench-peers:
	$(BIN)/python -m benchmarks --stays $(PEER_STAYS) --threads 2 --peers $(PEERS) $(if $(PEER_PYTHONS),--python $(PEER_PYTHONS))

demo:
	$(BIN)/reporter demo demo-county

# A new person's way: a clone, the README's command, and exports that the program has no words for, to a filed report.
newcomer:
	place=$$(mktemp -d) && tests/newcomer/walk.sh . $$place && rm -rf $$place

# The pages of a small fixed county, which a test compares.
goldens:
	$(BIN)/python -m tests.goldens

docs:
	$(BIN)/python -m tools.written

# For the README, by a browser.
pictures:
	$(BIN)/python -m tools.written.pictures

# What a release is made of, as CycloneDX: dist/sbom.json.
sbom:
	mkdir -p dist
	$(BIN)/uv export --quiet --preview --format cyclonedx1.5 --no-emit-project --no-dev --output-file dist/sbom.json
	rm -f uv.lock
	$(BIN)/python -m tools.supply --sbom dist/sbom.json

# The pins against recorded advisories (OSV records of PyPI: a folder, a zip, a file); without them it says so.
ADVISORIES ?=
advisories:
	$(BIN)/python -m tools.supply --advisories "$(ADVISORIES)"

# The wheel of the last commit, the same bytes wherever it is made, and what it is made of.
release: sbom
	rm -rf dist/checkout dist/*.whl && mkdir -p dist/checkout
	git archive HEAD | tar -x -C dist/checkout
	cd dist/checkout && SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) "$(abspath $(BIN))/python" -m hatchling build -t wheel -d ..
	rm -rf dist/checkout
	cd dist && sha256sum *.whl sbom.json > sha256.txt
	$(BIN)/python -m tools.try_wheel dist/*.whl

# The lock files, from pyproject.toml: what running needs, what the tests need besides, and what the cluster needs.
lock:
	$(BIN)/python -m tools.lock
