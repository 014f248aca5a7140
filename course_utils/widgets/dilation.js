const TRAITS = ["kernel", "rates", "size", "position"];
// The limits of dilation.py.
const [LAYERS, RATE, KERNEL] = [5, 8, { min: 2, max: 5 }];
const PRESETS = [
  [2, 2, 2],
  [1, 2, 5],
  [1, 2, 4, 8],
];
// In pixels: of a cell, from row to row, and above the first one.
const [HIGH, PITCH, EDGE] = [18, 62, 6];
const WIDE = 24; // of a cell, at most
const DENSE = 60; // columns from which a cross is not seen: a dash marks a gap

const union = (numbers) => [...new Set(numbers)].sort((a, b) => a - b);
const range = (count) => Array.from({ length: count }, (_, i) => i);

/** What dilation.py has as properties; columns are counted from the left. */
function solve({ kernel, rates, size, position }) {
  // As `same` pads: an odd number of zeros leaves the larger half at the end.
  const befores = rates.map((rate) => Math.floor(((kernel - 1) * rate) / 2));
  const field = 1 + (kernel - 1) * rates.reduce((sum, rate) => sum + rate, 0);
  const left = befores.reduce((sum, before) => sum + before, 0);
  // Wide enough for a step to the left and one to the right.
  const columns = Math.max(size, field + 2);
  const low = -Math.floor((columns - field) / 2);
  const high = columns - field + low;
  // Python may change the others before it moves the position inside.
  const output = clamp(position, low, high);
  const tap = (column, layer, i) => column - befores[layer] + i * rates[layer];
  const rows = [[left - low + output]];
  for (let layer = rates.length - 1; layer >= 0; layer--) {
    const taps = (column) => range(kernel).map((i) => tap(column, layer, i));
    rows.unshift(union(rows[0].flatMap(taps)));
  }
  const first = output - low;
  const touched = rows[0].map((column) => column - first);
  const gaps = range(field).filter((offset) => !touched.includes(offset));
  const parameters = kernel * rates.length;
  return {
    ...{ field, left, columns, low, high, output, tap, rows, first, touched, gaps },
    ...{ parameters, products: parameters * size },
  };
}

function inWords({ kernel, rates, size }, solved) {
  const { field, left, output, touched, gaps, parameters, products } = solved;
  const from = output - left;
  const right = field - 1 - left;
  const count = gaps.length;
  const name = rates.length > 1 ? "rates" : "rate";
  let text = `Kernel ${kernel}, ${name} ${rates.join(", ")}: `;
  text += `output ${output} reads ${touched.length} of the ${field} inputs `;
  text += `${from} to ${from + field - 1}; `;
  text += `${count || "none"} ${count < 2 ? "is a gap" : "are gaps"}.`;
  if (left !== right) {
    text += ` An even kernel has no middle: the window reaches ${left} to the left `;
    text += `and ${right} to the right.`;
  }
  text += ` ${parameters} parameters and ${products} multiply-adds for ${size} outputs`;
  return `${text}, whatever the rates.`;
}

