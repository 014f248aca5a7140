const TRAITS = ["size", "padding", "row", "column"];
const SIDE = 40; // of a prediction, in pixels when there are eight in a row
const READABLE = 10; // in a row, at most, for their numbers to be read

/** What [kernel, stride] layers make of `size` pixels; `Chain` in sliding_window.py. */
function chain(size, layers, padding) {
  const same = padding === "same";
  const sizes = [size];
  let [start, step, reach] = [0, 1, 1];
  for (const [kernel, stride] of layers) {
    const last = sizes.at(-1);
    const out = Math.ceil((same ? last : last - kernel + 1) / stride);
    const zeros = Math.max((out - 1) * stride + kernel - last, 0);
    if (same) start -= step * Math.floor(zeros / 2);
    sizes.push(out);
    reach += step * (kernel - 1);
    step *= stride;
  }
  if (same) reach = step;
  const cells = sizes.at(-1);
  return { sizes, cells, start, step, reach, end: start + (cells - 1) * step + reach };
}

/** The cells of the picture and the `windows` of `span` pixels in it, along an axis. */
function slide({ size, padding }, { layers, window }) {
  const grid = chain(size, layers, padding);
  const taps = chain(window, layers, padding).cells;
  const span = (taps - 1) * grid.step + grid.reach;
  return { ...grid, taps, span, windows: grid.cells - taps + 1 };
}

function formula({ size, padding }, grid) {
  const { sizes, start, end, step, cells, taps, windows: n } = grid;
  const is = size % step ? ", rounded up: " : " = ";
  const division = `${size} / ${step}${is}${cells}`;
  let text = padding === "valid" ? sizes.join(" → ") : division;
  text += ` cells, ${cells} - ${taps} + 1 = ${n}, `;
  text += `${n}·${n} = ${n * n} ${n === 1 ? "window" : "windows"}.`;
  if (start < 0 || end > size) {
    text += ` Padding adds ${-start} rows and columns before the picture`;
    text += ` and ${end - size} after it.`;
  }
  if (end < size) text += ` The last ${size - end} rows and columns are ignored.`;
  return text;
}

function inWords({ row, column, size }, { start, step, span }, cell) {
  const [top, left] = [start + row * step, start + column * step];
  const [bottom, right] = [top + span, left + span];
  const outside = Math.min(top, left) < 0 || Math.max(bottom, right) > size;
  let text = `Row ${row}, column ${column}: `;
  text += `rows ${top}:${bottom} and columns ${left}:${right} of the picture`;
  if (outside) text += ", partly padding";
  if (cell) return `${text}. Class ${cell}.`;
  return `${text}. No prediction was computed for this size and padding.`;
}

