// Matrices as nested arrays, in words and in greys.

import { numberText, range } from "./dom.js";

/** Nested arrays of `value(row, column)`. */
export const matrix = (rows, columns, value) =>
  range(rows).map((row) => range(columns).map((column) => value(row, column)));

export const shapeOf = (cells) => [cells.length, cells[0]?.length ?? 0];

export const by = (cells) => shapeOf(cells).join("x");

const factor = (x) => (x < 0 ? `(${numberText(x)})` : numberText(x));

export const product = (x, weight) => `${factor(x)}·${factor(weight)}`;

/** Greys from mid-grey for the smallest number to white, as draw.draw_grid has them. */
export function greys(cells) {
  const high = Math.max(...cells.flat());
  const spread = high - Math.min(...cells.flat()) || 1;
  const grey = (x) => `hsl(0 0% ${100 - (50 * (high - x)) / spread}%)`;
  return cells.map((line) => line.map(grey));
}
