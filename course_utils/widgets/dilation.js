import { slider } from "./controls.js";
import { clamp, html, plural, range, say, sum, svg } from "./dom.js";
import { follow, pointIn } from "./drag.js";
import { frame } from "./drawing.js";
import { explore } from "./frame.js";

const LAYERS = 5; // at most, as in dilation.py
// In pixels: of a cell, from the first row to the last, and above the first one.
const [HIGH, DEEP, EDGE] = [16, 216, 6];
const WIDE = 24; // of a cell, at most
const DENSE = 60; // columns from which a cross is not seen: a dash marks a gap

const union = (numbers) => [...new Set(numbers)].sort((a, b) => a - b);

/** How far each layer's window reaches to the left; `same` cuts the larger half. */
const befores = ({ kernel, rates }) =>
  rates.map((rate) => Math.floor(((kernel - 1) * rate) / 2));

/** Cells of a row, and the first and last position whose window is shown. */
function sizes({ kernel, rates, size }) {
  const field = 1 + (kernel - 1) * sum(rates);
  const columns = Math.max(size, field + 2); // a step to the left, one to the right
  const low = -Math.floor((columns - field) / 2);
  return { field, columns, low, high: columns - field + low };
}

function inside(state) {
  const { low, high } = sizes(state);
  return { ...state, position: clamp(state.position, low, high) };
}

/** What dilation.py has as properties; columns are counted from the left. */
function solve(state) {
  const { kernel, rates, size, position } = state;
  const { field, columns, low } = sizes(state);
  const before = befores(state);
  const left = sum(before);
  const tap = (column, layer, i) => column - before[layer] + i * rates[layer];
  const rows = [[left - low + position]];
  for (let layer = rates.length - 1; layer >= 0; layer--) {
    const taps = (column) => range(kernel).map((i) => tap(column, layer, i));
    rows.unshift(union(rows[0].flatMap(taps)));
  }
  const first = position - low;
  const touched = rows[0].map((column) => column - first);
  const gaps = range(field).filter((offset) => !touched.includes(offset));
  const parameters = kernel * rates.length;
  return {
    ...{ field, columns, low, left, tap, rows, first, touched, gaps },
    ...{ parameters, products: parameters * size },
  };
}

function words({ kernel, rates, size, position }, solved) {
  const { field, left, touched, gaps, parameters, products } = solved;
  const from = position - left;
  const right = field - 1 - left;
  const count = gaps.length;
  let text = `${kernel} taps, ${rates.length > 1 ? "rates" : "rate"} `;
  text += `${rates.join(", ")}: output ${position} reads ${touched.length} of the `;
  text += `${field} inputs ${from} to ${from + field - 1}; `;
  text += `${count || "none"} ${count < 2 ? "is a gap" : "are gaps"}.`;
  if (left !== right) {
    text += ` An even number of taps has no middle: the window reaches ${left} to the left `;
    text += `and ${right} to the right.`;
  }
  text += ` ${parameters} parameters and ${products} multiply-adds for `;
  return `${text}${plural(size, "output")}, whatever the rates.`;
}

const threeLayers = ({ kernel, rates }) => kernel === 3 && rates.length === 3;
const goals = [
  {
    name: "one rate",
    text: "Start from the rates 2, 4, 8 and change a single one so that no gap is left.",
    met: (state, { gaps }) =>
      threeLayers(state) &&
      state.rates.filter((rate, i) => rate !== 2 ** (i + 1)).length === 1 &&
      !gaps.length,
  },
  {
    name: "widest",
    text: "Three layers of three taps with a receptive field of 25, the widest without a gap that these sliders allow.",
    met: (state, { field, gaps }) => threeLayers(state) && field === 25 && !gaps.length,
  },
];

