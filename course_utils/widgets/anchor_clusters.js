const TRAITS = ["k", "distance", "update", "seed", "iteration"];
const SIDE = 300; // of a plot, in pixels
const EDGE = 34; // left of it and below, for its numbers
const [WIDE, HIGH] = [260, 120]; // of the curve
// What a box looks like, by its cluster: squares, triangles, plus signs, ...
const SHAPES = [
  ...["m-2.5-2.5h5v5h-5z", "m0-3.5l3.2 6h-6.4z", "m-3.2 0h6.4m-3.2-3.2v6.4"],
  ...["m0-3.7l3.7 3.7-3.7 3.7-3.7-3.7z", "m-2.5-2.5l5 5m0-5l-5 5"],
  ...["m0 3.5l3.2-6h-6.4z", "m-2.8 0a2.8 2.8 0 1 0 5.6 0a2.8 2.8 0 1 0-5.6 0z"],
  ...["m-3.2 0h6.4", "m0-3.2v6.4"],
];

/** A round step for about four numbers up to `largest`: 1, 2 or 5 times a ten. */
function roundStep(largest) {
  const ten = 10 ** Math.floor(Math.log10(largest / 3));
  return ten * [5, 2, 1].find((times) => times * ten <= largest / 3);
}

function render(context) {
  const { wh, starts, digits } = context.model.get("_data");
  const columns = [0, 1].map((axis) => Float64Array.from(wh, (box) => box[axis]));
  const most = starts.iou[0].length;
  const runs = new Map();
  function runOf({ k, distance, update, seed }) {
    const key = [k, distance, update, seed].join();
    const start = starts[distance][seed].slice(0, k);
    if (!runs.has(key)) runs.set(key, iterate(columns, start, distance, update));
    return runs.get(key);
  }

  const move = (rows, columns) => go(now().iteration + rows + columns);
  const view = connect(context, { label: "Anchor clusters", traits: TRAITS, draw, move });
  const { now } = view;
  const go = (iteration) =>
    view.set({ iteration: clamp(iteration, 0, runOf(now()).last) });
  // Other settings: from their start.
  const restart = (name) => (value) => view.set({ [name]: value, iteration: 0 });

  const largest = Math.max(...wh.flat()) * 1.04;
  const scale = SIDE / largest;
  const size = (side) => numberText(side, digits);
  const plot = (label, attributes) => {
    const view = `${-EDGE} -8 ${SIDE + EDGE + 8} ${SIDE + EDGE + 8}`;
    const node = svg("svg", { class: "plot", viewBox: view, "aria-label": label });
    setAll(node, attributes);
    return node;
  };
  const note = (node, x, y, text) => node.append(svg("text", { x, y }, text));
  const stepped = { tabindex: 0, role: "application" };
  const boxes = plot("boxes: the arrow keys step the iterations", stepped);
  for (let at = roundStep(largest); at < 0.93 * largest; at += roundStep(largest)) {
    note(boxes, at * scale, SIDE + 10, size(at));
    note(boxes, -EDGE / 2, SIDE - at * scale, size(at));
  }
  note(boxes, SIDE / 2, SIDE + 24, "width");
  note(boxes, -EDGE / 2 + 4, 0, "height");
  boxes.append(svg("path", { class: "axes", d: `M0 0V${SIDE}H${SIDE}` }));
  const clusters = SHAPES.map((_, k) => svg("path", { class: `cluster c${k}` }));
  const trail = svg("path", { class: "trail" });
  const marks = svg("g");
  boxes.append(...clusters, trail, marks);
  const at = wh.map(([w, h]) => [w * scale, SIDE - h * scale].map((x) => x.toFixed(1)));
  const priors = plot("anchors on one centre", { role: "img" });
  const rects = svg("g");
  const bar = svg("path", { class: "bar" });
  const length = svg("text", { y: SIDE + 20 });
  priors.append(rects, bar, length);

  const curve = svg("svg", {
    ...{ class: "curve", viewBox: `-50 -12 ${WIDE + 64} ${HIGH + 46}`, ...stepped },
    "aria-label": "average IoU: the arrow keys step the iterations",
  });
  const line = svg("path", { class: "line" });
  const dots = svg("path", { class: "dots" });
  const best = svg("circle", { class: "best", r: 7 });
  const ends = [["-25", 0], ["-25", HIGH], [0, HIGH + 12], [WIDE, HIGH + 12]].map(
    ([x, y]) => svg("text", { x, y }),
  );
  const axes = svg("path", { class: "axes", d: `M0 0V${HIGH}H${WIDE}` });
  curve.append(axes, line, dots, best, ...ends);
  note(curve, WIDE / 2, HIGH + 26, "iteration");
  const body = html("tbody");
  const heads = ["anchor", "width x height", "boxes"];
  const head = html("tr", {}, ...heads.map((text) => html("th", { scope: "col" }, text)));
  const table = html("table", {}, html("thead", {}, head), body);

  const captions = [0, 1, 2].map(() => html("figcaption"));
  const figures = [[boxes], [priors], [curve, table]].map((content, i) =>
    html("figure", {}, captions[i], ...content),
  );
  say(captions[0], `${wh.length} boxes, by their anchor`);
  say(captions[1], "the anchors on one centre");
  const by = (steps) => () => go(now().iteration + steps);
  const number = slider("k", { min: 1, max: most }, restart("k"));
  const distance = choice("distance", ["iou", "euclid"], restart("distance"));
  const update = choice("update", ["mean", "median"], restart("update"));
  const words = sentence("sentence");
  const controls = (...nodes) => html("div", { class: "controls" }, ...nodes);
  view.root.append(
    html("div", { class: "plots" }, ...figures),
    controls(
      ...[button("first", by(-Infinity)), button("◀ previous", by(-1))],
      ...[button("next ▶", by(1)), button("last", by(Infinity))],
      button("new start", () => restart("seed")((now().seed + 1) % starts.iou.length)),
    ),
    controls(number.node, distance.node, update.node),
    words,
  );
  const along = (event) => [pointIn(curve, event)[0] / WIDE];
  const goTo = (part) => go(Math.round(part * Math.max(1, runOf(now()).last)));
  drag(curve, along, () => goTo, (_, part) => goTo(part));

  function build(k) {
    const index = Array.from({ length: k }, (_, i) => i);
    marks.replaceChildren();
    for (const i of index) {
      const text = svg("text", {}, String(i + 1));
      marks.append(svg("g", {}, svg("circle", { class: "mark", r: 8.5 }), text));
    }
    rects.replaceChildren(
      ...index.map(() => svg("rect", { class: "prior" })),
      ...index.map((i) => svg("text", { class: "halo" }, String(i + 1))),
    );
    body.replaceChildren(
      ...index.map((i) => {
        const shape = { class: `cluster c${i}`, d: `M6 6${SHAPES[i]}` };
        const icon = svg("svg", { width: 12, height: 12 }, svg("path", shape));
        const name = html("th", { scope: "row" }, `${i + 1} `, icon);
        return html("tr", {}, name, html("td"), html("td"));
      }),
    );
    clusters.forEach((path, i) => i < k || path.setAttribute("d", ""));
  }

  function drawCurve({ means, last }, iteration) {
    const [low, high] = [Math.min(...means), Math.max(...means)];
    const middle = (low + high) / 2;
    const reach = Math.max(high - low, 0.01);
    const x = (i) => ((i / Math.max(1, last)) * WIDE).toFixed(1);
    const y = (value) => (HIGH * (0.5 - ((value - middle) / reach) * 0.9)).toFixed(1);
    const seen = means.slice(0, iteration + 1);
    const points = seen.map((value, i) => `${x(i)} ${y(value)}`);
    line.setAttribute("d", `M${points.join("L")}`);
    dots.setAttribute("d", points.map((point) => `M${point}h0`).join(""));
    const top = highest(seen);
    setAll(best, { cx: x(top), cy: y(means[top]) });
    const edge = (sign) => (middle + (sign * reach) / 1.8).toFixed(3);
    [edge(1), edge(-1), "0", last || ""].forEach((text, i) => say(ends[i], `${text}`));
    say(captions[2], `average IoU ${numberText(means[iteration])}, circled: the best`);
  }

  let built;
  function draw() {
    const state = now();
    const { k } = state;
    const run = runOf(state);
    // Python may change the settings before it moves the iteration inside.
    if (state.iteration > run.last) return;
    if (k !== built) build(k);
    built = k;
    const { path, means, last } = run;
    const anchors = path[state.iteration];
    const { labels } = assign(columns, anchors, state.distance);
    const drawn = Array.from({ length: k }, () => []);
    labels.forEach((label, i) => drawn[label].push(`M${at[i].join(" ")}`, SHAPES[label]));
    drawn.forEach((parts, i) => clusters[i].setAttribute("d", parts.join("")));

    const place = ([w, h]) => `${w * scale} ${SIDE - h * scale}`;
    const so = path.slice(0, state.iteration + 1);
    const trails = anchors.map((_, i) => so.map((each) => place(each[i])).join("L"));
    trail.setAttribute("d", `M${trails.join("M")}`);
    // As large as all iterations allow, so that nothing jumps from one to the next.
    const zoom = (0.92 * SIDE) / Math.max(...path.flat(2));
    const unit = roundStep(SIDE / zoom);
    const middle = SIDE / 2;
    const half = (unit * zoom) / 2;
    bar.setAttribute("d", `M${middle - half} ${SIDE + 2}v8h${2 * half}v-8`);
    length.setAttribute("x", middle);
    say(length, size(unit));
    const area = anchors.map(([w, h]) => w * h);
    const sizes = anchors.map((sides) => sides.map(size).join(" x "));
    anchors.forEach((anchor, i) => {
      marks.children[i].setAttribute("transform", `translate(${place(anchor)})`);
      const [width, height] = anchor.map((side) => side * zoom);
      const [x, y] = [middle - width / 2, middle - height / 2];
      setAll(rects.children[i], { x, y, width, height });
      // Anchors of similar size have their numbers at different corners.
      const rank = area.filter((a, j) => a < area[i] || (a === area[i] && j < i)).length;
      const corner = { x: x + (rank & 1) * width, y: y + (rank & 2 ? height : 0) };
      setAll(rects.children[k + i], corner);
      const [, sides, count] = body.children[i].children;
      say(sides, sizes[i]);
      say(count, String(drawn[i].length / 2));
    });
    drawCurve(run, state.iteration);
    number.update(k);
    distance.update(state.distance);
    update.update(state.update);
    say(words, inWords(state, run, sizes));
    const shown = JSON.stringify({ anchors, last, mean: means[state.iteration] });
    Object.assign(view.root.dataset, { iteration: state.iteration, shown });
  }

  draw();
  return view.close;
}

export default { render };
