// What explorers share. base.py puts it before each explorer's own module.

const SVG = "http://www.w3.org/2000/svg";

// [rows, columns] a key moves by; infinite: to the edge.
const MOVES = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  PageUp: [-Infinity, 0],
  PageDown: [Infinity, 0],
  Home: [0, -Infinity],
  End: [0, Infinity],
};

const clamp = (x, low, high) => Math.max(low, Math.min(x, high));

/** A number with at most `digits` decimals, exactly as base.py writes it. */
const numberText = (x, digits = 4) => String(Number(x.toFixed(digits)));

const html = (tag, ...rest) => fill(document.createElement(tag), ...rest);
const svg = (tag, ...rest) => fill(document.createElementNS(SVG, tag), ...rest);

function fill(element, attributes = {}, ...children) {
  setAll(element, attributes);
  element.append(...children);
  return element;
}

function setAll(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
}

/**
 * Connects an explorer to its traits: `now()` reads them and `set({...})` changes some.
 * `draw` runs once after any number of changes, and Python hears of them when they have
 * rested for a tenth of a second, or when the focus leaves. Arrow keys outside of an
 * <input> call `move(rows, columns, event)`, which returns false to leave a key to the
 * browser. Without a `move` they `change({ row, column })`, which keeps them inside.
 */
function connect({ model, el }, { label, traits, draw, change, move }) {
  const name = label.toLowerCase().replaceAll(" ", "-"); // as its CSS calls it
  const explorer = { class: `explorer ${name}`, role: "group", "aria-label": label };
  const root = html("div", explorer);
  let queued = false;
  let closed = false;
  let timer = null;

  const changed = () => {
    if (queued) return;
    queued = true;
    queueMicrotask(() => {
      queued = false;
      if (!closed) draw();
    });
  };
  const save = () => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    model.save_changes?.();
  };
  const now = () => Object.fromEntries(traits.map((name) => [name, model.get(name)]));
  const set = (values) => {
    for (const [name, value] of Object.entries(values)) model.set(name, value);
    clearTimeout(timer);
    timer = setTimeout(save, 100);
  };
  function moveBy(rows, columns) {
    const { row, column } = now();
    change({ row: row + rows, column: column + columns });
  }

  root.addEventListener("focusout", save);
  root.addEventListener("keydown", (event) => {
    if (!(event.key in MOVES)) return;
    // JupyterLab would take these keys from a slider, and move to another cell.
    event.stopPropagation();
    const modified = event.ctrlKey || event.altKey || event.metaKey;
    if (event.target.tagName === "INPUT" || event.defaultPrevented || modified) return;
    if ((move ?? moveBy)(...MOVES[event.key], event) !== false) event.preventDefault();
  });
  for (const trait of traits) model.on(`change:${trait}`, changed);
  el.append(root);

  const close = () => {
    save();
    closed = true;
    for (const trait of traits) model.off?.(`change:${trait}`, changed);
    root.remove();
  };
  return { root, now, set, close };
}

/** A live region: what the explorer shows, in words. */
const sentence = (name) => html("p", { class: name, "aria-live": "polite" });

/** Sets a text only if it differs, so that nothing is read out twice. */
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A number field; `set` gets what is typed once it is a number within the limits. */
function field(label, limits, set) {
  const input = html("input", {
    ...{ type: "number", required: "", "aria-label": label },
    ...limits,
  });
  let current;
  const show = () => (input.value = current);
  input.addEventListener("input", () => {
    if (input.validity.valid) set(input.valueAsNumber);
  });
  input.addEventListener("blur", show);
  const update = (value, limits = {}) => {
    current = value;
    setAll(input, limits);
    const typing = input.matches(":focus") && !input.validity.valid;
    if (!typing && input.valueAsNumber !== value) show();
  };
  return { input, update };
}

