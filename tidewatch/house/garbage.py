"""What is made once and lives on, kept out of the garbage collector's sight."""

from __future__ import annotations

import gc


def settle() -> None:
    """Everything that lives now is taken to live on: a roster of 100,000 customers and 2,000 open streams are 1.5 million objects, and a process
    that looks through them for garbage answers nobody for half a second."""
    gc.collect()
    gc.freeze()


def seldom() -> None:
    """For who answers in milliseconds: what is imported is not looked through again (0.1 to 0.2 s a time), and what comes after it less often."""
    settle()
    gc.set_threshold(50_000, 20, 20)
