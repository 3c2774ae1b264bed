-- Complexes of boxes or storage units where many of the firms that rent stand in no business register.
with lets as (
    select entity, min(premises) as premises, min(landlord) as landlord, min(tenant) as tenant,
           min(startDate_from) as started, max(record_id) as record_id
    from Tenancy_history
    where list_contains($storage_words, lower("use"))
    group by entity
),
known as (
    select entity from Company_history where registrationNumber is not null
    union
    select operator as entity from Establishment_history where operator is not null
),
firms as (
    select lets.premises, lets.landlord, lets.tenant, lets.started, lets.record_id, known.entity is null as unregistered
    from lets
    join entities on entities.entity = lets.tenant and entities.kind = 'organisation'
    left join known on known.entity = lets.tenant
    where lets.premises is not null
),
complexes as (
    select premises, min(landlord) as landlord, count(distinct tenant) as firms,
           count(distinct tenant) filter (where unregistered) as unregistered,
           list_sort(list(started) filter (where unregistered)) as starts,
           list(distinct tenant) filter (where unregistered) as tenants,
           list(distinct record_id) filter (where unregistered) as rows
    from firms
    group by premises
),
landlords as (
    select landlord, sum(unregistered) as unregistered_of_landlord, count(*) as complexes_of_landlord
    from complexes
    where landlord is not null
    group by landlord
)
select complexes.premises as subject,
       complexes.starts[$least_unregistered] as at,
       list_concat(list_distinct([complexes.landlord]), complexes.tenants) as others,
       complexes.rows as rows,
       complexes.firms as firms, complexes.unregistered as unregistered,
       coalesce(landlords.unregistered_of_landlord, complexes.unregistered) as unregistered_of_landlord,
       coalesce(landlords.complexes_of_landlord, 1) as complexes_of_landlord
from complexes left join landlords on landlords.landlord = complexes.landlord
where complexes.unregistered >= $least_unregistered and complexes.unregistered >= $unregistered_share * complexes.firms
order by subject
