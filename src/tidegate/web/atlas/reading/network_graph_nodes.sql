select * from nodes where entity in (select unnest($entities)) order by entity
