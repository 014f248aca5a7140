// One place of a grid: kept inside, and gone through row by row.

import { clamp } from "./dom.js";

/** The state with its `row` and `column` inside of rows x columns. */
export const placed = (state, rows, columns) => ({
  ...state,
  row: clamp(state.row, 0, Math.max(rows - 1, 0)),
  column: clamp(state.column, 0, Math.max(columns - 1, 0)),
});

/** The steps of an explorer through a grid: `shape(result)` is [rows, columns]. */
export const rowByRow = (shape) => ({
  at: ({ row, column }, result) => row * shape(result)[1] + column,
  last: (_, result) => Math.max(shape(result)[0] * shape(result)[1] - 1, 0),
  to: (index, _, result) => ({
    row: Math.floor(index / shape(result)[1]),
    column: index % shape(result)[1],
  }),
});