function render(context) {
  const move = (rows, columns) => {
    if (!columns) return false; // up and down scroll the page
    change({ position: now().position + columns });
  };
  const view = connect(context, { label: "Dilation", traits: TRAITS, draw, move });
  const { now } = view;
  function change(settings) {
    const { output } = solve({ ...now(), ...settings });
    view.set({ ...settings, position: output });
  }
  function setLayers(count) {
    const rates = now().rates.slice(0, count);
    // A new layer doubles the rate of the one below it: 1, 2, 4, ...
    while (rates.length < count) rates.push(Math.min(RATE, 2 * rates.at(-1)));
    change({ rates });
  }
  const setRate = (layer) => (rate) =>
    change({ rates: now().rates.map((old, i) => (i === layer ? rate : old)) });

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
  const gap = path("gap");
  const cross = path("cross");
  const bracket = path("bracket");
  stack.append(all, lines, ...read, gap, cross, bracket);
  const frameOutput = frame(stack);

  const rates = range(LAYERS).map((i) =>
    slider(`layer ${i + 1} rate`, { min: 1, max: RATE }, setRate(i)),
  );
  const kernel = slider("kernel", KERNEL, (kernel) => change({ kernel }));
  const layers = slider("layers", { min: 1, max: LAYERS }, setLayers);
  const preset = (rates) => button(rates.join(", "), () => change({ rates }));
  const group = { class: "choice", role: "group", "aria-label": "rates" };
  const presets = html("span", group, "rates", ...PRESETS.map(preset));
  const sample = (node) => {
    const own = { class: "sample", viewBox: "0 0 1 18", "aria-hidden": true };
    return svg("svg", { ...own, preserveAspectRatio: "none" }, node);
  };
  const sampleRead = svg("path", { class: "read", d: "M0 0h1v18h-1z" });
  const sampleGap = path("cross");
  const counts = range(4).map(() => html("span"));
  const items = counts.map((node) => html("li", {}, node));
  items[0].prepend(sample(sampleRead));
  items[1].prepend(sample(sampleGap));
  const caption = html("figcaption");
  const below = html("div");
  const words = sentence("sentence");
  const sliders = rates.map(({ node }) => node).reverse(); // the last layer is on top
  const side = html("div", { class: "rates" }, ...sliders);
  view.root.append(
    html("div", { class: "controls" }, kernel.node, layers.node, presets),
    html(
      "div",
      { class: "halves" },
      side,
      html(
        "figure",
        {},
        caption,
        stack,
        below,
      ),
    ),
    html("ul", { class: "counts" }, ...items),
    words,
  );
  side.style.setProperty("--pitch", `${PITCH}px`);

  const place = (event) => [pointIn(stack, event)[0]];
  const goTo = (x) => {
    const { left, low } = solve(now());
    change({ position: Math.floor(x) - left + low });
  };
  drag(stack, place, () => goTo, (_, x) => goTo(x));

  function draw() {
    const state = now();
    const solved = solve(state);
    const { columns, rows, first, field, gaps, touched, tap } = solved;
    const count = state.rates.length;
    const height = 2 * EDGE + HIGH + count * PITCH + 10;
    stack.setAttribute("viewBox", `0 0 ${columns} ${height}`);
    stack.style.height = `${height}px`;
    stack.style.maxWidth = `${columns * WIDE}px`;
    const top = (row) => EDGE + (count - row) * PITCH;
    const cells = (numbers, row) =>
      numbers.map((x) => `M${x + 0.08} ${top(row)}h0.84v${HIGH}h-0.84z`).join("");
    const shown = range(columns);
    const d = (node, text) => node.setAttribute("d", text);
    d(all, range(count + 1).map((row) => cells(shown, row)).join(""));
    read.forEach((node, row) => d(node, row > count ? "" : cells(rows[row], row)));
    const edge = (x, layer, i) =>
      `M${x + 0.5} ${top(layer + 1) + HIGH}L${tap(x, layer, i) + 0.5} ${top(layer)}`;
    const edges = state.rates.flatMap((_, layer) =>
      rows[layer + 1].flatMap((x) => range(state.kernel).map((i) => edge(x, layer, i))),
    );
    d(lines, edges.join(""));
    const empty = gaps.map((offset) => first + offset);
    d(gap, cells(empty, 0));
    const mark = (x, y) =>
      columns > DENSE
        ? `M${x} ${y + HIGH / 2}h1`
        : `M${x + 0.1} ${y}l0.8 ${HIGH}m0-${HIGH}l-0.8 ${HIGH}`;
    d(cross, empty.map((x) => mark(x, top(0))).join(""));
    d(sampleGap, mark(0, 0));
    const under = top(0) + HIGH + 3;
    d(bracket, `M${first + 0.05} ${under}v8H${first + field - 0.05}v-8`);
    frameOutput(rows[count][0], top(count) - 1, 1, HIGH + 2);

    kernel.update(state.kernel);
    layers.update(count);
    rates.forEach(({ node, update }, i) => {
      node.hidden = i >= count;
      if (i < count) update(state.rates[i]);
    });
    const { parameters, products, output, left } = solved;
    const { kernel: taps, size } = state;
    const layer = count > 1 ? "layers" : "layer";
    [
      `${touched.length} of ${field} inputs touched`,
      `${gaps.length} ${gaps.length === 1 ? "gap" : "gaps"}`,
      `parameters: ${taps} taps · ${count} ${layer} = ${parameters}`,
      `multiply-adds: ${parameters} · ${size} outputs = ${products}`,
    ].forEach((text, i) => say(counts[i], text));
    say(caption, `output ${output}`);
    say(below, `input ${output - left} to ${output - left + field - 1}`);
    say(words, inWords(state, solved));
    const numbers = JSON.stringify({ field, touched, gaps, parameters, products });
    Object.assign(view.root.dataset, { position: output, columns, numbers });
  }

  draw();
  return view.close;
}

export default { render };
