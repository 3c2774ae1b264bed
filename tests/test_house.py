"""The house as a whole: its floors, its doors, its words, its papers."""

import ast
import configparser
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
import tomllib
import typing
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest

import tidegate
from tidegate import errors
from tidegate.cli import lazy
from tidegate.settings import Settings, variable
from tidegate.vocabulary import own_schemata

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "tidegate"
CORE = sorted(
    p
    for p in SOURCE.rglob("*.py")
    if p.relative_to(SOURCE).parts[0] not in {"cli", "settings.py", "web", "__main__.py"}
)
WITH_DJANGO = ("tidegate.web", "tidegate.cli.serve")


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def modules():
    names = [m.name for m in pkgutil.walk_packages(tidegate.__path__, "tidegate.")]
    return tuple(n for n in names if not n.startswith(WITH_DJANGO) and not n.endswith("__main__"))


@cache
def committed():
    """The text files of the project; a source archive without git is looked through as it lies."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    paths = [ROOT / p for p in listed.stdout.split("\0") if p] if listed.returncode == 0 else list(ROOT.glob("**/*.*"))
    made = {".venv", ".tools", "_build", ".git", "demo-city", ".mypy_cache", ".ruff_cache"}
    return [p for p in paths if p.is_file() and not made.intersection(p.parts)]


# The floors


def floors():
    parser = configparser.ConfigParser()
    parser.read_string(read(".importlinter"))
    contract = parser["importlinter:contract:floors"]
    assert contract.getboolean("exhaustive")
    return [[room.strip() for room in line.split("|")] for line in contract["layers"].split("\n") if line]


def test_every_room_has_its_floor():
    rooms = {p.stem for p in SOURCE.iterdir() if p.suffix == ".py" or (p / "__init__.py").exists()} - {
        "__init__",
        "__main__",
    }
    known = {room.strip("()") for floor in floors() for room in floor}
    assert rooms <= known


def test_the_map_in_the_readme_is_that_of_the_floors():
    rows = re.findall(r"^\| \d+ \| (.+?) \|", read("README.md"), flags=re.MULTILINE)
    assert [re.findall(r"`(\w+)`", row) for row in rows] == [[room.strip("()") for room in f] for f in floors()]


def test_the_core_runs_without_django():
    text = (
        "import importlib, sys\n"
        "sys.modules['django'] = None\n"
        f"for name in {modules()!r}: importlib.import_module(name)\n"
        "print(len(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


# The doors


def names_used(path):
    """Dotted names that a module imports or calls."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Attribute):
            yield ast.unparse(node)


def test_only_tables_opens_the_engine():
    users = {p.relative_to(SOURCE).parts[0] for p in CORE if any(n.split(".")[0] == "duckdb" for n in names_used(p))}
    assert users <= {"tables"}


CLOCK = ("datetime.now", "datetime.today", "date.today", "time.time", "time.localtime", "datetime.utcnow")
WORLD = ("os.environ", "os.getenv", "socket", "urllib.request", "http.client", "requests", "httpx")


@pytest.mark.parametrize("room", sorted({p.relative_to(SOURCE).parts[0] for p in CORE} - {"__init__.py", "bench"}))
def test_the_core_has_no_clock_no_environment_no_network(room):
    paths = [p for p in CORE if p.relative_to(SOURCE).parts[0] == room]
    forbidden = CLOCK + WORLD
    found = {
        f"{p.relative_to(SOURCE)}: {name}"
        for p in paths
        for name in names_used(p)
        if any(name == f or name.endswith(f".{f}") or name.startswith(f"{f}.") for f in forbidden)
    }
    assert not found


# The words


def public(module):
    """Public functions and classes that a module defines, with the public methods of the classes."""
    for name, thing in vars(module).items():
        if name.startswith("_") or getattr(thing, "__module__", "") != module.__name__:
            continue
        if inspect.isfunction(inspect.unwrap(thing)) if callable(thing) else False:
            yield f"{module.__name__}.{name}", inspect.unwrap(thing)
        elif inspect.isclass(thing):
            yield f"{module.__name__}.{name}", thing
            for own, part in vars(thing).items():
                part = part.__func__ if isinstance(part, classmethod | staticmethod) else part
                if not own.startswith("_") and inspect.isfunction(part):
                    yield f"{module.__name__}.{name}.{own}", part