function build({ now, result, set, before, limits }) {
  const stack = svg("svg", {
    ...{ class: "stack", tabindex: 0, role: "application" },
    ...{ preserveAspectRatio: "none" },
    "aria-label": "layers: the arrow keys move the output",
  });
  // From the input upwards; the cells of a row are one path.
  const path = (name) => svg("path", { class: name });
  const all = path("all");
  const lines = path("lines");
  const read = range(LAYERS + 1).map(() => path("read"));
  const [gap, cross, bracket, ghost] = ["gap", "cross", "bracket", "ghost"].map(path);
  stack.append(all, lines, ...read, gap, cross, bracket, ghost);
  const frameOutput = frame(stack);
  const goTo = (x) => set({ position: Math.floor(x) - result().left + result().low });
  follow(stack, (event) => pointIn(stack, event), goTo);

  const setRate = (layer) => (rate) =>
    set({ rates: now().rates.map((old, i) => (i === layer ? rate : old)) });
  function setLayers(count) {
    const rates = now().rates.slice(0, count);
    // A new layer doubles the rate of the one below it: 1, 2, 4, ...
    while (rates.length < count)
      rates.push(Math.min(limits.rates.max, 2 * rates.at(-1)));
    set({ rates });
  }
  const rates = range(LAYERS).map((i) =>
    slider(`layer ${i + 1} rate`, limits.rates, setRate(i)),
  );
  const kernel = slider("taps", limits.kernel, (kernel) => set({ kernel }));
  const layers = slider("layers", { min: 1, max: LAYERS }, setLayers);
  const sliders = rates.map(({ node }) => node).reverse(); // the last layer is on top
  const side = html("div", { class: "rates" }, ...sliders);

  const sample = (name, d) =>
    svg(
      "svg",
      { class: "sample", viewBox: "0 0 1 16", preserveAspectRatio: "none" },
      svg("path", { class: name, d }),
    );
  const samples = [sample("read", "M0 0h1v16h-1z"), sample("cross", ""), "", ""];
  const counts = samples.map(() => html("span"));
  const items = counts.map((node, i) => html("li", {}, samples[i], node));
  const [caption, below] = [html("figcaption"), html("div", { class: "below" })];
  const figure = html("figure", {}, caption, stack, below);
  const stage = [
    html("div", { class: "halves" }, side, figure),
    html("ul", { class: "counts" }, ...items),
  ];

  const cellsAt = (top) => (numbers, row) =>
    numbers.map((x) => `M${x + 0.08} ${top(row)}h0.84v${HIGH}h-0.84z`).join("");
  const setPath = (node, d) => node.setAttribute("d", d);

  function draw(state, solved) {
    const { columns, rows, first, field, gaps, touched, tap, left, low } = solved;
    const { parameters, products } = solved;
    const count = state.rates.length;
    const pitch = Math.min(80, DEEP / count);
    side.style.setProperty("--pitch", `${pitch}px`);
    const height = 2 * EDGE + HIGH + count * pitch + 22;
    stack.setAttribute("viewBox", `0 0 ${columns} ${height}`);
    stack.style.height = `${height}px`;
    stack.style.maxWidth = `${columns * WIDE}px`;
    const top = (row) => EDGE + (count - row) * pitch;
    const cells = cellsAt(top);
    const shown = range(columns);
    setPath(
      all,
      range(count + 1)
        .map((row) => cells(shown, row))
        .join(""),
    );
    read.forEach((node, row) =>
      setPath(node, row > count ? "" : cells(rows[row], row)),
    );
    const edge = (x, layer, i) =>
      `M${x + 0.5} ${top(layer + 1) + HIGH}L${tap(x, layer, i) + 0.5} ${top(layer)}`;
    const edges = state.rates.flatMap((_, layer) =>
      rows[layer + 1].flatMap((x) => range(state.kernel).map((i) => edge(x, layer, i))),
    );
    setPath(lines, edges.join(""));
    const empty = gaps.map((offset) => first + offset);
    setPath(gap, cells(empty, 0));
    const mark = (x, y) =>
      columns > DENSE
        ? `M${x} ${y + HIGH / 2}h1`
        : `M${x + 0.1} ${y}l0.8 ${HIGH}m0-${HIGH}l-0.8 ${HIGH}`;
    setPath(cross, empty.map((x) => mark(x, top(0))).join(""));
    setPath(samples[1].firstChild, mark(0, 0));
    const under = top(0) + HIGH + 3;
    setPath(bracket, `M${first + 0.05} ${under}v8H${first + field - 0.05}v-8`);
    frameOutput(rows[count][0], top(count) - 1, 1, HIGH + 2);

    // What the setting before read, seen from the same output.
    const earlier = before(({ kernel, rates }) => [kernel, rates]);
    const was = earlier && solve(inside({ ...earlier, position: state.position }));
    const from = was && left + first - was.left;
    const ticks = was?.touched.map(
      (offset) => `M${from + offset + 0.2} ${under + 14}h0.6`,
    );
    setPath(ghost, ticks?.join("") ?? "");

    kernel.update(state.kernel);
    layers.update(count);
    rates.forEach(({ node, update }, i) => {
      node.hidden = i >= count;
      if (i < count) update(state.rates[i]);
    });
    const lastInput = state.position - left + field - 1;
    say(caption, `output ${state.position}`);
    say(
      below,
      `input ${state.position - left} to ${lastInput}` +
        (was
          ? `; dashes: what ${earlier.kernel} taps, ` +
            `rates ${earlier.rates.join(", ")} read`
          : ""),
    );
    [
      `${touched.length} of ${field} inputs read`,
      plural(gaps.length, "gap"),
      `parameters: ${state.kernel} taps · ${plural(count, "layer")} = ${parameters}`,
      `multiply-adds: ${parameters} · ${plural(state.size, "output")} = ${products}`,
    ].forEach((text, i) => say(counts[i], text));
    return { field, touched, gaps, parameters, products, columns, low };
  }

  const move = (_rows, columns) => {
    if (!columns) return false; // up and down scroll the page
    set({ position: now().position + columns });
  };
  return { controls: [kernel.node, layers.node], stage, draw, move };
}

export default explore(() => ({
  ...{ inside, solve, words, goals, build },
  hint: "Click a cell, drag or use the arrow keys to choose an output; set each layer's rate.",
  presets: {
    "2, 2, 2": { rates: [2, 2, 2] },
    "1, 2, 5": { rates: [1, 2, 5] },
    "2, 4, 8": { rates: [2, 4, 8] },
    "1, 2, 4, 8": { rates: [1, 2, 4, 8] },
  },
}));
