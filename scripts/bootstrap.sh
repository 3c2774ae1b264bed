#!/bin/sh
# Makes the environment in .venv from uv.lock. Safe to run again: with nothing to do it ends at once.
# What the system lacks is installed where that is allowed; otherwise the line to type is printed
# before anything else happens, and the script stops with exit code 2.
set -eu
cd "$(dirname "$0")/.."

stamp=.venv/made-from
wanted=$(cat pyproject.toml uv.lock scripts/bootstrap.sh | cksum)
if [ -x .venv/bin/python ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
    exit 0
fi

say() { printf '%s\n' "$*" >&2; }

# The first Python that is new enough; a newer one beside the system's has its own package names.
python=""
for name in python3 python3.14 python3.13 python3.12 python3.11; do
    if command -v "$name" >/dev/null 2>&1 &&
        "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null; then
        python=$name
        break
    fi
done
if [ -z "$python" ]; then
    say "Tidegate needs Python 3.11 or newer, and none was found. On Debian 12 or Ubuntu 24.04 type:"
    say "  sudo apt-get install python3 python3-venv python3-dev"
    exit 2
fi

missing=""
need() { missing="$missing $1"; }
"$python" -c 'import ensurepip, venv' 2>/dev/null || need "$python-venv"
# PyICU, which the name cleaning rests on, comes as source: it wants a compiler, ICU and Python's headers.
if ! .venv/bin/python -c 'import icu' >/dev/null 2>&1; then
    command -v g++ >/dev/null 2>&1 || need g++
    if ! command -v pkg-config >/dev/null 2>&1; then
        need pkg-config
        [ -f /usr/include/unicode/uversion.h ] || need libicu-dev
    elif ! pkg-config --exists icu-i18n; then
        need libicu-dev
    fi
    headers=$("$python" -c 'import sysconfig; print(sysconfig.get_paths()["include"])')
    [ -f "$headers/Python.h" ] || need "$python-dev"
fi

if [ -n "$missing" ]; then
    line="apt-get install --yes --no-install-recommends$missing"
    if ! command -v apt-get >/dev/null 2>&1; then
        say "This system lacks (by their names on Debian):$missing. Please install them and run this again."
        exit 2
    elif [ "$(id -u)" = 0 ]; then
        as_root=""
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root="sudo"
    else
        say "This system lacks a few packages, and this user may not install them. Please type this line, then run this again:"
        say "  sudo apt-get update && sudo $line"
        exit 2
    fi
    say "Installing what the system lacks:$missing"
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086 # the line is a list of words
    $as_root apt-get update -q >&2 && $as_root $line >&2
fi

if [ ! -x .tools/bin/uv ]; then
    say "Fetching uv, which makes the environment."
    "$python" -m venv .tools
    .tools/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9' >&2
fi

if ! .venv/bin/python -c 'import icu' >/dev/null 2>&1; then
    say "Making the environment in .venv. One part (PyICU) is compiled on this machine: allow two minutes."
fi
# An environment that stands is kept; only a new one is told which Python to use.
[ -x .venv/bin/python ] || UV_PYTHON_DOWNLOADS=never .tools/bin/uv venv --quiet --python "$(command -v "$python")" .venv >&2
# Compiled once here, so that no command has to compile its libraries anew where Python may not keep what it compiled.
UV_PYTHON_DOWNLOADS=never .tools/bin/uv sync --quiet --frozen --all-groups --extra web --extra postgresql --compile-bytecode >&2
.venv/bin/python -m compileall -q src
printf '%s\n' "$wanted" > "$stamp"
say "The environment is ready."
