// Matrices of numbers to edit, for the explorers of kernels.

const SIDE = 42; // of a cell with a number, in pixels
const LIMITS = { min: -999, max: 999, step: "any" }; // as in base.py

/** Nested arrays of `value(row, column)`. */
const matrix = (rows, columns, value) =>
  Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => value(row, column)),
  );

/** Greys from mid-grey for the smallest number to white, as draw.draw_grid has them. */
function greys(cells) {
  const high = Math.max(...cells.flat());
  const range = high - Math.min(...cells.flat()) || 1;
  const grey = (x) => `hsl(0 0% ${100 - (50 * (high - x)) / range}%)`;
  return cells.map((line) => line.map(grey));
}

/** Long numbers in smaller letters. */
function fit(node, text) {
  node.style.fontSize = `${Math.min(14, 56 / text.length)}px`;
}

/** Number fields of a matrix, under a drawing that takes no pointer; `set` gets all. */
function table(label, set) {
  const drawing = svg("svg", { "aria-hidden": true });
  const name = { role: "group", "aria-label": label };
  const stage = html("div", { class: "table", tabindex: -1, ...name });
  let cells = [];
  let current;
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

  /** Lays out rows x columns fields in a larger area, from row `top`, column `left`. */
  const build = (rows, columns, top = 0, left = 0, area = [rows, columns]) => {
    const [height, width] = [area[0] * SIDE, area[1] * SIDE];
    stage.style.cssText = `width: ${width}px; height: ${height}px`;
    setAll(drawing, { width, height });
    cells = matrix(rows, columns, (row, column) => {
      const cell = field(`row ${row}, column ${column}`, LIMITS, (value) => {
        const edited = current.map((line) => [...line]);
        edited[row][column] = value;
        set(edited);
      });
      const [x, y] = [(left + column) * SIDE, (top + row) * SIDE];
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
        fit(cell.input, cell.input.value);
      }),
    );
  };
  return { stage, drawing, build, update };
}
