/* A network of things and ties, chosen together with the table beside it.

In:  <figure data-network-url data-expand-url data-restore>; JSON of nodes and edges (docs/site-components.md);
     <form data-saves="X"> that saves what the figure X shows.
Out: the drawing, a legend, a readout with what can be done; rows for what was expanded; tg:select on the figure;
     data-drawn with the milliseconds from the arrival of the data until the picture stands. */

import { isTyping } from "./elements.js";
import { fetchJson } from "./fetching.js";
import { bringIntoView, pan, showWhole, zoom } from "./network_camera.js";
import { bringIn, broughtInBy, inForce, monthsOf, MOST_NODES, newGraph, setMore, shortestPath } from "./network_graph.js";
import { drawLegend, nameOf } from "./network_kinds.js";
import { build, fail, pathInWords } from "./network_parts.js";
import { orderInTable, sendSelect, stepFrom, tableOf } from "./pairing.js";
import { savePicture } from "./picture.js";
import { wakeForm } from "./reloading.js";
import { changeRows } from "./table.js";
import { fill, gettext, month as monthInWords, ngettext, number } from "./words.js";

const STEP = 0.15; // of what is seen, per press of an arrow

export async function wakeNetwork(figure) {
  const parts = build(figure);
  let graph = null;
  let sigma = null;
  let names = {};
  let chosen = null;
  let month = null;
  let start = null; // of a path
  let path = null;
  let drawing = null;
  const expanded = new Set(); // in order, for a view that is saved

  try {
    drawing = await import("./network_drawing.js");
    await load(figure.dataset.networkUrl);
    await restore(figure.dataset.restore);
  } catch (error) {
    fail(parts.holder, error);
    return;
  }

  async function load(url) {
    const told = await fetchJson(url);
    const arrived = performance.now();
    sigma?.kill();
    graph = newGraph();
    names = told.kinds ?? {};
    [chosen, path, start, month] = [null, null, null, null];
    bringIn(graph, told);
    expanded.clear();
    parts.holder.hidden = graph.order === 0;
    if (graph.order === 0) {
      parts.says.textContent = gettext("There is nothing to draw: no ties within what was asked.");
      return;
    }
    put();
    await drawing.drawn(sigma);
    figure.dataset.drawn = Math.round(performance.now() - arrived);
    tellContents();
    show();
  }

  /* A saved view: what was expanded, in the order in which it was, then the month. */
  async function restore(told) {
    if (!told || !graph.order) return;
    const saved = JSON.parse(told);
    for (const id of saved.expanded) if (graph.hasNode(id)) await expand(id);
    choose(null);
    const at = parts.months.indexOf(saved.month);
    if (saved.month && at >= 0) {
      parts.one.checked = true;
      parts.range.value = at;
      setMonth();
    }
    figure.dataset.restored = [...expanded].length;
  }

  function remember(form) {
    form.elements.expanded.value = JSON.stringify([...expanded]);
    form.elements.month.value = month ?? "";
  }

  function put() {
    sigma = drawing.drawNetwork(parts.holder, graph, figure);
    figure.tgNetwork = { sigma, graph }; // for tests and for those who look closer in the browser's console
    sigma.on("clickNode", ({ node }) => choose(node, { tell: true }));
    sigma.on("clickStage", () => choose(null, { tell: true }));
    sigma.on("doubleClickNode", (event) => {
      event.preventSigmaDefault();
      expand(event.node);
    });
  }

  function tellContents() {
    figure.dataset.nodes = graph.order;
    figure.dataset.edges = graph.size;
    drawLegend(parts.legend, graph.mapNodes((_, attributes) => attributes), names);
    const months = monthsOf(graph);
    parts.time.hidden = months.length < 2;
    parts.range.max = Math.max(0, months.length - 1);
    if (month === null) parts.range.value = parts.range.max;
    parts.months = months;
  }

  /* Everything that can be seen follows from what is chosen, the path and the month. */
  function show() {
    const onPath = new Set(path ?? []);
    const nearby = new Set(chosen === null ? [] : graph.edges(chosen));
    const linked = new Set();
    let there = 0;
    graph.forEachEdge((edge, attributes, source, target) => {
      const away = !inForce(attributes, month);
      if (!away) {
        there += 1;
        linked.add(source).add(target);
      }
      const state = { away, onPath: onPath.has(edge), near: !path && !away && nearby.has(edge), faded: Boolean(path) && !onPath.has(edge) };
      sigma.setEdgeState(edge, state);
    });
    graph.forEachNode((node) => {
      const faded = (path && !onPath.has(node)) || (month !== null && !linked.has(node) && node !== chosen);
      sigma.setNodeState(node, { chosen: node === chosen, onPath: onPath.has(node), faded: Boolean(faded) });
    });
    figure.dataset.ties = there;
    figure.dataset.chosen = chosen ?? "";
    parts.whole.textContent = month === null
      ? fill(gettext("{n} ties, of all times"), { n: number(there) })
      : fill(gettext("{n} of {all} ties in {month}"), { n: number(there), all: number(graph.size), month: monthInWords(month) });
    tellChosen();
  }

  function tellChosen() {
    const thing = chosen === null ? null : graph.getNodeAttributes(chosen);
    parts.says.textContent = thing ? sentence(thing) : gettext("Nothing is chosen.");
    for (const one of [parts.expand, parts.collapse, parts.from, parts.to, parts.link]) one.hidden = !thing;
    if (!thing) return;
    parts.expand.hidden = !figure.dataset.expandUrl || !(thing.more > 0);
    parts.collapse.hidden = broughtInBy(graph, chosen).length === 0;
    parts.to.hidden = start === null || start === chosen;
    parts.link.hidden = !thing.href;
    if (thing.href) parts.link.href = thing.href;
  }

  function sentence(thing) {
    const ties = graph.filterEdges(chosen, (_, attributes) => inForce(attributes, month)).length;
    const told = [
      thing.name, nameOf(thing.kind, names),
      fill(ngettext("{n} tie shown", "{n} ties shown", ties), { n: number(ties) }),
      thing.more > 0 ? fill(ngettext("{n} neighbour not shown", "{n} neighbours not shown", thing.more), { n: number(thing.more) }) : null,
      thing.flags > 0 ? fill(ngettext("{n} red flag", "{n} red flags", thing.flags), { n: number(thing.flags) }) : null,
      thing.personal ? gettext("personal data") : null,
    ];
    return told.filter(Boolean).join(" · ");
  }

  function choose(id, { tell = false, bring = false } = {}) {
    chosen = id !== null && graph.hasNode(id) ? id : null;
    show();
    if (chosen !== null && bring) bringIntoView(sigma, chosen);
    if (tell) sendSelect(figure, chosen);
  }

  async function expand(id) {
    if (!figure.dataset.expandUrl || !(graph.getNodeAttribute(id, "more") > 0)) return;
    figure.setAttribute("aria-busy", "true");
    try {
      const url = new URL(figure.dataset.expandUrl, location.href);
      url.searchParams.set("entity", id);
      const told = await fetchJson(url.href);
      const room = MOST_NODES - graph.order;
      if (told.nodes.filter((node) => !graph.hasNode(node.id)).length > room) {
        parts.says.textContent = fill(gettext("That would be more than {n} things, which nobody can read. Collapse some first."), { n: number(MOST_NODES) });
        return;
      }
      const before = graph.getNodeAttribute(id, "more");
      const fresh = bringIn(graph, told, id);
      expanded.add(id);
      setMore(graph, id, 0);
      graph.setNodeAttribute(id, "hadMore", before);
      changeRows(tableOf(figure.id), fresh.map(rowOf));
      tellContents();
      choose(id, { tell: true });
    } catch (error) {
      console.error(error);
      parts.says.textContent = gettext("The server did not answer. Nothing was added; try again.");
    } finally {
      figure.removeAttribute("aria-busy");
    }
  }

  function rowOf(id) {
    const { name, kind, flags, more, href } = graph.getNodeAttributes(id);
    return { id, label: name, kind: nameOf(kind, names), flags: flags ?? 0, more: more ?? 0, href };
  }

  function collapse(id) {
    const gone = broughtInBy(graph, id);
    if (!gone.length) return;
    path = null;
    for (const node of gone) graph.dropNode(node);
    for (const node of [id, ...gone]) expanded.delete(node);
    setMore(graph, id, graph.getNodeAttribute(id, "hadMore") ?? gone.length);
    if (start !== null && !graph.hasNode(start)) start = null;
    changeRows(tableOf(figure.id), [], gone);
    tellContents();
    choose(id, { tell: true });
  }

  function pathFrom() {
    start = chosen;
    path = null;
    tellPath(fill(gettext("A path from {label}. Choose where it should end."), { label: graph.getNodeAttribute(start, "name") }));
    show();
  }

  function pathTo() {
    if (start === null || chosen === null || start === chosen) return;
    path = shortestPath(graph, start, chosen, month);
    if (path) tellPath(pathInWords(graph, path));
    else tellPath(gettext("Within what is shown here, no path joins the two."));
    show();
  }

  function tellPath(words) {
    parts.path.hidden = words === null;
    parts.pathSays.textContent = words ?? "";
  }

  function clearPath() {
    [path, start] = [null, null];
    tellPath(null);
    show();
  }

  function setMonth() {
    month = parts.one.checked ? parts.months[Number(parts.range.value)] : null;
    parts.range.disabled = !parts.one.checked;
    const words = parts.months.length ? monthInWords(parts.months[Number(parts.range.value)]) : "";
    parts.range.setAttribute("aria-valuetext", words);
    if (path) path = shortestPath(graph, path[0], path[path.length - 1], month);
    if (path) tellPath(pathInWords(graph, path));
    else if (!parts.path.hidden && start !== null) tellPath(gettext("Within what is shown here, no path joins the two."));
    show();
  }

  const acts = {
    n: () => choose(stepFrom(order(), chosen, 1), { tell: true, bring: true }),
    p: () => choose(stepFrom(order(), chosen, -1), { tell: true, bring: true }),
    e: () => chosen !== null && expand(chosen),
    c: () => chosen !== null && collapse(chosen),
    a: () => chosen !== null && pathFrom(),
    b: () => pathTo(),
    enter: () => !parts.link.hidden && parts.link.click(),
    escape: () => (path || start !== null ? clearPath() : choose(null, { tell: true })),
    "+": () => zoom(sigma, 1 / 1.4),
    "=": () => zoom(sigma, 1 / 1.4),
    "-": () => zoom(sigma, 1.4),
    0: () => showWhole(sigma),
    arrowleft: () => pan(sigma, -STEP, 0),
    arrowright: () => pan(sigma, STEP, 0),
    arrowup: () => pan(sigma, 0, STEP),
    arrowdown: () => pan(sigma, 0, -STEP),
  };

  function order() {
    const table = orderInTable(figure.id)?.filter((id) => graph.hasNode(id));
    return table?.length ? table : graph.nodes();
  }

  function save() {
    const take = () => {
      sigma.off("afterRender", take);
      savePicture(figure, sigma.getStageCanvas(), [parts.whole.textContent]);
    };
    sigma.on("afterRender", take);
    sigma.scheduleRender();
  }

  parts.holder.addEventListener("keydown", (event) => {
    const act = acts[event.key.toLowerCase()];
    if (!act || isTyping(event) || !graph.order) return;
    event.preventDefault();
    act();
  });
  parts.expand.addEventListener("click", () => expand(chosen));
  parts.collapse.addEventListener("click", () => collapse(chosen));
  parts.from.addEventListener("click", pathFrom);
  parts.to.addEventListener("click", pathTo);
  parts.clear.addEventListener("click", clearPath);
  parts.all.addEventListener("click", acts[0]);
  parts.nearer.addEventListener("click", acts["+"]);
  parts.further.addEventListener("click", acts["-"]);
  parts.save.addEventListener("click", save);
  parts.one.addEventListener("change", setMonth);
  parts.range.addEventListener("input", setMonth);
  const keeper = document.querySelector(`form[data-saves="${CSS.escape(figure.id)}"]`);
  keeper?.addEventListener("submit", () => remember(keeper));
  figure.addEventListener("tg:select", (event) => {
    if (event.detail.id !== chosen) choose(event.detail.id, { bring: true });
  });
  document.addEventListener("tg:theme", () => {
    if (!graph.order) return;
    sigma.kill();
    put();
    show();
  });
  wakeForm(figure, figure.dataset.networkUrl, load);
}
