"""How much has been found and told, for operators: nothing of the anti-money-laundering desk, for a count tells that there is something (DOMAIN §0.1.5)."""

from __future__ import annotations

from sinks.warehouse.base import Warehouse

TOLD = (
    "SELECT (SELECT uniq(finding_id) FROM finding WHERE coalesce(audience, '') != 'aml') AS findings, "
    "(SELECT uniq(alert_id) FROM alert WHERE coalesce(audience, '') != 'aml') AS alerts"
)


def told(warehouse: Warehouse) -> dict[str, int]:
    """`findings` and `alerts` that are stored."""
    return dict(warehouse.query(TOLD).to_dicts()[0])
