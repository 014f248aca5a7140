// Tables beside each other, as large as fits into a height that is reserved.

import { html } from "./dom.js";

// In pixels: of a cell at most, and of a table with its caption at least.
const [CELL, CAPTION] = [42, 100];
const NARROW = 520; // below this there are two rows of tables

/** The side of the cells of each table, [rows, columns], for all to fit in a row. */
function sidesIn(shapes, width, height) {
  for (let most = CELL; ; most--) {
    const sides = shapes.map(([rows]) => Math.floor(Math.min(most, height / rows)));
    const wide = shapes.map(([, columns], i) => Math.max(columns * sides[i], CAPTION));
    if (most < 6 || wide.reduce((sum, x) => sum + x) <= width) return sides;
  }
}

/**
 * Tables with a caption each and `signs` between them, in two groups: in one row, or a
 * row each where that is too narrow. `changed()` is called when they need other sides
 * than they got.
 */
export function figures(groups, signs, changed) {
  const captions = groups.flat().map(() => html("figcaption"));
  const sign = (text) => html("span", { class: "sign", "aria-hidden": true }, text);
  const all = groups
    .flat()
    .map((node, i) => [
      ...(i ? [sign(signs[i - 1])] : []),
      html("figure", {}, captions[i], node),
    ]);
  const count = groups[0].length;
  const rows = [all.slice(0, count), all.slice(count)].map((part) =>
    html("div", { class: "figures" }, ...part.flat()),
  );
  const node = html("div", { class: "grids" }, ...rows);
  let width = 0;
  new ResizeObserver(() => {
    if (node.clientWidth && node.clientWidth !== width) changed();
  }).observe(node);
  /** The sides of the cells of tables of these shapes. */
  function sides(shapes) {
    width = node.clientWidth;
    const wide = width || 1000; // before it is on the page
    const parts = [shapes.slice(0, count), shapes.slice(count)];
    const stacked = wide < NARROW;
    node.classList.toggle("stacked", stacked);
    const high = (node.clientHeight || 240) - 24;
    return stacked
      ? parts.flatMap((part) => sidesIn(part, wide - 40, high / 2 - 24))
      : sidesIn(shapes, wide - 40 * (shapes.length - 1), high);
  }
  return { node, sides, captions };
}
