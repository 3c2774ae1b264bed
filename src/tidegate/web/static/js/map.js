/* A map of the city: what lies where, chosen together with the table beside it.

In:  <figure data-map-url>; its JSON and GeoJSON (docs/site-components.md); a <form data-reloads="X"> that narrows it.
Out: the drawing, a legend in words, a readout of what is chosen; tg:select on the figure, tg:filter after a reload;
     data-drawn with the milliseconds from the arrival of the data to the first full picture.

Nothing is fetched from elsewhere: no tile, no glyph, no sprite; names of areas are HTML. */

import { Map as Drawing, NavigationControl, setWorkerUrl } from "../vendor/maplibre-gl/maplibre-gl.mjs";
import { button, isTyping, make } from "./elements.js";
import { fetchJson } from "./fetching.js";
import { addKeys } from "./keys.js";
import { coloursOf, drawLegend, say } from "./map_legend.js";
import { groundLayers, layersOf, nothingLayer, withIds } from "./map_layers.js";
import { boundsOf, nameAreas } from "./map_names.js";
import { orderInTable, sendFilter, sendSelect, stepFrom } from "./pairing.js";
import { savePicture } from "./picture.js";
import { wakeForm } from "./reloading.js";
import { gettext } from "./words.js";

const MOST_NAMES = 60;

setWorkerUrl(new URL("../vendor/maplibre-gl/maplibre-gl-worker.mjs", import.meta.url).href);

const STILL = matchMedia("(prefers-reduced-motion: reduce)");

export async function wakeMap(figure) {
  const holder = make("div", { class: "tg-drawing" });
  const says = make("span", { "aria-live": "polite" });
  const link = make("a", { class: "btn btn-outline-secondary btn-sm", text: gettext("Open its page"), hidden: true });
  const legend = make("div", { class: "tg-legend" });
  figure.append(
    make("div", { class: "tg-figure-tools" },
      button(gettext("Whole city"), () => showAll()), button(gettext("Save as picture"), () => save())),
    holder, make("div", { class: "tg-readout" }, says, link), legend,
    make("p", { class: "tg-figure-help", text: gettext(
      "With the map in focus: arrows move, + and − zoom, 0 shows the whole city, N and P choose the next and the previous, Enter opens its page, Esc chooses nothing.",
    ) }),
  );
  says.textContent = gettext("Nothing is chosen.");
  addKeys(gettext("On a map"), [
    ["← ↑ → ↓", gettext("move")], ["+ −", gettext("zoom in and out")], ["0", gettext("show the whole city")],
    ["N P", gettext("choose the next, the previous")], ["Enter", gettext("open the page of what is chosen")],
  ]);

  let told = { bounds: [0, 0, 1, 1], ground: [], layers: [] };
  let things = new Map(); // id → properties, of the layers that are shown
  let chosen = null;
  let allowed = null; // the ids that a filter lets through, as a set, or null
  let visible = new Set();
  let drawing = null;

  try {
    told = await fetchJson(figure.dataset.mapUrl);
    drawing = begin(holder, told);
  } catch (error) {
    fail(holder, error);
    return;
  }
  const arrived = performance.now();
  figure.tgMap = drawing; // for tests and for those who look closer in the browser's console
  drawing.on("load", async () => {
    for (const ground of told.ground) await addGround(ground);
    await addLayers();
    drawing.once("idle", () => {
      figure.dataset.drawn = Math.round(performance.now() - arrived);
    });
  });

  async function addGround(ground) {
    const shapes = await fetchJson(ground.url);
    drawing.addSource(`ground-${ground.id}`, { type: "geojson", data: shapes });
    for (const layer of groundLayers(ground.id, figure)) drawing.addLayer(layer);
    if (ground.id === "areas" && shapes.features.length <= MOST_NAMES) nameAreas(drawing, shapes.features);
  }

  async function addLayers() {
    things = new Map();
    const fills = told.layers.filter((layer) => layer.kind === "fill");
    if (!visible.size) visible = new Set(told.layers.filter((l) => l.kind !== "fill" || l === fills[0]).map((l) => l.id));
    for (const layer of told.layers) {
      const shapes = withIds(await fetchJson(layer.url));
      layer.features = shapes.features;
      const source = drawing.getSource(layer.id);
      if (source) source.setData(letThrough(layer));
      else drawing.addSource(layer.id, { type: "geojson", data: letThrough(layer), promoteId: "id" });
      for (const one of layersOf(layer, coloursOf(layer), figure)) {
        if (!drawing.getLayer(one.id)) drawing.addLayer(one);
      }
      for (const feature of shapes.features) things.set(String(feature.properties.id), { ...feature.properties, layer, geometry: feature.geometry });
    }
    paint();
    showLayers();
    mark(chosen);
  }

  /* Colours anew: the classes of the data, or the theme, have changed. */
  function paint() {
    const layers = [nothingLayer(holder), ...told.ground.flatMap((ground) => groundLayers(ground.id, figure)),
      ...told.layers.flatMap((layer) => layersOf(layer, coloursOf(layer), figure))];
    for (const layer of layers.filter((one) => drawing.getLayer(one.id))) {
      for (const [property, value] of Object.entries(layer.paint)) drawing.setPaintProperty(layer.id, property, value);
    }
  }

  function lets(id) {
    return allowed === null || allowed.has(id);
  }

  function letThrough(layer) {
    return { type: "FeatureCollection", features: layer.features.filter((feature) => lets(feature.properties.id)) };
  }

  function showLayers() {
    drawLegend(legend, told.layers, visible, figure, (id, on) => {
      const fill = told.layers.find((layer) => layer.id === id)?.kind === "fill";
      if (fill) for (const layer of told.layers) if (layer.kind === "fill") visible.delete(layer.id);
      if (on) visible.add(id);
      else visible.delete(id);
      applyVisibility();
    });
    applyVisibility();
  }

  function applyVisibility() {
    for (const layer of told.layers) {
      for (const one of layersOf(layer, coloursOf(layer), figure)) {
        drawing.setLayoutProperty(one.id, "visibility", visible.has(layer.id) ? "visible" : "none");
      }
    }
  }

  function mark(id) {
    for (const layer of told.layers) {
      if (!drawing.getSource(layer.id)) continue;
      drawing.removeFeatureState({ source: layer.id });
      if (id !== null && things.get(id)?.layer === layer) drawing.setFeatureState({ source: layer.id, id }, { chosen: true });
    }
    const thing = id === null ? null : things.get(id);
    figure.dataset.chosen = id ?? "";
    says.textContent = thing ? say(thing, thing.layer) : id === null ? gettext("Nothing is chosen.") : gettext("What is chosen is not on this map.");
    link.hidden = !thing?.href;
    if (thing?.href) link.href = thing.href;
  }

  function choose(id, { tell = false, move = false } = {}) {
    chosen = id;
    if (!drawing.isStyleLoaded() && !things.size) return;
    mark(id);
    if (move && things.has(id)) bring(things.get(id));
    if (tell) sendSelect(figure, id);
  }

  function bring(thing) {
    const [west, south, east, north] = boundsOf(thing.geometry);
    const middle = [(west + east) / 2, (south + north) / 2];
    if (!drawing.getBounds().contains(middle)) drawing.easeTo({ center: middle, duration: STILL.matches ? 0 : 300 });
  }

  function order() {
    const table = orderInTable(figure.id)?.filter((id) => things.has(id));
    if (table?.length) return table;
    return [...things].filter(([id, thing]) => visible.has(thing.layer.id) && lets(id)).map(([id]) => id);
  }

  function showAll() {
    const [west, south, east, north] = told.bounds;
    drawing.fitBounds([[west, south], [east, north]], { padding: 24, duration: STILL.matches ? 0 : 300 });
  }

  function save() {
    drawing.once("render", () => savePicture(figure, drawing.getCanvas(), legendLines(told.layers, visible)));
    drawing.triggerRepaint();
  }

  figure.addEventListener("tg:select", (event) => {
    if (event.detail.id !== chosen) choose(event.detail.id, { move: true });
  });
  figure.addEventListener("tg:filter", (event) => {
    allowed = event.detail.ids === null ? null : new Set(event.detail.ids);
    for (const layer of told.layers) drawing.getSource(layer.id)?.setData(letThrough(layer));
  });
  drawing.on("click", (event) => {
    const layers = told.layers.filter((layer) => visible.has(layer.id)).reverse().map((layer) => layer.id);
    const hit = drawing.queryRenderedFeatures(event.point, { layers: layers.filter((id) => drawing.getLayer(id)) })[0];
    choose(hit ? String(hit.properties.id) : null, { tell: true });
  });
  holder.addEventListener("keydown", (event) => {
    if (isTyping(event)) return;
    const key = event.key.toLowerCase();
    if (key === "n" || key === "p") choose(stepFrom(order(), chosen, key === "n" ? 1 : -1), { tell: true, move: true });
    else if (key === "escape") choose(null, { tell: true });
    else if (key === "0") showAll();
    else if (key === "enter" && event.target.tagName === "CANVAS" && !link.hidden) link.click();
    else return;
    event.preventDefault();
  });
  document.addEventListener("tg:theme", () => things.size && paint());
  wakeForm(figure, figure.dataset.mapUrl, async (url) => {
    told = await fetchJson(url);
    allowed = null;
    await addLayers();
    sendFilter(figure, [...things.keys()]);
  });
}

