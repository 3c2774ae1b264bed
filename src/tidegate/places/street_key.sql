-- One spelling for one street: capitals without accents, single spaces, types of street in their short form.
create or replace temp macro street_key(street) as (
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
        trim(regexp_replace(upper(strip_accents(street)), '[^A-Z0-9]+', ' ', 'g')) || '$',
        ' AVENUE$', ' AVE'), ' STREET$', ' ST'), ' BOULEVARD$', ' BLVD'), ' ROAD$', ' RD'), ' DRIVE$', ' DR'),
        ' PLACE$', ' PL'), ' LANE$', ' LN'), ' COURT$', ' CT'), ' PARKWAY$', ' PKWY'), ' HIGHWAY$', ' HWY'),
        ' SQUARE$', ' SQ'), '$', '')
)
