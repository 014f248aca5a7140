// Two boxes, `xyxy`, for the explorers of overlap: boxes.py in the same order.

import { setAll } from "./dom.js";

export const EDGES = ["x1", "y1", "x2", "y2"];

export const width = ([x1, , x2]) => x2 - x1;
export const height = ([, y1, , y2]) => y2 - y1;
export const area = (box) => width(box) * height(box);

/** Sets the place of a <rect>. */
export const place = (rect, box) =>
  setAll(rect, { x: box[0], y: box[1], width: width(box), height: height(box) });

/** The box that two share (without area if they are apart), their union and hull. */
export function overlap([a, b]) {
  const [left, top] = [0, 1].map((i) => Math.max(a[i], b[i]));
  const right = Math.max(left, Math.min(a[2], b[2]));
  const bottom = Math.max(top, Math.min(a[3], b[3]));
  const shared = [left, top, right, bottom];
  const hull = EDGES.map((_, i) => (i < 2 ? Math.min : Math.max)(a[i], b[i]));
  const union = area(a) + area(b) - area(shared);
  const iou = union > 0 ? area(shared) / union : 0;
  const empty = area(hull) > 0 ? (area(hull) - union) / area(hull) : 0;
  return { shared, hull, union, iou, generalized: iou - empty };
}
