"""Tags: what is true of a customer as of a day, one file a tag, each value with its evidence (DOMAIN §3)."""

from detectors.tags.model import Kind, Tag, TagMistake, read_catalogue
from detectors.tags.refresh import Refreshed, Tags
from detectors.tags.statements import Customers, Span

__all__ = ["Customers", "Kind", "Refreshed", "Span", "Tag", "TagMistake", "Tags", "read_catalogue"]
