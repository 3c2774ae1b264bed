-- The street in the text of an address. A number in front ("5833 S KEDZIE AVE # 2, CHICAGO") is taken off with all that
-- follows the street's type; otherwise the street ends where the first number begins ("Koelaan 66 0132 MW Havenrijk").
create or replace temp macro street_of(address, city) as (
    with parts as (
        select case when first_part ilike '% ' || city then left(first_part, length(first_part) - length(city) - 1)
                    else first_part end as line
        from (select trim(split_part(trim(address), ',', 1)) as first_part)
    )
    select nullif(trim(case
        when regexp_matches(line, '^\d') then regexp_replace(
            regexp_replace(
                regexp_replace(line, '^\d+[xX]*(\s*[-/]\s*\d+)?[A-Za-z]?\s+', ''),
                '(?i)\s*([#(].*|\b(apt|unit|ste|suite|floor|room|bldg|bsmt)\b.*)$', ''
            ),
            '(?i)^(.*\b(ave|avenue|st|street|blvd|boulevard|rd|road|dr|drive|pl|place|ln|lane|ct|court|pkwy|hwy|way|ter|sq|plz|plaza))\b.*$',
            '\1'
        )
        else regexp_replace(line, '\s+\d.*$', '')
    end), '')
    from parts
)
