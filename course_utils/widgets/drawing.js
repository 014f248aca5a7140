// What several explorers draw: frames, hatching, squares with numbers.

import { range, setAll, svg, unique } from "./dom.js";

/** Adds the hatch that marks padding to an <svg>; returns it as a value for `fill`. */
export function hatch(picture, side) {
  const id = unique("hatch");
  const size = { width: side, height: side, patternUnits: "userSpaceOnUse" };
  const line = svg("path", { d: `M0 0V${side}`, class: "hatch-line" });
  const paper = svg("rect", { width: side, height: side, class: "hatch-paper" });
  const turn = { patternTransform: "rotate(45)" };
  picture.append(svg("pattern", { id, ...size, ...turn }, paper, line));
  return `url(#${id})`;
}

/** Adds dots to an <svg>; returns them as a value for `fill`. */
export function dots(picture, side) {
  const id = unique("dots");
  const size = { width: side, height: side, patternUnits: "userSpaceOnUse" };
  const dot = { cx: side / 2, cy: side / 2, r: side / 6, class: "dot" };
  picture.append(svg("pattern", { id, ...size }, svg("circle", dot)));
  return `url(#${id})`;
}

/** A frame in the style of draw.WINDOW: orange, with a black rim to be seen in grey. */
export function frame(picture, name = "window") {
  const rim = svg("rect", { class: `${name}-rim` });
  const line = svg("rect", { class: name });
  picture.append(rim, line);
  return (x, y, width, height) => {
    for (const rect of [rim, line]) setAll(rect, { x, y, width, height });
  };
}

/** rows x columns squares with a text each, as [row][column] of { box, text }. */
export function squares(picture, rows, columns, side) {
  return range(rows).map((row) =>
    range(columns).map((column) => {
      const [x, y] = [column * side, row * side];
      const box = svg("rect", { x, y, width: side, height: side, class: "square" });
      const text = svg("text", { x: x + side / 2, y: y + side / 2 });
      picture.append(box, text);
      return { box, text };
    }),
  );
}
