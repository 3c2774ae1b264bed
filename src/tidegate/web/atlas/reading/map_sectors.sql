select sector from businesses where sector is not null and not sole_trader group by sector having count(*) >= 5 order by sector
