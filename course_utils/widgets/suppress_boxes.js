const TRAITS = ["score_threshold", "iou_threshold", "step", "per_class"];
const CLASSES = ["within each class", "across classes"];
// What a box can be, and how the key under the picture calls it.
const KEY = [
  ["waiting", "waits"],
  ["now", "kept in this step"],
  ["struck", "struck out in this step"],
  ["kept", "kept before"],
];

/**
 * The greedy loop to its end, as boxes.nms and boxes.batched_nms do it: `kept`, best
 * first, and for each box struck out the step, the box it lost to and their IoU.
 */
function suppress(settings, { boxes, scores, labels }, ranked) {
  const { score_threshold, iou_threshold, per_class } = settings;
  const kept = [];
  const struck = {};
  let waiting = ranked.filter((i) => scores[i] >= score_threshold);
  while (waiting.length) {
    const best = waiting.shift();
    kept.push(best);
    waiting = waiting.filter((i) => {
      if (per_class && labels[i] !== labels[best]) return true;
      const { iou } = overlap([boxes[best], boxes[i]]);
      if (iou <= iou_threshold) return true;
      struck[i] = { step: kept.length, by: best, iou };
      return false;
    });
  }
  return { kept, struck };
}

const count = (boxes) => `${boxes || "no"} ${boxes > 1 ? "boxes" : "box"}`;

