import { choice, field, slider } from "./controls.js";
import { clamp, html, range, say, setAll, svg } from "./dom.js";
import { drag, holdPage, pointIn } from "./drag.js";
import { frame, hatch, squares } from "./drawing.js";
import { explore } from "./frame.js";
import { placed, rowByRow } from "./grid.js";
import {
  headingOf,
  missing,
  paddingsOf,
  ROOMY,
  reasons,
  slide,
  slidingGoals,
  slidingWords,
  TIGHT,
} from "./windows.js";

const SIDE = 320; // of the predictions, in pixels
const LETTER = 8; // pixels, at most

const square = (from, to) => `M${from} ${from}H${to}V${to}H${from}Z`;

function build({ root, now, result, set }, network, image) {
  const { classes, window: smallest } = network;
  const { side, url } = image;
  const { step: margin } = slide({ size: smallest, padding: "same" }, network);
  const whole = () => svg("image", { href: url, width: side, height: side });
  const crops = [0, 1].map(() => svg("svg", {}, whole()));
  const picture = svg("svg", {
    ...{ class: "picture", tabindex: 0, role: "application" },
    "aria-label": "image: the arrow keys move the window",
    viewBox: `${-margin} ${-margin} ${side + 2 * margin} ${side + 2 * margin}`,
  });
  const padded = svg("path", { class: "area", fill: hatch(picture, 12) });
  const ignored = svg("path", { class: "area", fill: hatch(picture, 12) });
  picture.lastChild.setAttribute("class", "dark");
  const lines = ["lines-rim", "lines"].map((name) => svg("path", { class: name }));
  const grip = svg("rect", { class: "grip" });
  picture.append(whole(), crops[0], padded, ignored, ...lines, grip);
  const outlines = [frame(picture, "hover")];
  const frameWindow = frame(picture);
  const grid = svg("svg", {
    ...{ class: "predictions", viewBox: `0 0 ${SIDE} ${SIDE}`, role: "img" },
    "aria-label": "predictions: a click on one moves the window there",
  });
  const cells = svg("g");
  grid.append(cells);
  outlines.push(frame(grid, "hover"));
  const frameCell = frame(grid);
  const patch = svg("svg", { class: "patch", "aria-hidden": true }, crops[1]);
  const [count, note, seen] = range(3).map(() => html("figcaption"));
  const arithmetic = html("ul", { class: "arithmetic" });
  const figures = [
    [count, picture],
    [note, grid],
    [seen, patch],
  ].map((content) => html("figure", {}, ...content));
  const stage = [html("div", { class: "parts" }, arithmetic, ...figures)];

  const limits = { min: smallest, max: side };
  const control = (name) => (value) => set({ [name]: value });
  const exact = field("size in pixels", { ...limits, step: 1 }, control("size"));
  const size = slider(
    "size",
    { ...limits, step: margin },
    control("size"),
    exact.input,
  );
  const padding = choice("padding", paddingsOf(network), control("padding"));

  const inPicture = (event) => pointIn(picture, event);
  /** The window whose middle is nearest. */
  function around(x, y) {
    const { start, step, span, windows } = result();
    const at = (pixel) => Math.round((pixel - span / 2 - start) / step);
    const [row, column] = [y, x].map((pixel) => clamp(at(pixel), 0, windows - 1));
    return { row, column };
  }
  function grab(x, y, event) {
    if (event.target !== grip) return null;
    point(null);
    const { top, left, span } = result();
    const [dx, dy] = [x - left - span / 2, y - top - span / 2];
    return (x, y) => set(around(x - dx, y - dy));
  }
  holdPage(picture, ({ target }) => target === grip && result().windows > 1);
  drag(picture, inPicture, grab, (_, x, y) => set(around(x, y)));
  const inGrid = (event) => {
    const { windows } = result();
    const at = (x) => clamp(Math.floor((x / SIDE) * windows), 0, windows - 1);
    return pointIn(grid, event).map(at);
  };
  const toCell = ([column, row]) => ({ row, column });
  drag(
    grid,
    inGrid,
    () => null,
    (_, ...cell) => set(toCell(cell)),
  );

  /** Shows a window and its prediction beside the chosen ones; null: no more. */
  function point(pointed) {
    root.classList.toggle("pointing", pointed !== null);
    const { row, column } = pointed ?? now();
    const { start, step, span, windows, about } = result();
    const [x, y, cell] = [start + column * step, start + row * step, SIDE / windows];
    outlines[0](x, y, span, span);
    outlines[1](column * cell, row * cell, cell, cell);
    patch.setAttribute("viewBox", `${x} ${y} ${span} ${span}`);
    say(seen, `row ${row}, column ${column}\n${about(row, column).join(" ")}`);
  }
  const pointsAt = (node, find) => {
    node.addEventListener("pointermove", (event) => {
      if (event.buttons === 0) point(find(event));
    });
    node.addEventListener("pointerleave", () => point(null));
  };
  pointsAt(picture, (event) => around(...inPicture(event)));
  pointsAt(grid, (event) => toCell(inGrid(event)));

  /** What is written into a cell, in lines. */
  function written({ found, windows, start, step }, row, column) {
    if (!found) {
      const firsts = [row, column].map((at) => String(start + at * step));
      return windows > ROOMY ? [] : firsts;
    }
    const [label, objectness] = found[row][column];
    const fits = Math.floor(SIDE / windows / LETTER);
    const name = objectness < 0.5 ? [] : [classes[label].slice(0, fits)];
    if (windows > TIGHT) return [];
    return windows > ROOMY ? name : [objectness.toFixed(2), ...name];
  }

  let drawn;
  /** What only the size and the padding change. */
  function drawGrid(state, solved) {
    const { start, end, step, windows, found } = solved;
    const { size } = state;
    for (const crop of crops) {
      setAll(crop, { width: size, height: size, viewBox: `0 0 ${size} ${size}` });
    }
    const frameOf = square(start, end) + square(0, size);
    padded.setAttribute("d", start < 0 || end > size ? frameOf : "");
    ignored.setAttribute("d", end < size ? frameOf : "");
    const line = (at) => `M${at} ${start}V${end}M${start} ${at}H${end}`;
    const starts = range(solved.cells).map((i) => start + i * step);
    for (const path of lines)
      path.setAttribute("d", [...starts, end].map(line).join(""));
    cells.replaceChildren();
    squares(cells, windows, windows, SIDE / windows).forEach((boxes, row) =>
      boxes.forEach(({ box, text }, column) => {
        box.classList.toggle("empty", !found);
        if (found) box.style.fillOpacity = 0.8 * found[row][column][1];
        const texts = written(solved, row, column);
        const x = (column + 0.5) * (SIDE / windows);
        const shift = ["0", "-0.55em"][texts.length - 1];
        texts.forEach((text_, i) =>
          text.append(svg("tspan", { x, dy: i ? "1.1em" : shift }, text_)),
        );
      }),
    );
    arithmetic.replaceChildren(
      ...reasons(state, solved).map(([kind, text]) =>
        html("li", { class: kind }, text),
      ),
    );
    say(count, `image ${size}x${size}, ${solved.cells}x${solved.cells} cells`);
    const instead = windows > ROOMY ? "" : ": first row, column";
    say(note, found ? headingOf(windows) : `no predictions${instead}`);
  }

  function draw(state, solved) {
    const { row, column } = state;
    const { top, left, span, windows } = solved;
    const key = [state.size, state.padding].join();
    if (key !== drawn) drawGrid(state, solved);
    drawn = key;
    frameWindow(left, top, span, span);
    setAll(grip, { x: left, y: top, width: span, height: span });
    const cell = SIDE / windows;
    frameCell(column * cell, row * cell, cell, cell);
    size.update(state.size);
    exact.update(state.size);
    padding.update(state.padding);
    point(null);
    const { cells: mapped, start, end, ignored: rest } = solved;
    return { windows, cells: mapped, start, end, ignored: rest, top, left, span };
  }

  return { controls: [size.node, padding.node], stage, draw };
}

