-- The house number in the text of an address, as a number; absent where it is blurred ("031XX N ST LOUIS AVE").
create or replace temp macro number_of(address) as (
    try_cast(coalesce(
        nullif(regexp_extract(trim(address), '^(\d+)(?:[^\dxX]|$)', 1), ''),
        case when not regexp_matches(trim(address), '^\d')
             then nullif(regexp_extract(split_part(address, ',', 1), '\s(\d+)', 1), '') end
    ) as integer)
)
