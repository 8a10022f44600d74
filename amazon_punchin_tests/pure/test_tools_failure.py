"""A failed step must leave its reader with the cause and something to do."""

import re
import sys
import time

import pytest

from tools import progress


def test_failure_names_step_cause_and_remedy():
    failure = progress.Failure("PostgreSQL", "two\nlines", "install it")
    assert str(failure).splitlines() == [
        "FAILED:  PostgreSQL",
        "  cause: two",
        "         lines",
        "  remedy: install it",
    ]


def test_a_command_that_fails_shows_the_end_of_what_it_said():
    script = "import sys; [print(i) for i in range(50)]; sys.exit(3)"
    with pytest.raises(progress.Failure) as caught:
        progress.run([sys.executable, "-c", script], what="Count", remedy="stop")
    assert caught.value.step == "Count"
    assert "exit 3" in caught.value.cause
    assert caught.value.cause.endswith("48\n49")
    assert "\n10\n" not in caught.value.cause


def test_a_command_that_is_not_there_is_a_failure_too():
    with pytest.raises(progress.Failure, match="No such file"):
        progress.run(["/no/such/program"], what="Start", remedy="install it")


def test_a_step_tells_its_time(capsys):
    began = time.monotonic()
    with progress.step("Work"):
        time.sleep(0.3)
    longest = time.monotonic() - began
    said = re.fullmatch(r"→ Work\n✓ Work \((\d+\.\d) s\)\n", capsys.readouterr().out)
    assert 0.3 <= float(said[1]) <= round(longest, 1)


def test_a_step_that_fails_does_not_claim_to_be_done(capsys):
    with pytest.raises(ZeroDivisionError), progress.step("Work"):
        _ = 1 / 0
    assert "✓" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("raised", "code"),
    [(progress.Failure("a", "b", "c"), 1), (KeyboardInterrupt(), 130)],
)
def test_command_lines_end_with_an_exit_code(raised, code):
    def function():
        raise raised

    with pytest.raises(SystemExit) as caught:
        progress.main(function)
    assert caught.value.code == code
