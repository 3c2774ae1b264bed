select situation, share, members, registers from opaque_ownership where company = $entity order by situation
