select reason, units from hotspots_left_out where level = $level order by reason
