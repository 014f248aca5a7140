import { choice } from "./controls.js";
import { html, numberText, plural, say } from "./dom.js";
import { hatch } from "./drawing.js";
import { equation } from "./equation.js";
import { figures } from "./figures.js";
import { explore } from "./frame.js";
import { placed, rowByRow } from "./grid.js";
import { layerParts } from "./kernel_explorer.js";
import { by, matrix, product, shapeOf } from "./matrices.js";
import { drawStamps, hue, TAGS } from "./stamps.js";
import { sizes, solve, sumsByPhase } from "./stretched.js";
import { dragWindow, table } from "./tables.js";

const SHOWN = ["numbers", "overlaps"]; // false and true of `overlap`
const NEAR = 1e-6; // a difference of sums that is none

const tint = (index) => `hsl(${hue(index)} 80% 85%)`;

const flip = (cells) => cells.toReversed().map((line) => line.toReversed());

function words({ row, column, overlap }, { under, pairs, sums, counts }) {
  const met = pairs[row][column];
  const count = (kind) =>
    under(row, column).filter(({ cell }) => cell.kind === kind).length;
  let text = `Output row ${row}, column ${column}: ${numberText(sums[row][column])}. `;
  const ways = met.map(({ cell, tap }, i) => {
    const through = i ? "through" : "through kernel";
    return `${TAGS[cell.index]} ${through} [${tap.join(", ")}]`;
  });
  const reach = met.length === 1 ? "reaches" : "reach";
  text += met.length
    ? `${plural(met.length, "input")} ${reach} it: ${ways.join(", ")}.`
    : "No input reaches it.";
  text += ` Zeros under the kernel: ${count("inserted")} inserted, `;
  text += `${count("padding")} padding.`;
  if (!overlap) return text;
  const [low, high] = [Math.min(...counts.flat()), Math.max(...counts.flat())];
  return `${text} Over the whole output the count goes from ${low} to ${high}.`;
}

const goals = [
  {
    name: "all",
    text: "Any settings: all inputs, four or more, reach the chosen output.",
    met: ({ input, row, column }, { counts }) =>
      input.flat().length >= 4 && counts[row][column] === input.flat().length,
  },
  {
    name: "none",
    text: "Any settings: no input reaches the chosen output.",
    met: ({ row, column }, { counts }) => counts[row][column] === 0,
  },
  {
    name: "even",
    text: "Kernel 3x3, stride above 1: all outputs are reached equally often.",
    met: ({ input, kernel, stride }, { counts }) =>
      by(kernel) === "3x3" &&
      stride > 1 &&
      input.flat().length > 1 &&
      counts.flat().every((count) => count === counts[0][0]),
  },
  {
    name: "level",
    text:
      "Kernel 3x3 without a 0, stride 2: if all inputs were equal, all outputs away " +
      "from the border would be equal, not 0.",
    met: ({ kernel, stride }) => {
      const [first, ...others] = sumsByPhase(kernel, stride);
      return (
        by(kernel) === "3x3" &&
        stride === 2 &&
        !kernel.flat().includes(0) &&
        Math.abs(first) > NEAR &&
        others.every((sum) => Math.abs(sum - first) < NEAR)
      );
    },
  },
];

