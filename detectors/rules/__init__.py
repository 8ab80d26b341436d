"""Rules are data: one YAML file for each detector, compiled to columnar expressions (DESIGN §2.1)."""

from detectors.rules.examples import run_examples
from detectors.rules.frames import BESIDE, FRAMES, Type, schema
from detectors.rules.model import Rule, State
from detectors.rules.ruleset import CATALOGUE, RuleSet
from detectors.rules.strict import RuleMistake

__all__ = ["BESIDE", "CATALOGUE", "FRAMES", "Rule", "RuleMistake", "RuleSet", "State", "Type", "run_examples", "schema"]
