-- All establishments of a licensed sector.
select distinct entity as subject from Establishment where list_contains($licensed, sector)
