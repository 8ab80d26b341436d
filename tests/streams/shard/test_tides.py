"""Promises of the end of a day: nobody goes on before all effects of the day are in."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from streams.shard.tides import EXCHANGES, Tides


@settings(max_examples=40)
@given(st.integers(1, 5), st.randoms(use_true_random=False))
def test_every_shard_finishes_and_none_runs_ahead(partitions: int, random: object) -> None:
    shards = [Tides(partitions) for _ in range(partitions)]
    queues: list[list[tuple[int, int]]] = [[] for _ in shards]
    turns = list(range(partitions)) * (partitions * EXCHANGES + 2)
    random.shuffle(turns)  # type: ignore[attr-defined]
    for p in turns + list(range(partitions)) * partitions * EXCHANGES * 2:
        if queues[p]:
            shards[p].note(1, *queues[p].pop(0))
        if (exchange := shards[p].next(1)) is not None:
            assert all(other.sent.get(1, 0) >= exchange - 1 for other in shards)
            for queue in queues:
                queue.append((p, exchange))
    assert all(shard.over(1) for shard in shards)


def test_one_partition_exchanges_with_itself() -> None:
    tides = Tides(1)
    for expected in range(1, EXCHANGES + 1):
        assert not tides.over(1)
        assert tides.next(1) == expected
        assert tides.next(1) is None
        tides.note(1, 0, expected)
    assert tides.over(1)
