// Matrices as nested arrays, and the window of which one output number is made.

import { clamp, numberText, range } from "./dom.js";

/** Nested arrays of `value(row, column)`. */
export const matrix = (rows, columns, value) =>
  range(rows).map((row) => range(columns).map((column) => value(row, column)));

export const shapeOf = (cells) => [cells.length, cells[0]?.length ?? 0];

export const by = (cells) => shapeOf(cells).join("x");

const factor = (x) => (x < 0 ? `(${numberText(x)})` : numberText(x));

export const product = (x, weight) => `${factor(x)}·${factor(weight)}`;

/** The state with its `row` and `column` inside of an output of rows x columns. */
export const placed = (state, rows, columns) => ({
  ...state,
  row: clamp(state.row, 0, Math.max(rows - 1, 0)),
  column: clamp(state.column, 0, Math.max(columns - 1, 0)),
});

/** The steps of an explorer: one number of the output after the other. */
export const rowByRow = {
  at: ({ row, column }, { sums }) => row * (sums[0]?.length ?? 0) + column,
  last: (_, { sums }) => Math.max(sums.flat().length - 1, 0),
  to: (index, _, { sums: [{ length }] }) => ({
    row: Math.floor(index / length),
    column: index % length,
  }),
};

/** Greys from mid-grey for the smallest number to white, as draw.draw_grid has them. */
export function greys(cells) {
  const high = Math.max(...cells.flat());
  const spread = high - Math.min(...cells.flat()) || 1;
  const grey = (x) => `hsl(0 0% ${100 - (50 * (high - x)) / spread}%)`;
  return cells.map((line) => line.map(grey));
}
