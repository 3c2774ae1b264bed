"""GeoPackage, GeoJSON and Shapefile: attributes as text, the geometry as WKT, and a point to put on a map.

`geometry` keeps the file's own coordinates; `longitude` and `latitude` are those of a point that lies on
the thing, in EPSG:4326, carried over by GDAL. Where a file names no coordinate system, the point stays in
its own numbers as `x` and `y`.
"""

import contextlib
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyogrio
import shapely
from pyogrio import raw

from tidegate.errors import DeliveryError
from tidegate.formats.archives import check_zip, unpack_member
from tidegate.formats.headers import name_columns
from tidegate.formats.job import Answer, Job
from tidegate.formats.staging import StagedRows

_WGS84 = "EPSG:4326"
_BATCH = 20_000
_DRIVERS = {"gpkg": "GPKG", "geojson": "GeoJSON", "shapefile": "ESRI Shapefile"}
_SHAPE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_NEEDED = (".shp", ".dbf")


def stage_geo(job: Job) -> Answer:
    """Write the features of a layer as rows of text.

    Args:
        job: The file.
    Returns:
        What was found.
    Raises:
        DeliveryError: It is broken, or has no such layer.
    """
    try:
        path = _unpacked(job) if job.options.member or job.path.suffix.lower() != ".shp" else str(job.path)
        layers = tuple(str(name) for name in pyogrio.list_layers(path)[:, 0])
        layer = _layer(job, layers)
        info = pyogrio.read_info(path, layer=layer)
        if info["driver"] != _DRIVERS[job.format]:
            raise _broken(job, f"its reader took it for {info['driver']}")
        return _stage(job, path, layer, layers, str(info["crs"] or ""))
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pa.ArrowException) as fault:
        raise _broken(job, str(fault)) from fault


def _broken(job: Job, said: str) -> DeliveryError:
    names = {"gpkg": "GeoPackage", "geojson": "GeoJSON", "shapefile": "Shapefile"}
    reason = (said.splitlines() or [""])[0].replace(str(job.path), "the file")[:160]
    return DeliveryError(
        where=job.where,
        what=f"it cannot be read as {names[job.format]} ({reason})",
        mend="check whether the file is cut off or a part of it is missing, and ask the sender for it again",
    )


def _layer(job: Job, layers: tuple[str, ...]) -> str:
    wished = job.options.layer
    if wished in layers:
        return wished
    if wished or not layers:
        raise DeliveryError(
            where=job.where,
            what=f"there is no layer '{wished}'; it has {', '.join(layers[:20])}" if layers else "it has no layer",
            mend="name one that is there as `layer`",
        )
    return layers[0]


def _unpacked(job: Job) -> str:
    """Unpack the parts of a Shapefile under names of our own; other files are read where they are."""
    if job.format != "shapefile":
        return str(job.path)
    members = {m.filename: m.filename.lower() for m in _members(job)}
    shapes = [m for m, low in members.items() if low.endswith(".shp") and not m.startswith("__MACOSX/")]
    wished = [m for m in shapes if m == job.options.member] if job.options.member else shapes
    if len(wished) != 1:
        listed = ", ".join(shapes) or "none"
        raise DeliveryError(
            where=job.where, what=f"the archive holds these Shapefiles: {listed}", mend="name one as `member`"
        )
    stem = wished[0][:-4].lower()
    found = {low[len(stem) :]: m for m, low in members.items() if low[: len(stem)] == stem}
    for part in _SHAPE_PARTS:
        if part in found:
            unpack_member(job.path, found[part], job.scratch / f"layer{part}", job.limits)
        elif part in _NEEDED:
            raise DeliveryError(
                where=job.where,
                what=f"the archive lacks the part {part} of the Shapefile",
                mend="ask for all its parts in one archive (.shp, .shx, .dbf, .prj)",
            )
    return str(job.scratch / "layer.shp")


def _members(job: Job) -> tuple[Any, ...]:
    return check_zip(job.path, job.limits, where=job.where)


