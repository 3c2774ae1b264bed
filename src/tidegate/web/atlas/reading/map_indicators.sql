select indicator from flags group by indicator order by indicator
