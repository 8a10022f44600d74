"""Which Python the environments are made with."""

import os
import subprocess
import sys

import pytest

from tools import cache, venv


def test_a_python_that_we_run_on_will_do():
    assert venv.unfit() is None


@pytest.mark.parametrize("version", [(3, 10, 12), (3, 14, 0)])
def test_a_python_that_we_or_odoo_do_not_run_on_will_not(monkeypatch, version):
    monkeypatch.setattr(sys, "version_info", version)
    assert "Python 3.11 to 3.13 is needed" in venv.unfit()


def test_a_python_without_pip_will_not(monkeypatch):
    monkeypatch.setattr(venv, "find_spec", lambda name: None)
    assert venv.unfit() == f"{sys.executable} has no ensurepip"


@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        ([f"OWN={sys.executable}"], sys.executable),
        (["OWN=/bin/false"], "python3"),
        (["OWN=/nowhere/python3"], "python3"),
        (["PYTHON=python3.12"], "python3.12"),
    ],
)
def test_make_takes_the_systems_python_where_it_will_do(words, chosen):
    outer = {key: value for key, value in os.environ.items() if "MAKE" not in key}
    outer.pop("PYTHON", None)
    done = subprocess.run(
        ["make", "-n", "lint", *words],
        cwd=cache.CHECKOUT,
        env=outer,
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.split()[:3] == [chosen, "-m", "tools.lint"]
