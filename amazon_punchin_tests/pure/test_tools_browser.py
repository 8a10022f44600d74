"""Without a browser everything else goes on, and the way to one is told."""

from tools import browser


def test_without_root_the_command_is_told(monkeypatch, capsys):
    monkeypatch.setenv("PATH", "/no/such/folder")
    monkeypatch.setattr(browser.os, "geteuid", lambda: 1000)
    assert browser.find() is None
    assert "As root: apt-get update && apt-get install" in capsys.readouterr().out


def test_the_browser_of_the_machine_is_taken(monkeypatch, tmp_path):
    program = tmp_path / "chromium"
    program.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert browser.find() == program
