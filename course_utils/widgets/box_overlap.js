import { area, EDGES, height, place, width } from "./boxes.js";
import { field } from "./controls.js";
import { clamp, html, range, say, setAll, svg } from "./dom.js";
import { drag, pointIn } from "./drag.js";
import { dots, hatch } from "./drawing.js";
import { explore } from "./frame.js";
import { gripBox, grips } from "./grips.js";
import { goals, inside, presets, solve, sums, words } from "./two_boxes.js";

const NAMES = ["A", "B"];
const LINES = 12; // of the grid along an axis, at most
const PIXELS = 130; // from 0 to 1 in the drawing of the bars

/** Adds a bar from 0 to a number, which is `low` at least and 1 at most. */
function bar(picture, name, y, low) {
  const track = { x: low * PIXELS, width: (1 - low) * PIXELS, class: "track" };
  const value = svg("rect", { y, height: 14, class: "bar" });
  picture.append(svg("rect", { y, height: 14, ...track }), value);
  picture.append(svg("text", { class: "name", x: 5, y: y - 8 }, name));
  return (x) =>
    setAll(value, { x: Math.min(x, 0) * PIXELS, width: Math.abs(x) * PIXELS });
}

function bars() {
  const viewBox = `${-PIXELS - 12} 0 ${2 * PIXELS + 24} 88`;
  const node = svg("svg", { class: "bars", "aria-hidden": true, viewBox });
  const shows = [bar(node, "IoU", 18, 0), bar(node, "generalised IoU", 50, -1)];
  node.append(svg("path", { class: "zero", d: "M0 4V66" }));
  for (const x of [-1, 0, 1]) {
    node.append(svg("text", { x: x * PIXELS, y: 78 }, String(x)));
  }
  const update = (numbers) => numbers.forEach((number, i) => shows[i](number));
  return { node, update };
}

/** Where an edge may be. */
const limitsOf = (box, i, size) =>
  i < 2 ? [0, box[i + 2] - 1] : [box[i - 2] + 1, size];

/** What moves a box or its edges, as far as they may go. */
function hands({ now, set }) {
  const put = (index, box) =>
    set({ boxes: now().boxes.map((old, i) => (i === index ? box : old)) });
  function resize(index, ...edges) {
    const { boxes, size } = now();
    const box = [...boxes[index]];
    for (const [i, to] of edges)
      box[i] = clamp(Math.round(to), ...limitsOf(box, i, size));
    put(index, box);
  }
  /** To where the upper left corner is at x, y, or as near as may be. */
  function shift(index, x, y) {
    const { boxes, size } = now();
    const box = boxes[index];
    const left = clamp(Math.round(x), 0, size - width(box));
    const top = clamp(Math.round(y), 0, size - height(box));
    put(index, [left, top, left + width(box), top + height(box)]);
  }
  return { resize, shift };
}

