/* Tables that are sorted, filtered and chosen from; with a figure beside them, or alone.

In:  <table data-of="X"> with buttons in its heads, rows with data-id, cells with data-sort (what is compared), an
     <input data-filter-of="X"> and an <output data-count-of="X">, each of which may be absent.
Out: rows in another order (aria-sort says which), rows hidden, one row chosen (aria-selected); tg:select and tg:filter. */

import { make, isTyping } from "./elements.js";
import { sendFilter, sendSelect, stageOf } from "./pairing.js";
import { fill, gettext, language, ngettext, number } from "./words.js";

const collator = new Intl.Collator(language, { numeric: true, sensitivity: "base" });

export function wakeTable(table) {
  const name = table.dataset.of;
  const stage = stageOf(name) ?? table;
  let chosen = null;

  const rows = () => [...table.tBodies].flatMap((body) => [...body.rows]);
  const shown = () => rows().filter((row) => !row.hidden && row.dataset.id);

  function choose(id, { scroll = false } = {}) {
    chosen = id;
    for (const row of rows()) {
      if (row.dataset.id) row.setAttribute("aria-selected", String(row.dataset.id === id));
    }
    setTabStop();
    if (scroll) bringIntoView(rows().find((row) => row.dataset.id === id));
  }

  // One row can be reached by Tab, the others from there with the arrows.
  function setTabStop() {
    const visible = shown();
    const stop = visible.find((row) => row.dataset.id === chosen) ?? visible[0];
    for (const row of rows()) if (row.dataset.id) row.tabIndex = row === stop ? 0 : -1;
  }

  function take(row) {
    choose(row.dataset.id);
    sendSelect(stage, row.dataset.id);
  }

  function move(event) {
    const row = event.target.closest?.("tbody tr[data-id]");
    if (!row || isTyping(event)) return;
    const visible = shown();
    const at = visible.indexOf(row);
    const goal = {
      ArrowDown: visible[at + 1], ArrowUp: visible[at - 1], Home: visible[0], End: visible[visible.length - 1],
    }[event.key];
    if (goal) {
      take(goal);
      goal.focus();
    } else if (event.key === "Escape") {
      choose(null);
      sendSelect(stage, null);
    } else if (event.key === "Enter" && event.target === row) {
      row.querySelector("a[href]")?.click();
    } else if (event.key === " " && event.target === row) {
      take(row);
    } else {
      return;
    }
    event.preventDefault();
  }

  table.addEventListener("click", (event) => {
    const row = event.target.closest("tbody tr[data-id]");
    if (row && !event.target.closest("a, button, input, summary")) take(row);
  });
  table.addEventListener("keydown", move);
  stage.addEventListener("tg:select", (event) => choose(event.detail.id, { scroll: event.detail.id !== chosen }));
  for (const head of table.tHead?.rows[0]?.cells ?? []) {
    head.querySelector("button")?.addEventListener("click", () => sortBy(table, head));
  }
  const filtering = wakeFilter(table, stage, rows, setTabStop);
  table.addEventListener("tg:rows", () => {
    prepare(rows());
    filtering();
    choose(chosen);
  });
  prepare(rows());
  filtering();
  choose(null);
}

function prepare(rows) {
  for (const row of rows) if (row.dataset.id && !row.hasAttribute("aria-selected")) row.setAttribute("aria-selected", "false");
}

/* Within the frame of the table alone: the page stays where it is. */
function bringIntoView(row) {
  const frame = row?.closest(".tg-table-scroll");
  if (!frame) return;
  const top = row.offsetTop - (row.closest("table").tHead?.offsetHeight ?? 0);
  if (top < frame.scrollTop) frame.scrollTop = top;
  else if (row.offsetTop + row.offsetHeight > frame.scrollTop + frame.clientHeight) {
    frame.scrollTop = row.offsetTop + row.offsetHeight - frame.clientHeight;
  }
}

export function sortBy(table, head) {
  const up = head.getAttribute("aria-sort") !== "ascending";
  for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", up ? "ascending" : "descending");
  for (const body of table.tBodies) {
    const keyed = [...body.rows].map((row) => [keyOf(row.cells[head.cellIndex]), row]);
    keyed.sort(([a], [b]) => compare(a, b, up ? 1 : -1));
    body.append(...keyed.map(([, row]) => row));
  }
}

function keyOf(cell) {
  const text = (cell?.dataset.sort ?? cell?.textContent ?? "").trim();
  return text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}

/* Numbers before words, nothing at the end whichever way; dates are written so that their letters sort. */
function compare(a, b, way) {
  if (a === "" || b === "") return (a === "") - (b === "");
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return way * (typeof a === "number" ? a - b : collator.compare(a, b));
}

function wakeFilter(table, stage, rows, after) {
  const name = table.dataset.of;
  const input = document.querySelector(`[data-filter-of="${CSS.escape(name)}"]`);
  const count = document.querySelector(`[data-count-of="${CSS.escape(name)}"]`);
  let waiting = 0;
  let outside = null; // what the figure lets through: the ids, or null for all
  let telling = false;

  function apply(tell) {
    const wanted = plain(input?.value ?? "").split(/\s+/).filter(Boolean);
    for (const row of rows()) {
      const text = plain(row.textContent);
      row.hidden = (outside !== null && !outside.has(row.dataset.id)) || !wanted.every((word) => text.includes(word));
    }
    const left = rows().filter((row) => !row.hidden);
    if (count) count.textContent = countOf(left.length, rows().length);
    after();
    if (!tell) return;
    telling = true;
    sendFilter(stage, wanted.length ? left.map((row) => row.dataset.id).filter(Boolean) : null);
    telling = false;
  }

  stage.addEventListener("tg:filter", (event) => {
    if (telling) return;
    outside = event.detail.ids === null ? null : new Set(event.detail.ids);
    apply(false);
  });

  input?.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => apply(true), 120);
  });
  return () => apply(Boolean(input?.value));
}

function countOf(left, all) {
  if (left === all) return fill(ngettext("{n} row", "{n} rows", all), { n: number(all) });
  return fill(gettext("{left} of {all} rows"), { left: number(left), all: number(all) });
}

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/* Bring things in as rows (what a network expanded) and take others away; cells by the data-key of their column. */
export function changeRows(table, things, gone = []) {
  if (!table) return;
  const body = table.tBodies[0];
  for (const id of gone) body.querySelector(`tr[data-id="${CSS.escape(id)}"]`)?.remove();
  for (const thing of things) {
    if (!body.querySelector(`tr[data-id="${CSS.escape(thing.id)}"]`)) body.append(rowOf(table, thing));
  }
  table.dispatchEvent(new CustomEvent("tg:rows"));
}

function rowOf(table, thing) {
  const cells = [...table.tHead.rows[0].cells].map((head) => {
    const value = thing[head.dataset.key] ?? "";
    const isNumber = typeof value === "number";
    const cell = make(head.dataset.key === "label" ? "th" : "td", {
      class: head.classList.contains("tg-number") ? "tg-number" : null, "data-sort": isNumber ? value : null,
    });
    if (head.dataset.key === "label") cell.scope = "row";
    if (head.dataset.key === "label" && thing.href) cell.append(make("a", { href: thing.href, text: value }));
    else cell.textContent = isNumber ? number(value) : value;
    return cell;
  });
  return make("tr", { "data-id": thing.id }, ...cells);
}
