-- Warehouses of forwarders.
select distinct premises as subject
from Seat
where list_contains($warehouse_roles, lower(role)) and premises is not null
