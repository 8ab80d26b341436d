"""YAML as fast as libyaml reads it: every process reads the catalogues when it starts, half a second of CPU in plain Python."""

from __future__ import annotations

from typing import Any

import yaml

try:
    from yaml import CSafeLoader as QuickLoader
except ImportError:  # a PyYAML that was built without libyaml
    from yaml import SafeLoader as QuickLoader  # type: ignore[assignment]

__all__ = ["QuickLoader", "read_yaml"]


def read_yaml(text: str) -> Any:
    """What `yaml.safe_load` reads; raises yaml.YAMLError, in libyaml's words."""
    return yaml.load(text, QuickLoader)
