-- All but the outermost thousandth of premises: one wrong point does not make the city small.
select quantile_cont(lon, 0.001) as west, quantile_cont(lat, 0.001) as south, quantile_cont(lon, 0.999) as east,
       quantile_cont(lat, 0.999) as north
from places