function render(context) {
  const options = { label: "Suppress boxes", traits: TRAITS, draw, change, move };
  const view = connect(context, options);
  const image = context.model.get("_image");
  const data = context.model.get("_data");
  const { boxes, scores, labels, classes } = data;
  // A stable sort: of equal scores the first is first.
  const ranked = scores.map((_, i) => i).sort((i, j) => scores[j] - scores[i]);
  let solved = {};
  function solve({ score_threshold, iou_threshold, per_class }) {
    const settings = { score_threshold, iou_threshold, per_class };
    const key = JSON.stringify(settings);
    if (key !== solved.key) solved = { key, ...suppress(settings, data, ranked) };
    return solved;
  }
  /** The traits, with a step that exists: Python may change thresholds before it. */
  const now = () => inside(view.now());
  function inside(state) {
    return { ...state, step: clamp(state.step, 0, solve(state).kept.length) };
  }
  function change(settings) {
    const { step } = inside({ ...view.now(), ...settings });
    view.set({ ...settings, step });
  }
  function move(rows, columns, event) {
    if (event.target === list) return false; // it scrolls
    change({ step: now().step + rows + columns });
  }

  /** What has become of box i up to a step. */
  function stateOf(i, { score_threshold, step }, { kept, struck }) {
    if (scores[i] < score_threshold) return "low";
    const at = kept.indexOf(i) + 1;
    if (at && at <= step) return at === step ? "now" : "kept";
    if (!(struck[i]?.step <= step)) return "waiting";
    return struck[i].step === step ? "struck" : "gone";
  }
  const named = (i) => `${classes[labels[i]]} ${scores[i].toFixed(2)}`;
  function fate(i, state, { kept, struck }) {
    if (state === "waiting") return "waits";
    if (state === "now" || state === "kept") {
      return `kept in step ${kept.indexOf(i) + 1}`;
    }
    if (state === "low") return "";
    const { by, iou } = struck[i];
    return `struck out by #${by}, IoU ${iou.toFixed(2)}`;
  }
  function inWords({ score_threshold, step }, { kept }, states) {
    const number = (state) => states.filter((other) => other === state).length;
    const waiting = number("waiting");
    const head = `Step ${step} of ${kept.length}:`;
    const [score, wait] = waiting > 1 ? ["score", "wait"] : ["scores", "waits"];
    if (step) {
      const done = `keeps ${named(kept[step - 1])}`;
      const strikes = `strikes out ${count(number("struck"))}`;
      const left = `${step} kept so far, ${waiting || "none"} ${wait}`;
      return `${head} ${done} and ${strikes}; ${left}.`;
    }
    const least = `${count(waiting)} ${score} at least ${numberText(score_threshold)}`;
    return `${head} ${least}${waiting ? ` and ${wait}` : ""}.`;
  }

  const size = { width: image.width, height: image.height };
  const picture = svg("svg", {
    ...{ class: "scene", tabindex: 0, role: "application" },
    "aria-label": "picture: the arrow keys go from step to step",
    viewBox: `0 0 ${size.width} ${size.height}`,
  });
  picture.style.setProperty("--unit", size.width);
  picture.append(svg("image", { href: image.url, ...size }));
  const marks = boxes.map((box, i) => {
    const [rim, line] = ["rim", "line"].map((name) => svg("rect", { class: name }));
    place(rim, box);
    place(line, box);
    // Tags stay inside the picture.
    const high = size.width / 24;
    const right = box[0] > 0.75 * size.width;
    const x = right ? Math.min(box[2], size.width) : Math.max(box[0], 0);
    const y = box[1] < high ? Math.max(box[1], 0) + 0.6 * high : box[1] - 0.5 * high;
    const text = svg("text", { x, y, class: right ? "right" : "" }, named(i));
    return svg("g", {}, rim, line, text);
  });
  picture.append(...ranked.map((i) => marks[i]).reverse());
  const frameNow = frame(picture);
  const framed = picture.querySelectorAll(".window, .window-rim");
  const key = html("div", { class: "key" });
  for (const [state, text] of KEY) {
    const sample = svg("svg", { class: "sample", "aria-hidden": true });
    const [rim, line] = ["rim", "line"].map((name) =>
      svg("path", { class: name, d: "M2 8H34" }),
    );
    sample.append(svg("g", { class: state }, rim, line));
    key.append(html("span", {}, sample, text));
  }

  const rows = boxes.map((_, i) => {
    const head = html("th", { scope: "row" }, `#${i}`);
    const [score, name] = [scores[i].toFixed(2), classes[labels[i]]];
    const state = html("td");
    const cells = [html("td", {}, score), html("td", {}, name), state];
    return { state, row: html("tr", {}, head, ...cells) };
  });
  const heads = ["box", "score", "class", "state"].map((name) =>
    html("th", { scope: "col" }, name),
  );
  const list = html(
    "div",
    { class: "ranks", tabindex: 0, role: "region", "aria-label": "boxes, best first" },
    html("table", {}, html("tr", {}, ...heads), ...ranked.map((i) => rows[i].row)),
  );
  // Pointing at a line of the list shows its box.
  const point = (event) => {
    const index = rows.findIndex(({ row }) => row.contains(event.target));
    marks.forEach((mark, i) => mark.classList.toggle("pointed", i === index));
  };
  list.addEventListener("pointerover", point);
  list.addEventListener("pointerleave", point);

  const threshold = (label, name) => {
    // Hundredths, divided: the number Python has for the same digits.
    const set = (value) => change({ [name]: Math.round(value * 100) / 100 });
    return slider(label, { min: 0, max: 1, step: 0.01 }, set);
  };
  const sliders = [
    threshold("score threshold", "score_threshold"),
    threshold("IoU threshold", "iou_threshold"),
  ];
  const among = choice("suppress", CLASSES, (value) =>
    change({ per_class: value === CLASSES[0] }),
  );
  const buttons = [
    ["first", () => 0],
    ["◀ previous", (step) => step - 1],
    ["next ▶", (step) => step + 1],
    ["all done", () => Infinity],
  ].map(([text, to]) => button(text, () => change({ step: to(now().step) })));
  const caption = html("figcaption");
  const words = sentence("sentence");
  view.root.append(
    html(
      "div",
      { class: "sides" },
      html("figure", {}, caption, picture, key),
      html("figure", {}, html("figcaption", {}, "boxes, best first"), list),
    ),
    html("div", { class: "controls" }, ...buttons),
    html("div", { class: "controls" }, ...sliders.map(({ node }) => node), among.node),
    words,
  );

  let shown;
  function draw() {
    const state = now();
    const result = solve(state);
    const { step } = state;
    const { kept } = result;
    const states = boxes.map((_, i) => stateOf(i, state, result));
    states.forEach((name, i) => {
      const pointed = marks[i].classList.contains("pointed");
      marks[i].setAttribute("class", pointed ? `${name} pointed` : name);
      rows[i].row.setAttribute("class", name);
      say(rows[i].state, fate(i, name, result));
    });
    const best = kept[step - 1];
    for (const node of framed) node.style.display = step ? "" : "none";
    if (step) {
      const [x1, y1, x2, y2] = boxes[best];
      frameNow(x1, y1, x2 - x1, y2 - y1);
    }
    sliders[0].update(state.score_threshold);
    sliders[1].update(state.iou_threshold);
    among.update(CLASSES[state.per_class ? 0 : 1]);
    say(caption, `step ${step} of ${kept.length}`);
    say(words, inWords(state, result, states));
    const indices = (name) => boxes.flatMap((_, i) => (states[i] === name ? [i] : []));
    Object.assign(view.root.dataset, {
      ...{ step, steps: kept.length, kept: JSON.stringify(kept.slice(0, step)) },
      struck: JSON.stringify(indices("struck")),
      waiting: JSON.stringify(indices("waiting")),
    });
    if (shown !== best) {
      const row = rows[best]?.row;
      list.scrollTop = row ? row.offsetTop - list.clientHeight / 3 : 0;
    }
    shown = best;
  }

  draw();
  return view.close;
}

export default { render };
