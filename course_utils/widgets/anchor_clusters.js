import { clusterGoals, clusterWords } from "./cluster_goals.js";
import { choice, slider } from "./controls.js";
import { clamp, html, numberText, range, say, setAll, svg } from "./dom.js";
import { explore } from "./frame.js";
import { axes, curvePlot, plot, SIDE } from "./iou_curve.js";
import { assign, iterate, LAST } from "./kmeans.js";

// What a box looks like, by its cluster: squares, triangles, plus signs, ...
const SHAPES = [
  ...["m-2.5-2.5h5v5h-5z", "m0-3.5l3.2 6h-6.4z", "m-3.2 0h6.4m-3.2-3.2v6.4"],
  ...["m0-3.7l3.7 3.7-3.7 3.7-3.7-3.7z", "m-2.5-2.5l5 5m0-5l-5 5"],
  ...["m0 3.5l3.2-6h-6.4z", "m-2.8 0a2.8 2.8 0 1 0 5.6 0a2.8 2.8 0 1 0-5.6 0z"],
  ...["m-3.2 0h6.4", "m0-3.2v6.4"],
];
// And a colour: Paul Tol's "muted".
const COLORS = [
  ...["#332288", "#cc6677", "#117733", "#aa4499", "#999933"],
  ...["#882255", "#44aa99", "#ddcc77", "#88ccee"],
];
const clusterPath = (k, d = "") =>
  svg("path", { class: "cluster", style: `--color: ${COLORS[k]}`, d });

/** A round step for about four numbers up to `largest`: 1, 2 or 5 times a ten. */
function roundStep(largest) {
  const ten = 10 ** Math.floor(Math.log10(largest / 3));
  return ten * [5, 2, 1].find((times) => times * ten <= largest / 3);
}

