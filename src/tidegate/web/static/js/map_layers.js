/* What MapLibre is told to paint: the ground, and the layers of the JSON.

In:  the id of a piece of ground; a layer of the JSON with its colours; the figure, whose tokens give the other colours.
Out: layers of a MapLibre style. What is chosen is thick and of the chosen colour, by feature state. */

function token(element, name) {
  return getComputedStyle(element).getPropertyValue(name).trim();
}

export function nothingLayer(holder) {
  return { id: "nothing", type: "background", paint: { "background-color": token(holder, "--tg-map-ground") } };
}

export function groundLayers(id, figure) {
  const source = `ground-${id}`;
  const line = token(figure, "--tg-map-line");
  if (id === "water") return [{ id: source, source, type: "fill", paint: { "fill-color": token(figure, "--tg-map-water") } }];
  if (id === "land") return [{ id: source, source, type: "fill", paint: { "fill-color": token(figure, "--tg-surface") } }];
  const widths = { streets: ["interpolate", ["linear"], ["zoom"], 11, 0.3, 16, 3], areas: 1 };
  return [{ id: source, source, type: "line", paint: { "line-color": line, "line-width": widths[id] ?? 1, "line-opacity": id === "streets" ? 0.6 : 1 } }];
}

/* Ids that a filter and a feature state can find: as text, among the properties. */
export function withIds(shapes) {
  for (const feature of shapes.features) {
    feature.properties ??= {};
    feature.properties.id = String(feature.properties.id ?? feature.id);
  }
  return shapes;
}

export function layersOf(layer, colours, figure) {
  const colour = colourBy(layer, colours, token(figure, "--tg-map-nothing"));
  const edge = ["case", chosenState(), token(figure, "--tg-chosen"), token(figure, "--tg-map-line")];
  if (layer.kind === "fill") {
    return [
      { id: layer.id, source: layer.id, type: "fill", paint: { "fill-color": colour, "fill-opacity": 0.85 } },
      {
        id: `${layer.id}-edge`, source: layer.id, type: "line",
        paint: { "line-color": edge, "line-width": ["case", chosenState(), 4, 0.6] },
      },
    ];
  }
  return [{
    id: layer.id, source: layer.id, type: "circle",
    paint: {
      "circle-color": colour,
      "circle-radius": ["case", chosenState(), 10, 6],
      "circle-stroke-color": ["case", chosenState(), token(figure, "--tg-chosen"), token(figure, "--tg-surface")],
      "circle-stroke-width": ["case", chosenState(), 4, 1.5],
    },
  }];
}

function chosenState() {
  return ["boolean", ["feature-state", "chosen"], false];
}

function colourBy(layer, colours, nothing) {
  const known = ["==", ["typeof", ["get", layer.value]], "number"];
  if (!layer.breaks?.length) return ["case", known, colours[0], nothing];
  const steps = layer.breaks.flatMap((bound, at) => [bound, colours[at + 1]]);
  return ["case", known, ["step", ["get", layer.value], colours[0], ...steps], nothing];
}
