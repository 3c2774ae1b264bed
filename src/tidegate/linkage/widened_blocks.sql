-- Nodes of blocks that spread over many regions now and did not before, or the other way round: all their pairs are
-- others. In: keys_of_rule (node, key), wide_keys_of_rule.
insert into crossed
select k.node from keys_of_rule k join wide_keys_of_rule w on w.key = k.key where w.before <> w.now
