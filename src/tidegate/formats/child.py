"""The program of the child process: reads one file within its limits and says what it found.

It takes one job as JSON from its standard input, writes the rows as Parquet, and answers with JSON on its
standard output. Whatever a hostile file makes of it, the parent lives.
"""

import errno
import resource
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

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


def main() -> None:
    """Do one job."""
    job = Job.from_json(sys.stdin.buffer.read())
    _restrain(job.limits)
    sys.stdout.buffer.write(orjson.dumps(_done(job)))


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
