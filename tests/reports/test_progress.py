import os
import pty
import re
from io import StringIO

from stance.reports.progress import Bar, Both, Lines, Quiet, shown


def test_a_pipe_gets_one_plain_line_a_step():
    file = StringIO()
    with shown(file) as progress:
        progress.expect(2)
        progress.step("reading")
        progress.step("fitting")
    lines = file.getvalue().splitlines()
    assert [re.sub(r"^ *\d+\.\d s  ", "", line) for line in lines] == ["reading", "fitting"]


def test_quiet_prints_nothing():
    file = StringIO()
    with shown(file, quiet=True) as progress:
        progress.expect(2)
        progress.step("reading")
    assert isinstance(progress, Quiet)
    assert file.getvalue() == ""


def test_a_terminal_gets_a_bar():
    main, other = pty.openpty()
    with os.fdopen(other, "w") as terminal:
        with shown(terminal) as progress:
            assert isinstance(progress, Bar)
            progress.expect(1)
            progress.step("fitting [bold]")
        terminal.flush()
        seen = b""
        while b"fitting" not in seen and (more := os.read(main, 100_000)):
            seen += more
    os.close(main)
    assert b"fitting [bold]" in seen


def test_several_listeners_hear_the_same():
    files = StringIO(), StringIO()
    both = Both(*(Lines(file) for file in files))
    both.expect(1)
    both.step("fitting")
    assert all("fitting" in file.getvalue() for file in files)