def at_the_doors():
    """What a room hands out: the names in the `__all__` of its package."""
    rooms = [importlib.import_module(n) for n in modules()]
    return {
        id(getattr(room, name)) for room in rooms if hasattr(room, "__path__") for name in getattr(room, "__all__", ())
    }


def missing_sections(thing, handed_out):
    text = inspect.getdoc(thing) or ""
    if not text:
        return ["a docstring"]
    # Within a room a line may do; what it hands out says what goes in.
    if not inspect.isfunction(thing) or id(thing) not in handed_out:
        return []
    parameters = [p for n, p in inspect.signature(thing).parameters.items() if n not in ("self", "cls")]
    # The arguments of a command are described once, in its options.
    typed = [p for p in parameters if typing.get_origin(p.annotation) is not typing.Annotated]
    return ["Args"] if typed and "Args:" not in text else []


@pytest.mark.parametrize("name", modules())
def test_every_public_name_says_what_it_is(name):
    module = importlib.import_module(name)
    assert module.__doc__, f"{name} has no docstring"
    handed_out = at_the_doors()
    lacking = {where: gaps for where, thing in public(module) if (gaps := missing_sections(thing, handed_out))}
    assert not lacking


# The papers


def test_printed_pages_are_current():
    command = [sys.executable, str(ROOT / "scripts" / "print_reference.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def all_errors(kind=errors.TidegateError):
    return {kind} | {e for below in kind.__subclasses__() for e in all_errors(below)}


def test_every_setting_command_error_and_schema_is_documented():
    for name in modules():
        importlib.import_module(name)
    settings, commands = read("docs/settings.md"), read("docs/commands.md")
    assert [f.name for f in fields(Settings) if f"`{variable(f.name)}`" not in settings] == []
    assert [n for n in lazy.available() if f"`tidegate {n}" not in commands] == []
    ours = [e for e in all_errors() if e.__module__.startswith("tidegate.")]
    assert [e.__name__ for e in ours if f"## {e.__name__}\n" not in read("docs/errors.md")] == []
    assert [s for s in own_schemata() if s not in read("docs/vocabulary.md")] == []


def test_every_error_stands_in_the_tree_and_in_errors():
    for error in all_errors():
        if error.__module__.startswith("tidegate."):
            assert error.__module__ == "tidegate.errors"
            assert f" {error.__name__} " in errors.__doc__ or f"{error.__name__}\n" in errors.__doc__


def test_every_dependency_has_its_reason():
    project = tomllib.loads(read("pyproject.toml"))
    wanted = [*project["project"]["dependencies"], *(d for g in project["dependency-groups"].values() for d in g)]
    for extra in project["project"].get("optional-dependencies", {}).values():
        wanted += extra
    names = sorted(re.match(r"[\w-]+", requirement).group() for requirement in wanted)
    assert sorted(re.findall(r"^\| `([\w-]+)` \| .+ \|$", read("docs/dependencies.md"), flags=re.MULTILINE)) == names


def test_one_version_everywhere():
    version = tidegate.__version__
    assert tomllib.loads(read("pyproject.toml"))["project"]["version"] == version
    assert f"softwareVersion: {version}\n" in read("publiccode.yml")
    assert re.search(r"^## (\S+?),", read("CHANGELOG.md"), flags=re.MULTILINE).group(1) == version


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/installation.md"])
def test_what_is_told_to_be_typed_exists(page):
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), flags=re.MULTILINE))
    typed = re.findall(r"(?:^|`)make ([a-z]+)", read(page), flags=re.MULTILINE)
    assert set(typed) <= targets
    commands = read("docs/commands.md")
    for called in re.findall(r"`tidegate ([a-z]+(?: [a-z]+)?)`", read(page)):
        assert f"`tidegate {called}`" in commands
    for link in re.findall(r"\]\(([\w./-]+)\)", read(page)):
        assert ((ROOT / page).parent / link).exists(), link


def test_nothing_names_a_machine_or_a_registry():
    # Put together here, so that this file does not name them either.
    forbidden = [
        "/wo" + "rk/",
        "/ro" + "ot/",
        "/ho" + "me/",
        "/tmp" + "/v/",
        "pypi" + ".org",
        "pythonho" + "sted",
        "npmjs",
    ]
    names = {
        f"{path.relative_to(ROOT)}: {word}"
        for path in committed()
        if path.name != "uv.lock" and path.stat().st_size < 5_000_000
        for text in [path.read_bytes().decode("utf-8", errors="ignore")]
        for word in forbidden
        if word in text and path != Path(__file__)
    }
    assert not names
