"""A worker process answers each question; when it ends without an answer, the error says why."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from reporter.errors import WorkerFailed
from reporter.worker import Worker

OWN = """
import os, sys
from reporter.worker import answer_questions

def loaded():
    {load}
    print("a library's greeting")
    def answer(question):
        print("a library's remark")
        {answer}
    return answer

if __name__ == "__main__":
    answer_questions(loaded)
"""


@pytest.fixture
def worker_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Return what makes a worker of two lines: how it loads, and how it answers."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), str(Path(__file__).parents[2])]))
    made: list[Worker] = []

    def make(answer: str, load: str = "pass") -> Worker:
        (tmp_path / "own_answers.py").write_text(OWN.format(load=load, answer=answer), encoding="utf-8")
        made.append(Worker("own_answers"))
        return made[-1]

    yield make
    for worker in made:
        worker._stop()


def test_each_question_has_its_answer_and_what_a_library_prints_is_none(worker_of) -> None:
    worker = worker_of("return [question, question]")
    worker.start()
    assert [worker.ask(one) for one in ({"é": 1}, "line\nbreak", None)] == [
        [{"é": 1}] * 2,
        ["line\nbreak"] * 2,
        [None] * 2,
    ]


@pytest.mark.parametrize(
    ("load", "answer"),
    [
        ("raise MemoryError", "return 1"),
        ("raise ImportError('x.so: failed to map segment from shared object')", "return 1"),
        ("os._exit(1)", "return 1"),
        ("pass", "os._exit(0)"),
        ("pass", "raise MemoryError"),
    ],
)
def test_a_process_without_room_is_told_as_want_of_memory(worker_of, load: str, answer: str) -> None:
    with pytest.raises(MemoryError):
        worker_of(answer, load).ask(1)


@pytest.mark.parametrize(
    ("load", "answer"), [("import no_such_module_here", "return 1"), ("pass", "raise ModuleNotFoundError('Ortiz, M')")]
)
def test_a_failure_names_its_kind_and_no_word_of_it(worker_of, load: str, answer: str) -> None:
    with pytest.raises(WorkerFailed, match=r"\(own_answers\) failed \(ModuleNotFoundError\)") as told:
        worker_of(answer, load).ask(1)
    assert "Ortiz" not in str(told.value)


def test_a_process_that_was_ended_is_started_again(worker_of) -> None:
    worker = worker_of("return os._exit(1) if question else 'here'")
    with pytest.raises(MemoryError):
        worker.ask(1)
    assert worker.ask(0) == "here"


def test_an_answer_that_nobody_waited_for_is_not_the_next_ones(worker_of) -> None:
    worker = worker_of("import time; time.sleep(question); return question")

    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, stop)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        with pytest.raises(KeyboardInterrupt):
            worker.ask(5)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert worker.ask(0) == 0


def test_no_module_of_the_folder_in_which_somebody_stands_is_loaded(
    worker_of, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = worker_of("return question", "import json.tool")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "own_answers.py").write_text("raise SystemExit(3)", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert worker.ask(1) == 1


def test_it_ends_with_the_process_that_started_it(worker_of, tmp_path: Path) -> None:
    worker_of("return os.getpid()")
    code = "from reporter.worker import Worker; print(Worker('own_answers').ask(0))"
    read, write = os.pipe()
    pid = os.posix_spawn(
        sys.executable, [sys.executable, "-c", code], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, write, 1)]
    )
    os.close(write)
    with os.fdopen(read) as said:
        worker_id = int(said.readline())
    os.waitpid(pid, 0)
    for _ in range(100):
        if not Path(f"/proc/{worker_id}").exists():
            break
        time.sleep(0.05)
    assert not Path(f"/proc/{worker_id}").exists()
