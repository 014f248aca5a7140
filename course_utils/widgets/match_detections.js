const TRAITS = ["rule", "iou_threshold", "step"];
const IGNORED = { voc: "difficult", coco: "crowd" };

function render(context) {
  const options = { label: "Match detections", traits: TRAITS, draw, change, move };
  const view = connect(context, options);
  const image = context.model.get("_image");
  const data = context.model.get("_data");
  const { boxes, objects, ignored, scores, numbers } = data;
  const steps = boxes.length;
  const ious = { voc: overlaps(data, "voc"), coco: overlaps(data, "coco") };
  let solved = {};
  /** What becomes of each box; for every step the same. */
  function solve({ rule, iou_threshold }) {
    const key = JSON.stringify([rule, iou_threshold]);
    if (key !== solved.key) {
      const settings = { rule, iou_threshold };
      const matched = matchDetections(data, settings, ious[rule]);
      const reasons = matched.map((one, k) => reason(data, settings, ious[rule][k], one));
      solved = { key, matched, reasons };
    }
    return solved;
  }
  function change(settings) {
    const step = clamp({ ...view.now(), ...settings }.step, 0, steps);
    view.set({ ...settings, step });
  }
  function move(rows, columns, event) {
    if (event.target === list) return false; // it scrolls
    change({ step: view.now().step + rows + columns });
  }

  const size = { width: image.width, height: image.height };
  const picture = svg("svg", {
    ...{ class: "scene", tabindex: 0, role: "application" },
    "aria-label": "picture: the arrow keys go from step to step",
    viewBox: `0 0 ${size.width} ${size.height}`,
  });
  picture.style.setProperty("--unit", size.width);
  picture.append(svg("image", { href: image.url, ...size }));
  const stripes = hatch(picture, size.width / 40);
  const lines = (shape, attributes = {}) =>
    ["rim", "line"].map((name) => svg(shape, { class: name, ...attributes }));
  /** Two rectangles at a box, one behind the other. */
  function outline(box) {
    const rects = lines("rect");
    for (const rect of rects) place(rect, box);
    return rects;
  }
  const high = size.width / 24;
  const inside = (x, length) => clamp(x, high, length - high);
  const spots = objects.map(([x1, y1, x2, y2]) => [
    inside((x1 + x2) / 2, size.width),
    inside((y1 + y2) / 2, size.height),
  ]);
  for (const [j, box] of objects.entries()) {
    const rects = outline(box);
    if (ignored[j]) rects[1].style.fill = stripes;
    picture.append(svg("g", { class: "object" }, ...rects));
  }
  const marks = boxes.map((box) => svg("g", {}, ...outline(box)));
  picture.append(...[...marks].reverse());
  const frameNow = frame(picture);
  const framed = picture.querySelectorAll(".window, .window-rim");
  const toward = svg("g", {}, ...lines("path"));
  picture.append(toward);
  // Tags stay inside the picture, and the line to the object begins where none is.
  const starts = [];
  const tags = boxes.map((box, k) => {
    const [left, right] = [Math.max(box[0], 0), Math.min(box[2], size.width)];
    const [atRight, y] = [box[0] > 0.7 * size.width, Math.max(box[1], 0)];
    const within = y < high;
    starts.push([atRight === within ? left : right, y]);
    const place = { x: atRight ? right : left, y: y + (within ? 0.6 : -0.6) * high };
    const style = `text-anchor:${atRight ? "end" : "start"}`;
    const text = `#${numbers[k]} ${scores[k].toFixed(2)}`;
    return svg("text", { ...place, style }, text);
  });
  picture.append(...tags);
  const badges = spots.map(([cx, cy], j) => {
    const disc = svg("circle", { cx, cy, r: 0.6 * high });
    const name = svg("text", { x: cx, y: cy }, String(j));
    const below = svg("text", { x: cx, y: cy + 1.1 * high, class: "kind" });
    return svg("g", { class: "badge" }, disc, name, ignored[j] ? below : "");
  });
  picture.append(...badges);

  const key = html("div", { class: "key" });
  function explain(name, text, stripes) {
    const sample = svg("svg", { class: "sample", "aria-hidden": true });
    const shape = stripes ? ["rect", { x: 2, y: 2, width: 32, height: 12 }] : null;
    const drawn = lines(...(shape ?? ["path", { d: "M2 8H34" }]));
    if (stripes) drawn[1].style.fill = stripes;
    sample.append(svg("g", { class: name }, ...drawn));
    const words = html("span", {}, text);
    key.append(html("span", {}, sample, words));
    return words;
  }
  explain("object", "object");
  const kindKey = ignored.some(Boolean) && explain("object", "", stripes);
  for (const kind of kindKey ? [1, 0, -1] : [1, 0]) {
    const [name, text] = OUTCOMES[kind];
    explain(name, text);
  }

  const columns = Math.max(1, objects.length);
  const rows = boxes.map((_, k) => {
    const cells = objects.map(() => html("td"));
    const [verdict, why] = [html("b"), html("span")];
    const fate = html("td", { colspan: columns + 2 }, html("div", {}, verdict, why));
    const node = html(
      "tbody",
      {},
      html(
        "tr",
        {},
        html("th", { scope: "row" }, `#${numbers[k]}`),
        html("td", {}, scores[k].toFixed(2)),
        ...(cells.length ? cells : [html("td")]),
      ),
      html("tr", { class: "fate" }, fate),
    );
    return { node, cells, verdict, why };
  });
  const head = (text, attributes) => html("th", { scope: "col", ...attributes }, text);
  const names = objects.map((_, j) => head(ignored[j] ? `(${j})` : String(j)));
  const list = html(
    "div",
    { class: "ranks", tabindex: 0, role: "region", "aria-label": "detections, best first" },
    html(
      "table",
      {},
      html(
        "thead",
        {},
        html(
          "tr",
          {},
          head("box", { rowspan: 2 }),
          head("score", { rowspan: 2 }),
          html("th", { scope: "colgroup", colspan: columns }, "IoU with object"),
        ),
        html("tr", {}, ...(names.length ? names : [html("td", {}, "none")])),
      ),
      ...rows.map(({ node }) => node),
    ),
  );
  // Pointing at a line of the list shows its box.
  const point = (event) => {
    const index = rows.findIndex(({ node }) => node.contains(event.target));
    for (const nodes of [marks, tags]) {
      nodes.forEach((node, k) => node.classList.toggle("pointed", k === index));
    }
  };
  list.addEventListener("pointerover", point);
  list.addEventListener("pointerleave", point);

  const rule = choice("rule", ["voc", "coco"], (value) => change({ rule: value }));
  // Hundredths, divided: the number Python has for the same digits.
  const setThreshold = (value) => change({ iou_threshold: Math.round(value * 100) / 100 });
  const limits = { min: 0.01, max: 1, step: 0.01 };
  const threshold = slider("IoU threshold", limits, setThreshold);
  const buttons = [
    ["first", () => 0],
    ["◀ previous", (step) => step - 1],
    ["next ▶", (step) => step + 1],
    ["all", () => steps],
  ].map(([text, to]) => button(text, () => change({ step: to(view.now().step) })));
  const caption = html("figcaption");
  const words = sentence("sentence");
  view.root.append(
    html(
      "div",
      { class: "sides" },
      html("figure", {}, caption, picture, key),
      html("figure", {}, html("figcaption", {}, "detections, best first"), list),
    ),
    html("div", { class: "controls" }, ...buttons),
    html("div", { class: "controls" }, rule.node, threshold.node),
    words,
  );

  let shown;
  function draw() {
    const state = view.now();
    const { step } = state;
    const { matched, reasons } = solve(state);
    const iou = ious[state.rule];
    const now = step - 1;
    const found = matched.slice(0, step).map(({ given }) => given);
    matched.forEach(({ given, outcome, taken }, k) => {
      const [name, text] = OUTCOMES[outcome];
      const kind = k < step ? name + (k === now ? " now" : "") : "waiting";
      const pointed = marks[k].classList.contains("pointed");
      for (const node of [marks[k], tags[k]]) {
        node.setAttribute("class", pointed ? `${kind} pointed` : kind);
      }
      const { node, cells, verdict, why } = rows[k];
      node.setAttribute("class", kind);
      say(verdict, k < step ? text : "");
      say(why, k < step ? `: ${reasons[k][0]}` : "");
      cells.forEach((cell, j) => {
        say(cell, iou[k][j] ? iou[k][j].toFixed(2).replace("0.", ".") : "0");
        const classes = [
          iou[k][j] >= state.iou_threshold ? "high" : "",
          k < step && iou[k][j] && taken.includes(j) ? "taken" : "",
          k < step && given === j ? "given" : "",
        ];
        cell.setAttribute("class", classes.join(" "));
      });
    });
    badges.forEach((badge, j) => badge.classList.toggle("found", found.includes(j)));
    const kindText = IGNORED[state.rule];
    for (const text of picture.querySelectorAll(".kind")) say(text, kindText);
    if (kindKey) say(kindKey, `(${kindText})`);
    const target = step ? reasons[now][1] : -1;
    for (const node of framed) node.style.display = step ? "" : "none";
    toward.setAttribute("class", target < 0 ? "none" : OUTCOMES[matched[now].outcome][0]);
    if (step) {
      const [x1, y1, x2, y2] = boxes[now];
      frameNow(x1, y1, x2 - x1, y2 - y1);
    }
    if (target >= 0) {
      const d = `M${starts[now]}L${spots[target]}`;
      for (const path of toward.children) setAll(path, { d });
    }
    rule.update(state.rule);
    threshold.update(state.iou_threshold);
    say(caption, `step ${step} of ${steps}`);
    say(words, inWords(data, state, { matched, reasons }));
    Object.assign(view.root.dataset, {
      ...{ step, steps, toward: target, objects: JSON.stringify(found) },
      outcomes: JSON.stringify(matched.slice(0, step).map(({ outcome }) => outcome)),
    });
    if (shown !== step) {
      const row = rows[now]?.node;
      list.scrollTop = row ? row.offsetTop - list.clientHeight / 3 : 0;
    }
    shown = step;
  }

  draw();
  return view.close;
}

export default { render };
