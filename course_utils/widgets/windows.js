// The windows that a network slides over a picture: arithmetic, words and goals.

import { plural, range } from "./dom.js";

/** What [kernel, stride] layers make of `size` pixels; `chain` in sliding_window.py. */
export function chain(size, layers, padding) {
  const same = padding === "same";
  const sizes = [size];
  let [start, step, reach] = [0, 1, 1];
  for (const [kernel, stride] of layers) {
    const last = sizes.at(-1);
    const out = Math.ceil((same ? last : last - kernel + 1) / stride);
    const zeros = Math.max((out - 1) * stride + kernel - last, 0);
    if (same) start -= step * Math.floor(zeros / 2);
    sizes.push(out);
    reach += step * (kernel - 1);
    step *= stride;
  }
  if (same) reach = step;
  const cells = sizes.at(-1);
  return { sizes, cells, start, step, reach, end: start + (cells - 1) * step + reach };
}

/** The cells of the picture and the `windows` of `span` pixels in it, along an axis. */
export function slide({ size, padding }, { layers, window }) {
  const grid = chain(size, layers, padding);
  const taps = chain(window, layers, padding).cells;
  const span = (taps - 1) * grid.step + grid.reach;
  const ignored = Math.max(0, size - grid.end);
  return { ...grid, taps, span, ignored, windows: grid.cells - taps + 1 };
}

/** The paddings under which a cell of the window is left. */
export const paddingsOf = ({ layers, window }) =>
  ["same", "valid"].filter((padding) => chain(window, layers, padding).cells > 0);

/** How many windows there are, why, and what is padded or ignored: [kind, text]. */
export function reasons({ size, padding }, grid) {
  const { sizes, start, end, step, cells, taps, windows: n, ignored } = grid;
  const is = size % step ? ", rounded up: " : " = ";
  const count =
    padding === "valid" ? sizes.join(" → ") : `${size} / ${step}${is}${cells}`;
  const after = Math.max(0, end - size);
  return [
    ["", `${count} cells`],
    ["", `${cells} - ${taps} + 1 = ${plural(n, "window")} per side`],
    ["", `${n} · ${n} = ${n * n}`],
    ...(start || after
      ? [["padded", `${-start} before and ${after} after: padding`]]
      : []),
    ...(ignored
      ? [
          [
            "ignored",
            `the last ${plural(ignored, "row")} and ${plural(ignored, "column")}: ignored`,
          ],
        ]
      : []),
  ];
}

// Windows in a row, at most, for two lines of text in each, and for one.
export const [ROOMY, TIGHT] = [10, 16];

/** What the cells of so many windows in a row hold; see sliding_window.js. */
export function headingOf(windows) {
  if (windows <= ROOMY) return "predictions: objectness, class";
  const letters = windows > TIGHT ? "predictions" : "class, its first letters";
  return `${letters}; the colour: objectness`;
}

/** Why there are no predictions. */
export const missing = ({ size, padding }, trained) =>
  padding === trained
    ? `No predictions: none were computed at ${size}.`
    : `No predictions: it was trained with ${trained}.`;

export function slidingWords({ size, padding, row, column }, result) {
  const { top, left, span, windows, ignored, said } = result;
  const [bottom, right] = [top + span, left + span];
  const outside = Math.min(top, left) < 0 || Math.max(bottom, right) > size;
  let text = `${windows}x${windows} windows on ${size}x${size} pixels, padding ${padding}`;
  text += ignored
    ? `; the last ${plural(ignored, "row")} and ${plural(ignored, "column")} are ignored. `
    : ". ";
  text += `Row ${row}, column ${column}: rows ${top}:${bottom} and columns `;
  text += `${left}:${right} of the image${outside ? ", partly padding" : ""}. `;
  return `${text}${said}`;
}

const SURE = 0.9; // objectness, at least

/** Whether a prediction [class, objectness] and one beside it are sure of two classes. */
function disagrees(predictions, row, column) {
  const at = (y, x) => predictions[y]?.[x] ?? [-1, 0];
  const [label, objectness] = at(row, column);
  const sides = [
    [-1, 0],
    [1, 0],
    [0, -1],
    [0, 1],
  ];
  return (
    objectness >= SURE &&
    sides.some(([y, x]) => {
      const [other, sure] = at(row + y, column + x);
      return sure >= SURE && other !== label;
    })
  );
}

/** The goals that can be reached with this network and pictures of up to `side` pixels. */
export function slidingGoals(network, side) {
  const { window, trained, predictions } = network;
  const sizes = range(side - window + 1).map((i) => window + i);
  const grids = paddingsOf(network).flatMap((padding) =>
    sizes.map((size) => ({ size, padding, ...slide({ size, padding }, network) })),
  );
  const large = Math.min(2 * window, side);
  const { windows: many } = slide({ size: large, padding: "same" }, network);
  const rounds = ({ size, padding }, { windows }) =>
    padding === "same" && size !== large && windows === many;
  const fits = ({ padding }, { ignored }) =>
    padding === "valid" && padding !== trained && ignored === 0;
  // Windows share nothing from so many steps on.
  const apart = ({ span, step }) => Math.ceil(span / step);
  const least = Math.min(
    ...grids.filter((grid) => grid.windows > apart(grid)).map(({ size }) => size),
  );
  const differing = Object.values(predictions).some((rows) =>
    rows.some((row, y) => row.some((_, x) => disagrees(rows, y, x))),
  );
  return [
    grids.some((grid) => rounds(grid, grid)) && {
      name: "rounded up",
      text: `Padding same: another size than ${large} that has ${many}x${many} windows.`,
      met: rounds,
    },
    grids.some((grid) => fits(grid, grid)) && {
      name: "nothing ignored",
      text: "Padding valid: a size of which no row is ignored.",
      met: fits,
    },
    differing && {
      name: "neighbours",
      text:
        `A window with objectness ${SURE} or more beside one of another class with ` +
        `${SURE} or more.`,
      met: ({ row, column }, { found }) => !!found && disagrees(found, row, column),
    },
    Number.isFinite(least) && {
      name: "apart",
      text: "At the smallest size possible, share no pixel with the first window.",
      met: ({ size, row, column }, grid) =>
        size === least && Math.max(row, column) >= apart(grid),
    },
  ].filter(Boolean);
}
