"""Intake: decode → check → identify → classify → split. See pipeline.py."""
