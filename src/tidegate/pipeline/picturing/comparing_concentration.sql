-- Measures of concentration, each with the spread that chance gives to as many events on as many places.
select level || '|' || schema || '|' || kind as id, schema || ', ' || kind || ', by ' || level as caption,
       gini as value, gini - (null_high - null_low) / 2 as low, gini + (null_high - null_low) / 2 as high
from concentration
order by id
