const TRAITS = ["boxes", "size"];
const NAMES = ["A", "B"];
const CORNERS = [[0, 1], [2, 1], [0, 3], [2, 3]]; // edges that meet there
const LINES = 12; // of the grid along an axis, at most
const REACH = 1 / 30; // of the square: how near to a corner a press takes hold of it
const PIXELS = 140; // from 0 to 1 in the drawing of the bars

function inWords(boxes, { shared, hull, union, iou, generalized }) {
  const [a, b] = boxes.map((box) => `[${box.join(", ")}]`);
  return (
    `Box A ${a} and box B ${b} share ${area(shared)} of ${union} pixels: ` +
    `IoU ${numberText(iou)}. In their hull of ${area(hull)} pixels, ` +
    `${area(hull) - union} lie in neither box: ` +
    `generalised IoU ${numberText(generalized)}.`
  );
}

/** The sums behind each number, as [name, sum]. */
function sums([a, b], { shared, hull, union, iou, generalized }) {
  const product = (box) => `${width(box)} · ${height(box)} = ${area(box)}`;
  const [part, whole] = [area(shared), area(hull)];
  const share = `${part} / ${union}`;
  const [neither, value] = [whole - union, numberText(generalized)];
  return [
    ["area of A", product(a)],
    ["area of B", product(b)],
    ["intersection", product(shared)],
    ["union", `${area(a)} + ${area(b)} - ${part} = ${union}`],
    ["hull", product(hull)],
    ["in neither box", `${whole} - ${union} = ${neither}`],
    ["IoU", `${share} = ${numberText(iou)}`],
    ["generalised IoU", `${share} - ${neither} / ${whole} = ${value}`],
  ];
}

/** Adds a bar from 0 to a number, which is `low` at least and 1 at most. */
function bar(picture, name, y, low) {
  const track = { x: low * PIXELS, width: (1 - low) * PIXELS, class: "track" };
  const value = svg("rect", { y, height: 14, class: "value" });
  picture.append(svg("rect", { y, height: 14, ...track }), value);
  picture.append(svg("text", { class: "name", x: 5, y: y - 7 }, name));
  return (x) =>
    setAll(value, { x: Math.min(x, 0) * PIXELS, width: Math.abs(x) * PIXELS });
}

