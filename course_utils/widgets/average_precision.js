// A ranked list of detections and its average precision, as metrics.py has them.

// How many steps a rule makes from recall 0 to 1; the area needs none.
const RULES = { "11-point": 10, "all-point": 0, "101-point": 100 };
const METHODS = Object.keys(RULES);

/** IoU as metrics.py has it, to the last bit: of [x, y, width, height]. */
function iouOf(...boxes) {
  const sides = boxes.map(([x1, y1, x2, y2]) => [x2 - x1, y2 - y1]);
  const shared = [0, 1].map((axis) => {
    const ends = boxes.map((box, i) => sides[i][axis] + box[axis]);
    const start = Math.max(...boxes.map((box) => box[axis]));
    return Math.max(Math.min(...ends) - start, 0);
  });
  const [both, first, second] = [shared, ...sides].map(([w, h]) => w * h);
  return both > 0 ? both / (first + second - both) : 0;
}

/** All detections, best first, each with its IoU with its picture's objects. */
function rank({ objects, boxes, scores }) {
  const all = boxes.flatMap((own, picture) =>
    own.map((box, i) => {
      const ious = objects[picture].map((object) => iouOf(box, object));
      return { picture, i, score: scores[picture][i], ious };
    }),
  );
  // A stable sort: of equal scores the first is first.
  return all.sort((a, b) => b.score - a.score);
}

/**
 * `metrics.match_detections`: each detection takes the best object that is not taken,
 * the last of equal ones. `given` has its index, or -1, for each place in the ranking;
 * `foundAt` has that place for each object of each picture, or Infinity.
 */
function match(ranked, objects, threshold) {
  const foundAt = objects.map((own) => own.map(() => Infinity));
  const given = ranked.map(({ picture, ious }, place) => {
    const found = foundAt[picture];
    let best = -1;
    ious.forEach((iou, k) => {
      // As in pycocotools: at 1, rounding decides nothing.
      if (found[k] < Infinity || iou < Math.min(threshold, 1 - 1e-10)) return;
      if (best < 0 || iou >= ious[best]) best = k;
    });
    if (best >= 0) found[best] = place;
    return best;
  });
  return { given, foundAt };
}

/** `metrics.precision_recall`, the envelope, and the hits so far. */
function curveOf(given, total) {
  let hits = 0;
  const found = given.map((index) => (hits += index >= 0));
  const precision = found.map((hits, place) => hits / (place + 1));
  const recall = found.map((hits) => hits / total);
  let best = 0;
  const envelope = precision.map((_, i) => {
    return (best = Math.max(best, precision[precision.length - 1 - i]));
  });
  return { found, precision, recall, envelope: envelope.reverse() };
}

/** The points a rule looks at, [recall, precision]: 0 beyond the last recall. */
function pointsOf({ recall, envelope }, steps) {
  return Array.from({ length: steps + 1 }, (_, i) => {
    const place = recall.findIndex((value) => value >= i / steps);
    return [i / steps, envelope[place] ?? 0];
  });
}

/** `metrics.average_precision`, without the digits that depend on the order of a sum. */
function averagePrecision(curve, method) {
  const { recall, envelope } = curve;
  const steps = RULES[method];
  const terms = steps
    ? pointsOf(curve, steps).map(([, precision]) => precision / (steps + 1))
    : envelope.map((best, i) => (recall[i] - (recall[i - 1] ?? 0)) * best);
  return Number(terms.reduce((sum, term) => sum + term, 0).toFixed(12));
}

const plural = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

/** Hits, false positives and missed objects. */
function countsInWords(hits, wrong, total) {
  const missed = `${total - hits} of ${plural(total, "object")} missed`;
  return `${plural(hits, "hit")}, ${plural(wrong, "false positive")}, ${missed}`;
}

/** `PrecisionRecall.sentence`. */
function inWords({ score_threshold, method }, curve, count, total) {
  const hits = count ? curve.found[count - 1] : 0;
  const precision = count ? numberText(hits / count, 3) : "undefined";
  const points = method.replace("-point", " points");
  const average = numberText(averagePrecision(curve, method), 3);
  return (
    `Score at least ${numberText(score_threshold)}: ` +
    `${countsInWords(hits, count - hits, total)}; precision ${precision}, ` +
    `recall ${numberText(hits / total, 3)}. AP by ${points} ${average}.`
  );
}
