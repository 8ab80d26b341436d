"""The API, FastAPI under /v1: one folder for each resource, every read through the caller's scope (DESIGN §7)."""

import warnings

from pydantic.warnings import UnsupportedFieldAttributeWarning

# FastAPI silences this while it makes its parameters, but what one thread silences another that does the same lets through
warnings.filterwarnings("ignore", category=UnsupportedFieldAttributeWarning)
