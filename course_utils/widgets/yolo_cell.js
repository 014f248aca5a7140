import { overlap } from "./boxes.js";
import { choice, field, slider } from "./controls.js";
import { html, numberText, say, sum } from "./dom.js";
import { explore } from "./frame.js";
import { placed } from "./grid.js";
import { plot } from "./plot.js";
import { around, decode, sigmoid } from "./yolo.js";
import { yoloPicture } from "./yolo_picture.js";

const AXES = ["x", "y", "w", "h"];
// Sliders go so far; the fields beside them to the limits of the traits.
const [OFFSET, FACTOR, LOGIT] = [6, 2, 6];

function inside(state) {
  const cells = Math.floor(state.size / state.stride);
  return placed(state, cells, cells);
}

/** A box to be met: only its own cell gets so near that the IoU is 0.95. */
function target({ size, stride }) {
  const cell = (share) => Math.floor((share * size) / stride);
  const center = [cell(0.7) + 0.75, cell(0.25) + 0.3].map((at) => at * stride);
  return around(center, [
    Math.min(4.4 * stride, 0.6 * size),
    Math.min(2.6 * stride, 0.4 * size),
  ]);
}

function solve(state) {
  const decoded = decode(state);
  const aim = target(state);
  return { ...decoded, target: aim, iou: overlap([decoded.box, aim]).iou };
}

/** A number in few characters, however large or small. */
const short = (x, digits = 4) =>
  x && (Math.abs(x) < 0.001 || Math.abs(x) >= 1e5)
    ? x.toExponential(2)
    : numberText(x, digits);
const pixels = (numbers) => numbers.map((number) => short(number, 2));

function words(
  { row, column, size },
  { box, center, sides, iou, ...decoded },
  classes,
) {
  const [[x, y], [width, height]] = [center, sides].map(pixels);
  const [left, top, right, bottom] = pixels(box);
  let text = `Row ${row}, column ${column}: the box is ${width} wide and ${height} high `;
  text += `around x ${x}, y ${y}, from (${left}, ${top}) to (${right}, ${bottom}).`;
  if (Math.min(...box) < 0 || Math.max(...box) > size) {
    text += " It reaches beyond the image.";
  }
  const { confidence, probabilities, best, score } = decoded;
  text += ` Objectness ${numberText(confidence)}, best class ${classes[best]} `;
  text += `${numberText(probabilities[best])}, score ${numberText(score)}. `;
  return `${text}IoU with the target ${numberText(iou, 2)}.`;
}

/** How each side of the box comes about. */
function equations(
  { stride, column, row, anchor },
  { offsets, factors, center, sides },
) {
  const offset = (cell, i) =>
    `b_${AXES[i]} = (${short(offsets[i])} + ${cell}) · ${stride} = ${short(center[i], 2)}`;
  const scale = (prior, i) =>
    `b_${AXES[i + 2]} = ${short(prior)} · ${short(factors[i])} = ${short(sides[i], 2)}`;
  return [...[column, row].map(offset), ...anchor.map(scale)];
}

const near = (factor, wanted) => Math.abs(factor / wanted - 1) <= 0.01;
const goals = [
  {
    name: "factors",
    text: "A box twice as wide as its anchor and half as high, to 1 percent.",
    met: (_, { factors }) => near(factors[0], 2) && near(factors[1], 0.5),
  },
  {
    name: "two labels",
    text: "Two classes with probabilities above 0.9.",
    met: (_, { probabilities }) => probabilities.filter((p) => p > 0.9).length === 2,
  },
  {
    name: "target",
    text: "An IoU of 0.95 with the target. Which cell can do it?",
    met: (_, { iou }) => iou >= 0.95,
  },
];

