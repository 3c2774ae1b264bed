/* A figure and its table, told of each other: what is chosen in one is chosen in the other.

In:  a figure's id; an id of a thing, or the ids that a filter lets through.
Out: CustomEvent("tg:select", {detail: {id}}) and CustomEvent("tg:filter", {detail: {ids}}) on the figure, or on the
     table where there is no figure. `id` null: nothing is chosen. `ids` null: all are shown.

Whoever hears an event shows it and sends nothing, so that no event goes round in circles. */

export function stageOf(name) {
  return document.querySelector(`figure#${CSS.escape(name)}`) ?? tableOf(name);
}

export function tableOf(name) {
  return document.querySelector(`table[data-of="${CSS.escape(name)}"]`);
}

export function sendSelect(stage, id) {
  stage?.dispatchEvent(new CustomEvent("tg:select", { detail: { id } }));
}

export function sendFilter(stage, ids) {
  stage?.dispatchEvent(new CustomEvent("tg:filter", { detail: { ids } }));
}

/* The ids in the order in which the table shows them; null where there is no table. */
export function orderInTable(name) {
  const table = tableOf(name);
  if (!table) return null;
  return [...table.tBodies].flatMap((body) => [...body.rows])
    .filter((row) => !row.hidden && row.dataset.id).map((row) => row.dataset.id);
}

/* The neighbour of `id` in a list, one step on; the first (or last) where nothing is chosen. */
export function stepFrom(ids, id, step) {
  if (!ids.length) return null;
  const at = ids.indexOf(id);
  if (at < 0) return step > 0 ? ids[0] : ids[ids.length - 1];
  return ids[(at + step + ids.length) % ids.length];
}
