-- Rows of records become ties. What they say of control is looked up once per wording, not once per row.
with wordings as (
    select t.kind, t.says, arg_min(w.control, w.place) as control
    from (select distinct kind, says from tie_rows) as t
    join control_words as w on w.kind = t.kind and contains(t.says, w.word)
    group by all
),
firm as (
    -- An end that rests on no link is as firm as the register itself.
    select t.*, least(s.bits, e.bits) as bits
    from tie_rows as t
    left join bonds as s
        on s.register = t.register and s.file = t.file and s.row_number = t.row_number and s.entity = t.source
    left join bonds as e
        on e.register = t.register and e.file = t.file and e.row_number = t.row_number and e.entity = t.target
    where t.source <> t.target or t.kind = 'Ownership'
),
told as (
    select firm.* exclude (control, share, amount),
           -- Decimals add up to the same whatever the order, doubles do not.
           try_cast(amount as decimal(38, 4)) as amount,
           coalesce(w.control, firm.control) as control,
           case when share between 0 and 1 then share end as share,
           case grain when 'episode' then valid_from::varchar
                   when 'year' then year(coalesce(valid_from, known_from))::varchar
                   else '' end as episode,
           -- The latest word counts: what still holds, then what was known last, then what sorts first.
           {'holds': known_to is null, 'known': known_from, 'valid': valid_from, 'record': record_id,
            'file': file, 'row': row_number} as place
    from firm left join wordings as w using (kind, says)
)
select substr(md5(concat_ws('|', kind, source, target, coalesce(role, ''), coalesce(episode, ''),
                            coalesce(control, ''))), 1, 20) as tie,
       source, target, kind, role, lasting, control, share, amount, currency, valid_from,
       case when lasting then
                case when grain = 'pair' then case when ends then last_end end else latest['to'] end
            else last_day end as valid_to,
       known_from, known_to, registers, rows, record_ids, latest['record'] as record_id,
       latest['register'] as register, latest['file'] as file, latest['row'] as row_number, bits
from (
    select kind, source, target, role, control, episode,
           any_value(lasting) as lasting, any_value(grain) as grain,
           arg_max(share, place) as share,
           -- A version that a later one replaced is not money twice; several currencies do not add up.
           case when count(distinct currency) <= 1
                then coalesce(sum(amount) filter (known_to is null), sum(amount))::double end as amount,
           case when count(distinct currency) <= 1 then max(currency) end as currency,
           min(valid_from) as valid_from,
           not bool_or(valid_to is null and known_to is null) as ends,
           max(valid_to) as last_end, max(coalesce(valid_to, valid_from)) as last_day,
           min(known_from) as known_from,
           case when count(*) filter (known_to is null) = 0 then max(known_to) end as known_to,
           list_sort(list_distinct(list(register))) as registers,
           count(*) as rows,
           list_slice(list_sort(list_distinct(list(record_id))), 1, 5) as record_ids,
           arg_max({'to': valid_to, 'record': record_id, 'register': register, 'file': file, 'row': row_number},
                   place) as latest,
           -- One row without a link is proof enough; otherwise the firmest row.
           case when bool_or(bits is null) then null else max(bits) end as bits
    from told
    group by kind, source, target, role, control, episode
)
order by kind, source, target, role, valid_from, tie
