"""Profile features: what is normal for this customer, as of the last day close, in SQL over stored facts (DESIGN §2.2)."""

from detectors.profiles.close import FED_BY, KINDS, READS, Profiles
from detectors.profiles.corrections import as_booked

__all__ = ["FED_BY", "KINDS", "READS", "Profiles", "as_booked"]
