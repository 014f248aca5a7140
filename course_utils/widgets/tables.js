// Matrices of numbers to edit, for the explorers of kernels.

const SIDE = 42; // of a cell with a number, in pixels
const LIMITS = { min: -999, max: 999, step: "any" }; // as in base.py

/** Nested arrays of `value(row, column)`. */
const matrix = (rows, columns, value) =>
  Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => value(row, column)),
  );

const by = (cells) => (cells.length ? `${cells.length}x${cells[0].length}` : "");

const factor = (x) => (x < 0 ? `(${numberText(x)})` : numberText(x));

/** Pairs [[x, w], ...] as the products that are added up. */
const sumText = (pairs) =>
  pairs.map(([x, w]) => `${factor(x)}·${factor(w)}`).join(" + ");

/** Greys from mid-grey for the smallest number to white, as draw.draw_grid has them. */
function greys(cells) {
  const high = Math.max(...cells.flat());
  const range = high - Math.min(...cells.flat()) || 1;
  const grey = (x) => `hsl(0 0% ${100 - (50 * (high - x)) / range}%)`;
  return cells.map((line) => line.map(grey));
}

/** Long numbers in smaller letters. */
function fit(node, text, side, most = 14) {
  node.style.fontSize = `${Math.min(most, (side * 4) / 3 / text.length)}px`;
}

/** Changes that keep `row` and `column` inside the [rows, columns] of an output. */
function keepInside(view, shape) {
  const change = (settings) => {
    const next = { ...view.now(), ...settings };
    const [rows, columns] = shape(next);
    const row = clamp(next.row, 0, rows - 1);
    const column = clamp(next.column, 0, columns - 1);
    view.set({ ...settings, row, column });
  };
  const step = (by) => {
    const { row, column } = view.now();
    const [rows, columns] = shape(view.now());
    const count = rows * columns;
    if (!count) return;
    const index = (row * columns + column + by + count) % count;
    change({ row: Math.floor(index / columns), column: index % columns });
  };
  return { change, step };
}

/** Drags the kernel's window over a table, `stride()` cells at a time. */
function dragWindow(table, view, change, stride) {
  const grab = (x, y) => {
    const { kernel, row, column } = view.now();
    const dx = hold(x - column * stride(), kernel[0].length);
    const dy = hold(y - row * stride(), kernel.length);
    const at = (cell) => Math.round(cell / stride());
    return (x, y) => change({ row: at(y - dy), column: at(x - dx) });
  };
  drag(table.stage, table.cellAt, grab, (cell) => cell.focus());
}

/** The numbers of an output, one of them chosen by a click, a drag or the keys. */
function results(change) {
  const node = svg("svg", {
    ...{ class: "output", tabindex: 0, role: "application" },
    "aria-label": "output: the arrow keys go from number to number",
  });
  let [cells, here, side, shown] = [];
  const to = (x, y) =>
    change({ row: Math.floor(y / side), column: Math.floor(x / side) });
  const place = (event) => pointIn(node, event);
  drag(node, place, () => to, (_, x, y) => to(x, y));
  const build = (rows, columns, length = SIDE) => {
    side = length;
    setAll(node, { width: columns * side, height: rows * side });
    node.replaceChildren();
    cells = squares(node, rows, columns, side);
    here = frame(node);
    shown = null;
  };
  const update = (values, row, column) => {
    here(column * side, row * side, side, side);
    if (JSON.stringify(values) === shown) return;
    shown = JSON.stringify(values);
    const shades = greys(values);
    cells.forEach((line, r) =>
      line.forEach(({ box, text }, c) => {
        say(text, numberText(values[r][c], 2));
        fit(text, text.textContent, side);
        box.style.fill = shades[r][c];
      }),
    );
  };
  return { node, build, update };
}

/** Number fields of a matrix, under a drawing that takes no pointer; `set` gets all. */
function table(label, set) {
  const drawing = svg("svg", { "aria-hidden": true });
  const name = { role: "group", "aria-label": label };
  const stage = html("div", { class: "table", tabindex: -1, ...name });
  let cells = [];
  let current;
  let side;
  const inputs = () => cells.flat().map((cell) => cell.input);

  // As in a spreadsheet: one stop for Tab, and the arrow keys go from cell to cell.
  stage.addEventListener("focusin", (event) => {
    if (event.target === stage) return;
    for (const input of inputs()) input.tabIndex = input === event.target ? 0 : -1;
    event.target.select();
  });
  stage.addEventListener("keydown", (event) => {
    if (!(event.key in MOVES) || event.target === stage) return;
    event.preventDefault();
    const [index, width] = [inputs().indexOf(event.target), cells[0].length];
    const [down, right] = MOVES[event.key];
    const row = clamp(Math.floor(index / width) + down, 0, cells.length - 1);
    cells[row][clamp((index % width) + right, 0, width - 1)].input.focus();
  });

  /**
   * Lays out rows x columns fields in a larger `area`, from row `top`, column `left`,
   * and `stride` cells apart.
   */
  const build = (rows, columns, { top = 0, left = 0, stride = 1, ...rest } = {}) => {
    side = rest.side ?? SIDE;
    const [height, width] = (rest.area ?? [rows, columns]).map((n) => n * side);
    stage.style.cssText = `width: ${width}px; height: ${height}px; --side: ${side}px`;
    setAll(drawing, { width, height });
    cells = matrix(rows, columns, (row, column) => {
      const cell = field(`row ${row}, column ${column}`, LIMITS, (value) => {
        const edited = current.map((line) => [...line]);
        edited[row][column] = value;
        set(edited);
      });
      const [x, y] = [left + column * stride, top + row * stride].map((n) => n * side);
      cell.input.style.cssText = `left: ${x}px; top: ${y}px`;
      cell.input.tabIndex = row || column ? -1 : 0;
      return cell;
    });
    drawing.replaceChildren();
    stage.replaceChildren(...inputs(), drawing);
  };
  const update = (values) => {
    current = values;
    const shades = greys(values);
    cells.forEach((line, row) =>
      line.forEach((cell, column) => {
        cell.update(values[row][column]);
        cell.input.style.background = shades[row][column];
        fit(cell.input, cell.input.value, side);
      }),
    );
  };
  /** Marks the fields that `chosen(row, column)` says. */
  const mark = (chosen) =>
    cells.forEach((line, row) =>
      line.forEach(({ input }, column) =>
        input.classList.toggle("marked", chosen(row, column)),
      ),
    );
  /** Where an event is, as [column, row] in cells. */
  const cellAt = (event) => {
    const { left, top } = stage.getBoundingClientRect();
    return [(event.clientX - left) / side, (event.clientY - top) / side];
  };
  return { stage, drawing, build, update, mark, cellAt };
}
