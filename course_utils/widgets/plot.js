// The curve of a function, with a dot for each of some numbers.

import { clamp, html, range, setAll, svg } from "./dom.js";

// In pixels: the curve, and around it the numbers of the axes.
const [WIDE, HIGH, LEFT, ABOVE, BELOW] = [150, 88, 28, 16, 20];
const STEPS = 60;

/** `f` from -reach to reach, its values from 0 to `top`; the dots are `names`. */
export function plot(title, f, reach, top, names) {
  const across = (x) => LEFT + (WIDE * (clamp(x, -reach, reach) + reach)) / (2 * reach);
  const up = (y) => ABOVE + HIGH * (1 - clamp(y / top, 0, 1));
  const picture = svg("svg", {
    ...{ class: "plot", "aria-hidden": true },
    viewBox: `0 0 ${LEFT + WIDE + 18} ${ABOVE + HIGH + BELOW}`,
  });
  const at = range(STEPS + 1).map((i) => reach * ((2 * i) / STEPS - 1));
  const curve = at.map((x) => `${across(x)} ${up(f(x))}`).join("L");
  picture.append(
    svg("path", { class: "axes", d: `M${LEFT} ${ABOVE}V${up(0)}H${LEFT + WIDE}` }),
    svg("path", {
      class: "axes middle",
      d: `M${LEFT} ${up(f(0))}H${across(0)}V${up(0)}`,
    }),
    svg("path", { class: "curve", d: `M${curve}` }),
    ...[-reach, 0, reach].map((x) =>
      svg("text", { x: across(x), y: ABOVE + HIGH + 11 }, x),
    ),
    ...[0, f(0), top].map((y) =>
      svg("text", { class: "up", x: LEFT - 4, y: up(y) }, Number(y.toFixed(1))),
    ),
  );
  const dots = names.map((name, i) => {
    // Different shapes and sides, to be told apart in one place.
    const guide = svg("path", { class: "guide" });
    const dot = svg("path", { class: `dot ${i ? "hollow" : ""}` });
    const label = svg("text", { class: "name" }, name);
    picture.append(guide, dot, label);
    return (x) => {
      const [left, high] = [across(x), up(f(x))];
      guide.setAttribute("d", `M${left} ${up(0)}V${high}H${LEFT}`);
      dot.setAttribute("d", `M${left} ${high}h0`);
      setAll(label, { x: left + (i ? 11 : -10), y: high + (i ? 5 : -10) });
    };
  });
  const node = html("figure", {}, html("figcaption", {}, ...title), picture);
  return { node, update: (numbers) => numbers.forEach((x, i) => dots[i](x)) };
}
