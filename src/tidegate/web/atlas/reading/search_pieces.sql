insert into pieces values (?, ?)