function build(view) {
  const { now } = view;
  const { resize, shift } = hands(view);
  const rect = (name) => svg("rect", { class: name });
  const ground = svg("g", { "aria-hidden": true });
  // The boxes are cut out of what lies in neither.
  const [neither, hull, shared] = ["neither", "hull", "shared"].map(rect);
  const papers = NAMES.map(() => rect("paper"));
  const boxes = NAMES.map((name) => {
    const keys = "arrow keys move it, with Shift its right and bottom edge";
    const attributes = { tabindex: 0, role: "application" };
    const label = { "aria-label": `box ${name}: ${keys}` };
    const box = gripBox(`box-${name}`, { ...attributes, ...label });
    const text = svg("text", {}, name);
    box.node.append(text);
    return { ...box, text };
  });
  const square = svg(
    "svg",
    { class: "square-stage", role: "group", "aria-label": "two boxes" },
    ...[neither, ...papers, ground, shared, hull, ...boxes.map(({ node }) => node)],
  );
  const under = grips(square, () => now().boxes);
  drag(
    square,
    (event) => pointIn(square, event),
    (x, y, event) => {
      const found = under(event);
      if (!found) return null;
      const { index, edges } = found;
      boxes[index].node.focus({ preventScroll: true });
      const box = now().boxes[index];
      const to = (edge, at) => box[edge] + at[edge % 2] - [x, y][edge % 2];
      return edges.length
        ? (...at) => resize(index, ...edges.map((edge) => [edge, to(edge, at)]))
        : (...at) => shift(index, to(0, at), to(1, at));
    },
  );
  function move(rows, columns, event) {
    const index = boxes.findIndex(({ node }) => node === event.target);
    if (index < 0) return false;
    const [left, top, right, bottom] = now().boxes[index];
    if (event.shiftKey) resize(index, [2, right + columns], [3, bottom + rows]);
    else shift(index, left + columns, top + rows);
  }

  const row = (head, ...cells) =>
    html("tr", {}, html("th", { scope: "row" }, ...head), ...cells);
  const fields = NAMES.map((name, index) =>
    EDGES.map((edge, i) =>
      field(`box ${name}, ${edge}`, { step: 1 }, (to) => resize(index, [i, to])),
    ),
  );
  const heads = ["box", ...EDGES].map((edge) => html("th", { scope: "col" }, edge));
  const lines = fields.map((line, i) =>
    row(
      [html("span", { class: `name-${NAMES[i]}` }, NAMES[i])],
      ...line.map(({ input }) => html("td", {}, input)),
    ),
  );
  const numbers = html(
    "table",
    { class: "numbers" },
    html("tr", {}, ...heads),
    ...lines,
  );
  const samples = [];
  const cells = sums(now().boxes, solve(now())).map(([name, , look]) => {
    const sample = svg("svg", { class: "sample" }, rect(look ?? "none"));
    samples.push(sample);
    const cell = html("td");
    return { cell, node: row([sample, name], cell) };
  });
  const formulas = html("table", { class: "sums" }, ...cells.map(({ node }) => node));
  const measures = bars();
  const stage = [
    html(
      "div",
      { class: "parts" },
      square,
      html("div", { class: "side" }, numbers, measures.node),
      formulas,
    ),
  ];

  let built;
  function draft(size) {
    built = size;
    const margin = size / 9;
    const whole = size + 1.6 * margin;
    square.setAttribute("viewBox", `${-margin} ${-margin} ${whole} ${whole}`);
    const power = 10 ** Math.floor(Math.log10(size / LINES));
    const fits = (step) => size <= step * LINES;
    const step = Math.max(1, [1, 2, 5, 10].map((n) => n * power).find(fits));
    const grid = svg("path", { class: "grid" });
    ground.replaceChildren(grid);
    const fills = {
      hatched: hatch(ground, size / 30),
      dotted: dots(ground, size / 40),
    };
    for (const node of [square, ...samples]) {
      node.style.setProperty("--unit", size);
      for (const [name, fill] of Object.entries(fills)) {
        node.style.setProperty(`--${name}`, fill);
      }
    }
    const box = [0, 0, size / 12, size / 20];
    for (const sample of samples) {
      sample.setAttribute("viewBox", box.join(" "));
      place(sample.firstChild, box);
    }
    let d = `M0 0H${size}V${size}H0Z`;
    for (const i of range(Math.floor(size / step) + 1)) {
      const at = i * step;
      d += `M${at} 0V${size}M0 ${at}H${size}`;
      if (i % 2) continue;
      ground.append(svg("text", { x: at, y: -margin / 4 }, at));
      if (i) ground.append(svg("text", { class: "down", x: -margin / 8, y: at }, at));
    }
    grid.setAttribute("d", d);
  }

  function draw(state, result) {
    const { size } = state;
    const { iou, generalized, union } = result;
    if (size !== built) draft(size);
    place(shared, result.shared);
    for (const node of [neither, hull]) place(node, result.hull);
    state.boxes.forEach((box, index) => {
      const { update, text } = boxes[index];
      update(box);
      place(papers[index], box);
      // Apart also where the boxes overlap: A upper left, B lower right.
      const inset = Math.min(size / 16, width(box) / 2, height(box) / 2);
      const [x, y, by] = index ? [box[2], box[3], -inset] : [box[0], box[1], inset];
      setAll(text, { x: x + by, y: y + by });
      fields[index].forEach((edge, i) => {
        const [min, max] = limitsOf(box, i, size);
        edge.update(box[i], { min, max });
      });
    });
    sums(state.boxes, result).forEach(([, text], i) => say(cells[i].cell, text));
    measures.update([iou, generalized]);
    const [both, whole] = [area(result.shared), area(result.hull)];
    return { shared: both, union, hull: whole, iou, generalized };
  }
  return { controls: [], stage, draw, move };
}

export default explore(() => ({
  ...{ inside, solve, words, goals, presets, build },
  hint: "Drag a box, an edge or a corner. Arrow keys move a box; with Shift, its corner.",
}));
