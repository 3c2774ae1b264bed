-- Addresses where at least one company gets its letters.
select distinct premises as subject
from Seat_history
where list_contains($seat_roles, lower(role)) and premises is not null