def _stage(job: Job, path: str, layer: str, layers: tuple[str, ...], crs: str) -> Answer:
    warped = crs not in {"", _WGS84}
    with _batches(path, layer) as (meta, plain), _warped(path, layer, warped) as carried:
        shape = meta.get("geometry_name") or "wkb_geometry"
        fields = [f for f in plain.schema.names if f != shape]
        point = ("longitude", "latitude") if crs else ("x", "y")
        places = ("geometry", *point, *(() if crs == _WGS84 else ("crs",))) if shape in plain.schema.names else ()
        names, notes = name_columns([*fields, *places], job.limits, where=job.where)
        rows = 0
        with StagedRows(job.target, names, job.options.null_values) as staged:
            for batch in plain:
                numbers = pa.array(range(rows + 1, rows + 1 + batch.num_rows), pa.int64())
                columns = [_text(batch.column(f)) for f in fields]
                if places:
                    other = next(carried).column(shape) if warped else batch.column(shape)
                    columns += _places(batch.column(shape), other, crs, with_crs="crs" in places)
                staged.add_columns(numbers, columns)
                rows += batch.num_rows
                if job.most and rows >= job.most:
                    break
    return Answer(columns=names, rows_in=rows, notes=(*notes, *_crs_notes(crs, places)), parts=layers)


def _crs_notes(crs: str, places: tuple[str, ...]) -> tuple[str, ...]:
    if not places or crs == _WGS84:
        return ()
    if not crs:
        return ("The file names no coordinate system: `x` and `y` are in numbers of its own.",)
    return (f"The file is in {crs}; `longitude` and `latitude` were carried over to {_WGS84}.",)


@contextlib.contextmanager
def _batches(path: str, layer: str) -> Iterator[tuple[dict[str, Any], Any]]:
    with raw.open_arrow(path, layer=layer, batch_size=_BATCH, use_pyarrow=True) as (meta, reader):
        yield meta, reader


@contextlib.contextmanager
def _warped(path: str, layer: str, wanted: bool) -> Iterator[Iterator[Any]]:
    """Open the same layer once more, carried over to EPSG:4326 by GDAL; both give their rows in one order."""
    if not wanted:
        yield iter(())
        return
    text = (
        f"<OGRVRTDataSource><OGRVRTWarpedLayer><OGRVRTLayer name={quoteattr(layer)}>"
        f"<SrcDataSource relativeToVRT='0'>{escape(path)}</SrcDataSource></OGRVRTLayer>"
        f"<TargetSRS>{_WGS84}</TargetSRS></OGRVRTWarpedLayer></OGRVRTDataSource>"
    )
    with _batches(text, layer) as (_, reader):
        yield iter(reader)


def _places(own: Any, carried: Any, crs: str, *, with_crs: bool) -> list[Any]:
    geometry = _geometries(own)
    points = shapely.point_on_surface(_geometries(carried))
    columns = [_strings(shapely.to_wkt(geometry, rounding_precision=-1))]
    columns += [_numbers(shapely.get_x(points)), _numbers(shapely.get_y(points))]
    if with_crs:
        columns.append(pa.array([crs or None] * len(geometry), pa.string()))
    return columns


def _geometries(wkb: Any) -> Any:
    return shapely.from_wkb(np.array(wkb.to_pylist(), dtype=object), on_invalid="ignore")


def _strings(texts: Any) -> Any:
    return pa.array(list(texts), pa.string())


def _numbers(values: Any) -> Any:
    # Seven decimals of a degree are a centimetre; more would only show how the point was computed.
    return pa.array([None if np.isnan(v) else f"{v:.7f}".rstrip("0").rstrip(".") for v in values], pa.string())


def _text(cells: Any) -> Any:
    kind = cells.type
    if pa.types.is_timestamp(kind):
        return pc.replace_substring(pc.cast(cells, pa.string()), " ", "T", max_replacements=1)
    if pa.types.is_floating(kind):
        return pa.array([None if v is None else repr(v).removesuffix(".0") for v in cells.to_pylist()], pa.string())
    if pa.types.is_nested(kind) or pa.types.is_binary(kind):
        return pa.array([None if v is None else str(v) for v in cells.to_pylist()], pa.string())
    return pc.cast(cells, pa.string())
