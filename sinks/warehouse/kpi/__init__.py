"""Key figures: one .sql file a question, counted from the facts by day and organisation, each with its parts (DOMAIN §4)."""

from sinks.warehouse.kpi.count import GROUP, Kpi, Kpis, catalogue

__all__ = ["GROUP", "Kpi", "Kpis", "catalogue"]
