"""`python -m bench [NAME] [options]`: one measurement; NAME is a module or folder of this room (`engine` when none is given)."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import signal
import sys

import bench


def main() -> int:
    """Run the one that was asked for; options after its name are its own (`python -m bench compare --help`)."""
    name, given = (sys.argv[1], sys.argv[2:]) if len(sys.argv) > 1 else ("engine", [])
    names = sorted(found.name for found in pkgutil.iter_modules(bench.__path__) if not found.name.startswith("_"))
    if name not in names:
        print(f"no measurement is called {name!r}: there are {', '.join(names)}", file=sys.stderr)
        return 2
    run = importlib.import_module(f"bench.{name}").main
    sys.argv = [f"bench {name}", *given]
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # servers that were started are ended, as at ctrl-C
    return int((run(given) if inspect.signature(run).parameters else run()) or 0)


if __name__ == "__main__":
    sys.exit(main())
