"""A machine with everything on it: every bench starts servers of its own."""

import pytest

from tools import machine


def pytest_configure(config):
    """``make test`` does not collect them: they take minutes and tell numbers."""
    config.addinivalue_line("python_files", "bench_*.py")


@pytest.fixture(scope="session")
def ready():
    return machine.prepare("tests")
