"""Configuration: one TOML file and the environment, typed and strict. `load` reads it, `Settings` is what everything is built from."""

from tidewatch.config.load import ConfigMistake, load
from tidewatch.config.sections import Settings

__all__ = ["ConfigMistake", "Settings", "load"]
