-- Measures of concentration whose intervals no longer meet; those within chance are no change.
select 'concentration' as what,
       case when o.id is null then 'new' when n.id is null then 'gone' else 'changed' end as change,
       coalesce(n.id, o.id) as id, coalesce(n.caption, o.caption) as caption,
       case when o.id is null then round(n.value, 3)::varchar when n.id is null then round(o.value, 3)::varchar
            else round(o.value, 3) || ' before, ' || round(n.value, 3) || ' now' end as detail,
       'delivery' as why,
       case when o.id is null or n.id is null then 'Such events were counted in one of the two pictures only.'
            when n.value > o.value then 'The events of the later deliveries gather at fewer places.'
            else 'The events of the later deliveries are more spread out.' end as because
from old_concentration o full outer join new_concentration n on n.id = o.id
where o.id is null or n.id is null or n.low > o.high or n.high < o.low
order by change, id
