// The stamps of a transposed convolution on its output, each in the look of its input.

import { range, setAll, svg } from "./dom.js";
import { shapeOf } from "./matrices.js";

export const TAGS = "abcdefghijklmnop"; // of the inputs, row by row
const DASHES = ["", "7 3", "2 3", "8 3 2 3"]; // of stamps that are neighbours
const DARKEST = 0.6; // where most of them overlap

/** Of an input's colour; no two neighbours are alike. */
export const hue = (index) => (index * 137.5) % 360;

/** Where the stamps of an axis begin, what of them is shown, and their middle. */
function spans(count, stride, taps, before, length) {
  return range(count).map((place) => {
    const start = place * stride - (taps - 1 - before);
    const [low, high] = [Math.max(start, 0), Math.min(start + taps, length)];
    return { low, high, middle: start + Math.floor((taps - 1) / 2) };
  });
}

/** Draws them on the table of an output; they are counted like its inputs. */
export function drawStamps(
  output,
  side,
  { input, kernel, stride },
  { sums, counts, sides },
) {
  const [rows, columns] = [0, 1].map((axis) => {
    const [count, taps] = [shapeOf(input)[axis], shapeOf(kernel)[axis]];
    return spans(count, stride, taps, sides[axis][0], shapeOf(sums)[axis]);
  });
  const fill = Math.min(0.3, DARKEST / Math.max(...counts.flat(), 1));
  const stamps = rows.flatMap((down, r) =>
    columns.map((right, c) => {
      const parity = 2 * (r % 2) + (c % 2);
      const inset = 1 + (parity * side) / 20; // so that few edges coincide
      const index = r * columns.length + c;
      const stamp = svg("rect", { class: "stamp", style: `--hue: ${hue(index)}` });
      setAll(stamp, {
        ...{ x: right.low * side + inset, y: down.low * side + inset },
        width: Math.max((right.high - right.low) * side - 2 * inset, 1),
        height: Math.max((down.high - down.low) * side - 2 * inset, 1),
        ...{ "fill-opacity": fill, "stroke-dasharray": DASHES[parity] },
      });
      output.tag(down.middle, right.middle, TAGS[index]);
      return stamp;
    }),
  );
  output.layer.replaceChildren(...stamps);
  /** Marks the stamps that reach the chosen number, and the one that is pointed at. */
  return (reaching, picked) =>
    stamps.forEach((stamp, index) => {
      stamp.classList.toggle("reaches", reaching.includes(index));
      stamp.classList.toggle("picked", index === picked);
      stamp.classList.toggle("faded", picked !== undefined && index !== picked);
    });
}
