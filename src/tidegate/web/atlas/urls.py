"""The addresses of the atlas."""

from django.urls import path

from tidegate.web.atlas.views import (
    changes,
    data,
    downloads,
    entities,
    flags,
    maps,
    network,
    places,
    points,
    saved,
    search,
    sectors,
)  # fmt: skip

app_name = "atlas"
urlpatterns = [
    path("changes/", changes.changes_page, name="changes"),
    path("map/", maps.map_page, name="map"),
    path("map/data.json", maps.map_data, name="map-data"),
    path("map/ground.json", maps.map_ground, name="map-ground"),
    path("map/<slug:layer>.json", maps.map_layer, name="map-layer"),
    path("places/", places.places_page, name="places"),
    path("places/<slug:level>/<path:unit>/", places.place_page, name="place"),
    path("entities/<str:entity_id>/", entities.entity_page, name="entity"),
    path("entities/<str:entity_id>/why/", entities.why_part, name="why"),
    path("flags/", flags.flags_page, name="flags"),
    path("flags/rules/<slug:rule>/", flags.indicator_page, name="indicator"),
    path("flags/<str:flag_id>/", flags.flag_page, name="flag"),
    path("network/", network.network_page, name="network"),
    path("network/data.json", network.network_data, name="network-data"),
    path("network/expand.json", network.network_expand, name="network-expand"),
    path("network/views/save/", saved.save, name="network-save"),
    path("network/views/<slug:view_id>/", saved.view, name="network-view"),
    path("network/views/<slug:view_id>/rename/", saved.rename, name="network-rename"),
    path("network/views/<slug:view_id>/delete/", saved.delete, name="network-delete"),
    path("points/", points.points_page, name="points"),
    path("points/<path:point_id>/", points.point_page, name="point"),
    path("sectors/", sectors.sectors_page, name="sectors"),
    path("sectors/<path:sector>/", sectors.sector_page, name="sector"),
    path("data/", data.data_page, name="data"),
    path("data/<slug:register>/", data.register_page, name="register"),
    path("search/", search.search_page, name="search"),
    path("download/<slug:table>.<slug:form>", downloads.download, name="download"),
]
