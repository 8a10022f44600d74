"""What a new installation depends on, and what it does not."""

import pytest

from tools import databases


@pytest.fixture
def checkout(tmp_path):
    for name, manifest in {
        "amazon_one": "{'name': 'One', 'depends': ['purchase']}",
        "amazon_glue": "{'name': 'Glue', 'auto_install': True}",
        "amazon_old": "{'name': 'Old', 'installable': False}",
    }.items():
        (tmp_path / name / "models").mkdir(parents=True)
        (tmp_path / name / "tests").mkdir()
        (tmp_path / name / "__manifest__.py").write_text(manifest)
        (tmp_path / name / "models/thing.py").touch()
        (tmp_path / name / "tests/test_thing.py").touch()
    (tmp_path / "data").mkdir()
    return tmp_path


def test_addons_are_found_by_their_manifest(checkout):
    assert list(databases.manifests(checkout)) == ["amazon_glue", "amazon_one"]


def test_tests_are_no_reason_to_install_again(checkout):
    files = databases.installed_files(checkout / "amazon_one")
    names = [str(file.relative_to(checkout / "amazon_one")) for file in files]
    assert names == ["__manifest__.py", "models/thing.py"]
