// The picture of one cell of YOLO's grid: its box to drag, its anchor, a target.

import { place } from "./boxes.js";
import { clamp, range, say, setAll, svg } from "./dom.js";
import { drag, pointIn } from "./drag.js";
import { frame } from "./drawing.js";
import { gripBox, grips } from "./grips.js";
import { around, factorToT, offsetToT } from "./yolo.js";

const dot = (name) => svg("path", { class: name });

export function yoloPicture({ now, result, set, limits }) {
  const plane = svg("svg", {
    ...{ class: "plane", tabindex: 0, role: "application" },
    "aria-label": "image: the arrow keys go from cell to cell",
  });
  const rects = ["paper", "here", "target", "anchor"];
  const [paper, here, target, prior] = rects.map((name) =>
    svg("rect", { class: name }),
  );
  const lines = svg("path", { class: "edges" });
  plane.append(paper, lines, here);
  const frameCell = frame(plane);
  const box = gripBox("box");
  const centers = [dot("center-rim"), dot("center-dot")];
  const marks = [svg("text"), svg("text")];
  plane.append(target, prior, box.node, ...centers, ...marks);

  const under = grips(plane, () => [result().box]);
  const setT = (values) => set({ t: now().t.map((old, i) => values[i] ?? old) });
  function toCell(x, y) {
    const { stride } = now();
    set({ row: Math.floor(y / stride), column: Math.floor(x / stride) });
  }
  /** The centre goes with the hand, as far as its cell reaches. */
  const shift =
    (from, { center }) =>
    (...to) => {
      const { stride, row, column } = now();
      const offset = (cell, i) => (center[i] + to[i] - from[i]) / stride - cell;
      setT([column, row].map((cell, i) => offsetToT(offset(cell, i), limits.t)));
    };
  /** The centre stays, so the opposite edges move as much; a pixel remains. */
  const stretch =
    (from, { center, box }, edges) =>
    (...to) => {
      const values = {};
      for (const edge of edges) {
        const axis = edge % 2;
        const out = box[edge] + to[axis] - from[axis] - center[axis];
        const side = Math.max(1, edge < 2 ? -2 * out : 2 * out);
        values[axis + 2] = factorToT(side / now().anchor[axis], limits.t);
      }
      setT(values);
    };
  let gripped = false; // by an edge or a corner
  function grab(x, y, event) {
    const found = under(event);
    gripped = Boolean(found?.edges.length);
    if (!found) return toCell;
    const { edges } = found;
    return edges.length ? stretch([x, y], result(), edges) : shift([x, y], result());
  }
  /** No further than the picture is seen: what is dragged stays in reach. */
  const seen = (event) =>
    pointIn(plane, event).map((at) => clamp(at, -margin, now().size + margin));
  drag(plane, seen, grab, (_, x, y) => gripped || toCell(x, y));

  let built;
  let margin;
  function build({ size, stride }) {
    built = `${size}/${stride}`;
    margin = size / 16;
    const whole = size + 1.5 * margin;
    plane.setAttribute("viewBox", `${-margin} ${-margin} ${whole} ${whole}`);
    plane.style.setProperty("--unit", whole);
    place(paper, [0, 0, size, size]);
    const edges = range(size / stride + 1).map((i) => i * stride);
    const d = edges.map((at) => `M${at} 0V${size}M0 ${at}H${size}`).join("");
    lines.setAttribute("d", d);
  }
  function draw(state, result) {
    const { size, stride, row, column, anchor } = state;
    if (built !== `${size}/${stride}`) build(state);
    const [left, top] = [column * stride, row * stride];
    frameCell(left, top, stride, stride);
    place(here, [left, top, left + stride, top + stride]);
    const middle = [left + stride / 2, top + stride / 2];
    place(prior, around(middle, anchor));
    place(target, result.target);
    // What is far outside is not seen, but browsers draw lines only so long.
    box.update(result.box.map((at) => clamp(at, -9 * size, 9 * size)));
    for (const node of centers) node.setAttribute("d", `M${result.center.join(" ")}h0`);
    setAll(marks[0], { x: middle[0], y: -margin / 2 });
    const turned = `translate(${-margin / 2} ${middle[1]}) rotate(-90)`;
    marks[1].setAttribute("transform", turned);
    say(marks[0], `c_x ${column}`);
    say(marks[1], `c_y ${row}`);
  }
  return { node: plane, draw };
}
