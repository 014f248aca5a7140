// The average IoU of each iteration, of one start and of those tried before.

import { range, say, setAll, svg, unique } from "./dom.js";
import { drag, pointIn } from "./drag.js";
import { highest } from "./kmeans.js";

export const SIDE = 300; // of a plot, in pixels
const [EDGE, BELOW] = [52, 28]; // left of it and below, for its numbers
const WIDE = 240; // of the curve
const [LEFT, RIGHT] = [68, 165]; // of it, for its numbers
const LINE = 20; // from the end of one curve to the next, at least, to be read

export const plot = (attributes, width = SIDE, left = EDGE) =>
  svg("svg", {
    viewBox: `${-left} -8 ${left + width + 8} ${SIDE + BELOW + 8}`,
    ...attributes,
  });

/** Axes with texts: those `below` as [text, x], those to the left as [text, y]. */
export function axes(node, width, below, left) {
  node.append(svg("path", { class: "axes", d: `M0 0V${SIDE}H${width}` }));
  const note = (text, attributes) => svg("text", attributes, text);
  const texts = [
    ...below.map(([text, x]) => note(text, { x, y: SIDE + 14 })),
    ...left.map(([text, y]) => note(text, { class: "left", x: -10, y })),
  ];
  node.append(...texts);
  return texts;
}

/** Moves heights apart until they are LINE from each other, in their order. */
function spread(heights) {
  const order = [...heights.keys()].sort((a, b) => heights[a] - heights[b]);
  const places = [...heights];
  let next = 0;
  for (const i of order) {
    places[i] = Math.max(heights[i], next);
    next = places[i] + LINE;
  }
  next = SIDE;
  for (const i of order.reverse()) {
    places[i] = Math.min(places[i], next);
    next = places[i] - LINE;
  }
  return places;
}

/**
 * A curve to drag along: `goTo(iteration)`; a click on another start: `choose(seed)`.
 * `draw(state, run)` draws that run as far as it has come, the others as ghosts. What
 * lies far below their ends, the first iterations, is cut off; an arrow says so.
 */
export function curvePlot(seeds, goTo, choose) {
  const label = "average IoU: the arrow keys step the iterations";
  const attributes = { class: "curve", tabindex: 0, role: "application" };
  const node = plot({ ...attributes, "aria-label": label }, WIDE + RIGHT, LEFT);
  const path = (name) => svg("path", { class: name });
  const ghosts = range(seeds).map(() => path("ghost"));
  const names = range(seeds).map((seed) =>
    svg("text", { "data-seed": seed, x: WIDE + 8 }),
  );
  const [line, dots] = ["line", "dots"].map(path);
  const best = svg("circle", { class: "best", r: 7 });
  const below = [
    ["iteration", WIDE / 2],
    ["0", 0],
    ["", WIDE],
  ];
  const [, ...ends] = axes(node, WIDE, below, [
    ["", 4],
    ["", SIDE],
  ]);
  const id = unique("seen");
  const window = svg("rect", { x: -8, y: -8, width: WIDE + 16, height: SIDE + 8 });
  const seenPart = svg(
    "g",
    { "clip-path": `url(#${id})` },
    ...ghosts,
    line,
    dots,
    best,
  );
  const arrow = svg("text", { class: "arrow", y: SIDE - 14 });
  node.append(svg("clipPath", { id }, window), seenPart, ...names, arrow);

  let longest = 1; // of the curves that are drawn
  const follow = (x) => goTo(Math.round((x / WIDE) * longest));
  drag(
    node,
    (event) => pointIn(node, event),
    () => follow,
    ({ dataset }, x) => (dataset.seed ? choose(Number(dataset.seed)) : follow(x)),
  );

  function draw({ seed, iteration }, { means, tried }) {
    const high = Math.max(...tried.flatMap((each) => each.means));
    const reach = Math.max(0.03, ...tried.map(({ end }) => 3 * (high - end)));
    longest = Math.max(1, ...tried.map(({ last }) => last));
    const x = (i) => ((i / longest) * WIDE).toFixed(1);
    const y = (value) => ((SIDE * (high - value)) / reach).toFixed(1);
    const way = (means) =>
      `M${means.map((value, i) => `${x(i)} ${y(value)}`).join("L")}`;
    const seen = means.slice(0, iteration + 1);
    line.setAttribute("d", way(seen));
    dots.setAttribute("d", seen.map((value, i) => `M${x(i)} ${y(value)}h0`).join(""));
    const top = highest(seen);
    setAll(best, { cx: x(top), cy: y(seen[top]) });

    const own = (each) => each.seed === seed;
    const told = tried.map((each) => (own(each) ? seen.at(-1) : each.end));
    const heights = spread(told.map((value) => Math.min(SIDE, y(value))));
    const isBelow = seen.at(-1) < high - reach;
    say(arrow, isBelow ? `↓ ${seen.at(-1).toFixed(3)}` : "");
    arrow.setAttribute("x", Math.max(36, x(iteration)));
    for (const ghost of ghosts) ghost.setAttribute("d", "");
    for (const name of names) say(name, "");
    tried.forEach((each, i) => {
      if (!own(each)) ghosts[each.seed].setAttribute("d", way(each.means));
      names[each.seed].setAttribute("y", heights[i]);
      names[each.seed].classList.toggle("own", own(each));
      const shown = own(each) ? seen : each.means;
      const peak = highest(shown);
      say(names[each.seed], `${each.seed}: ${shown[peak].toFixed(4)} at ${peak}`);
    });
    const limits = ["0", String(longest), high.toFixed(3), (high - reach).toFixed(3)];
    limits.forEach((text, i) => say(ends[i], text));
  }
  return { node, draw };
}
