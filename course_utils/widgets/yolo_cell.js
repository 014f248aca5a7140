const NUMBERS = ["anchor", "t", "objectness", "scores", "activation"];
const TRAITS = ["size", "stride", "row", "column", ...NUMBERS];
const LOGIT = 16; // the limits of yolo_cell.py
const SIDES = { min: 1, max: 9999 };
const AXES = ["x", "y", "w", "h"];

function sigmoid(x) {
  const small = Math.exp(-Math.abs(x));
  return (x >= 0 ? 1 : small) / (1 + small);
}

function softmax(scores) {
  const largest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** `yolo.decode` for one cell; the box as [left, top, right, bottom]. */
function decode({ t, objectness, scores, activation, anchor, row, column, stride }) {
  const offsets = [sigmoid(t[0]), sigmoid(t[1])];
  const factors = [Math.exp(t[2]), Math.exp(t[3])];
  const middle = [column, row].map((cell, i) => stride * (offsets[i] + cell));
  const half = factors.map((factor, i) => (factor * anchor[i]) / 2);
  const corner = (sign) => middle.map((at, i) => at + sign * half[i]);
  const box = [...corner(-1), ...corner(1)];
  const [left, top, right, bottom] = box;
  const confidence = sigmoid(objectness);
  const probabilities =
    activation === "softmax" ? softmax(scores) : scores.map(sigmoid);
  const best = scores.indexOf(Math.max(...scores));
  return {
    ...{ box, offsets, factors, confidence, probabilities, best },
    center: [(left + right) / 2, (top + bottom) / 2],
    sides: [right - left, bottom - top],
    score: confidence * probabilities[best],
  };
}

const inPixels = (numbers) => numbers.map((number) => numberText(number, 2));
const list = (numbers) => numbers.map((number) => numberText(number)).join(", ");

function formulas(state, decoded, classes) {
  const { stride, column, row, anchor, t, objectness, scores, activation } = state;
  const { offsets, factors, confidence, probabilities, best } = decoded;
  const center = inPixels(decoded.center);
  const sides = inPixels(decoded.sides);
  const offset = (i, cell) =>
    `b_${AXES[i]} = (σ(t_${AXES[i]}) + c_${AXES[i]})·stride = ` +
    `(${numberText(offsets[i])} + ${cell})·${stride} = ${center[i]}`;
  const scale = (i, axis, prior = numberText(anchor[i])) =>
    `b_${axis} = p_${axis}·e^t_${axis} = ${prior}·e^${numberText(t[i + 2])} = ` +
    `${prior}·${numberText(factors[i])} = ${sides[i]}`;
  const raw = `${activation === "softmax" ? "softmax" : "σ"}(${list(scores)})`;
  const certain = numberText(confidence);
  return [
    ...[offset(0, column), offset(1, row), scale(0, "w"), scale(1, "h")],
    `objectness = σ(t_o) = σ(${numberText(objectness)}) = ${certain}`,
    `classes = ${raw} = ${list(probabilities)}`,
    `score of ${classes[best]} = objectness · class = ` +
      `${certain}·${numberText(probabilities[best])} = ${numberText(decoded.score)}`,
  ];
}

function inWords({ row, column, size }, decoded, classes) {
  const { box, confidence, probabilities, best, score } = decoded;
  const [[x, y], [width, height]] = [decoded.center, decoded.sides].map(inPixels);
  const [left, top, right, bottom] = inPixels(box);
  let text = `Row ${row}, column ${column}: the box is ${width} wide and ${height} high `;
  text += `around x ${x}, y ${y}, from (${left}, ${top}) to (${right}, ${bottom}).`;
  if (Math.min(...box) < 0 || Math.max(...box) > size) {
    text += " It reaches beyond the picture and is drawn cut off.";
  }
  text += ` Objectness ${numberText(confidence)}, best class ${classes[best]} `;
  return `${text}${numberText(probabilities[best])}, score ${numberText(score)}.`;
}

function render(context) {
  const view = connect(context, { label: "YOLO cell", traits: TRAITS, draw, change });
  const { now } = view;
  const classes = context.model.get("_classes");
  function change(settings) {
    const next = { ...now(), ...settings };
    const last = next.size / next.stride - 1;
    const [row, column] = [next.row, next.column].map((at) => clamp(at, 0, last));
    view.set({ ...settings, row, column });
  }
  const put = (name, index) => (value) =>
    change({ [name]: now()[name].map((old, i) => (i === index ? value : old)) });

  /** A slider with a field behind it, which goes further and takes any number. */
  const control = (label, reach, set) => {
    const limits = { min: -LOGIT, max: LOGIT, step: "any" };
    const exact = field(`${label} as a number`, limits, set);
    const range = { min: -reach, max: reach, step: 0.05 };
    const { node, update } = slider(label, range, set, exact.input);
    const both = (value) => {
      update(Number(numberText(value)));
      exact.update(value);
    };
    return { node, update: both };
  };
  const t = AXES.map((axis, i) => control(`t_${axis}`, i < 2 ? 6 : 3, put("t", i)));
  const objectness = control("t_o", 6, (value) => change({ objectness: value }));
  const scores = classes.map((name, i) => control(name, 6, put("scores", i)));
  const sides = ["p_w", "p_h"].map((label, i) =>
    field(`${label}, the anchor's ${i ? "height" : "width"}`, { ...SIDES, step: "any" },
      put("anchor", i)),
  );
  const activation = choice("class scores", ["softmax", "sigmoid"], (value) =>
    change({ activation: value }),
  );

  const plane = svg("svg", {
    ...{ class: "plane", tabindex: 0, role: "application" },
    "aria-label": "picture: the arrow keys go from cell to cell",
  });
  const paper = svg("rect", { class: "paper" });
  const lines = svg("path", { class: "edges" });
  const shade = svg("rect", { class: "here" });
  plane.append(paper, lines, shade);
  const frameCell = frame(plane);
  const frameAnchor = frame(plane, "anchor");
  const frameBox = frame(plane, "box");
  const point = svg("circle", { class: "center" });
  const marks = [svg("text"), svg("text")];
  plane.append(point, ...marks);
  const caption = html("figcaption");
  const key = html(
    "p",
    { class: "key" },
    ...["anchor", "box"].flatMap((name) => [html("span", { class: name }), name]),
  );
  const worked = html("ul", { class: "formulas" });
  const items = Array.from({ length: 7 }, () => html("li"));
  worked.append(...items);
  const words = sentence("sentence");
  const group = (...controls) =>
    html("div", { class: "sliders" }, ...controls.map(({ node }) => node));
  const prior = sides.map(({ input }, i) =>
    html("label", {}, ["p_w", "p_h"][i], input),
  );
  view.root.append(
    html(
      "div",
      { class: "halves" },
      html("figure", {}, caption, plane, key),
      html(
        "div",
        {},
        html("div", { class: "controls" }, "anchor", ...prior),
        group(...t),
        group(objectness, ...scores),
        html("div", { class: "controls" }, activation.node),
        worked,
      ),
    ),
    words,
  );

  const inCells = (event) => pointIn(plane, event).map((at) => at / now().stride);
  const toCell = (x, y) => change({ row: Math.floor(y), column: Math.floor(x) });
  drag(plane, inCells, () => toCell, (_, x, y) => toCell(x, y));

  let built;
  let margin;
  function build({ size, stride }) {
    margin = size / 13;
    const whole = size + 2 * margin;
    plane.setAttribute("viewBox", `${-margin} ${-margin} ${whole} ${whole}`);
    setAll(paper, { width: size, height: size });
    const count = size / stride;
    const edges = Array.from({ length: count + 1 }, (_, i) => i * stride);
    const d = edges.map((at) => `M${at} 0V${size}M0 ${at}H${size}`).join("");
    lines.setAttribute("d", d);
    for (const mark of marks) mark.style.fontSize = `${size / 26}px`;
    say(caption, `picture ${size}x${size}, ${count}x${count} cells of ${stride}`);
  }

  function draw() {
    const state = now();
    const { size, stride, row, column, anchor } = state;
    // Python may make the grid smaller before it moves the cell inside.
    if (Math.max(row, column) >= size / stride) return;
    if (built !== `${size}/${stride}`) build(state);
    built = `${size}/${stride}`;
    const decoded = decode(state);
    const [left, top] = [column * stride, row * stride];
    frameCell(left, top, stride, stride);
    setAll(shade, { x: left, y: top, width: stride, height: stride });
    const middle = [left + stride / 2, top + stride / 2];
    frameAnchor(...middle.map((at, i) => at - anchor[i] / 2), ...anchor);
    // What is far outside is not seen, but browsers draw lines only so long.
    const [x1, y1, x2, y2] = decoded.box.map((at) => clamp(at, -9 * size, 9 * size));
    frameBox(x1, y1, x2 - x1, y2 - y1);
    const [x, y] = decoded.center;
    setAll(point, { cx: x, cy: y, r: size / 90 });
    setAll(marks[0], { x: middle[0], y: -margin / 2 });
    const turned = `translate(${-margin / 2} ${middle[1]}) rotate(-90)`;
    marks[1].setAttribute("transform", turned);
    say(marks[0], `c_x ${column}`);
    say(marks[1], `c_y ${row}`);

    t.forEach(({ update }, i) => update(state.t[i]));
    objectness.update(state.objectness);
    scores.forEach(({ update }, i) => update(state.scores[i]));
    sides.forEach(({ update }, i) => update(anchor[i]));
    activation.update(state.activation);
    formulas(state, decoded, classes).forEach((line, i) => say(items[i], line));
    say(words, inWords(state, decoded, classes));
    const { box, probabilities, confidence } = decoded;
    const numbers = JSON.stringify({ box, probabilities, confidence });
    Object.assign(view.root.dataset, { row, column, numbers });
  }

  draw();
  return view.close;
}

export default { render };