function build({ now, result, set }, { wh, columns, seeds, most }) {
  const largest = Math.max(...wh.flat()) * 1.04;
  const digits = Math.max(0, 3 - Math.floor(Math.log10(largest / 1.04)));
  const scale = SIDE / largest;
  const size = (side) => numberText(side, digits);
  const boxes = plot({
    ...{ class: "plot", tabindex: 0, role: "application" },
    "aria-label": "boxes: the arrow keys step the iterations",
  });
  const unit = roundStep(largest);
  const numbers = range(Math.ceil((0.93 * largest) / unit))
    .slice(1)
    .map((i) => i * unit);
  axes(
    boxes,
    SIDE,
    numbers.map((at) => [size(at), at * scale]),
    numbers.map((at) => [size(at), SIDE - at * scale]),
  );
  boxes.append(
    svg("text", { class: "axis", x: 5, y: 4 }, "height"),
    svg("text", { class: "left axis", x: SIDE, y: SIDE - 9 }, "width"),
  );
  const clusters = SHAPES.map((_, k) => clusterPath(k));
  const trail = svg("path", { class: "trail" });
  const marks = svg("g");
  boxes.append(...clusters, trail, marks);
  const at = wh.map(([w, h]) => [w * scale, SIDE - h * scale].map((x) => x.toFixed(1)));
  const attributes = { class: "priors", role: "img", "aria-label": "anchors" };
  const priors = plot(attributes, SIDE, 8);
  const rects = svg("g");
  const bar = svg("path", { class: "bar" });
  const length = svg("text", { class: "axis", y: SIDE + 14 });
  priors.append(rects, bar, length);
  /** Another setting: at its end if this one was, else at its start. */
  const other = (name) => (value) => {
    const { iteration } = now();
    const ended = iteration > 0 && iteration === result().last;
    set({ [name]: value, iteration: ended ? LAST : 0 });
  };
  const number = slider("k", { min: 1, max: most }, other("k"));
  const distance = choice("distance", ["iou", "euclid"], other("distance"));
  const update = choice("update", ["mean", "median"], other("update"));
  const starts = range(seeds).map(String);
  const start = choice("start", starts, (seed) => other("seed")(Number(seed)));

  const curve = curvePlot(seeds, (iteration) => set({ iteration }), other("seed"));
  const figures = Object.entries({
    [`${wh.length} boxes, by their anchor`]: boxes,
    "the anchors, centred": priors,
    "average IoU; right: each start, its best": curve.node,
  }).map(([text, picture]) =>
    html("figure", {}, html("figcaption", {}, text), picture),
  );
  const list = html("ul", { class: "anchors", "aria-label": "anchors" });

  let [picked, pointed] = [null, null];
  /** The others become faint beside the anchor that is pointed at, or was clicked. */
  function stress() {
    const one = pointed ?? picked;
    for (const parts of [clusters, marks.children, rects.children]) {
      [...parts].forEach((part, i) =>
        part.classList.toggle("faint", one !== null && i !== one),
      );
    }
    [...list.children].forEach(({ firstChild }, i) =>
      firstChild.setAttribute("aria-pressed", String(i === picked)),
    );
  }
  function links(node, i) {
    const point = (value) => () => {
      pointed = value;
      stress();
    };
    // A listener for focus would make Tab stop at each path of the picture.
    const onFocus = node.tagName === "BUTTON" ? { focus: i, blur: null } : {};
    const events = { pointerenter: i, pointerleave: null, ...onFocus };
    for (const [event, value] of Object.entries(events)) {
      node.addEventListener(event, point(value));
    }
    node.addEventListener("click", () => {
      picked = picked === i ? null : i;
      stress();
    });
    return node;
  }
  clusters.forEach(links);

  function setAnchors(k) {
    [picked, pointed] = [null, null];
    const index = range(k);
    const name = (i) => svg("text", {}, String(i + 1));
    const circle = () => svg("circle", { class: "mark", r: 11 });
    const rect = () => svg("rect", { class: "prior" });
    marks.replaceChildren(
      ...index.map((i) => links(svg("g", {}, circle(), name(i)), i)),
    );
    rects.replaceChildren(...index.map((i) => links(svg("g", {}, rect(), name(i)), i)));
    list.replaceChildren(
      ...index.map((i) => {
        const shape = clusterPath(i, `M7 7${SHAPES[i]}`);
        const icon = svg("svg", { width: 14, height: 14, "aria-hidden": true }, shape);
        const text = html("span");
        const row = html("button", { type: "button" }, `${i + 1} `, icon, text);
        return html("li", {}, links(row, i));
      }),
    );
    for (const path of clusters.slice(k)) path.setAttribute("d", "");
    stress();
  }

  function draw(state, run) {
    const { k, iteration } = state;
    const { path, means, last, tried } = run;
    if (k !== list.children.length) setAnchors(k);
    const anchors = path[iteration];
    const { labels } = assign(columns, anchors, state.distance);
    const drawn = range(k).map(() => []);
    labels.forEach((label, i) =>
      drawn[label].push(`M${at[i].join(" ")}`, SHAPES[label]),
    );
    drawn.forEach((parts, i) => clusters[i].setAttribute("d", parts.join("")));

    const place = ([w, h]) => `${w * scale} ${SIDE - h * scale}`;
    const so = path.slice(0, iteration + 1);
    const trails = anchors.map((_, i) => so.map((each) => place(each[i])).join("L"));
    trail.setAttribute("d", `M${trails.join("M")}`);
    // As large as all iterations allow, so that nothing jumps from one to the next.
    const zoom = (0.92 * SIDE) / Math.max(...path.flat(2));
    const unit = roundStep(SIDE / zoom);
    const middle = SIDE / 2;
    const half = (unit * zoom) / 2;
    bar.setAttribute("d", `M${middle - half} ${SIDE + 9}v8h${2 * half}v-8`);
    length.setAttribute("x", middle + half + 8);
    say(length, size(unit));
    const area = anchors.map(([w, h]) => w * h);
    const counts = drawn.map((parts) => parts.length / 2);
    anchors.forEach((anchor, i) => {
      marks.children[i].setAttribute("transform", `translate(${place(anchor)})`);
      const [width, height] = anchor.map((side) => side * zoom);
      const [x, y] = [middle - width / 2, middle - height / 2];
      const [rect, name] = rects.children[i].children;
      setAll(rect, { x, y, width, height });
      // Anchors of similar size have their numbers at different corners.
      const rank = area.filter(
        (a, j) => a < area[i] || (a === area[i] && j < i),
      ).length;
      setAll(name, { x: x + (rank & 1) * width, y: y + (rank & 2 ? height : 0) });
      const noun = counts[i] === 1 ? "box" : "boxes";
      const text = `${anchor.map(size).join(" x ")}: ${counts[i]} ${noun}`;
      say(list.children[i].firstChild.lastChild, text);
    });
    curve.draw(state, run);
    number.update(k);
    distance.update(state.distance);
    update.update(state.update);
    start.update(String(state.seed));
    const ends = tried.map(({ seed, end }) => [seed, end]);
    return { anchors, last, mean: means[iteration], counts, ends };
  }

  const controls = [number, distance, update, start].map(({ node }) => node);
  return { controls, stage: [html("div", { class: "parts" }, ...figures, list)], draw };
}

export default explore((get) => {
  const { wh, starts } = get("_data");
  const columns = [0, 1].map((axis) => Float64Array.from(wh, (box) => box[axis]));
  const [seeds, most] = [starts.iou.length, starts.iou[0].length];
  const runs = new Map();
  const keyOf = ({ k, distance, update, seed }) => [k, distance, update, seed].join();
  function runOf(state) {
    const { k, distance, update, seed } = state;
    const start = starts[distance][seed].slice(0, k);
    const key = keyOf(state);
    if (!runs.has(key)) runs.set(key, iterate(columns, start, distance, update));
    return runs.get(key);
  }
  const shown = new Set();
  const wasTried = (state) => shown.has(keyOf(state));
  function solve(state) {
    shown.add(keyOf(state));
    const others = range(seeds).map((seed) => ({ ...state, seed }));
    const tried = others.filter(wasTried);
    const ran = tried.map((each) => ({ seed: each.seed, ...runOf(each) }));
    return { ...runOf(state), tried: ran };
  }
  function inside(state) {
    const next = { ...state, k: Math.min(state.k, most) };
    return { ...next, iteration: clamp(next.iteration, 0, runOf(next).last) };
  }
  return {
    ...{ inside, solve, words: clusterWords },
    hint: "Step, or drag along the curve. Compare the starts.",
    goals: clusterGoals(get("_made").start, seeds, most, runOf, wasTried),
    steps: {
      at: ({ iteration }) => iteration,
      last: (_, { last }) => last,
      to: (iteration) => ({ iteration }),
    },
    build: (view) => build(view, { wh, columns, seeds, most }),
  };
});
