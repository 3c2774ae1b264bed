-- The look of one layer, which QGIS takes when it opens it.
insert into layer_styles (
    f_table_catalog, f_table_schema, f_table_name, f_geometry_column,
    styleName, styleQML, styleSLD, useAsDefault, description, owner, update_time
)
select '', '', $layer, column_name, $layer, $qml, '', 1, $about, '', $made
from gpkg_geometry_columns
where table_name = $layer
