// Boxes `xyxy` on a picture that a hand takes by an edge, a corner or the middle.

import { area, place } from "./boxes.js";
import { svg } from "./dom.js";
import { holdPage, pointIn } from "./drag.js";

// From an edge, in pixels of the page: where a press still takes hold of it.
const [MOUSE, FINGER] = [8, 22];
const CURSORS = {
  ...{ "": "move", "0,1": "nwse-resize", "2,3": "nwse-resize" },
  ...{ "0,3": "nesw-resize", "2,1": "nesw-resize" },
  ...{ 0: "ew-resize", 1: "ns-resize", 2: "ew-resize", 3: "ns-resize" },
};

/** Which edges are held at x, y: none of a box by its middle, null beside the box. */
function held(box, x, y, reach) {
  const at = [x, y];
  const beside = (p, i) => p < box[i] - reach || p > box[i + 2] + reach;
  if (at.some(beside)) return null;
  return at.flatMap((p, i) => {
    // A third of a small box at most, so that it can be moved.
    const inner = Math.min(reach, (box[i + 2] - box[i]) / 3);
    if (p < box[i] + inner) return [i];
    return p > box[i + 2] - inner ? [i + 2] : [];
  });
}

/** Which of `boxes` is held at x, y, as { index, edges }; undefined beside all. */
function heldOf(boxes, x, y, reach) {
  const found = boxes.flatMap((box, index) => {
    const edges = held(box, x, y, reach);
    if (!edges) return [];
    const away = edges.map((edge) => box[edge] - [x, y][edge % 2]);
    const far = edges.length ? Math.hypot(...away) : Infinity;
    return [{ index, edges, far, size: area(box) }];
  });
  // The nearest edge; the middle of the smaller box, which may lie inside the other.
  return found.reverse().sort((a, b) => a.far - b.far || a.size - b.size)[0];
}

/**
 * What a mouse or finger takes of `boxes()` on an <svg>: a function of the pointer, as
 * `heldOf` has it. The cursor says so, and there a finger does not scroll the page.
 */
export function grips(picture, boxes) {
  const under = (pointer) => {
    const reach = pointer.pointerType === "mouse" ? MOUSE : FINGER;
    const scale = picture.getScreenCTM().a;
    return heldOf(boxes(), ...pointIn(picture, pointer), reach / scale);
  };
  picture.addEventListener("pointermove", (event) => {
    if (!event.buttons) picture.style.cursor = CURSORS[under(event)?.edges] ?? "";
  });
  holdPage(picture, under);
  return under;
}

/** A box with handles at its corners. */
export function gripBox(name, attributes = {}) {
  const line = svg("rect", { class: "grip-line" });
  const dots = ["grip-rim", "grip-dot"].map((part) => svg("path", { class: part }));
  const node = svg("g", { class: `grip ${name}`, ...attributes }, line, ...dots);
  const update = (box) => {
    place(line, box);
    const [x1, y1, x2, y2] = box;
    const d = `M${x1} ${y1}h0M${x2} ${y1}h0M${x1} ${y2}h0M${x2} ${y2}h0`;
    for (const dot of dots) dot.setAttribute("d", d);
  };
  return { node, update };
}
