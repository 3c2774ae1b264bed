-- What things are called, and in which of it each piece of three letters stands.
pragma journal_mode = off;
pragma synchronous = off;
create table said (id integer primary key, entity text not null, text text not null, folded text not null, what text not null);
create table pieces (piece text primary key, texts integer not null) without rowid;
create virtual table found using fts5(folded, content = '', detail = none, tokenize = 'trigram');
