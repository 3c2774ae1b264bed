"""Places that leave as a GeoPackage: points in EPSG:4326."""

from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyogrio
import shapely
from pyogrio import raw

from tidegate.errors import ExportError
from tidegate.formats.leaving import lists_as_json, written_beside

_OWN = {"fid", "geom"}
"""Names that a GeoPackage keeps for itself."""


def write_geopackage(
    table: pa.Table,
    path: Path,
    *,
    layer: str,
    created: datetime,
    longitude: str = "longitude",
    latitude: str = "latitude",
) -> int:
    """Write rows that have a place as a layer of points.

    Args:
        table: The rows; those without a place are left out.
        path: The file; it is replaced in one step.
        layer: Name of the layer.
        created: The moment the file gives as its own; with it equal tables give equal rows.
        longitude: Column with degrees east, number or text.
        latitude: Column with degrees north, number or text.
    Returns:
        Number of points written.
    Raises:
        ExportError: A column is missing or holds no degrees, or the file cannot be written.
    """
    lacking = [name for name in (longitude, latitude) if name not in table.column_names]
    if lacking:
        raise ExportError(
            where=path.name, what=f"the table lacks {' and '.join(lacking)}", mend="give each row its place in degrees"
        )
    x, y = (_degrees(table, name, most, path) for name, most in ((longitude, 180), (latitude, 90)))
    placed = ~(np.isnan(x) | np.isnan(y))
    kept = table.filter(pa.array(placed))
    points = shapely.to_wkb(shapely.points(x[placed], y[placed]))
    names = [f"{n}_" if n.casefold() in _OWN else n for n in kept.column_names]
    values = [_values(kept.column(n).combine_chunks()) for n in kept.column_names]
    # GDAL stamps the file with the hour of writing unless it is told one.
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": created.strftime("%Y-%m-%dT%H:%M:%S.000Z")})
    with written_beside(path) as beside:
        try:
            raw.write(
                str(beside), points, [v for v, _ in values], names, field_mask=[m for _, m in values],
                layer=layer, driver="GPKG", geometry_type="Point", crs="EPSG:4326",
            )  # fmt: skip
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError) as fault:
            raise ExportError(
                where=str(path),
                what=f"the GeoPackage cannot be written ({fault})",
                mend="check the names of its columns, the folder and its room",
            ) from fault
    return int(placed.sum())


def _degrees(table: pa.Table, name: str, most: int, path: Path) -> Any:
    try:
        column = pc.cast(table.column(name), pa.float64())
    except pa.ArrowInvalid as fault:
        raise ExportError(
            where=f"{path.name}, column '{name}'",
            what=f"it holds what is no number ({fault})",
            mend="clean the coordinates first, or leave the row's place empty",
        ) from fault
    degrees = column.to_numpy(zero_copy_only=False).astype(float)
    if np.any(np.abs(degrees[~np.isnan(degrees)]) > most):
        raise ExportError(
            where=f"{path.name}, column '{name}'",
            what=f"it holds numbers beyond {most}, which are no degrees",
            mend="carry the coordinates over to EPSG:4326 first",
        )
    return degrees


def _values(cells: Any) -> tuple[Any, Any]:
    """Give a column as GDAL takes it, and which of its values are absent."""
    absent = np.array(pc.is_null(cells).to_pylist(), dtype=bool)
    kind = cells.type
    if pa.types.is_boolean(kind):
        return np.array([bool(v) for v in cells.to_pylist()], dtype=bool), absent
    if pa.types.is_integer(kind):
        return np.array([v or 0 for v in cells.to_pylist()], dtype=np.int64), absent
    if pa.types.is_floating(kind):
        return np.array([np.nan if v is None else v for v in cells.to_pylist()], dtype=np.float64), absent
    texts = lists_as_json(cells).to_pylist()
    return np.array([None if v is None else _text(v) for v in texts], dtype=object), absent


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
