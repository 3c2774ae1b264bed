"""The program of the child process: reads one file within its limits and says what it found.

It takes one job as JSON from its standard input, writes the rows as Parquet, and answers with JSON on its
standard output. Whatever a hostile file makes of it, the parent lives.
"""

import resource
import sys
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import orjson
import pyarrow.parquet as pq

from tidegate.errors import DeliveryError, TidegateError, UnsafeFileError
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
    return _fault(DeliveryError(where=job.where, what=what, mend="ask for the file again, in parts or as CSV"))


def _restrain(limits: Limits) -> None:
    memory, written = limits.memory_mib << 20, limits.unpacked_mib << 20
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
    kind = "unsafe" if isinstance(fault, UnsafeFileError) else "delivery"
    return {"error": {"kind": kind, "what": fault.what, "where": fault.where, "mend": fault.mend}}


if __name__ == "__main__":
    main()
