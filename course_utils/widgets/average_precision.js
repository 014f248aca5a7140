// A ranked list of detections and its average precision, as metrics has them.

import { range, remember, sum } from "./dom.js";
import { matchDetections, overlaps } from "./matching.js";

// How many steps a rule makes from recall 0 to 1; the area needs none.
export const RULES = { "11-point": 10, "all-point": 0, "101-point": 100 };
export const METHODS = Object.keys(RULES);

/** All detections, best first, each with its IoU with its picture's objects. */
function rank({ objects, boxes, scores }) {
  const all = boxes.flatMap((own, picture) => {
    const ious = overlaps({ boxes: own, objects: objects[picture] }, "coco");
    const score = (i) => scores[picture][i];
    return own.map((box, i) => ({ picture, box, score: score(i), ious: ious[i] }));
  });
  // A stable sort: of equal scores the first is first.
  return all.sort((a, b) => b.score - a.score);
}

/**
 * Matches in each picture: `given` has the index of an object, or -1, for each place in
 * the ranking; `foundAt` has that place for each object of each picture, or Infinity.
 */
function match(ranked, objects, iou_threshold) {
  const given = ranked.map(() => -1);
  const foundAt = objects.map((own) => own.map(() => Infinity));
  objects.forEach((own, picture) => {
    const places = range(ranked.length).filter((i) => ranked[i].picture === picture);
    const ious = places.map((place) => ranked[place].ious);
    const settings = { rule: "coco", iou_threshold };
    matchDetections({ objects: own }, settings, ious).forEach(({ given: k }, i) => {
      given[places[i]] = k;
      if (k >= 0) foundAt[picture][k] = places[i];
    });
  });
  return { given, foundAt };
}

/** `metrics.precision_recall`, the envelope, and the hits so far. */
function curveOf(given, total) {
  let hits = 0;
  const found = given.map((index) => (hits += index >= 0));
  const precision = found.map((hits, place) => hits / (place + 1));
  const recall = found.map((hits) => hits / total);
  const envelope = [...precision];
  for (let i = envelope.length - 2; i >= 0; i--) {
    envelope[i] = Math.max(envelope[i], envelope[i + 1]);
  }
  return { found, precision, recall, envelope };
}

/** The points a rule looks at, [recall, precision]: 0 beyond the last recall. */
export function pointsOf({ recall, envelope }, method) {
  const steps = RULES[method];
  return Array.from({ length: steps && steps + 1 }, (_, i) => {
    const place = recall.findIndex((value) => value >= i / steps);
    return [i / steps, envelope[place] ?? 0];
  });
}

/** `metrics.average_precision`. */
function averagePrecision(curve, method) {
  const { recall, envelope } = curve;
  const points = pointsOf(curve, method);
  const terms = points.length
    ? points.map(([, precision]) => precision / points.length)
    : envelope.map((best, i) => (recall[i] - (recall[i - 1] ?? 0)) * best);
  return sum(terms);
}

/** The list of `data`, what is found in it, and the ways to count from its head. */
export function listOf(data) {
  const ranked = rank(data);
  const total = data.objects.flat().length;
  // Scores where the list may be cut, after the last of equal ones; how many are above.
  const stops = [...new Set(ranked.map(({ score }) => score))];
  const counted = (least) => ranked.filter(({ score }) => score >= least).length;
  const ends = stops.map(counted);
  const judge = remember((threshold) => {
    const matched = match(ranked, data.objects, threshold);
    const curve = curveOf(matched.given, total);
    const averages = METHODS.map((method) => averagePrecision(curve, method));
    return { ranked, total, ends, ...matched, curve, averages };
  });
  const solveAt = (count, threshold) => {
    const hits = judge(threshold).curve.found[count - 1] ?? 0;
    return { ...judge(threshold), count, hits, wrong: count - hits };
  };
  const solve = ({ score_threshold, iou_threshold }) =>
    solveAt(counted(score_threshold), iou_threshold);
  /** Whether some setting of the thresholds reaches a goal, which asks the result only. */
  const reachable = ({ met }) =>
    range(100).some((i) => ends.some((end) => met({}, solveAt(end, (i + 1) / 100))));
  return { ranked, stops, solve, reachable };
}
