"""One Redis server for the tests of a process, emptied before each."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sinks.desk import Desk, EmbeddedRedis, Org, Person, Roster
from tests.sinks.desk.people import Hours


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedRedis]:
    with tempfile.TemporaryDirectory(prefix="tw") as folder:
        started = EmbeddedRedis(Path(folder))
        yield started
        started.close()


@pytest.fixture
def desk(server: EmbeddedRedis) -> Desk:
    server.client.flushall()
    found = Desk(server.client, Hours())
    found.put_roster(ROSTER, 0)
    return found


ROSTER = Roster(
    people={p.id: p for p in (
        Person("RM1", "李", "rm", "T1", delegate="RM2"), Person("RM2", "王", "rm", "T1"), Person("TL1", "赵", "lead", "T1"),
        Person("RISK", "风", "risk", "HO"), Person("AML", "反", "aml", "HO"),
    )},
    orgs={o.org_id: o for o in (Org("HO", None, "总行", "总行"), Org("B1", "HO", "一支行", "支行"), Org("T1", "B1", "一队", "团队"), Org("B2", "HO", "二支行", "支行"))},
    owners={"C1": ("RM1", (), "T1"), "C2": ("RM2", (), "T1")},
)  # fmt: skip
