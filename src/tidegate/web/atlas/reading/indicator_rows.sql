select r.indicator, r.version, r.state, r.reason, r.flags, r.subjects, r.population, r.persons_left_out, r.parameters,
       max(f.base_rate) as base_rate, max(f.false_share) as false_share, min(f.strength_bits) as weakest_bits
from indicator_report as r
left join flags as f using (indicator)
where $indicator = '' or r.indicator = $indicator
group by all
order by r.indicator
