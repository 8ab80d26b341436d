"""Key figures: one .sql file a question, counted from the facts by day, organisation, RM, tier and industry (DOMAIN §4)."""

from sinks.warehouse.kpi.count import GROUP, Kpi, Kpis, catalogue

__all__ = ["GROUP", "Kpi", "Kpis", "catalogue"]
