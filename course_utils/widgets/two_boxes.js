// What two boxes have in common: in words, in sums, as goals.

import { area, height, overlap, width } from "./boxes.js";
import { numberText } from "./dom.js";

/** As in Python, which may make the square smaller before it cuts the boxes. */
export function inside({ boxes, size }) {
  const cut = (box) => {
    const end = box.slice(2).map((edge) => Math.min(edge, size));
    return [...end.map((edge, i) => Math.min(box[i], edge - 1)), ...end];
  };
  return { boxes: boxes.map(cut), size };
}

export const solve = ({ boxes }) => overlap(boxes);

/** Both measures with at most four decimals; those that rounding changed have all. */
function measures({ shared, hull, union, iou, generalized }) {
  // The numerators get too large for what a number holds exactly.
  const [part, all, whole] = [area(shared), union, area(hull)].map(BigInt);
  const isExact = (top, bottom) => (10_000n * top) % bottom === 0n;
  const text = (x, exact) => (exact ? numberText(x) : x.toFixed(4));
  return [
    text(iou, isExact(part, all)),
    text(generalized, isExact(part * whole - (whole - all) * all, all * whole)),
  ];
}

export function words({ boxes }, result) {
  const { shared, hull, union } = result;
  const [iou, generalized] = measures(result);
  const [a, b] = boxes.map((box) => `[${box.join(", ")}]`);
  return (
    `Box A ${a} and box B ${b} share ${area(shared)} of ${union} pixels: ` +
    `IoU ${iou}. In their hull of ${area(hull)} pixels, ` +
    `${area(hull) - union} lie in neither box: ` +
    `generalised IoU ${generalized}.`
  );
}

/** The sums behind each number, as [name, sum, what its area looks like]. */
export function sums([a, b], result) {
  const { shared, hull, union } = result;
  const product = (box) => `${width(box)} · ${height(box)} = ${area(box)}`;
  const [part, whole] = [area(shared), area(hull)];
  const neither = whole - union;
  const [share, value] = measures(result);
  return [
    ["area of A", product(a), "body-A"],
    ["area of B", product(b), "body-B"],
    ["intersection", product(shared), "shared"],
    ["union", `${area(a)} + ${area(b)} - ${part} = ${union}`],
    ["hull", product(hull), "hull"],
    ["in neither box", `${whole} - ${union} = ${neither}`, "neither"],
    ["IoU", `${part} / ${union} = ${share}`],
    ["generalised IoU", `${share} - ${neither} / ${whole} = ${value}`],
  ];
}

export const goals = [
  {
    name: "thin",
    text: "Neither box inside the other: an overlap with an IoU below 0.1 and a generalised IoU above 0.",
    met: ({ boxes }, { shared, iou, generalized }) =>
      boxes.every((box) => area(shared) < area(box)) &&
      area(shared) > 0 &&
      iou < 0.1 &&
      generalized > 0,
  },
  {
    name: "pixel",
    text: "A box and its copy one pixel to the right, with an IoU below 0.8.",
    met: ({ boxes: [a, b] }, { iou }) =>
      Math.abs(a[0] - b[0]) === 1 &&
      [1, 3].every((i) => a[i] === b[i]) &&
      width(a) === width(b) &&
      iou < 0.8,
  },
  {
    name: "half",
    text: "Two equal squares with an IoU of exactly 0.5.",
    met: ({ boxes }, { shared, union }) =>
      new Set(boxes.flatMap((box) => [width(box), height(box)])).size === 1 &&
      2 * area(shared) === union,
  },
];

/** Settings of two boxes, given for a square of 240 pixels. */
const scaled =
  (boxes) =>
  ({ size }) => ({
    boxes: boxes.map((box) => box.map((edge) => Math.round((edge * size) / 240))),
  });
export const presets = {
  apart: scaled([
    [20, 30, 100, 110],
    [140, 120, 220, 220],
  ]),
  touching: scaled([
    [30, 60, 120, 160],
    [120, 60, 210, 160],
  ]),
  inside: scaled([
    [30, 40, 210, 200],
    [80, 70, 170, 150],
  ]),
  equal: scaled([
    [60, 60, 180, 180],
    [60, 60, 180, 180],
  ]),
};
