"""The API, FastAPI under /v1: one folder for each resource, every read through the caller's scope (DESIGN §7)."""
