"""The embedded house: every part in one process, wired together."""
