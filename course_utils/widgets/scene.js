// A picture with boxes, and a list with a row for each: one points at the other.

import { place } from "./boxes.js";
import { clamp, html, range, svg, unique } from "./dom.js";
import { pointIn } from "./drag.js";

// In pixels: of a picture at most, of letters, and how far a pointer may miss a line.
const [WIDE, HIGH, LETTER, MISS] = [400, 300, 13, 6];

/** A line on a wider one: to be seen on any picture. */
export const outlined = (shape, attributes = {}) =>
  ["rim", "line"].map((name) => svg(shape, { class: name, ...attributes }));

/** What lines mean: [[class, text], ...]; update(texts) names them anew. */
export function legend(entries) {
  const names = entries.map(([, text]) => html("span", {}, text));
  const items = entries.map(([name], i) => {
    const mark = svg("g", { class: name }, ...outlined("path", { d: "M2 8H34" }));
    const sample = svg("svg", { class: "sample", "aria-hidden": true }, mark);
    return html("span", {}, sample, names[i]);
  });
  return { node: html("div", { class: "legend" }, ...items), names };
}

/** How far x, y is from the outline of a box. */
function distance([x1, y1, x2, y2], x, y) {
  const [right, down] = [Math.max(x1 - x, x - x2), Math.max(y1 - y, y - y2)];
  const outside = Math.hypot(Math.max(right, 0), Math.max(down, 0));
  return outside > 0 ? outside : -Math.max(right, down);
}

export const holds = ([x1, y1, x2, y2], x, y) =>
  x >= x1 && x <= x2 && y >= y1 && y <= y2;

/** Where a tag of some size may stand at a box: above, below, inside, left or right. */
function spots([x1, y1, x2, y2], [wide, high], { width, height }) {
  const lefts = [x1, x2 - wide].map((x) => clamp(x, 0, width - wide));
  const tops = [y1 - high, y2, y1, y2 - high].map((y) => clamp(y, 0, height - high));
  return tops.flatMap((y) => lefts.map((x) => [x, y, x + wide, y + high]));
}

const apart = (a) => (b) =>
  a[0] >= b[2] || b[0] >= a[2] || a[1] >= b[3] || b[1] >= a[3];

/**
 * `image` { url, width, height } with a mark for each of `boxes`, the first on top.
 * `unit` is a pixel of the page in those of the image.
 */
export function scene(image, boxes, label) {
  const { url, width, height } = image;
  const unit = Math.max(width / WIDE, height / HIGH);
  const marks = boxes.map((box) => {
    const rects = outlined("rect");
    for (const rect of rects) place(rect, box);
    return svg("g", { class: "mark" }, ...rects);
  });
  const [below, above, tags] = range(3).map(() => svg("g"));
  const node = svg(
    "svg",
    {
      ...{ class: "scene", tabindex: 0, role: "application", "aria-label": label },
      viewBox: `0 0 ${width} ${height}`,
    },
    svg("image", { href: url, width, height }),
    ...[below, ...[...marks].reverse(), above, tags],
  );
  const size = { width: `${width / unit}px`, aspectRatio: `${width} / ${height}` };
  Object.assign(node.style, { ...size, fontSize: `${LETTER * unit}px` });

  /** Of those a pointer is on, the box with the nearest line; -1 for none. */
  function at(event) {
    const [x, y] = pointIn(node, event);
    const far = boxes.map((box, i) => {
      const away = distance(box, x, y);
      const seen = getComputedStyle(marks[i]).display !== "none";
      return seen && (holds(box, x, y) || away <= MISS * unit) ? away : Infinity;
    });
    const least = Math.min(...far);
    return least < Infinity ? far.indexOf(least) : -1;
  }
  let written;
  /** Writes [box, text, class], the first first; what finds no free place is left out. */
  function write(texts) {
    const asked = JSON.stringify(texts);
    if (asked === written) return;
    written = asked;
    const taken = [];
    const nodes = texts.flatMap(([box, text, name = ""]) => {
      const tag = [0.62 * text.length + 0.5, 1.3].map((x) => x * LETTER * unit);
      const free = (spot) => taken.every(apart(spot));
      const spot = spots(box, tag, image).find(free);
      if (!spot) return [];
      taken.push(spot);
      const [x, y] = [spot[0] + tag[0] / 2, spot[1] + tag[1] / 2];
      return [svg("text", { x, y, class: `tag ${name}` }, text)];
    });
    tags.replaceChildren(...nodes);
  }
  return { node, marks, unit, below, above, at, write };
}

const ENDS = { Home: 0, PageUp: 0, End: -1, PageDown: -1 };

/**
 * A list that scrolls; `rows` have the cells of each, `heads` the names of them. Home
 * and End, pressed in it, call `go` with the first and the last row that is shown.
 */
export function rowList(label, heads, rows, go) {
  const stem = unique("row");
  const items = rows.map((cells, i) =>
    html("li", { role: "option", id: `${stem}-${i}`, "data-row": i }, ...cells),
  );
  const attributes = { class: "rows", role: "listbox", tabindex: 0 };
  const list = html("ul", { ...attributes, "aria-label": label }, ...items);
  const head = html("div", { class: "head", "aria-hidden": true }, ...heads);
  const node = html("div", { class: "list" }, head, list);
  const at = ({ target }) => Number(target.closest("[data-row]")?.dataset.row ?? -1);
  list.addEventListener("keydown", (event) => {
    const to = items.filter((item) => item.checkVisibility()).at(ENDS[event.key]);
    if (!(event.key in ENDS) || event.ctrlKey || event.altKey || !to) return;
    event.preventDefault(); // the frame would go to the first or last step
    go(items.indexOf(to));
  });
  /** The row that the keys are on, brought into view. */
  function select(index) {
    items.forEach((item, i) => item.setAttribute("aria-selected", i === index));
    list.setAttribute("aria-activedescendant", items[index]?.id ?? "");
    if (!items[index]) return;
    const { offsetTop, offsetHeight } = items[index];
    const top = offsetTop - list.offsetTop;
    const end = top + offsetHeight - list.clientHeight;
    if (top < list.scrollTop || end > list.scrollTop) {
      list.scrollTop = top - list.clientHeight / 3;
    }
  }
  return { node, list, items, at, select };
}

/** A pointer on a box or on its row points at both; a click chooses. */
export function link({ node, marks, at }, { list, items, at: rowAt }, look, choose) {
  let pointed = -1;
  function point(index) {
    if (index === pointed) return;
    for (const nodes of [marks, items]) {
      nodes[pointed]?.classList.remove("pointed");
      nodes[index]?.classList.add("pointed");
    }
    pointed = index;
    look();
  }
  const parts = [
    [node, at],
    [list, rowAt],
  ];
  for (const [part, indexAt] of parts) {
    part.addEventListener("pointermove", (event) => {
      if (event.pointerType !== "touch") point(indexAt(event));
    });
    part.addEventListener("pointerleave", () => point(-1));
    part.addEventListener("click", (event) => choose(indexAt(event)));
  }
  return () => pointed;
}
