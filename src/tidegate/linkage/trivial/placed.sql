-- Names and places made comparable. The place is the first house number and the street without its type: what stands
-- behind the type (floor, unit, town) is left out, and so is the second number of a range.
with spelt as (
    select register, row_number, schema, owner,
           list_transform(
               list_filter(names, lambda n: n is not null),
               lambda n: regexp_replace(regexp_replace(upper(strip_accents(n)), '[''’.]', '', 'g'), '[^\p{L}\p{N}]+', ' ', 'g')
           ) as names,
           trim(regexp_replace(regexp_replace(upper(address), '[''’]', '', 'g'), '[ .,#]+', ' ', 'g')) as address
    from records
),
parted as (
    select register, row_number, schema, owner,
           list_distinct(list_filter(
               list_transform(names, lambda n: trim(regexp_replace(
                   n, '( (INC|INCORPORATED|LLC|LTD|LIMITED|CORP|CORPORATION|CO|COMPANY|LP|PC|NFP|BV|NV|VOF|GMBH|SARL|SRL))+ *$', ''))),
               lambda n: n <> ''
           )) as distinct_names,
           trim(list_first(names)) as first_name,
           regexp_extract(address, '^0*(\d+)', 1) as house,
           trim(regexp_replace(address, '^\d+ ?(-? ?1/2\b|- ?\d+|-[A-Z]\b| )*', '')) as behind
    from spelt
)
select register, row_number, schema, owner, distinct_names as names,
       nullif(trim(regexp_replace(first_name, '( (INC|LLC|LTD|CORP|CO))+ *$', '')), '') as first_name,
       house || ' ' || regexp_extract(
           behind,
           '^((?:[NSEW] )?\S+(?: \S+)*?)(?: (?:ST|AVE?|RD|BLVD?|DR|PKWY|PL|HWY|CT|LN|PLZ|TER|WAY|SQ|STREET|AVENUE|ROAD'
           || '|CHICAGO IL|BLDG|FL|FLOOR|STE|UNIT|\d+(?:ST|ND|RD|TH)?|[A-Z])\b.*)?$',
           1
       ) as place
from parted
