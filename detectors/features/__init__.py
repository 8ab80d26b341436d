"""Stream features: what has happened up to this record, exact to the record and to the calendar day (DESIGN §2.2)."""

from detectors.features.declare import Agg, Feature
from detectors.features.state import DAY_COLUMNS, FeatureState

__all__ = ["DAY_COLUMNS", "Agg", "Feature", "FeatureState"]
