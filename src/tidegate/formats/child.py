"""The program that reads foreign files: each in a process of its own, within its limits.

It loads the readers once, for they take longer to load than most files to read. For each line of its standard
input, a job as JSON, it forks a child that takes the limits upon itself, reads the file, writes the rows as Parquet
and answers with JSON; the answer is passed on to standard output behind a line with the child's end and its length.
Whatever a hostile file makes of a child, the next file meets a process that has not seen it.
"""

import ctypes
import errno
import os
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any, NoReturn

import orjson
import pyarrow.parquet as pq

from tidegate.errors import DeliveryError, EngineError, TidegateError, UnsafeFileError
from tidegate.formats.geo_reading import stage_geo
from tidegate.formats.job import Answer, Job
from tidegate.formats.json_reading import stage_json
from tidegate.formats.reading import Limits
from tidegate.formats.xlsx_reading import stage_xlsx
from tidegate.formats.xml_reading import stage_xml

_READERS: dict[str, Callable[[Job], Answer]] = {
    "xlsx": stage_xlsx,
    "jsonl": stage_json,
    "ftm": stage_json,
    "bods": stage_json,
    "xml": stage_xml,
    "gpkg": stage_geo,
    "geojson": stage_geo,
    "shapefile": stage_geo,
}


_DIE_WITH_PARENT = 1
"""Linux's number for the wish to be killed when the parent dies (`PR_SET_PDEATHSIG`)."""


def main() -> None:
    """Do jobs until there are no more."""
    while line := sys.stdin.buffer.readline():
        code, answer = _apart(Job.from_json(line))
        sys.stdout.buffer.write(b"%d %d\n" % (code, len(answer)) + answer)
        sys.stdout.buffer.flush()


def _apart(job: Job) -> tuple[int, bytes]:
    """Do a job in a process of its own; give the process's exit code, or minus the signal, and its answer."""
    told, telling = os.pipe()
    process = os.fork()
    if not process:
        os.close(told)
        _answer_and_end(job, telling)
    os.close(telling)
    with os.fdopen(told, "rb") as answers:
        answer = answers.read()
    _, status = os.waitpid(process, 0)
    return os.waitstatus_to_exitcode(status), answer


def _answer_and_end(job: Job, telling: int) -> NoReturn:
    """Be the child; never return into the loop of the parent."""
    code = 1
    try:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        # What stands on standard output is the parent's word; a child has none there, and no jobs to take.
        nowhere = os.open(os.devnull, os.O_RDWR)
        os.dup2(nowhere, 0)
        os.dup2(nowhere, 1)
        _restrain(job.limits)
        with os.fdopen(telling, "wb") as answers:
            answers.write(orjson.dumps(_done(job)))
        code = 0
    finally:
        os._exit(code)


def _done(job: Job) -> dict[str, Any]:
    try:
        return {"answer": _told(_READERS[job.format](job), job)}
    except TidegateError as fault:
        return _fault(fault)
    except MemoryError:
        what = f"reading it needs more than {job.limits.memory_mib:,} MiB"
    except RecursionError:
        what = "its parts are nested too deep"
    except OSError as fault:
        return _fault(_room(fault, job))
    return _fault(DeliveryError(where=job.where, what=what, mend="ask for the file again, in parts or as CSV"))


def _room(fault: OSError, job: Job) -> TidegateError:
    """Say whether the limit or the disk ran out; Python gets an error for both, and no signal."""
    if fault.errno == errno.EFBIG:
        what = f"its rows take more than {job.limits.unpacked_mib:,} MiB"
        return DeliveryError(where=job.where, what=what, mend="ask for the file in parts")
    if fault.errno == errno.ENOSPC:
        return EngineError(
            where=job.where,
            what="its rows do not fit on the disk",
            mend="free room where temporary files go, and try again",
        )
    what = f"it cannot be read ({fault.strerror or fault})"
    return DeliveryError(where=job.where, what=what, mend="ask the sender for the file again")


def _loaded() -> int:
    """Give the address space that Python and its libraries take before any file is read, bytes."""
    told = Path("/proc/self/statm")
    return int(told.read_text(encoding="ascii").split()[0]) * resource.getpagesize() if told.exists() else 1 << 30


def _restrain(limits: Limits) -> None:
    memory, written = _loaded() + (limits.memory_mib << 20), limits.unpacked_mib << 20
    seconds = int(limits.seconds) + 1
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _told(answer: Answer, job: Job) -> dict[str, Any]:
    if answer.refused.num_rows:
        pq.write_table(answer.refused, job.scratch / "refused.parquet")
    said = {f.name: getattr(answer, f.name) for f in fields(answer) if f.name != "refused"}
    return {**said, "refused": bool(answer.refused.num_rows)}


def _fault(fault: TidegateError) -> dict[str, Any]:
    kinds = {UnsafeFileError: "unsafe", EngineError: "engine"}
    kind = kinds.get(type(fault), "delivery")
    return {"error": {"kind": kind, "what": fault.what, "where": fault.where, "mend": fault.mend}}


if __name__ == "__main__":
    main()
