/* What a network holds, apart from how it is drawn: things and ties, what was expanded, the time, the shortest path.

In:  JSON of nodes and edges, as docs/site-components.md tells it; ids; a month ("2024-03") or null for all times.
Out: a graphology graph that the drawing shows; lists of ids. Nothing here counts how central anyone is. */

import "../vendor/graphology/graphology.umd.min.js";
import { lookOf } from "./network_kinds.js";

export const MOST_NODES = 2000;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

export function newGraph() {
  return new globalThis.graphology.MultiUndirectedGraph();
}

/* Brings in what the server sent; things already there stay where they are. Returns the ids that are new.
   A tie of a thing to itself is left out, for it joins nothing. */
export function bringIn(graph, { nodes, edges }, around = null) {
  const fresh = nodes.filter((node) => !graph.hasNode(node.id));
  const place = placer(graph, around);
  fresh.forEach((node, at) => {
    const { shape, colour } = lookOf(node.kind);
    const [x, y] = Number.isFinite(node.x) && Number.isFinite(node.y) ? [node.x, node.y] : place(at);
    graph.addNode(node.id, { ...node, x, y, name: node.label, label: labelOf(node), shape, colour, by: around });
  });
  for (const node of nodes) if (node.more !== undefined) setMore(graph, node.id, node.more);
  for (const edge of edges) {
    if (edge.source === edge.target || graph.hasEdge(edge.id)) continue;
    if (!graph.hasNode(edge.source) || !graph.hasNode(edge.target)) continue;
    graph.addEdgeWithKey(edge.id, edge.source, edge.target, edge);
  }
  return fresh.map((node) => node.id);
}

function labelOf({ label, more }) {
  return more > 0 ? `${label} +${more}` : label;
}

export function setMore(graph, id, more) {
  graph.mergeNodeAttributes(id, { more, label: labelOf({ label: graph.getNodeAttribute(id, "name"), more }) });
}

/* Things without a place of their own go in a spiral around the one that was expanded. */
function placer(graph, around) {
  const centre = around !== null && graph.hasNode(around) ? graph.getNodeAttributes(around) : { x: 0, y: 0 };
  const step = extent(graph) / 60;
  return (at) => {
    const radius = step * (1.6 + Math.sqrt(at));
    return [centre.x + radius * Math.cos(at * GOLDEN_ANGLE), centre.y + radius * Math.sin(at * GOLDEN_ANGLE)];
  };
}

function extent(graph) {
  let [low, high] = [Infinity, -Infinity];
  graph.forEachNode((_, { x, y }) => {
    low = Math.min(low, x, y);
    high = Math.max(high, x, y);
  });
  return high > low ? high - low : 60;
}

/* What goes when `id` is collapsed: what it brought in, and what those brought in, unless tied to something else. */
export function broughtInBy(graph, id) {
  const gone = new Set();
  let grew = true;
  while (grew) {
    grew = false;
    graph.forEachNode((node, { by }) => {
      if (gone.has(node) || node === id || by === null || (by !== id && !gone.has(by))) return;
      const held = graph.someNeighbor(node, (other) => other !== by && !gone.has(other) && graph.getNodeAttribute(other, "by") !== by);
      if (!held) {
        gone.add(node);
        grew = true;
      }
    });
  }
  return [...gone];
}

/* Ties whose start and end are unknown are always shown: nothing says that they had ended. */
export function inForce({ since, until }, month) {
  return month === null || ((!since || since.slice(0, 7) <= month) && (!until || until.slice(0, 7) >= month));
}

/* Every month from the first date to the last, as "2024-03". */
export function monthsOf(graph) {
  const dates = [];
  graph.forEachEdge((_, { since, until }) => dates.push(...[since, until].filter(Boolean)));
  if (!dates.length) return [];
  dates.sort();
  const months = [];
  let [year, month] = dates[0].split("-").map(Number);
  const last = dates[dates.length - 1].slice(0, 7);
  for (let key = ""; key < last && months.length < 1200; month += 1) {
    if (month > 12) [year, month] = [year + 1, 1];
    key = `${year}-${String(month).padStart(2, "0")}`;
    months.push(key);
  }
  return months;
}

/* Ids along a shortest path (things and ties in turn) over ties in force; null where there is none. */
export function shortestPath(graph, from, to, month) {
  const came = new Map([[from, null]]);
  const queue = [from];
  for (let at = 0; at < queue.length && !came.has(to); at += 1) {
    graph.forEachEdge(queue[at], (edge, attributes, source, target) => {
      const next = source === queue[at] ? target : source;
      if (came.has(next) || !inForce(attributes, month)) return;
      came.set(next, { edge, before: queue[at] });
      queue.push(next);
    });
  }
  if (!came.has(to)) return null;
  const path = [to];
  for (let step = came.get(to); step; step = came.get(step.before)) path.unshift(step.before, step.edge);
  return path;
}
