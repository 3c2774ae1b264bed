/* The kinds of things in a network: a shape and a colour each, so that neither has to be told apart alone.

In:  the kind, as the linkage names it; the nodes that are drawn.
Out: shapes for sigma (a distance in GLSL: below zero lies inside), colours, and the legend.

The colours are those of Okabe and Ito (2008), which people with any colour vision tell apart. */

import { draw, make } from "./elements.js";
import { fill, gettext, number } from "./words.js";

const SHAPES = {
  disc: ["length(uv) - size", ["circle", { cx: 8, cy: 8, r: 6 }]],
  ring: ["abs(length(uv) - size * 0.72) - size * 0.28", ["circle", { cx: 8, cy: 8, r: 4.5, fill: "none", "stroke-width": 3.4 }]],
  square: ["max(abs(uv.x), abs(uv.y)) - size * 0.84", ["rect", { x: 3, y: 3, width: 10, height: 10 }]],
  diamond: ["(abs(uv.x) + abs(uv.y) - size * 1.05) * 0.7071", ["path", { d: "M8 1 15 8 8 15 1 8Z" }]],
  up: ["max(abs(uv.x) * 0.866 + uv.y * 0.5, -uv.y) - size * 0.52", ["path", { d: "M8 2 14.5 13.5H1.5Z" }]],
  down: ["max(abs(uv.x) * 0.866 - uv.y * 0.5, uv.y) - size * 0.52", ["path", { d: "M8 14 14.5 2.5H1.5Z" }]],
  cross: [
    "min(max(abs(uv.x) - size, abs(uv.y) - size * 0.36), max(abs(uv.y) - size, abs(uv.x) - size * 0.36))",
    ["path", { d: "M6 1.5h4V6h4.5v4H10v4.5H6V10H1.5V6H6Z" }],
  ],
  hexagon: ["max(abs(uv.x) * 0.866 + abs(uv.y) * 0.5, abs(uv.y)) - size * 0.88", ["path", { d: "M4.5 2h7L15 8l-3.5 6h-7L1 8Z" }]],
};

const KINDS = {
  person: ["disc", "#0072b2"],
  party: ["ring", "#0072b2"],
  company: ["diamond", "#009e73"],
  establishment: ["up", "#b87a00"],
  premises: ["square", "#d55e00"],
  address: ["down", "#3f8fc4"],
  "public body": ["cross", "#a8517f"],
  "call for tenders": ["hexagon", "#6b6b6b"],
};
const OTHER = ["hexagon", "#6b6b6b"];

export const sigmaShapes = Object.entries(SHAPES).map(([name, [glsl]]) => ({
  name: `tg_${name}`, glsl: `\nfloat sdf_tg_${name}(vec2 uv, float size) {\n  return ${glsl};\n}\n`, inradiusFactor: 0.6,
}));

export function lookOf(kind) {
  const [shape, colour] = KINDS[kind] ?? OTHER;
  return { shape: `tg_${shape}`, colour };
}

/* The kind in the language of the page: the server may bring its own names. */
export function nameOf(kind, names = {}) {
  if (names[kind]) return names[kind];
  const own = {
    person: gettext("person"), party: gettext("party, person or firm"), company: gettext("company"),
    establishment: gettext("establishment"), premises: gettext("premises"), address: gettext("address"),
    "public body": gettext("public body"), "call for tenders": gettext("call for tenders"),
  };
  return own[kind] ?? kind;
}

export function drawLegend(holder, nodes, names) {
  const counts = new Map();
  for (const { kind } of nodes) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const known = [...Object.keys(KINDS).filter((kind) => counts.has(kind)), ...[...counts.keys()].filter((kind) => !(kind in KINDS))];
  const entries = known.map((kind) => make("li", {}, swatch(kind), `${nameOf(kind, names)} (${number(counts.get(kind))})`));
  if (nodes.some((node) => node.flags)) entries.push(make("li", {}, flagSwatch(), gettext("with red flags: a frame around it")));
  if (nodes.some((node) => node.more > 0)) entries.push(make("li", {}, fill(gettext("“{mark}” after a name: has neighbours that are not shown"), { mark: "+3" })));
  holder.replaceChildren(make("ul", {}, ...entries));
}

function swatch(kind) {
  const [shape, colour] = KINDS[kind] ?? OTHER;
  const [name, properties] = SHAPES[shape][1];
  const painted = { fill: colour, stroke: properties.fill === "none" ? colour : "none", ...properties };
  return draw("svg", { class: "tg-swatch", viewBox: "0 0 16 16", "aria-hidden": "true" }, draw(name, painted));
}

function flagSwatch() {
  return draw("svg", { class: "tg-swatch", viewBox: "0 0 16 16", "aria-hidden": "true" },
    draw("rect", { x: 1.5, y: 1.5, width: 13, height: 13, rx: 3, fill: "none", stroke: "var(--tg-flag)", "stroke-width": 2 }));
}
