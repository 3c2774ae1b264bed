create or replace view attached as from attachments