function build(view) {
  const { now, result, set } = view;
  let picked; // the index of an input
  const pick = (index) => {
    picked = index;
    link(now(), result());
  };
  const met = () => result().pairs[now().row][now().column];
  const cellOf = (index) => {
    const { length } = now().input[0];
    return [Math.floor(index / length), index % length];
  };
  const pickInput = (row, column) =>
    pick(row === undefined ? undefined : row * now().input[0].length + column);
  const pickTap = (row, column) =>
    pick(met().find(({ tap }) => tap[0] === row && tap[1] === column)?.cell.index);
  const pickStretched = (row, column) => pick(result().padded[row]?.[column]?.index);
  const parts = layerParts(view, pickInput, pickTap);
  const { input, kernel, output } = parts;
  const stretched = table(
    { class: "stretched", "aria-label": "input with zeros: drag the window" },
    { point: pickStretched },
  );
  dragWindow(stretched, view, () => 1);
  const products = equation((index) => pick(met()[index]?.cell.index));
  const shown = choice("output", SHOWN, (value) =>
    set({ overlap: value === SHOWN[1] }),
  );
  const groups = [
    [input.node, kernel.node],
    [stretched.node, output.node],
  ];
  const signs = ["∗", "or", "="];
  const layout = figures(groups, signs, () => draw(now(), result()));
  const [inserted, around] = [html("span"), html("span")];
  const swatch = (kind, text) =>
    html("span", {}, html("span", { class: `swatch ${kind}` }), text);
  const below = html(
    "div",
    { class: "below" },
    swatch("inserted", inserted),
    swatch("padding", around),
    products.node,
  );

  /** Marks what belongs to the input that is pointed at. */
  function link({ input: x, row, column, stride }, { pairs, sides }) {
    const index = picked < x.flat().length ? picked : undefined;
    const here = pairs[row][column];
    const place = here.findIndex(({ cell }) => cell.index === index);
    products.mark(place);
    kernel.pick(...(here[place]?.tap ?? []));
    const at = index === undefined ? [] : cellOf(index);
    input.pick(...at);
    stretched.pick(...at.map((cell, axis) => sides[axis][0] + cell * stride));
    stamps(
      here.map(({ cell }) => cell.index),
      index,
    );
  }

  let [built, fill, stamps] = [];
  function buildTables(state, solved, cellSides) {
    const { padded, sums } = solved;
    input.build(shapeOf(state.input), cellSides[0]);
    kernel.build(shapeOf(state.kernel), cellSides[1]);
    stretched.build(shapeOf(padded), cellSides[2], shapeOf(state.kernel));
    fill = hatch(stretched.node.firstChild, 7);
    padded.forEach((line, row) =>
      line.forEach(({ kind }, column) =>
        stretched.cells[row][column].box.classList.add(kind),
      ),
    );
    output.build(shapeOf(sums), cellSides[3]);
    stamps = drawStamps(output, cellSides[3], state, solved);
    state.input.flat().forEach((_, index) => input.tag(...cellOf(index), TAGS[index]));
  }

  function draw(state, solved) {
    const { input: x, kernel: w, row, column, overlap } = state;
    const { padded, sides, pairs, sums, counts } = solved;
    const cellSides = layout.sides([x, w, padded, sums].map(shapeOf));
    const look = JSON.stringify([cellSides, by(x), by(w), state.stride, state.padding]);
    if (look !== built) buildTables(state, solved, cellSides);
    built = look;
    parts.update(state);
    shown.update(SHOWN[Number(overlap)]);
    const what = overlap ? "overlaps" : "output";
    [
      `input ${by(x)}`,
      `kernel ${by(w)}`,
      `kernel flipped, over ${by(padded)}`,
      `${what} ${by(sums)}`,
    ].forEach((text, i) => say(layout.captions[i], text));
    say(inserted, `zeros between numbers: ${state.stride - 1}`);
    const [[top, bottom], [left, right]] = sides;
    say(
      around,
      `zeros of padding: ${top} above, ${bottom} below, ${left} left, ${right} right`,
    );
    const tints = matrix(...shapeOf(x), (r, c) => tint(r * x[0].length + c));
    input.show(x, tints);
    input.edit(x);
    const fills = { padding: fill, inserted: "#fff" };
    stretched.show(
      padded.map((line) => line.map(({ value }) => value ?? null)),
      padded.map((line) => line.map(({ kind, index }) => fills[kind] ?? tint(index))),
    );
    stretched.lay(row, column, flip(w));
    output.show(
      overlap ? counts : sums,
      matrix(...shapeOf(sums), () => "#fff"),
    );
    output.lay(row, column, [[0]]);
    const here = pairs[row][column];
    kernel.cells.forEach((line, r) =>
      line.forEach(({ box }, c) => {
        const meets = here.some(({ tap }) => tap[0] === r && tap[1] === c);
        box.classList.toggle("met", meets);
      }),
    );
    products.update(
      here.map(
        ({ cell, weight }) => `${TAGS[cell.index]}: ${product(cell.value, weight)}`,
      ),
      sums[row][column],
    );
    link(state, solved);
    return { output: sums, overlaps: counts, sides };
  }

  const stage = [layout.node, below];
  return { controls: [...parts.controls, shown.node], stage, draw };
}

const ones = (taps, stride) => ({
  ...{ kernel: matrix(taps, taps, () => 1), stride, overlap: true },
});

export default explore(() => ({
  ...{ solve, words, goals, build, steps: rowByRow(({ sums }) => shapeOf(sums)) },
  inside: (state) => placed(state, ...sizes(state).shape),
  hint: "Click an output: the stamps that reach it light up. Other numbers can be edited.",
  presets: {
    "kernel 3, stride 2": ones(3, 2),
    "kernel 4, stride 2": ones(4, 2),
    "kernel 2, stride 2": ones(2, 2),
  },
}));
