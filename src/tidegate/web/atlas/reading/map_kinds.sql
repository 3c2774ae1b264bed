select "schema", kind from hotspots group by "schema", kind order by "schema" <> 'Report', "schema", kind <> 'all', kind
