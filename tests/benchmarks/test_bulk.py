from __future__ import annotations

from itertools import cycle
from pathlib import Path

import pytest
from pyarrow import parquet

from benchmarks.bulk import ours, workload
from benchmarks.bulk.contenders import AUDIT, CONTENDERS, MEASURES, REFERENCE, Contender
from benchmarks.bulk.edges import EDGES
from benchmarks.bulk.question import Answer, differences

PEERS = [each for each in CONTENDERS if each.task in MEASURES and each.name != REFERENCE]
NEEDS = {"polars_frame": "polars", "pandas_library": "businesstimedelta"}
"""What `make bench` installs, and `make test` does not."""

TICKETS = 300


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("log") / "log.parquet"
    workload.write(path, TICKETS, seed=7)
    return path


@pytest.fixture(scope="module")
def torn(log: Path) -> Path:
    """The same history in row groups of which every other one is very small."""
    path = log.parent / "torn" / "log.parquet"
    path.parent.mkdir()
    rows, at = parquet.read_table(log), 0
    with parquet.ParquetWriter(path, rows.schema) as out:
        for size in cycle((31, 200)):
            if at >= rows.num_rows:
                break
            out.write_table(rows.slice(at, size))
            at += size
    return path


@pytest.fixture(scope="module")
def right(log: Path) -> dict[str, Answer]:
    return {
        task: ours.audit(str(log), measures, "reference") for task, measures in MEASURES.items()
    }


def test_a_seed_gives_the_same_history(tmp_path: Path) -> None:
    first, second, other = (tmp_path / name for name in ("first", "second", "other"))
    for path, seed in ((first, 3), (second, 3), (other, 4)):
        workload.write(path, 500, seed)
    assert first.read_bytes() == second.read_bytes() != other.read_bytes()


def test_a_ticket_has_five_events_and_the_edges_come_first() -> None:
    edges, events = workload.edges(), list(workload.chunks(20_000, seed=1))[1]
    assert len(set(edges.ticket.tolist())) == len(EDGES)
    assert 4.8 < len(events.at) / 20_000 < 5.2
    assert events.ticket.min() == len(EDGES) + 1


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.label)
def test_a_peer_agrees_with_the_reference_engine(
    peer: Contender, log: Path, right: dict[str, Answer]
) -> None:
    pytest.importorskip(NEEDS.get(peer.module.rpartition(".")[2], "duckdb"))
    found = peer.run(str(log))
    assert found is not None
    assert list(differences(found, right[peer.task])) == []


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.label)
def test_a_peer_does_not_care_how_the_file_is_cut(
    peer: Contender, torn: Path, right: dict[str, Answer]
) -> None:
    pytest.importorskip(NEEDS.get(peer.module.rpartition(".")[2], "duckdb"))
    found = peer.run(str(torn))
    assert found is not None
    assert list(differences(found, right[peer.task])) == []


@pytest.mark.parametrize("task", sorted(MEASURES))
def test_the_command_answers_the_same(task: str, log: Path, right: dict[str, Answer]) -> None:
    asked = next(each for each in CONTENDERS if each.label == f"command {task}: {AUDIT}")
    assert asked.run(str(log)) == right[task]


@pytest.mark.parametrize("task", ["intake", "verdicts"])
def test_further_work_is_done_in_both_ways(task: str, log: Path) -> None:
    both = [each for each in CONTENDERS if each.task == task]
    assert len(both) == 2
    for each in both:
        work = each.prepared(str(log))
        assert [work() for _ in range(2)] == [None, None]


def test_an_answer_survives_its_way_between_processes(right: dict[str, Answer]) -> None:
    assert Answer.of(right["six"].plain()) == right["six"]


def test_what_differs_is_told(right: dict[str, Answer]) -> None:
    six = right["six"]
    name, (met, missed) = next(iter(six.counts.items()))
    wrong = Answer({**six.counts, name: (met + 1, missed)}, six.credit)
    said = f"{name}: {met + 1} met and {missed} missed, not {met} and {missed}"
    assert list(differences(wrong, six)) == [said]
