// Precision over recall: the saw of a ranked list, its envelope, what a rule averages.

import { pointsOf } from "./average_precision.js";
import { html, setAll, svg } from "./dom.js";

const SIDE = 280; // of the plot, in its own units
const [EDGE, TOP] = [50, 14]; // beside and below it, above it
const ACROSS = EDGE + SIDE + TOP;

const [x, y] = [(recall) => recall * SIDE, (precision) => SIDE * (1 - precision)];
const point = (recall, precision) =>
  `${x(recall).toFixed(1)} ${y(precision).toFixed(1)}`;
/** A circle around the pen, as part of a path; a cross. */
const ring = (r) => `m${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
const CROSS = "m-3.5-3.5l7 7m0-7l-7 7";

const sample = (name, d) =>
  svg(
    "svg",
    { class: "sample", viewBox: "0 0 24 16" },
    svg("path", { class: name, d }),
  );

export const curveKey = () =>
  html(
    "div",
    { class: "legend" },
    html("span", {}, sample("dots", `M12 8h0`), "hit"),
    html("span", {}, sample("crosses", `M12 8${CROSS}`), "false positive"),
    html("span", {}, sample("envelope", "M1 8H23"), "envelope"),
    html("span", {}, sample("points", `M12 8${ring(4.5)}`), "what AP averages"),
  );

/** An <svg> of a curve and two marks on it, both a place in the list or -1. */
export function curvePlot() {
  const node = svg("svg", {
    ...{ class: "curve", viewBox: `${-EDGE} ${-TOP} ${ACROSS} ${ACROSS}` },
    ...{ tabindex: 0, role: "application" },
    "aria-label": "curve: the arrow keys go from detection to detection",
  });
  const note = (x, y, text, rest) => node.append(svg("text", { x, y, ...rest }, text));
  for (const tick of [0, 0.2, 0.4, 0.6, 0.8, 1]) {
    const d = `M${point(tick, 0)}V0M${point(0, tick)}H${SIDE}`;
    node.append(svg("path", { class: "grid", d }));
    note(x(tick), SIDE + 14, String(tick));
    note(-16, y(tick), String(tick));
  }
  note(SIDE / 2, SIDE + 36, "recall");
  note(0, 0, "precision", { transform: `translate(-40 ${SIDE / 2}) rotate(-90)` });
  const layer = (name) => node.appendChild(svg("path", { class: name }));
  const [area, envelope, saw, points, guide] = [
    ...["area", "envelope", "saw", "points", "guide"].map(layer),
  ];
  const [dots, crosses] = ["dots", "crosses"].map(layer);
  const circle = (name, r) => node.appendChild(svg("circle", { class: name, r }));
  const chosen = [circle("window-rim", 8), circle("window", 8)];
  const pointed = circle("pointed", 11);

  let [recall, precision] = [[], []];
  /** Puts circles at a place in the list, or nowhere. */
  function put(circles, place) {
    for (const each of circles) {
      each.style.display = place < 0 ? "none" : "";
      if (place >= 0) setAll(each, { cx: x(recall[place]), cy: y(precision[place]) });
    }
  }
  function update(curve, method, last) {
    ({ recall, precision } = curve);
    const path = recall.map((value, i) => point(value, precision[i]));
    saw.setAttribute("d", path.length ? `M${path.join("L")}` : "");
    const hit = path.map((_, i) => curve.found[i] > (curve.found[i - 1] ?? 0));
    const marks = (kind, d) =>
      path.map((at, i) => (hit[i] === kind ? `M${at}${d}` : ""));
    dots.setAttribute("d", marks(true, "h0").join(""));
    crosses.setAttribute("d", marks(false, CROSS).join(""));
    const steps = curve.envelope
      .map((best, i) => `V${y(best)}H${x(recall[i])}`)
      .join("");
    const outline = steps && `M0 ${steps.slice(1)}V${SIDE}`;
    envelope.setAttribute("d", outline);
    area.setAttribute("d", method === "all-point" && outline ? `${outline}H0Z` : "");
    const around = ring(method === "11-point" ? 4.5 : 2.2);
    const looked = pointsOf(curve, method);
    points.setAttribute("d", looked.map((at) => `M${point(...at)}${around}`).join(""));
    put(chosen, last);
    const corner =
      last < 0 ? "" : `M0 ${y(precision[last])}H${x(recall[last])}V${SIDE}`;
    guide.setAttribute("d", corner);
  }
  /** The place in the list, the last of some `counts`, whose point is nearest. */
  function nearest(px, py, counts) {
    const places = counts.map((count) => count - 1);
    const far = places.map((i) => Math.hypot(x(recall[i]) - px, y(precision[i]) - py));
    return places[far.indexOf(Math.min(...far))] ?? -1;
  }
  return { node, update, nearest, point: (place) => put([pointed], place) };
}
