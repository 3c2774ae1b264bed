/* A figure saved as a picture: the drawing, its title, what it shows and where it comes from.

In:  the figure (its caption, data-caption), the canvas (drawn in this very moment, or it is empty), lines for below.
Out: a PNG that the browser saves; nothing leaves the machine. */

const MARGIN = 24;
const LINE = 22;

export function savePicture(figure, canvas, lines = []) {
  const scale = canvas.width / Math.max(1, canvas.clientWidth);
  const title = figure.querySelector("figcaption")?.textContent.trim() ?? "";
  const below = [...lines, figure.dataset.caption].filter(Boolean);
  const width = canvas.clientWidth + 2 * MARGIN;
  const height = canvas.clientHeight + 3 * MARGIN + LINE * (below.length + 1);
  const paper = document.createElement("canvas");
  paper.width = Math.round(width * scale);
  paper.height = Math.round(height * scale);
  const pen = paper.getContext("2d");
  pen.scale(scale, scale);
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = "#1c2529";
  pen.font = "600 16px system-ui, sans-serif";
  pen.fillText(title, MARGIN, MARGIN + 12, width - 2 * MARGIN);
  pen.drawImage(canvas, MARGIN, MARGIN + LINE, canvas.clientWidth, canvas.clientHeight);
  pen.font = "13px system-ui, sans-serif";
  below.forEach((line, at) => pen.fillText(line, MARGIN, MARGIN + LINE * (at + 2) + canvas.clientHeight + 4, width - 2 * MARGIN));
  paper.toBlob((blob) => offer(blob, `${fileName(title) || figure.id}.png`));
}

function offer(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function fileName(title) {
  return title.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 60);
}
