insert into found (found) values ('optimize')
