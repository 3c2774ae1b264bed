/* Where a network is looked at from: zoom, pan, and bringing one thing into view.

In:  sigma; a factor, a share of what is seen, or an id.
Out: the camera moved, at once where the system asks for stillness. */

const STILL = matchMedia("(prefers-reduced-motion: reduce)");

export function zoom(sigma, by) {
  const camera = sigma.getCamera();
  camera.setState({ ratio: camera.getBoundedRatio(camera.ratio * by) });
}

export function pan(sigma, x, y) {
  const camera = sigma.getCamera();
  camera.setState({ x: camera.x + x * camera.ratio, y: camera.y + y * camera.ratio });
}

export function showWhole(sigma) {
  sigma.getCamera().setState({ x: 0.5, y: 0.5, ratio: 1 });
}

export function bringIntoView(sigma, id) {
  const { x, y } = sigma.getNodeDisplayData(id) ?? { x: 0.5, y: 0.5 };
  const seen = sigma.framedGraphToViewport({ x, y });
  const { width, height } = sigma.getDimensions();
  const inside = seen.x > 40 && seen.y > 40 && seen.x < width - 40 && seen.y < height - 40;
  if (inside) return;
  if (STILL.matches) sigma.getCamera().setState({ x, y });
  else sigma.getCamera().animate({ x, y }, { duration: 250 });
}
