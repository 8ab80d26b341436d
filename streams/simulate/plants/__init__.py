"""Planted facts and traps, one module per family of detectors."""
