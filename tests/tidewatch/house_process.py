"""A house in a process of its own, to be killed: `python -m tests.tidewatch.house_process DIR DAYS`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.api.conftest import fill, wait
from tidewatch.house.house import House


def state(house: House) -> dict[str, object]:
    """What must be the same however often it was killed: findings, alerts and the ledger, and the desk's rows."""
    findings = house.warehouse.query("SELECT * EXCEPT version FROM finding FINAL ORDER BY finding_id")
    ledger = house.warehouse.query("SELECT DISTINCT finding_id, reason FROM suppression ORDER BY finding_id, reason")
    balances = house.warehouse.query(
        "SELECT customer_id, day, bal, in_amt, out_amt FROM customer_day FINAL ORDER BY customer_id, day"
    )
    desk = {key: _as_told(house, key) for key in house.redis.client.scan_iter("alert:*")}
    plain = (frame.write_ndjson() for frame in (findings, ledger, balances))
    return {**dict(zip(("findings", "ledger", "days"), plain, strict=True)), "desk": sorted(desk.items())}


def _as_told(house: House, key: str) -> list[object]:
    """An alert without its version, which is its place in the log: a close that was cut short lies there twice."""
    *said, facts = house.redis.client.hmget(key, "state", "severity", "owner", "facts")
    assert facts is not None
    return [*said, {name: one for name, one in json.loads(facts).items() if name != "version"}]


def main(data: Path, days: int) -> None:
    """Read the bank to its end, wherever it stands, and write the state beside it."""
    house = House(data)
    if house.journal.end("tidewatch.txn") == 0:
        fill(house, days)
    else:
        house.start(simulate=False)
        wait(lambda: bool(house.desk.roster.owners))
        wait(lambda: house.engine.started and house.engine.idle)
    house.engine.stop()
    (data / "state.json").write_text(json.dumps(state(house), ensure_ascii=False))
    house.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
