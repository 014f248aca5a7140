// The numbers of one cell and the box they stand for, there and back: as yolo.decode.

import { clamp, sum } from "./dom.js";

export function sigmoid(x) {
  const small = Math.exp(-Math.abs(x));
  return (x >= 0 ? 1 : small) / (1 + small);
}

function softmax(scores) {
  const largest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - largest));
  const whole = sum(powers);
  return powers.map((power) => power / whole);
}

/** A box `xyxy` of a centre and sides. */
export const around = (center, sides) =>
  [-1, 1].flatMap((sign) => center.map((at, i) => at + (sign * sides[i]) / 2));

export function decode(state) {
  const { t, objectness, scores, activation, anchor, row, column, stride } = state;
  const offsets = [sigmoid(t[0]), sigmoid(t[1])];
  const factors = [Math.exp(t[2]), Math.exp(t[3])];
  const center = [column, row].map((cell, i) => stride * (offsets[i] + cell));
  const sides = factors.map((factor, i) => factor * anchor[i]);
  const confidence = sigmoid(objectness);
  const probabilities =
    activation === "softmax" ? softmax(scores) : scores.map(sigmoid);
  const best = scores.indexOf(Math.max(...scores));
  return {
    ...{ box: around(center, sides), center, sides, offsets, factors },
    ...{ confidence, probabilities, best, score: confidence * probabilities[best] },
  };
}

/** The inverse, with four decimals, within the { min, max } of the numbers. */
const inverse = (x, { min, max }) => Number(clamp(x, min, max).toFixed(4));
export const offsetToT = (offset, limits) => {
  const inside = clamp(offset, 0, 1);
  return inverse(Math.log(inside / (1 - inside)), limits);
};
export const factorToT = (factor, limits) => inverse(Math.log(factor), limits);
