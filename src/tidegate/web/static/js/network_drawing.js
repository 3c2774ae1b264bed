/* How a network is drawn: sigma, told what each state looks like.

In:  a holder, a graph of network_graph.js, words for its gestures.
Out: the drawing. Things of one size only, for a drawing that makes someone large ranks them. States of things: chosen,
     onPath, faded; of ties: near (of what is chosen), onPath, faded, away (outside the time: not drawn). */

import "../vendor/sigma/sigma.min.js";
import { sigmaShapes } from "./network_kinds.js";
import { gettext } from "./words.js";

const SIZE = 7;
const FEW = 150;
const MANY = 600; // fewer are drawn larger and more smaller, so that they can be told apart

const { Sigma, rendering } = globalThis.Sigma;

export function drawNetwork(holder, graph, figure) {
  const colour = (name) => getComputedStyle(figure).getPropertyValue(name).trim();
  const [ink, surface, chosen, flag, tie, faded] = ["ink", "surface", "chosen", "flag", "tie", "faded"].map((n) => colour(`--tg-${n}`));
  const size = SIZE * (graph.order > MANY ? 0.6 : graph.order > FEW ? 1 : 1.3);
  const frame = (attributes, state) => state.chosen || state.onPath || attributes.flags > 0;
  return new Sigma(graph, holder, {
    // Straight ties only: the shaders for ties of a thing to itself take half of the time of the first picture.
    primitives: { nodes: { shapes: sigmaShapes }, edges: { paths: [rendering.pathLine()] } },
    customNodeState: { chosen: false, onPath: false, faded: false },
    customEdgeState: { near: false, onPath: false, faded: false, away: false },
    styles: {
      nodes: {
        x: { attribute: "x" },
        y: { attribute: "y" },
        shape: { attribute: "shape" },
        size: (_, state) => (state.chosen ? size * 1.5 : size),
        color: (attributes, state) => (state.faded ? faded : attributes.colour),
        label: { attribute: "label" },
        labelColor: ink,
        labelFont: colour("--tg-font"),
        labelSize: 12,
        labelVisibility: (_, state) => (state.chosen || state.onPath || state.isHovered ? "visible" : state.faded ? "hidden" : "auto"),
        labelBackgroundColor: (_, state) => (state.chosen || state.onPath || state.isHovered ? surface : "#ffffff00"),
        depth: (_, state) => (state.chosen || state.onPath || state.isHovered ? "topNodes" : "nodes"),
        backdropArea: "node",
        backdropVisibility: (attributes, state) => (frame(attributes, state) && !state.faded ? "visible" : "hidden"),
        backdropColor: surface,
        backdropBorderColor: (_, state) => (state.chosen || state.onPath ? chosen : flag),
        backdropBorderWidth: (_, state) => (state.chosen ? 3 : 2),
        backdropPadding: 3,
        backdropShadowBlur: 0,
        backdropCornerRadius: 4,
        cursor: "pointer",
      },
      edges: {
        visibility: (_, state) => (state.away ? "hidden" : "visible"),
        color: (_, state) => (state.onPath || state.near ? chosen : state.faded ? faded : tie),
        size: (_, state) => (state.onPath ? 4 : state.near ? 2 : 1),
        depth: (_, state) => (state.onPath || state.near ? "topEdges" : "edges"),
        label: { attribute: "label" },
      },
    },
    settings: {
      autoRescale: "once",
      gestureTarget: "shared",
      sharedGestureWheelMessage: gettext("Hold Ctrl and scroll to zoom the network"),
      sharedGestureAppleWheelMessage: gettext("Hold ⌘ and scroll to zoom the network"),
      sharedGestureTouchMessage: gettext("Move the network with two fingers"),
      enableCameraRotation: false,
      enableCameraMouseRotation: false,
      minEdgeThickness: 1,
      itemSizesReference: "screen",
      labelRenderedSizeThreshold: 4,
      labelDensity: 0.6,
      labelGridCellSize: 170,
      minCameraRatio: 0.02,
      maxCameraRatio: 4,
      allowInvalidContainer: true,
    },
  });
}

/* Resolves when the picture really stands: a pixel read back waits for all that was ordered before it. */
export function drawn(sigma) {
  return new Promise((resolve) => {
    const done = () => {
      sigma.off("afterRender", done);
      const gl = sigma.getWebGLContext();
      gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
      resolve();
    };
    sigma.on("afterRender", done);
    sigma.scheduleRender();
  });
}
