"""Grafana boards as code: panels over the warehouse's counters, provisioned by files or pushed to a server.

boards/*.py  which panels, in which order      sql/*.sql  what each panel asks
provisioning/, json/  the files that Grafana reads, made from these by `tidewatch boards export dashboards`
"""