export default explore((get) => {
  const [network, image] = [get("_network"), get("_image")];
  const { classes, window: smallest, trained, predictions } = network;

  function inside(state) {
    const { windows } = slide(state, network);
    return placed(state, windows, windows);
  }
  function solve(state) {
    const grid = slide(state, network);
    const { start, step } = grid;
    const found = state.padding === trained ? predictions[state.size] : undefined;
    const about = (row, column) => {
      if (!found) return [];
      const [label, objectness] = found[row][column];
      return [classes[label], objectness.toFixed(2)];
    };
    const [top, left] = [state.row, state.column].map((at) => start + at * step);
    const said = found
      ? `Class ${about(state.row, state.column).join(", objectness ")}.`
      : missing(state, trained);
    return { ...grid, found, about, top, left, said };
  }
  const preset = (size, padding = trained) =>
    size <= image.side && paddingsOf(network).includes(padding)
      ? { [padding === trained ? size : `${size} ${padding}`]: { size, padding } }
      : {};
  return {
    ...{ inside, solve, words: slidingWords },
    hint: "Drag the window, use the arrow keys, or click a prediction; set size and padding.",
    goals: slidingGoals(network, image.side),
    presets: {
      ...Object.assign({}, ...[1, 2, 3].map((times) => preset(times * smallest))),
      ...preset(2 * smallest + 2, "valid"),
    },
    steps: rowByRow(({ windows }) => [windows, windows]),
    build: (view) => build(view, network, image),
  };
});
