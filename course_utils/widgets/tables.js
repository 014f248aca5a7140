// Tables of numbers to edit, with a window to drag, for the explorers of kernels.

import { field } from "./controls.js";
import { clamp, html, numberText, setAll, svg } from "./dom.js";
import { drag, hold } from "./drag.js";
import { frame, squares } from "./drawing.js";
import { MOVES } from "./frame.js";
import { matrix } from "./matrices.js";

// Pixels of a cell with room for a weight below its number, and for a tag above it.
const [ROOMY, TAGGED] = [26, 28];
// Pixels of texts, and what a digit of the smallest one takes.
const [SMALL, LARGE, LETTER] = [11, 14, 7];

/** A number in at most `room` letters, without a 0 for what is none. */
export function shorten(x, room) {
  const texts = [4, 3, 2, 1, 0].map((digits) => numberText(x, digits));
  const fits = (text) => text.length <= room && (Number(text) || text === texts[0]);
  return texts.find(fits) ?? (room > 0 ? "…" : "");
}

const room = (side) => (side > SMALL ? Math.floor((side - 1) / LETTER) : 0);

/**
 * A table of numbers. `point(row, column)` is called for what is pointed at or has the
 * focus, `point()` when nothing is; `set` gets all numbers when a field has changed.
 */
export function table(attributes, { set, limits, point = () => {} } = {}) {
  const picture = svg("svg", { "aria-hidden": true });
  const handle = html("div", { class: "handle", hidden: "" });
  const node = html("div", { role: "group", tabindex: -1, ...attributes }, picture);
  node.classList.add("table");
  const self = { node, handle, build, show, tag, edit, lay, pick, cellAt, focus };
  let [fields, current, side, area, corner] = [[], [], 0, [0, 0], [0, 0]];
  let [factors, window, dashed, lifted] = [];

  /** Draws rows x columns cells; a window of `taps` can be laid over them. */
  function build([rows, columns], cellSide, taps) {
    [side, area, lifted, fields] = [cellSide, [rows, columns], [], []];
    const [width, height] = [columns * side, rows * side];
    node.style.cssText = `width: ${width}px; height: ${height}px; --side: ${side}px`;
    setAll(picture, { width, height });
    picture.replaceChildren();
    self.cells = squares(picture, rows, columns, side);
    const over = svg("g", { class: "factors" });
    self.layer = svg("g");
    picture.append(self.layer, ...self.cells.flat().map(({ text }) => text), over);
    factors = taps && squares(over, ...taps, side);
    window = frame(picture);
    dashed = frame(picture, "pick");
    node.replaceChildren(picture, handle);
  }
  /** Shows numbers (null: none) on `fills`, for all cells. */
  function show(values, fills) {
    self.cells.forEach((line, row) =>
      line.forEach(({ box, text }, column) => {
        const value = values[row][column];
        const shown = value === null ? "" : shorten(value, room(side));
        const tight = side < 34 && text.classList.contains("tagged");
        if (shown !== text.textContent) write(text, shown, tight ? SMALL : LARGE);
        box.style.fill = fills[row][column];
      }),
    );
  }
  function write(text, shown, most = LARGE) {
    text.textContent = shown;
    const size = Math.min((1.6 * side) / shown.length, 0.8 * side, most);
    text.style.fontSize = `${Math.max(size, SMALL)}px`;
  }
  /** Puts a letter into the corner of a cell. */
  function tag(row, column, letter) {
    if (side < TAGGED) return;
    const at = { x: column * side + 8, y: row * side + 8 };
    self.cells[row][column].text.before(svg("text", { ...at, class: "tag" }, letter));
    self.cells[row][column].text.classList.add("tagged");
  }
  /** Makes fields of the numbers `values`, which begin at row `top`, column `left`. */
  function edit(values, top = 0, left = 0) {
    corner = [top, left];
    current = values;
    if (!fields.length) {
      fields = matrix(values.length, values[0].length, cellField);
      node.append(...fields.flat().map(({ input }) => input), handle);
    }
    values.forEach((line, row) => line.forEach((x, i) => fields[row][i].update(x)));
  }
  function cellField(row, column) {
    const name = `row ${row}, column ${column}`;
    const cell = field(name, { ...limits, step: "any" }, (value) => {
      const edited = current.map((line) => [...line]);
      edited[row][column] = value;
      set(edited);
    });
    const [y, x] = [corner[0] + row, corner[1] + column].map((n) => n * side);
    cell.input.style.cssText = `left: ${x}px; top: ${y}px`;
    cell.input.tabIndex = row || column ? -1 : 0;
    return cell;
  }
  /** Lays the window over the cells from `row`, `column`, with a weight for each. */
  function lay(row, column, taps) {
    const [width, height] = [taps[0].length * side, taps.length * side];
    const [left, top] = [column * side, row * side];
    window(left, top, width, height);
    const middle = `left: ${left + width / 2}px; top: ${top + height / 2}px`;
    handle.style.cssText = `${middle}; width: ${width}px; height: ${height}px`;
    for (const text of lifted) text.classList.remove("lifted");
    lifted = [];
    if (!factors) return;
    factors[0][0].box.parentNode.setAttribute("transform", `translate(${left} ${top})`);
    taps.forEach((line, r) =>
      line.forEach((weight, c) => {
        const number = self.cells[row + r][column + c].text;
        const alone = number.textContent === "";
        const short = shorten(weight, room(side) - 1);
        const fits = short !== "…" && short && (alone || side >= ROOMY);
        const { text } = factors[r][c];
        write(text, fits ? `·${short}` : "", alone ? LARGE : SMALL);
        text.classList.toggle("lowered", !alone);
        if (alone || !fits) return;
        number.classList.add("lifted");
        lifted.push(number);
      }),
    );
  }
  /** Frames the cell that is picked, or none. */
  function pick(row, column) {
    picture.classList.toggle("picked", row !== undefined);
    if (row !== undefined) dashed(column * side, row * side, side, side);
  }
  /** Where an event is, as [column, row] in cells. */
  function cellAt(event) {
    const { left, top } = node.getBoundingClientRect();
    return [(event.clientX - left) / side, (event.clientY - top) / side];
  }
  /** Gives the field in a cell the focus. */
  function focus(x, y) {
    fields[Math.floor(y) - corner[0]]?.[Math.floor(x) - corner[1]]?.input.focus();
  }

  const inputs = () => fields.flat().map(({ input }) => input);
  // As in a spreadsheet: one stop for Tab, and the arrow keys go from cell to cell.
  node.addEventListener("focusin", ({ target }) => {
    const index = inputs().indexOf(target);
    if (index < 0) return;
    for (const input of inputs()) input.tabIndex = input === target ? 0 : -1;
    target.select();
    const width = fields[0].length;
    point(corner[0] + Math.floor(index / width), corner[1] + (index % width));
  });
  node.addEventListener("focusout", () => point());
  node.addEventListener("keydown", (event) => {
    const index = inputs().indexOf(event.target);
    if (!(event.key in MOVES) || index < 0) return;
    event.preventDefault();
    const width = fields[0].length;
    const [down, right] = MOVES[event.key];
    const row = clamp(Math.floor(index / width) + down, 0, fields.length - 1);
    fields[row][clamp((index % width) + right, 0, width - 1)].input.focus();
  });
  node.addEventListener("pointermove", (event) => {
    const [column, row] = cellAt(event).map(Math.floor);
    if (row >= 0 && row < area[0] && column >= 0 && column < area[1])
      point(row, column);
  });
  node.addEventListener("pointerleave", () => point());
  return self;
}

/** Drags the window of `table`, `stride()` cells at a time; a finger by its frame. */
export function dragWindow({ node, handle, cellAt, focus }, { now, set }, stride) {
  handle.hidden = false;
  drag(
    node,
    cellAt,
    (x, y, { pointerType, target }) => {
      if (pointerType === "touch" && target !== handle) return null;
      const { kernel, row, column } = now();
      const dx = hold(x - column * stride(), kernel[0].length);
      const dy = hold(y - row * stride(), kernel.length);
      const at = (cell) => Math.round(cell / stride());
      return (x, y) => set({ row: at(y - dy), column: at(x - dx) });
    },
    (_, x, y) => focus(x, y),
  );
}

/** The table of an output, whose numbers are chosen by a click, a drag or the keys. */
export function results({ set }) {
  const results = table({
    ...{ class: "output", role: "application", tabindex: 0 },
    "aria-label": "output: the arrow keys go from number to number",
  });
  const to = (x, y) => set({ row: Math.floor(y), column: Math.floor(x) });
  const grab = (_x, _y, { pointerType }) => (pointerType === "touch" ? null : to);
  drag(results.node, results.cellAt, grab, (_, x, y) => to(x, y));
  return results;
}
