// k-means as in anchors/. Boxes are two columns, widths and heights; anchors are
// [[width, height], ...].

import { sum } from "./dom.js";

export const LAST = 50; // iterations at most; as in anchor_clusters.py

/** Nearest anchors and how close: IoU, or minus the squared distance; `sizes.assign`. */
export function assign([widths, heights], anchors, distance) {
  const count = widths.length;
  const closeness = new Float64Array(count).fill(-Infinity);
  const labels = new Uint8Array(count);
  anchors.forEach(([width, height], k) => {
    for (let i = 0; i < count; i++) {
      const [w, h] = [widths[i], heights[i]];
      let close;
      if (distance === "iou") {
        const shared = Math.min(w, width) * Math.min(h, height);
        close = shared / (w * h + width * height - shared);
      } else {
        close = -((w - width) * (w - width) + (h - height) * (h - height));
      }
      if (close > closeness[i]) {
        closeness[i] = close;
        labels[i] = k;
      }
    }
  });
  return { labels, closeness };
}

const mean = (values) => sum(values) / values.length;

function median(values) {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** `kmeans_step`. An anchor without boxes goes to the box that is served worst. */
function step(columns, anchors, distance, update) {
  const { labels, closeness } = assign(columns, anchors, distance);
  const own = anchors.map(() => [[], []]);
  labels.forEach((k, i) =>
    columns.forEach((column, axis) => own[k][axis].push(column[i])),
  );
  const center = update === "mean" ? mean : median;
  const moved = own.map((sides) => (sides[0].length ? sides.map(center) : null));
  if (moved.includes(null)) {
    const worst = [...closeness.keys()].sort((a, b) => closeness[a] - closeness[b]);
    const sizes = new Map(
      worst.map((i) => [columns.map((c) => c[i]).join(), columns.map((c) => c[i])]),
    ).values();
    for (const k of moved.keys()) moved[k] ??= sizes.next().value ?? anchors[k];
  }
  return moved;
}

const equal = (a, b) => a.every(([w, h], k) => w === b[k][0] && h === b[k][1]);
export const highest = (means) => means.indexOf(Math.max(...means));
/** Without its last digits, which depend on the order of a sum. */
const firm = (x) => Number(x.toFixed(12));

/** All iterations from a start: their anchors and average IoUs, and whether it `moves`. */
export function iterate(columns, start, distance, update) {
  const path = [start];
  let moves = true;
  while (moves && path.length <= LAST + 1) {
    path.push(step(columns, path.at(-1), distance, update));
    moves = !equal(...path.slice(-2));
  }
  path.pop(); // where nothing moved, or one too many
  const iou = (anchors) => firm(mean(assign(columns, anchors, "iou").closeness));
  const means = path.map(iou);
  return { path, means, last: path.length - 1, end: means.at(-1), moves };
}
