// The input of a transposed convolution with zeros, and the flipped kernel over it.

import { matrix, shapeOf } from "./matrices.js";

/** Rows of padding before and after the stretched input. */
function zerosAround(taps, stride, padding) {
  const cut = padding === "same" ? Math.max(taps - stride, 0) : 0;
  const end = Math.max(stride - taps, 0);
  return [taps - 1 - Math.floor(cut / 2), taps - 1 - Math.ceil(cut / 2) + end];
}

const allSides = ({ kernel, stride, padding }) =>
  shapeOf(kernel).map((taps) => zerosAround(taps, stride, padding));

/** Rows and columns of the stretched input with its padding, and of the output. */
export function sizes(state) {
  const [taps, inputs] = [shapeOf(state.kernel), shapeOf(state.input)];
  const area = allSides(state).map(
    ([before, after], i) => before + (inputs[i] - 1) * state.stride + 1 + after,
  );
  return { area, shape: area.map((cells, i) => cells - taps[i] + 1) };
}

/**
 * The stretched and padded input, as cells of { kind } and of an input its row, column,
 * index and value; what lies under the kernel; and the sums and counts of the output.
 */
export function solve(state) {
  const { input, kernel, stride } = state;
  const sides = allSides(state);
  const [[top, bottom], [left, right]] = sides;
  const { area, shape } = sizes(state);
  const padded = matrix(...area, (y, x) => {
    const [down, over] = [y - top, x - left];
    const [last, end] = [area[0] - bottom - top, area[1] - right - left];
    const inside = down >= 0 && over >= 0 && down < last && over < end;
    if (!inside) return { kind: "padding" };
    if (down % stride || over % stride) return { kind: "inserted" };
    const [row, column] = [down / stride, over / stride];
    const index = row * input[0].length + column;
    return { kind: "number", row, column, index, value: input[row][column] };
  });
  const [h, w] = shapeOf(kernel);
  const under = (row, column) =>
    matrix(h, w, (r, c) => {
      const tap = [h - 1 - r, w - 1 - c];
      const cell = padded[row + r][column + c];
      return { cell, tap, weight: kernel[tap[0]][tap[1]] };
    }).flat();
  const real = (row, column) =>
    under(row, column).filter(({ cell }) => cell.kind === "number");
  const pairs = matrix(...shape, real);
  const add = (total, { cell, weight }) => total + cell.value * weight;
  const sums = pairs.map((line) => line.map((met) => met.reduce(add, 0)));
  const counts = pairs.map((line) => line.map((met) => met.length));
  return { padded, sides, under, pairs, sums, counts };
}

/** The sums of the weights that meet equal inputs, of each kind of output cell. */
export function sumsByPhase(kernel, stride) {
  const sums = matrix(stride, stride, () => 0);
  kernel.forEach((line, r) =>
    line.forEach((weight, c) => (sums[r % stride][c % stride] += weight)),
  );
  return sums.flat();
}
