/* The controls of a network: made once, wired by network.js.

In:  the figure.
Out: its parts by name, appended to it; words for a path; what is said where nothing can be drawn. */

import { button, make } from "./elements.js";
import { addKeys } from "./keys.js";
import { fill, gettext, ngettext, number } from "./words.js";

export function build(figure) {
  const id = figure.id;
  const help = gettext(
    "With the network in focus: arrows move, + and − zoom, 0 shows all, N and P choose the next and the previous, E expands, C collapses, A and B take the ends of a path, Enter opens its page, Esc chooses nothing. Ties without a date are shown at all times.",
  );
  const parts = {
    holder: make("div", {
      class: "tg-drawing", tabindex: 0, role: "application", "aria-describedby": `${id}-help`,
      "aria-label": fill(gettext("Network: {title}. Everything in it stands in the table beside it, too."), { title: figure.querySelector("figcaption")?.textContent.trim() ?? "" }),
    }),
    says: make("span", { "aria-live": "polite", text: gettext("Nothing is chosen.") }),
    whole: make("output", { class: "tg-whole" }),
    legend: make("div", { class: "tg-legend" }),
    expand: button(gettext("Expand"), null), collapse: button(gettext("Collapse"), null),
    from: button(gettext("Path from here"), null), to: button(gettext("Path to here"), null),
    clear: button(gettext("Clear the path"), null), all: button(gettext("Show all"), null),
    nearer: button("+", null, { "aria-label": gettext("Zoom in") }), further: button("−", null, { "aria-label": gettext("Zoom out") }),
    save: button(gettext("Save as picture"), null),
    link: make("a", { class: "btn btn-outline-secondary btn-sm", text: gettext("Open its page") }),
    one: make("input", { class: "form-check-input", type: "checkbox" }),
    range: make("input", { class: "form-range", type: "range", min: 0, max: 0, value: 0, disabled: true, "aria-label": gettext("Month") }),
    pathSays: make("span", { "aria-live": "polite" }),
    months: [],
  };
  parts.time = make("div", { class: "tg-figure-time", hidden: true }, make("label", {}, parts.one, gettext("Only ties of one month")), parts.range);
  parts.path = make("div", { class: "tg-readout tg-path", hidden: true }, parts.pathSays, parts.clear);
  for (const one of [parts.expand, parts.collapse, parts.from, parts.to, parts.link]) one.hidden = true;
  figure.append(
    make("div", { class: "tg-figure-tools" }, parts.nearer, parts.further, parts.all, parts.save, parts.time, parts.whole),
    parts.holder,
    make("div", { class: "tg-readout" }, parts.says, parts.expand, parts.collapse, parts.from, parts.to, parts.link),
    parts.path, parts.legend, make("p", { class: "tg-figure-help", id: `${id}-help`, text: help }),
  );
  addKeys(gettext("On a network"), [
    ["← ↑ → ↓", gettext("move")], ["+ −", gettext("zoom in and out")], ["0", gettext("show all")],
    ["N P", gettext("choose the next, the previous")], ["E C", gettext("expand, collapse")],
    ["A B", gettext("take as the start, the end of a path")], ["Enter", gettext("open the page of what is chosen")],
  ]);
  return parts;
}

export function pathInWords(graph, path) {
  const steps = (path.length - 1) / 2;
  const chain = path.map((id, at) => (at % 2 ? `— ${graph.getEdgeAttribute(id, "label") || graph.getEdgeAttribute(id, "kind")} —` : graph.getNodeAttribute(id, "name")));
  return fill(ngettext("{n} step: {chain}", "{n} steps: {chain}", steps), { n: number(steps), chain: chain.join(" ") });
}

export function fail(holder, error) {
  console.error(error);
  holder.classList.add("tg-drawing-failed");
  holder.replaceChildren(make("p", { text: gettext("The network cannot be drawn here. The table holds the same things.") }));
}
