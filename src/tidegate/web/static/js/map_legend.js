/* The legend of a map in plain words, and the sentence about one thing on it.

In:  the layers of the JSON with their features, which of them are shown, what to do when one is switched.
Out: the legend's HTML: a switch per layer, its classes as "5 to 9" with the number of things in each. */

import { draw, make } from "./elements.js";
import { fill, gettext, number } from "./words.js";

/* One hue from light to dark (told apart by all, and in grey print), for layers that bring no colours. */
const SCALES = {
  2: ["#9ecae1", "#08519c"],
  3: ["#c6dbef", "#6baed6", "#08519c"],
  4: ["#deebf7", "#9ecae1", "#4292c6", "#084594"],
  5: ["#deebf7", "#9ecae1", "#6baed6", "#2171b5", "#08306b"],
  6: ["#eff3ff", "#c6dbef", "#9ecae1", "#6baed6", "#3182bd", "#08519c"],
};
const ONE = ["#2171b5"];

export function coloursOf(layer) {
  const classes = (layer.breaks?.length ?? 0) + 1;
  if (layer.colours?.length >= classes) return layer.colours;
  return classes === 1 ? ONE : SCALES[Math.min(classes, 6)];
}

export function drawLegend(holder, layers, visible, figure, onSwitch) {
  holder.replaceChildren(...layers.map((layer) => {
    const several = layers.length > 1;
    const fillLayer = layer.kind === "fill";
    const box = make("input", {
      class: "form-check-input", type: fillLayer ? "radio" : "checkbox", name: `${figure.id}-${fillLayer ? "fill" : layer.id}`,
      on: { change: (event) => onSwitch(layer.id, event.target.checked) },
    });
    box.checked = visible.has(layer.id);
    const words = layer.unit ? `${layer.title} (${layer.unit})` : layer.title;
    const title = several ? make("label", {}, box, words) : words;
    return make("fieldset", {}, make("legend", {}, title), make("ul", {}, ...classesOf(layer).map((one) => entry(layer, one))));
  }));
}

function entry(layer, { colour, words, count }) {
  const shape = layer.kind === "fill"
    ? draw("rect", { x: 1, y: 1, width: 18, height: 14, fill: colour, stroke: "currentColor", "stroke-width": 0.75 })
    : draw("circle", { cx: 10, cy: 8, r: 6, fill: colour, stroke: "currentColor", "stroke-width": 0.75 });
  const swatch = draw("svg", { class: "tg-swatch", viewBox: "0 0 20 16", "aria-hidden": "true" }, shape);
  return make("li", {}, swatch, words, make("span", { class: "tg-count", text: `(${number(count)})` }));
}

function classesOf(layer) {
  const values = layer.features.map((feature) => feature.properties[layer.value]);
  const known = values.filter((value) => typeof value === "number");
  const breaks = layer.breaks ?? [];
  const inWords = [...known, ...breaks].every((value) => Number.isInteger(value) && value >= 0) ? wholeNumbers : anyNumbers;
  const classes = coloursOf(layer).slice(0, breaks.length + 1).map((colour, at) => {
    const from = breaks[at - 1] ?? -Infinity;
    const to = breaks[at] ?? Infinity;
    return { colour, words: inWords(from, to), count: known.filter((v) => v >= from && v < to).length };
  });
  const unknown = values.length - known.length;
  if (unknown) classes.push({ colour: "var(--tg-map-nothing)", words: gettext("not known"), count: unknown });
  return classes;
}

function wholeNumbers(from, to) {
  const low = Math.max(0, from);
  if (to === Infinity) return from === -Infinity ? gettext("all") : fill(gettext("{from} or more"), { from: number(low) });
  if (to - low === 1) return number(low);
  return fill(gettext("{from} to {to}"), { from: number(low), to: number(to - 1) });
}

function anyNumbers(from, to) {
  if (from === -Infinity && to === Infinity) return gettext("all");
  if (from === -Infinity) return fill(gettext("under {to}"), { to: number(to) });
  if (to === Infinity) return fill(gettext("{from} or more"), { from: number(from) });
  return fill(gettext("{from} to under {to}"), { from: number(from), to: number(to) });
}

export function say(thing, layer) {
  const value = thing[layer.value];
  const amount = typeof value === "number" ? `${number(value)}${layer.unit ? ` ${layer.unit}` : ""}` : gettext("not known");
  return fill(gettext("{label} — {title}: {amount}"), { label: thing.label ?? thing.id, title: layer.title, amount });
}
