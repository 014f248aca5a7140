const TRAITS = ["score_threshold", "iou_threshold", "method"];
const SIDE = 280; // of the curve's plot, in pixels
// What a line in the pictures means, and how the key calls it.
const KEY = [
  ["object found", "object, found"],
  ["object missed", "object, missed"],
  ["box hit", "detection: hit"],
  ["box wrong", "detection: false positive"],
  ["box low", "below the score"],
  ["box last", "the last one counted"],
];

const CURVE_KEY = [
  ["saw", "after each detection"],
  ["envelope", "envelope"],
  ["points", "points, or area, of the rule"],
];
/** A circle around the pen, as part of a path. */
const ring = (r) => `m${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;

function render(context) {
  const data = context.model.get("_data");
  const { width: across, height: down, urls, objects, boxes } = data;
  const total = objects.flat().length;
  const ranked = rank(data);
  // Scores where the curve may be cut: after the last of equal ones.
  const stops = [...new Set(ranked.map(({ score }) => score))];
  const counted = (threshold) => ranked.filter(({ score }) => score >= threshold).length;
  const ends = stops.map(counted);
  let judged = {};
  function judge(threshold) {
    if (threshold === judged.threshold) return judged;
    const matched = match(ranked, objects, threshold);
    const curve = curveOf(matched.given, total);
    const averages = METHODS.map((method) => averagePrecision(curve, method));
    judged = { threshold, ...matched, curve, averages };
    return judged;
  }

  const view = connect(context, { label: "Precision recall", traits: TRAITS, draw, move });
  const { now, set } = view;
  function move(rows, columns) {
    if (!stops.length) return;
    const at = stops.filter((score) => score >= now().score_threshold).length - 1;
    // Before the first there is nothing, unless its score is the highest of all.
    const to = clamp(at + rows + columns, stops[0] < 1 ? -1 : 0, stops.length - 1);
    set({ score_threshold: stops[to] ?? 1 });
  }

  /** A line on a wider one: to be seen on any picture. */
  const lined = (tag, attributes) =>
    ["rim", "line"].map((name) => svg(tag, { class: name, ...attributes }));
  function boxed(box) {
    const rects = lined("rect");
    for (const rect of rects) place(rect, box);
    return svg("g", {}, ...rects);
  }
  const pictures = urls.map((href, p) => {
    const viewBox = `0 0 ${across} ${down}`;
    const node = svg("svg", { class: "scene", role: "img", viewBox });
    node.style.setProperty("--unit", across);
    const truths = objects[p].map(boxed);
    const found = boxes[p].map(boxed);
    const tag = svg("text");
    node.append(svg("image", { href, width: across, height: down }), ...truths, tag);
    return { node, truths, found, tag };
  });
  // The best lie on top.
  const marks = ranked.map(({ picture, i }) => pictures[picture].found[i]);
  for (let at = ranked.length; at-- > 0; ) {
    pictures[ranked[at].picture].tag.before(marks[at]);
  }
  /** Writes a score above its box, or inside, where the picture ends. */
  function writeScore({ picture, i, score }) {
    const [x1, y1, x2] = boxes[picture][i];
    const high = across / 12;
    const right = x1 > across / 2;
    const x = right ? Math.min(x2, across) : Math.max(x1, 0);
    const y = y1 < high ? Math.max(y1, 0) + 0.8 * high : y1 - 0.6 * high;
    setAll(pictures[picture].tag, { x, y, class: right ? "right" : "" });
    say(pictures[picture].tag, score.toFixed(2));
  }

  const [x, y] = [(recall) => recall * SIDE, (precision) => SIDE * (1 - precision)];
  const point = (recall, precision) =>
    `${x(recall).toFixed(1)} ${y(precision).toFixed(1)}`;
  const plot = svg("svg", {
    ...{ class: "curve", viewBox: `-44 -14 ${SIDE + 58} ${SIDE + 58}`, tabindex: 0 },
    ...{ role: "application" },
    "aria-label": "curve: the arrow keys go from detection to detection",
  });
  const note = (x, y, text, rest) => plot.append(svg("text", { x, y, ...rest }, text));
  for (const tick of [0, 0.2, 0.4, 0.6, 0.8, 1]) {
    plot.append(svg("path", { class: "grid", d: `M${point(tick, 0)}V0` }));
    plot.append(svg("path", { class: "grid", d: `M${point(0, tick)}H${SIDE}` }));
    note(x(tick), SIDE + 14, String(tick));
    note(-15, y(tick), String(tick));
  }
  note(SIDE / 2, SIDE + 33, "recall");
  note(0, 0, "precision", { transform: `translate(-36 ${SIDE / 2}) rotate(-90)` });
  const layer = (name) => plot.appendChild(svg("path", { class: name }));
  const [area, envelope, saw, dots, points, guide] = [
    ...["area", "envelope", "saw", "dots", "points", "guide"].map(layer),
  ];
  const marker = ["window-rim", "window"].map((name) =>
    plot.appendChild(svg("circle", { class: name, r: 7 })),
  );
  function near(px, py) {
    const { recall, precision } = judge(now().iou_threshold).curve;
    const far = ends.map((end) =>
      Math.hypot(x(recall[end - 1]) - px, y(precision[end - 1]) - py),
    );
    const nearest = stops[far.indexOf(Math.min(...far))];
    if (nearest !== undefined) set({ score_threshold: nearest });
  }
  drag(
    plot,
    (event) => pointIn(plot, event),
    () => near,
    (_, px, py) => near(px, py),
  );

  const sample = (name, parts) =>
    svg("svg", { class: "sample", "aria-hidden": true }, svg("g", { class: name }, ...parts));
  const keyOf = (entries, parts) => {
    const spans = entries.map(([name, text]) =>
      html("span", {}, sample(name, parts(name)), text),
    );
    return html("div", { class: "key" }, ...spans);
  };
  const key = keyOf(KEY, () => lined("path", { d: "M2 8H34" }));
  const lines = { saw: "M2 13L10 3V12L34 4", envelope: "M2 8H34" };
  const curveKey = keyOf(CURVE_KEY, (name) => [
    svg("path", { class: name, d: lines[name] ?? `M18 8${ring(4.5)}` }),
  ]);
  const caption = html("figcaption");
  const threshold = (label, name, min) => {
    // Hundredths, divided: the number Python has for the same digits.
    const change = (value) => set({ [name]: Math.round(value * 100) / 100 });
    return slider(label, { min, max: 1, step: 0.01 }, change);
  };
  const sliders = [
    threshold("score threshold", "score_threshold", 0),
    threshold("IoU threshold", "iou_threshold", 0.01),
  ];
  const rule = choice("AP by", METHODS, (method) => set({ method }));
  const averages = METHODS.map(() => html("output"));
  rule.node.querySelectorAll("label").forEach((label, i) => label.append(averages[i]));
  const words = sentence("sentence");
  const shown = html("div", { class: "pictures" }, ...pictures.map(({ node }) => node));
  view.root.append(
    html(
      "div",
      { class: "sides" },
      html("figure", {}, html("figcaption", {}, "detections and objects"), shown, key),
      html("figure", {}, caption, plot, curveKey),
    ),
    html("div", { class: "controls" }, ...sliders.map(({ node }) => node)),
    html("div", { class: "controls" }, rule.node),
    words,
  );

  function drawPictures({ given, foundAt }, count) {
    const hits = urls.map(() => 0);
    const wrong = urls.map(() => 0);
    marks.forEach((mark, at) => {
      const hit = given[at] >= 0;
      const { picture } = ranked[at];
      if (at < count) (hit ? hits : wrong)[picture]++;
      const state = at >= count ? "low" : hit ? "hit" : "wrong";
      mark.setAttribute("class", `box ${state}${at === count - 1 ? " last" : ""}`);
    });
    pictures.forEach(({ node, truths, tag }, p) => {
      say(tag, "");
      truths.forEach((truth, k) => {
        const state = foundAt[p][k] < count ? "found" : "missed";
        truth.setAttribute("class", `object ${state}`);
      });
      const counts = countsInWords(hits[p], wrong[p], truths.length);
      node.setAttribute("aria-label", `picture ${p + 1}: ${counts}`);
    });
    if (count) writeScore(ranked[count - 1]);
  }

  function drawCurve({ curve }, method, count) {
    const { recall, precision } = curve;
    const path = recall.map((value, i) => point(value, precision[i]));
    saw.setAttribute("d", path.length ? `M${path.join("L")}` : "");
    dots.setAttribute("d", path.map((at) => `M${at}h0`).join(""));
    const steps = curve.envelope.map((best, i) => `V${y(best)}H${x(recall[i])}`).join("");
    const outline = steps && `M0 ${steps.slice(1)}V${SIDE}`;
    envelope.setAttribute("d", outline);
    area.setAttribute("d", method === "all-point" && outline ? `${outline}H0Z` : "");
    const at = RULES[method] ? pointsOf(curve, RULES[method]) : [];
    const around = ring(method === "11-point" ? 4.5 : 2.2);
    points.setAttribute("d", at.map((place) => `M${point(...place)}${around}`).join(""));
    const here = count ? [x(recall[count - 1]), y(precision[count - 1])] : null;
    for (const node of [guide, ...marker]) node.style.display = here ? "" : "none";
    if (!here) return;
    for (const node of marker) setAll(node, { cx: here[0], cy: here[1] });
    guide.setAttribute("d", `M0 ${here[1]}H${here[0]}V${SIDE}`);
  }

  function draw() {
    const state = now();
    const result = judge(state.iou_threshold);
    const count = counted(state.score_threshold);
    drawPictures(result, count);
    drawCurve(result, state.method, count);
    sliders[0].update(Number(numberText(state.score_threshold)));
    sliders[1].update(state.iou_threshold);
    rule.update(state.method);
    averages.forEach((node, i) => say(node, result.averages[i].toFixed(3)));
    say(caption, `${ranked.length} detections, best first: ${count} counted`);
    say(words, inWords(state, result.curve, count, total));
    const { given, curve } = result;
    const { precision, recall } = curve;
    const all = { given, precision, recall, averages: result.averages };
    Object.assign(view.root.dataset, { count, shown: JSON.stringify(all) });
  }

  draw();
  return view.close;
}

export default { render };
