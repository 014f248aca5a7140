import { numberText, plural, say } from "./dom.js";
import { hatch } from "./drawing.js";
import { equation } from "./equation.js";
import { figures } from "./figures.js";
import { explore } from "./frame.js";
import { placed, rowByRow } from "./grid.js";
import { layerParts } from "./kernel_explorer.js";
import { by, greys, matrix, product, shapeOf } from "./matrices.js";
import { dragWindow } from "./tables.js";

const NEAR = 1e-9; // what rounding leaves of a 0

/** Windows along an axis, and the zeros before and after it. */
function slide(size, kernel, stride, padding) {
  if (padding === "valid") return [Math.floor((size - kernel) / stride) + 1, 0, 0];
  const windows = Math.ceil(size / stride);
  const zeros = Math.max((windows - 1) * stride + kernel - size, 0);
  return [windows, Math.floor(zeros / 2), Math.ceil(zeros / 2)];
}

const axes = ({ input, kernel, stride, padding }) => [
  slide(input.length, kernel.length, stride, padding),
  slide(input[0].length, kernel[0].length, stride, padding),
];

/** Rows and columns of the output: both 0 where there is none. */
function outputShape(state) {
  const [[rows], [columns]] = axes(state);
  return rows > 0 && columns > 0 ? [rows, columns] : [0, 0];
}

/** The padded input (null: padding), the numbers of each window, and their sums. */
function solve(state) {
  const { input, kernel, stride } = state;
  const [[, top, bottom], [, left, right]] = axes(state);
  const [height, width] = [input.length, input[0].length];
  const inside = (row, column) => input[row - top]?.[column - left] ?? null;
  const padded = matrix(top + height + bottom, left + width + right, inside);
  const at = (row, column) =>
    matrix(kernel.length, kernel[0].length, (r, c) => {
      return padded[row * stride + r][column * stride + c];
    });
  const windows = matrix(...outputShape(state), at);
  const weights = kernel.flat();
  const sums = windows.map((line) =>
    line.map((cells) => cells.flat().reduce((sum, x, i) => sum + x * weights[i], 0)),
  );
  return { padded, windows, sums, sides: [top, bottom, left, right] };
}

function words({ input, kernel, row, column }, { windows, sums }) {
  if (!sums.length) {
    const what = `a ${by(kernel)} kernel does not fit into a ${by(input)} input`;
    return `No output: with valid padding ${what}.`;
  }
  const cells = windows[row][column].flat();
  const total = numberText(sums[row][column]);
  const add =
    cells.length === 1 ? "1 product is" : `${cells.length} products add up to`;
  const text = `Output row ${row}, column ${column}: ${add} ${total}.`;
  const zeros = cells.filter((x) => x === null).length;
  if (!zeros) return text;
  const are = zeros === 1 ? "is" : "are";
  return `${text} ${zeros} of the ${plural(cells.length, "input")} ${are} padding.`;
}

const none = (x) => Math.abs(x) < NEAR;
const equal = (numbers) => numbers.every((x) => x === numbers[0]);

/** What is seen in each window, and whether its sum is 0. */
function looks({ windows, sums }) {
  return windows.flatMap((line, row) =>
    line.map((padded, column) => {
      const cells = padded.map((each) => each.map((x) => x ?? 0));
      const columns = cells[0].map((_, i) => cells.map((each) => each[i]));
      const [alongRows, alongColumns] = [cells.every(equal), columns.every(equal)];
      const bright = cells[0][0] !== 0 ? "bright" : "dark";
      const edge = alongRows ? "upright" : alongColumns ? "level" : "other";
      const look = alongRows && alongColumns ? bright : edge;
      return { look, zero: none(sums[row][column]) };
    }),
  );
}

const isFlat = ({ look }) => look === "bright" || look === "dark";
const shows = (all, ...kinds) =>
  kinds.every((kind) => all.some(({ look }) => look === kind));

