"""The key figures counted another way: Python and Polars over rows as they are stored, none of the SQL of the folder above.

Slow and obvious on purpose: what `tidewatch reconcile` holds the stored counters against. Balances come from the account entries
themselves (the last stated `bal_after` and what moved since), not from customer-days.
"""

from sinks.warehouse.kpi.plain.count import Plain, drift

__all__ = ["Plain", "drift"]
