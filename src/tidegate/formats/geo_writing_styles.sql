-- The table in which QGIS keeps the looks of layers, as QGIS itself makes it, and its entry among the contents.
create table layer_styles (
    id integer primary key autoincrement not null,
    f_table_catalog text(256),
    f_table_schema text(256),
    f_table_name text(256),
    f_geometry_column text(256),
    styleName text(30),
    styleQML text,
    styleSLD text,
    useAsDefault boolean,
    description text,
    owner text(30),
    ui text(30),
    update_time datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
);

insert into gpkg_contents (table_name, data_type, identifier, description, srs_id)
values ('layer_styles', 'attributes', 'layer_styles', '', 0);
