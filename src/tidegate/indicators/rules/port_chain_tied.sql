-- New forwarders that came within months of each other and share both their warehouse and their transporter.
with founded as (
    select entity, min(incorporationDate_from) as founded
    from Company_history
    where incorporationDate_from is not null
    group by entity
),
forwarders as (
    select Seat.registrant as firm, Seat.premises, Seat.startDate_from as registered, UnknownLink.object as transporter,
           min(founded.founded) as founded,
           list_distinct(flatten(list([Seat.record_id, UnknownLink.record_id]))) as rows
    from Seat
    join UnknownLink on UnknownLink.subject = Seat.registrant and UnknownLink.object is not null
                    and list_contains($carried_roles, lower(UnknownLink.role))
                    and UnknownLink.startDate_from is not distinct from Seat.startDate_from
    left join founded on founded.entity = Seat.registrant
    where list_contains($warehouse_roles, lower(Seat.role)) and Seat.premises is not null
    group by Seat.registrant, Seat.premises, Seat.startDate_from, UnknownLink.object
),
fresh as (
    select forwarders.firm, forwarders.premises, forwarders.transporter, forwarders.registered, forwarders.rows,
           carriers.founded as transporter_founded
    from forwarders left join founded as carriers on carriers.entity = forwarders.transporter
    where date_diff('day', forwarders.founded, forwarders.registered) between -31 and $new_days
),
companions as (
    select firm, premises, transporter, registered, rows, transporter_founded,
           count(*) over (partition by premises, transporter order by registered
                          range between interval (cast($within_days as integer)) day preceding and current row) as together
    from fresh
),
chains as (
    select premises, transporter, count(distinct firm) as firms, min(registered) as first_day, max(registered) as last_day,
           max(together) as together, list_sort(list(registered))[2] as second_day,
           date_diff('day', min(transporter_founded), min(registered)) as transporter_age,
           list(distinct firm) as members, list_distinct(flatten(list(rows))) as rows
    from companions
    group by premises, transporter
)
select premises as subject,
       transporter as key,
       case when firms >= $least_firms then last_day else second_day end as at,
       list_prepend(transporter, members) as others,
       rows, firms, first_day, last_day,
       cast(floor(transporter_age / 365.25) as integer) as transporter_years
from chains
where together >= $least_firms
   or (together >= 2 and transporter_age <= $young_transporter_days)
order by subject, key
