"""Promises of pushes."""