function begin(holder, told) {
  const [west, south, east, north] = told.bounds;
  const drawing = new Drawing({
    container: holder,
    style: { version: 8, sources: {}, layers: [nothingLayer(holder)] },
    bounds: [[west, south], [east, north]],
    fitBoundsOptions: { padding: 24 },
    attributionControl: false,
    cooperativeGestures: true,
    dragRotate: false,
    pitchWithRotate: false,
    maxPitch: 0,
    fadeDuration: 0,
    locale: {
      "Map.Title": gettext("Map. Everything on it stands in the table beside it, too."),
      "NavigationControl.ZoomIn": gettext("Zoom in"),
      "NavigationControl.ZoomOut": gettext("Zoom out"),
      "CooperativeGesturesHandler.WindowsHelpText": gettext("Hold Ctrl and scroll to zoom the map"),
      "CooperativeGesturesHandler.MacHelpText": gettext("Hold ⌘ and scroll to zoom the map"),
      "CooperativeGesturesHandler.MobileHelpText": gettext("Move the map with two fingers"),
    },
  });
  drawing.touchZoomRotate.disableRotation();
  drawing.keyboard.disableRotation();
  drawing.addControl(new NavigationControl({ showCompass: false }), "top-right");
  return drawing;
}

function legendLines(layers, visible) {
  return layers.filter((layer) => visible.has(layer.id)).map((layer) => layer.title);
}

function fail(holder, error) {
  console.error(error);
  holder.classList.add("tg-drawing-failed");
  holder.replaceChildren(make("p", { text: gettext("The map cannot be drawn here. The table holds the same things.") }));
}
