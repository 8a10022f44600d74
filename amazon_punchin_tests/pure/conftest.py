"""The pure tests import the language and the wire as plain packages, without Odoo."""

import sys
from pathlib import Path

from hypothesis import HealthCheck, settings

REPOSITORY = Path(__file__).resolve().parents[2]

for folder in (
    REPOSITORY / "amazon_punchin",
    REPOSITORY / "amazon_punchin_tests",
    Path(__file__).parent,
):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

settings.register_profile(
    "pure",
    max_examples=30,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("pure")