const goals = [
  {
    name: "ignored",
    text: "valid padding: no window reads the last row nor the last column.",
    met: ({ input, kernel, stride, padding }, { sums }) => {
      if (padding !== "valid" || !sums.length) return false;
      const end = (count, taps) => (count - 1) * stride + taps;
      const rows = end(sums.length, kernel.length);
      const columns = end(sums[0].length, kernel[0].length);
      return rows < input.length && columns < input[0].length;
    },
  },
  {
    name: "shift",
    text: "same padding: the output is the image, moved one cell to the right.",
    met: ({ input, stride, padding }, { sums }) => {
      const moved = input.map((line) => [0, ...line.slice(0, -1)]);
      const seen = moved.some((line, r) => line.some((x, c) => x !== input[r][c]));
      return (
        padding === "same" &&
        stride === 1 &&
        seen &&
        moved.flat().some((x) => x !== 0) &&
        moved.every((line, r) => line.every((x, c) => none(x - sums[r][c])))
      );
    },
  },
  {
    name: "edges",
    text:
      "Output 0 where all numbers under the kernel are equal, even if they are not " +
      "0, and nowhere else.",
    met: (_, result) => {
      const all = looks(result);
      const right = all.every((each) => isFlat(each) === each.zero);
      return right && shows(all, "bright") && !all.every(isFlat);
    },
  },
  {
    name: "corners",
    text:
      "A kernel that finds corners: 0 on flat parts and along straight edges, but " +
      "not everywhere.",
    met: (_, result) => {
      const all = looks(result);
      const right = all.every(({ look, zero }) => zero || look === "other");
      const some = all.some(({ zero }) => !zero);
      return right && some && shows(all, "bright", "upright", "level");
    },
  },
];

function build(view) {
  const { root, now, result } = view;
  let picked; // the number of a product
  const pick = (index) => {
    picked = index;
    link(now());
  };
  const pickTap = (row, column) => {
    const { kernel } = now();
    const inside = kernel[row]?.[column] !== undefined;
    pick(inside ? row * kernel[0].length + column : undefined);
  };
  const pickInput = (y, x) => {
    const { row, column, stride } = now();
    pickTap(y - row * stride, x - column * stride);
  };
  const parts = layerParts(view, pickInput, pickTap);
  const { input, kernel, output } = parts;
  dragWindow(input, view, () => now().stride);
  const products = equation(pick);
  const groups = [[input.node], [kernel.node, output.node]];
  const layout = figures(groups, ["∗", "="], () => draw(now(), result()));

  /** Marks the cells of the product that is pointed at. */
  function link({ kernel: w, row, column, stride }) {
    const index = picked < w.flat().length && result().sums.length ? picked : null;
    products.mark(index ?? undefined);
    const width = w[0].length;
    const [r, c] = [Math.floor(index / width), index % width];
    kernel.pick(...(index === null ? [] : [r, c]));
    input.pick(...(index === null ? [] : [row * stride + r, column * stride + c]));
  }

  let [built, fill] = [];
  function buildTables({ kernel: w }, { padded, sums }, sides) {
    input.build(shapeOf(padded), sides[0], shapeOf(w));
    fill = hatch(input.node.firstChild, 7);
    kernel.build(shapeOf(w), sides[1]);
    output.build(shapeOf(sums), sides[2]);
  }

  function draw(state, solved) {
    const { input: x, kernel: w, row, column } = state;
    const { padded, windows, sums, sides } = solved;
    const cellSides = layout.sides([padded, w, sums].map(shapeOf));
    const key = JSON.stringify([cellSides, by(x), by(w), sides, by(sums)]);
    if (key !== built) buildTables(state, solved, cellSides);
    built = key;
    parts.update(state);
    const zeros = by(padded) === by(x) ? "" : `, with zeros ${by(padded)}`;
    const texts = [`input ${by(x)}${zeros}`, `kernel ${by(w)}`, `output ${by(sums)}`];
    texts.forEach((text, i) => say(layout.captions[i], text));
    const shades = greys(x);
    const [top, , left] = sides;
    const inside = (r, c, cells) => cells[r - top]?.[c - left];
    input.show(
      padded.map((line) => line.map((value) => value ?? 0)),
      matrix(...shapeOf(padded), (r, c) => inside(r, c, shades) ?? fill),
    );
    input.edit(x, top, left);
    root.classList.toggle("empty", !sums.length);
    if (sums.length) {
      input.lay(row * state.stride, column * state.stride, w);
      output.show(sums, greys(sums));
      output.lay(row, column, [[0]]);
    }
    const factors = sums.length ? windows[row][column].flat() : [];
    const weights = w.flat();
    products.update(
      factors.map((value, i) => product(value ?? 0, weights[i])),
      sums[row]?.[column],
    );
    link(state);
    return { output: sums, sides };
  }

  return { controls: parts.controls, stage: [layout.node, products.node], draw };
}

export default explore(() => ({
  ...{ solve, words, goals, build, steps: rowByRow(({ sums }) => shapeOf(sums)) },
  inside: (state) => placed(state, ...outputShape(state)),
  hint: "Drag the window or use the arrow keys. Point at a product; click a number to change it.",
  presets: {
    "left edges": {
      kernel: [
        [-1, 0, 1],
        [-1, 0, 1],
        [-1, 0, 1],
      ],
    },
    blur: { kernel: matrix(3, 3, () => 1 / 9) },
    sharpen: {
      kernel: [
        [0, -1, 0],
        [-1, 5, -1],
        [0, -1, 0],
      ],
    },
  },
}));
