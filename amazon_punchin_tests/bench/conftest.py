"""A machine with everything on it: every bench starts servers of its own."""

import pytest

from tools import machine


@pytest.fixture(scope="session")
def ready():
    return machine.prepare("tests")
