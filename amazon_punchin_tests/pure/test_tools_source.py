"""Which Odoo is taken, and what is said when it is none."""

import pytest

from tools import source
from tools.progress import Failure

RELEASE = """
version_info = ({series}, FINAL, 0, '')
series = '.'.join(str(s) for s in version_info[:2])
"""


def odoo_in(folder, series="19, 0, 0"):
    (folder / "odoo/addons").mkdir(parents=True)
    (folder / "odoo/release.py").write_text(RELEASE.format(series=series))
    return folder


def test_odoo_source_may_be_a_checkout(tmp_path, monkeypatch):
    odoo_in(tmp_path)
    (tmp_path / "addons").mkdir()
    monkeypatch.setenv("ODOO_SOURCE", str(tmp_path))
    found = source.find()
    assert found.version == "19.0"
    assert found.python_path == tmp_path
    assert found.launcher == tmp_path / "odoo-bin"
    assert found.addons_paths == (tmp_path / "addons", tmp_path / "odoo/addons")


def test_odoo_source_may_be_an_unpacked_package(tmp_path, monkeypatch):
    packages = odoo_in(tmp_path / "usr/lib/python3/dist-packages")
    monkeypatch.setenv("ODOO_SOURCE", str(tmp_path))
    found = source.find()
    assert found.python_path == packages
    assert found.launcher == tmp_path / "usr/bin/odoo"


def test_another_series_is_refused(tmp_path, monkeypatch):
    odoo_in(tmp_path, series="18, 0, 0")
    monkeypatch.setenv("ODOO_SOURCE", str(tmp_path))
    with pytest.raises(Failure, match=r"holds Odoo 18\.0, not 19\.0"):
        source.find()


def test_a_folder_without_odoo_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_SOURCE", str(tmp_path))
    with pytest.raises(Failure, match="no Odoo in"):
        source.find()