const build = (classes) => (view) => {
  const { now, set, limits } = view;
  const put = (name, index) => (value) =>
    set({ [name]: now()[name].map((old, i) => (i === index ? value : old)) });

  /** A slider, a field that goes further and takes any number, and what follows. */
  function control(label, reach, bounds, to, ...rest) {
    const exact = field(`${label} as a number`, { ...bounds, step: "any" }, to);
    const steps = { min: -reach, max: reach, step: 0.05 };
    const rough = slider(label, steps, to, exact.input);
    const node = html("div", { class: "number" }, rough.node, ...rest);
    const update = (value) => [rough, exact].forEach((input) => input.update(value));
    return { node, update };
  }
  const worked = AXES.map(() => html("span", { class: "equation" }));
  const t = AXES.map((axis, i) =>
    control(`t_${axis}`, i < 2 ? OFFSET : FACTOR, limits.t, put("t", i), worked[i]),
  );
  const shares = ["objectness", ...classes].map(() => html("span", { class: "share" }));
  const objectness = control(
    ...["t_o", LOGIT, limits.objectness, (value) => set({ objectness: value })],
    shares[0],
  );
  const scores = classes.map((name, i) =>
    control(name, LOGIT, limits.scores, put("scores", i), shares[i + 1]),
  );
  const anchor = ["p_w", "p_h"].map((label, i) =>
    field(label, { ...limits.anchor, step: "any" }, put("anchor", i)),
  );
  const activation = choice("classes by", ["softmax", "sigmoid"], (value) =>
    set({ activation: value }),
  );

  const picture = yoloPicture(view);
  const sample = (name) => html("span", { class: `sample ${name}` });
  const met = html("span");
  const names = { anchor: "anchor", box: "box", target: met };
  const legend = Object.entries(names).map(([name, text]) =>
    html("span", {}, sample(name), text),
  );
  const curves = [
    plot(["b = (σ(t) + c) · stride"], sigmoid, OFFSET, 1, ["x", "y"]),
    plot(["b = p · e", html("sup", {}, "t")], Math.exp, FACTOR, Math.exp(FACTOR), [
      "w",
      "h",
    ]),
  ];
  const total = html("p", { class: "total" });
  const stage = html(
    "div",
    { class: "parts" },
    html("figure", {}, picture.node, html("p", { class: "legend" }, ...legend)),
    html(
      "div",
      { class: "numbers" },
      html("div", { class: "sides" }, ...t.map(({ node }) => node)),
      ...[objectness, ...scores].map(({ node }) => node),
      total,
    ),
    html("div", { class: "curves" }, ...curves.map(({ node }) => node)),
  );

  function draw(state, result) {
    picture.draw(state, result);
    const { box, confidence, probabilities, best, score, target, iou } = result;
    t.forEach(({ update }, i) => update(state.t[i]));
    equations(state, result).forEach((line, i) => say(worked[i], line));
    curves.forEach(({ update }, i) => update(state.t.slice(2 * i, 2 * i + 2)));
    objectness.update(state.objectness);
    scores.forEach(({ update }, i) => update(state.scores[i]));
    [confidence, ...probabilities].forEach((share, i) => {
      say(shares[i], numberText(share));
      shares[i].style.setProperty("--share", share);
    });
    anchor.forEach(({ update }, i) => update(state.anchor[i]));
    activation.update(state.activation);
    say(met, `target, IoU ${numberText(iou, 2)}`);
    say(
      total,
      `classes: sum ${numberText(sum(probabilities))}; score of ${classes[best]} = ` +
        `${numberText(confidence)} · ${numberText(probabilities[best])} = ${numberText(score)}`,
    );
    return { box, confidence, probabilities, score, target, iou };
  }
  const controls = [
    html("span", { class: "choice" }, "anchor", ...anchor.map(({ node }) => node)),
    activation.node,
  ];
  return { controls, stage: [stage], draw };
};

export default explore((get) => {
  const classes = get("_classes");
  return {
    ...{ inside, solve, build: build(classes) },
    words: (state, result) => words(state, result, classes),
    goals: goals.filter(({ name }) => name !== "two labels" || classes.length > 1),
    hint: "Drag the box, an edge or a corner. Click a cell, or press arrow keys.",
    presets: {
      "t = 0": { t: [0, 0, 0, 0] },
      "116x90": { anchor: [116, 90] },
      "156x198": { anchor: [156, 198] },
      "373x326": { anchor: [373, 326] },
    },
  };
});