/** A slider, with its value behind it as text or in the `shown` element. */
function slider(label, limits, set, shown) {
  const input = html("input", { type: "range", "aria-label": label, ...limits });
  const text = html("output");
  input.addEventListener("input", () => set(input.valueAsNumber));
  const update = (value, limits = {}) => {
    setAll(input, { ...limits, "aria-valuetext": value });
    input.value = value;
    say(text, String(value));
  };
  return { node: html("label", {}, label, input, shown ?? text), update };
}

function button(text, press) {
  const node = html("button", { type: "button" }, text);
  node.addEventListener("click", press);
  return node;
}

/** Radio buttons. (JupyterLab takes letters typed into a <select> as commands.) */
function choice(label, options, set) {
  const name = unique(label);
  const buttons = options.map((value) => {
    const button = html("input", { type: "radio", name, value });
    button.addEventListener("change", () => set(value));
    return button;
  });
  const node = html(
    "span",
    { role: "radiogroup", "aria-label": label, class: "choice" },
    label,
    ...buttons.map((button) => html("label", {}, button, button.value)),
  );
  const update = (value) => {
    for (const button of buttons) button.checked = button.value === value;
  };
  return { node, update };
}

/**
 * Dragging on `node`, in the units of `place(event)`, [x, y]: `grab(x, y)` is called
 * where it starts and the function it returns at each further point. A press that does
 * not move is a click: `click(target, x, y)`. Both give `node` the focus.
 */
function drag(node, place, grab, click) {
  let pressed = null;
  // Else the browser drags away what is selected in a field.
  node.addEventListener("mousedown", (event) => event.preventDefault());
  node.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    node.focus({ preventScroll: true });
    node.setPointerCapture(event.pointerId);
    pressed = { event, moveTo: grab(...place(event)), moved: false };
  });
  node.addEventListener("pointermove", (event) => {
    if (!pressed) return;
    const { clientX, clientY } = pressed.event;
    pressed.moved ||= Math.hypot(event.clientX - clientX, event.clientY - clientY) > 3;
    if (pressed.moved) pressed.moveTo(...place(event));
  });
  node.addEventListener("pointerup", (event) => {
    if (pressed && !pressed.moved) click(pressed.event.target, ...place(event));
    pressed = null;
  });
  node.addEventListener("pointercancel", () => (pressed = null));
}

/** Where a thing grabbed at `at` is held: there, or by its middle if it was missed. */
const hold = (at, length) => (at >= 0 && at < length ? at : length / 2);

/** The pointer in the units of an <svg>. */
function pointIn(picture, event) {
  const toPicture = picture.getScreenCTM().inverse();
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(toPicture);
  return [point.x, point.y];
}

const unique = (stem) => `${stem}-${Math.random().toString(36).slice(2)}`;

/** Adds the hatch that marks padding to an <svg>; returns it as a value for `fill`. */
function hatch(picture, side) {
  const id = unique("hatch");
  const size = { width: side, height: side, patternUnits: "userSpaceOnUse" };
  const line = svg("path", { d: `M0 0V${side}`, class: "hatch-line" });
  const paper = svg("rect", { width: side, height: side, class: "hatch-paper" });
  const turn = { patternTransform: "rotate(45)" };
  picture.append(svg("pattern", { id, ...size, ...turn }, paper, line));
  return `url(#${id})`;
}

/** A frame in the style of draw.WINDOW: orange, with a black rim to be seen in grey. */
function frame(picture, name = "window") {
  const rim = svg("rect", { class: `${name}-rim` });
  const line = svg("rect", { class: name });
  picture.append(rim, line);
  return (x, y, width, height) => {
    for (const rect of [rim, line]) setAll(rect, { x, y, width, height });
  };
}

/** rows x columns squares with a text each, as [row][column] of { box, text }. */
function squares(picture, rows, columns, side) {
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => {
      const [x, y] = [column * side, row * side];
      const box = svg("rect", { x, y, width: side, height: side, class: "square" });
      const text = svg("text", { x: x + side / 2, y: y + side / 2 });
      picture.append(box, text);
      return { box, text };
    }),
  );
}
