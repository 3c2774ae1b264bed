select min(month) as first, max(month) as last from events
