"""The first level: what it prints, what it ends with, and what an error looks like from outside."""

import os
import signal
import subprocess
import sys
import time

import pytest
import typer

from tidegate import __version__
from tidegate.cli import app as app_module
from tidegate.cli import lazy, main
from tidegate.errors import DeliveryError, WorkspaceError

HEAVY = ("followthemoney", "duckdb", "pyarrow", "pydantic", "numpy", "rich", "django")


def left_with(arguments):
    with pytest.raises(SystemExit) as end:
        main(arguments)
    return end.value.code or 0


def python(text, **environment):
    command = [sys.executable, "-c", text]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | environment)


@pytest.fixture
def failing(monkeypatch):
    """A command that ends as told, beside the others."""

    def put(fault):
        module = typer.Typer(rich_markup_mode=None)

        @module.command("fail")
        def fail() -> None:
            raise fault

        monkeypatch.setitem(lazy.COMMANDS, "fail", lazy.Entry("tests.cli.failing", "Fail."))
        monkeypatch.setattr(lazy, "available", lambda: lazy.COMMANDS)
        monkeypatch.setitem(sys.modules, "tests.cli.failing", type(sys)("tests.cli.failing"))
        monkeypatch.setattr(sys.modules["tests.cli.failing"], "app", module, raising=False)

    return put


def test_version(capsys):
    assert left_with(["--version"]) == 0
    assert capsys.readouterr().out == f"tidegate {__version__}\n"


def test_version_and_help_load_no_heavy_library():
    text = (
        "import sys\nfrom tidegate.cli import main\n"
        f"for words in (['--version'], ['--help']):\n    try: main(words)\n    except SystemExit: pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = python(text)
    assert done.stdout.splitlines()[-1] == "[]"


def test_help_lists_what_is_installed(capsys):
    assert left_with(["--help"]) == 0
    text = capsys.readouterr().out
    assert all(name in text and entry.line in text for name, entry in lazy.available().items())


def test_a_command_that_is_not_installed_is_not_offered(monkeypatch, capsys):
    monkeypatch.setitem(lazy.COMMANDS, "web", lazy.Entry("tidegate.cli.not_there", "Open the site."))
    assert "web" not in lazy.available()
    assert left_with(["web"]) == 2
    assert "No such command 'web'" in capsys.readouterr().err


def test_a_wrong_option_could_not_run(capsys):
    assert left_with(["--nonsense"]) == 2
    assert "nonsense" in capsys.readouterr().err


@pytest.mark.parametrize(("kind", "code"), [(DeliveryError, 1), (WorkspaceError, 2)])
def test_an_error_is_its_sentence_on_standard_error(failing, capsys, kind, code):
    failing(kind(where="a.csv", what="the file is empty", mend="ask its sender for a new one"))
    assert left_with(["fail"]) == code
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "a.csv: the file is empty. Ask its sender for a new one.\n"


def test_a_fault_of_our_own_asks_for_a_report_and_shows_no_data(failing, capsys):
    failing(KeyError("Jan de Vries"))
    assert left_with(["fail"]) == 2
    told = capsys.readouterr().err
    assert told.startswith("Tidegate met a fault of its own (KeyError) and stopped. Please report it")
    assert "Vries" not in told
    assert "Traceback" not in told


def test_debug_adds_the_traceback(failing, capsys, monkeypatch):
    monkeypatch.setenv("TIDEGATE_LOG_LEVEL", "debug")
    failing(KeyError("x"))
    assert left_with(["fail"]) == 2
    assert "Traceback" in capsys.readouterr().err


def test_a_stop_during_a_command_is_quiet(failing, capsys):
    failing(KeyboardInterrupt())
    assert left_with(["fail"]) == app_module.STOPPED_BY_USER
    assert capsys.readouterr().err == ""


def test_the_lines_of_the_help_are_those_of_the_commands():
    group = typer.main.get_command(app_module.app)
    context = typer.Context(group)
    for name, entry in lazy.available().items():
        command = group.get_command(context, name)
        assert command.help.splitlines()[0] == entry.line, name


def test_ctrl_c_ends_a_process_with_130():
    text = (
        "import signal, sys, time, typer\nfrom tidegate.cli import app as a, lazy\n"
        # Whoever runs the tests in the background has the signal ignored, and a child inherits that.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "m = type(sys)('slow'); m.app = typer.Typer(rich_markup_mode=None)\n"
        "@m.app.command('slow')\ndef slow() -> None:\n    print('begun', flush=True); time.sleep(30)\n"
        "sys.modules['slow'] = m\nlazy.COMMANDS['slow'] = lazy.Entry('slow', 'Sleep.')\n"
        "lazy.available = lambda: lazy.COMMANDS\na.main(['slow'])"
    )
    process = subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "begun\n"
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=20)
    assert process.returncode == 130
    assert told == ""