function render(context) {
  const options = { label: "Box overlap", traits: TRAITS, draw, move: byKey };
  const view = connect(context, options);
  const { now } = view;

  const put = (index, box) =>
    view.set({ boxes: now().boxes.map((old, i) => (i === index ? box : old)) });
  /** Where an edge may be. */
  const limits = (box, i) =>
    i < 2 ? [0, box[i + 2] - 1] : [box[i - 2] + 1, now().size];
  /** Moves edges, each [which, to], as far as they may go. */
  function resize(index, ...edges) {
    const box = [...now().boxes[index]];
    for (const [i, to] of edges) box[i] = clamp(to, ...limits(box, i));
    put(index, box);
  }
  /** Moves a box to where its upper left corner is at x, y, or as near as may be. */
  function shift(index, x, y) {
    const { boxes, size } = now();
    const box = boxes[index];
    const left = clamp(x, 0, size - width(box));
    const top = clamp(y, 0, size - height(box));
    put(index, [left, top, left + width(box), top + height(box)]);
  }
  function byKey(rows, columns, event) {
    const index = groups.findIndex(({ node }) => node === event.target);
    if (index < 0) return false;
    const [left, top, right, bottom] = now().boxes[index];
    if (event.shiftKey) resize(index, [2, right + columns], [3, bottom + rows]);
    else shift(index, left + columns, top + rows);
  }

  const ground = svg("g", { "aria-hidden": true });
  const shared = svg("rect", { class: "shared" });
  const hull = svg("rect", { class: "hull" });
  const groups = NAMES.map((name, index) => {
    const keys = "arrow keys move it, with Shift its right and bottom edge";
    const parts = { body: svg("rect", { class: "body" }), text: svg("text", {}, name) };
    const handles = [0, 1, 2, 3].map(() => svg("circle", { class: "handle" }));
    const node = svg(
      "g",
      {
        ...{ class: `box box-${name}`, tabindex: 0, role: "application" },
        "aria-label": `box ${name}: ${keys}`,
      },
      ...[parts.body, parts.text, ...handles],
    );
    return { node, handles, ...parts };
  });
  const name = { class: "square-stage", role: "group", "aria-label": "two boxes" };
  const layers = [ground, shared, hull, ...groups.map(({ node }) => node)];
  const square = svg("svg", name, ...layers);

  const fields = NAMES.map((name, index) =>
    EDGES.map((edge, i) =>
      field(`box ${name}, ${edge}`, { step: 1 }, (to) => resize(index, [i, to])),
    ),
  );
  const heads = ["box", ...EDGES].map((edge) => html("th", { scope: "col" }, edge));
  const lines = fields.map((line, index) => {
    const attributes = { scope: "row", class: `name-${NAMES[index]}` };
    const head = html("th", attributes, NAMES[index]);
    return html("tr", {}, head, ...line.map(({ input }) => html("td", {}, input)));
  });
  const table = { class: "coordinates" };
  const numbers = html("table", table, html("tr", {}, ...heads), ...lines);

  const cells = sums(now().boxes, overlap(now().boxes)).map(([name]) => {
    const cell = html("td");
    return { cell, row: html("tr", {}, html("th", { scope: "row" }, name), cell) };
  });
  const formulas = html("table", { class: "sums" }, ...cells.map(({ row }) => row));
  const bars = svg("svg", {
    ...{ class: "bars", "aria-hidden": true },
    viewBox: `${-PIXELS - 12} -6 ${2 * PIXELS + 24} 84`,
  });
  const shows = [bar(bars, "IoU", 14, 0), bar(bars, "generalised IoU", 44, -1)];
  bars.append(svg("path", { class: "zero", d: "M0 0V62" }));
  for (const x of [-1, 0, 1]) {
    bars.append(svg("text", { x: x * PIXELS, y: 70 }, String(x)));
  }
  const words = sentence("sentence");
  const caption = [
    "drag a box or a corner; arrow keys move a box,",
    "with Shift its right and bottom edge",
  ].join(" ");
  view.root.append(
    html(
      "div",
      { class: "overlap" },
      html("figure", {}, html("figcaption", {}, caption), square),
      html("div", {}, numbers, formulas, bars),
    ),
    words,
  );

  function grab(x, y) {
    const { boxes, size } = now();
    // B lies on top; of two corners in one place, the lower right one is taken.
    const corners = boxes.flatMap((box, index) =>
      CORNERS.map(([i, j]) => [index, i, j, box[i] - x, box[j] - y]),
    );
    const far = ([, , , dx, dy]) => Math.hypot(dx, dy);
    const nearer = (best, one) => (far(one) < far(best) ? one : best);
    const nearest = corners.reduceRight(nearer);
    if (far(nearest) <= REACH * size) {
      const [index, i, j, dx, dy] = nearest;
      groups[index].node.focus({ preventScroll: true });
      return (x, y) => resize(index, [i, Math.round(x + dx)], [j, Math.round(y + dy)]);
    }
    const inside = ([x1, y1, x2, y2]) => x >= x1 && x <= x2 && y >= y1 && y <= y2;
    const under = [1, 0].filter((index) => inside(boxes[index]));
    if (!under.length) return () => {};
    // The smaller one, which may lie inside the other.
    const [index] = under.sort((k, l) => area(boxes[k]) - area(boxes[l]));
    const [dx, dy] = [boxes[index][0] - x, boxes[index][1] - y];
    groups[index].node.focus({ preventScroll: true });
    return (x, y) => shift(index, Math.round(x + dx), Math.round(y + dy));
  }
  drag(square, (event) => pointIn(square, event), grab, () => {});

  let built;
  function build(size) {
    const margin = size / 10;
    const whole = size + 1.6 * margin;
    square.setAttribute("viewBox", `${-margin} ${-margin} ${whole} ${whole}`);
    square.style.setProperty("--unit", size);
    const power = 10 ** Math.floor(Math.log10(size / LINES));
    const fits = (step) => size <= step * LINES;
    const step = Math.max(1, [1, 2, 5, 10].map((n) => n * power).find(fits));
    const grid = svg("path", { class: "grid" });
    ground.replaceChildren(grid);
    shared.setAttribute("fill", hatch(ground, size / 30));
    let d = `M0 0H${size}V${size}H0Z`;
    for (let i = 0, at = 0; at <= size; at = ++i * step) {
      d += `M${at} 0V${size}M0 ${at}H${size}`;
      if (i % 2) continue;
      ground.append(svg("text", { x: at, y: -margin / 3 }, at));
      if (i) ground.append(svg("text", { class: "down", x: -margin / 6, y: at }, at));
    }
    grid.setAttribute("d", d);
    for (const { handles } of groups) {
      for (const handle of handles) handle.setAttribute("r", size / 60);
    }
  }

  function draw() {
    const { boxes, size } = now();
    const result = overlap(boxes);
    const { iou, generalized } = result;
    if (size !== built) build(size);
    built = size;
    place(shared, result.shared);
    place(hull, result.hull);
    boxes.forEach((box, index) => {
      const { body, text, handles } = groups[index];
      place(body, box);
      // Apart also where the boxes overlap: A upper left, B lower right.
      const inset = Math.min(size / 16, width(box) / 2, height(box) / 2);
      const [x, y, shift] = index ? [box[2], box[3], -inset] : [box[0], box[1], inset];
      setAll(text, { x: x + shift, y: y + shift });
      handles.forEach((handle, n) => {
        const [i, j] = CORNERS[n];
        setAll(handle, { cx: box[i], cy: box[j] });
      });
      fields[index].forEach((edge, i) => {
        const [min, max] = limits(box, i);
        edge.update(box[i], { min, max });
      });
    });
    sums(boxes, result).forEach(([, text], i) => say(cells[i].cell, text));
    shows[0](iou);
    shows[1](generalized);
    say(words, inWords(boxes, result));
    const areas = [area(result.shared), result.union, area(result.hull)];
    const measured = JSON.stringify([...areas, iou, generalized]);
    Object.assign(view.root.dataset, { boxes: JSON.stringify(boxes), measured });
  }

  draw();
  return view.close;
}

export default { render };
