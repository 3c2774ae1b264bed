-- The moment at which the layers say they were changed.
update gpkg_contents
set last_change = $made