function render(context) {
  const view = connect(context, { label: "Sliding window", traits: TRAITS, draw, change });
  const { now } = view;
  const { side, url } = context.model.get("_image");
  const network = context.model.get("_network");
  const { classes, window: smallest } = network;
  const { step } = slide({ size: smallest, padding: "same" }, network);
  function change(settings) {
    const next = { ...now(), ...settings };
    const last = slide(next, network).windows - 1;
    const [row, column] = [next.row, next.column].map((at) => clamp(at, 0, last));
    view.set({ ...settings, row, column });
  }
  const found = ({ size, padding }) =>
    padding === network.padding ? network.predictions[size] : undefined;
  const inShort = ([label, objectness]) =>
    `${classes[label]}, objectness ${objectness.toFixed(2)}`;
  const said = (state, { row, column }) => {
    const values = found(state);
    return values ? inShort(values[row][column]) : "";
  };

  const image = () => svg("image", { href: url, width: side, height: side });
  const crops = [0, 1].map(() => svg("svg", {}, image()));
  const picture = svg("svg", {
    ...{ class: "picture", tabindex: 0, role: "application" },
    "aria-label": "picture: the arrow keys move the window",
    viewBox: `${-step} ${-step} ${side + 2 * step} ${side + 2 * step}`,
  });
  const padded = svg("path", { fill: hatch(picture, 12) });
  const ignored = svg("path", { class: "ignored" });
  const lines = ["lines-rim", "lines"].map((name) => svg("path", { class: name }));
  picture.append(image(), crops[0], padded, ignored, ...lines);
  const outline = frame(picture, "hover");
  const frameWindow = frame(picture);
  const predictions = svg("svg", {
    ...{ class: "predictions", tabindex: -1, role: "img" },
    "aria-label": "predictions: point at one to see its patch",
  });
  const patch = svg("svg", { class: "patch", "aria-hidden": true }, crops[1]);
  const captions = [0, 1, 2].map(() => html("figcaption"));
  const [first, second, third] = [picture, predictions, patch].map((content, i) =>
    html("figure", {}, captions[i], content),
  );

  const control = (name) => (value) => change({ [name]: value });
  const limits = { min: smallest, max: side };
  const exact = field("size in pixels", { ...limits, step: 1 }, control("size"));
  const size = slider("size", { ...limits, step }, control("size"), exact.input);
  const padding = choice("padding", ["same", "valid"], control("padding"));
  const rows = slider("row", { min: 0 }, control("row"));
  const columns = slider("column", { min: 0 }, control("column"));
  const [count, words] = [sentence("formula"), sentence("sentence")];
  view.root.append(
    html("div", { class: "stages" }, first, html("div", {}, second, third)),
    html("div", { class: "controls" }, rows.node, columns.node),
    html("div", { class: "controls" }, size.node, padding.node),
    ...[count, words],
  );

  const inPicture = (event) => pointIn(picture, event);
  const grabWindow = (x, y) => {
    const { row, column, ...settings } = now();
    const { start, step, span } = slide(settings, network);
    const dx = hold(x - start - column * step, span);
    const dy = hold(y - start - row * step, span);
    const at = (pixel) => Math.round((pixel - start) / step);
    return (x, y) => change({ row: at(y - dy), column: at(x - dx) });
  };
  // A click puts the middle of the window there.
  drag(picture, inPicture, grabWindow, (_, x, y) => grabWindow(NaN, NaN)(x, y));

  let hovered = null;
  const inPredictions = (event) =>
    pointIn(predictions, event).map((at) => Math.floor(at / SIDE));
  const toCell = (column, row) => change({ row, column });
  drag(predictions, inPredictions, () => toCell, (_, ...cell) => toCell(...cell));
  predictions.addEventListener("pointermove", (event) => {
    const last = slide(now(), network).windows - 1;
    const [column, row] = inPredictions(event).map((at) => clamp(at, 0, last));
    hovered = { row, column };
    drawPatch();
  });
  predictions.addEventListener("pointerleave", () => {
    hovered = null;
    drawPatch();
  });

  let built;
  let here;
  function build(state, { start, end, step, cells, windows }) {
    const { size } = state;
    for (const crop of crops) {
      setAll(crop, { width: size, height: size, viewBox: `0 0 ${size} ${size}` });
    }
    const square = (from, to) => `M${from} ${from}H${to}V${to}H${from}Z`;
    const whole = square(start, end) + square(0, size);
    padded.setAttribute("d", start < 0 || end > size ? whole : "");
    ignored.setAttribute("d", end < size ? whole : "");
    const line = (at) => `M${at} ${start}V${end}M${start} ${at}H${end}`;
    const starts = Array.from({ length: cells }, (_, i) => start + i * step);
    const d = [...starts, end].map(line).join("");
    for (const path of lines) path.setAttribute("d", d);

    const values = found(state);
    predictions.setAttribute("viewBox", `0 0 ${windows * SIDE} ${windows * SIDE}`);
    predictions.replaceChildren();
    squares(predictions, windows, windows, SIDE).forEach((line, row) =>
      line.forEach(({ box, text }, column) => {
        const [label, objectness] = values?.[row][column] ?? [];
        box.style.fillOpacity = 0.85 * (objectness ?? 0);
        if (!values || windows > READABLE) return;
        const x = (column + 0.5) * SIDE;
        const [above, below] = objectness < 0.5 ? [0] : ["-0.5em", "1.1em"];
        text.append(svg("tspan", { x, dy: above }, objectness.toFixed(2)));
        if (!below) return;
        const name = svg("tspan", { x, dy: below }, classes[label]);
        name.style.fontSize = `${Math.min(11, 60 / classes[label].length)}px`;
        text.append(name);
      }),
    );
    here = frame(predictions);
    say(captions[0], `picture ${size}x${size}, ${cells}x${cells} cells`);
    const missing = values ? "" : ", not computed";
    say(captions[1], `predictions ${windows}x${windows}${missing}`);
  }

  function drawPatch() {
    const state = now();
    const { start, step, span } = slide(state, network);
    const { row, column } = hovered ?? state;
    const [x, y] = [start + column * step, start + row * step];
    patch.setAttribute("viewBox", `${x} ${y} ${span} ${span}`);
    const cell = said(state, { row, column });
    say(captions[2], `row ${row}, column ${column}\n${cell}`);
    if (hovered) outline(x, y, span, span);
    view.root.classList.toggle("hovering", hovered !== null);
  }

  function draw() {
    const state = now();
    const grid = slide(state, network);
    const { row, column } = state;
    const { start, step, span, windows } = grid;
    // Python may make the picture smaller before it moves the window inside.
    if (Math.max(row, column) >= windows) return;
    const key = [state.size, state.padding].join();
    if (key !== built) {
      hovered = null;
      build(state, grid);
    }
    built = key;
    frameWindow(start + column * step, start + row * step, span, span);
    here(column * SIDE, row * SIDE, SIDE, SIDE);
    rows.update(row, { max: windows - 1 });
    columns.update(column, { max: windows - 1 });
    size.update(state.size);
    exact.update(state.size);
    padding.update(state.padding);
    say(count, formula(state, grid));
    say(words, inWords(state, grid, said(state, state)));
    Object.assign(view.root.dataset, { row, column, size: state.size, windows });
    drawPatch();
  }

  draw();
  return view.close;
}

export default { render };
