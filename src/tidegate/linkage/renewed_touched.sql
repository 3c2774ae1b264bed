-- What is touched at first: nodes that came or went. In: standing.
create or replace temp table touched as select node from standing where not (was and stays)
