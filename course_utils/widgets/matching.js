// metrics.match_detections in the same order. Boxes come best score first.

const EQUAL = 1 - 1e-10; // as in metrics: of equal boxes, rounding decides nothing

/** IoU to the last bit, of [x, y, width, height]; with a crowd, the share inside. */
function iouOf(box, object, crowd) {
  const sides = [box, object].map(([x1, y1, x2, y2]) => [x2 - x1, y2 - y1]);
  const shared = [0, 1].map((axis) => {
    const [end, other] = [box, object].map((own, i) => sides[i][axis] + own[axis]);
    return Math.max(Math.min(end, other) - Math.max(box[axis], object[axis]), 0);
  });
  const [both, first, second] = [shared, ...sides].map(([w, h]) => w * h);
  return both > 0 ? both / (crowd ? first : first + second - both) : 0;
}

/** IoU of each box with each object: [box][object]. To COCO what is ignored is a crowd. */
export const overlaps = ({ boxes, objects, ignored = [] }, rule) =>
  boxes.map((box) =>
    objects.map((object, j) => iouOf(box, object, rule === "coco" && ignored[j])),
  );

/** The best of some objects, [index], of equal ones as the rule has it; -1 for none. */
export function bestOf(some, iou, rule) {
  const top = Math.max(...some.map((j) => iou[j]));
  const equal = some.filter((j) => iou[j] === top);
  return (rule === "coco" ? equal.at(-1) : equal[0]) ?? -1;
}

/** Of each box: the object it is `given` or -1, its `outcome`, what was `taken` before. */
export function matchDetections({ objects, ignored = [] }, settings, ious) {
  const { rule, iou_threshold } = settings;
  const low = Math.min(iou_threshold, EQUAL);
  const every = objects.map((_, j) => j);
  const taken = [];
  return ious.map((iou) => {
    const before = [...taken];
    let given;
    if (rule === "voc") {
      given = bestOf(every, iou, rule);
      if (!(iou[given] >= low) || taken.includes(given)) given = -1;
    } else {
      const allowed = every.filter((j) => iou[j] >= low && !taken.includes(j));
      const counting = allowed.filter((j) => !ignored[j]);
      given = bestOf(counting.length ? counting : allowed, iou, rule);
    }
    const outcome = given < 0 ? 0 : ignored[given] ? -1 : 1;
    if (outcome === 1) taken.push(given);
    return { given, outcome, taken: before };
  });
}
