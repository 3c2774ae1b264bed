/* Names of areas on a map, as HTML: none over another, whatever the zoom.

In:  the drawing, features with a `label`.
Out: a name in the middle of each; hidden from screen readers, for the table says the same. */

import { Marker } from "../vendor/maplibre-gl/maplibre-gl.mjs";
import { make } from "./elements.js";

export function nameAreas(drawing, features) {
  const names = features.filter((feature) => feature.properties.label).map((feature) => {
    const [west, south, east, north] = boundsOf(feature.geometry);
    const element = make("div", { class: "tg-place-name", "aria-hidden": "true", text: feature.properties.label });
    new Marker({ element }).setLngLat([(west + east) / 2, (south + north) / 2]).addTo(drawing);
    for (const attribute of ["tabindex", "role", "aria-label"]) element.removeAttribute(attribute);
    return element;
  });
  const arrange = () => {
    const taken = [];
    for (const name of names) name.hidden = false;
    for (const name of names) {
      const box = name.getBoundingClientRect();
      name.hidden = taken.some((o) => box.left < o.right && o.left < box.right && box.top < o.bottom && o.top < box.bottom);
      if (!name.hidden) taken.push(box);
    }
  };
  drawing.on("moveend", arrange);
  drawing.once("idle", arrange);
}

export function boundsOf(geometry) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  const walk = (part) => {
    if (typeof part[0] !== "number") {
      part.forEach(walk);
      return;
    }
    box[0] = Math.min(box[0], part[0]);
    box[1] = Math.min(box[1], part[1]);
    box[2] = Math.max(box[2], part[0]);
    box[3] = Math.max(box[3], part[1]);
  };
  walk(geometry.coordinates);
  return box;
}
