// Why a detection is a hit, a false positive or ignored, in words.

import { numberText, tellingText } from "./dom.js";
import { bestOf } from "./matching.js";

// By outcome: its class, and what the list and the sentence call it.
export const OUTCOMES = {
  1: ["hit", "hit"],
  0: ["false", "false positive"],
  "-1": ["off", "ignored"],
};

/** Why a box has its outcome, and the object that decides it, or -1: [text, object]. */
export function reason(
  { ignored },
  { rule, iou_threshold: low },
  iou,
  { given, taken },
) {
  const coco = rule === "coco";
  const every = iou.map((_, j) => j);
  const best = (allow) => bestOf(every.filter(allow), iou, rule);
  const used = (j) => taken.includes(j);
  const text = (j) =>
    tellingText(iou[j], (x) => x >= low) +
    (iou[j] === low ? ", equal to the threshold" : "");
  const below = (j) => `IoU ${text(j)} (object ${j}) below ${numberText(low)}`;
  const equal = `; of equal IoUs the ${coco ? "last" : "first"}`;

  if (!every.length) return ["there is no object", -1];
  if (given < 0) {
    const top = best(() => true);
    const over = coco
      ? best((j) => used(j) && iou[j] >= low)
      : iou[top] >= low
        ? top
        : -1;
    if (over < 0) {
      return iou[top] ? [`best ${below(top)}`, top] : ["it overlaps no object", -1];
    }
    let words = `object ${over} is taken (duplicate), IoU ${text(over)}`;
    const rest = best((j) => !used(j) && (coco ? iou[j] > 0 : iou[j] >= low));
    if (rest >= 0 && coco) words += `; best unused ${below(rest)}`;
    else if (rest >= 0) {
      const same = iou[rest] === iou[over];
      const why = same ? "comes later" : `has less, IoU ${text(rest)}`;
      words += `; object ${rest} is free but ${why}`;
    }
    return [words, over];
  }
  let words = `object ${given}, IoU ${text(given)}`;
  if (ignored[given]) {
    words = coco
      ? `object ${given} is a crowd, ${text(given)} of the box inside`
      : `object ${given} is difficult, IoU ${text(given)}`;
  }
  const rivals = every.filter((j) => {
    const compared = !coco || (!used(j) && ignored[j] === ignored[given]);
    return compared && iou[j] === iou[given];
  });
  if (rivals.length > 1) words += equal;
  if (coco && !ignored[given]) {
    const over = best((j) => used(j) && iou[j] >= iou[given]);
    if (over >= 0) {
      words += `, the best unused; object ${over} is taken, IoU ${text(over)}`;
    }
    const crowd = best((j) => ignored[j] && iou[j] >= iou[given]);
    if (crowd >= 0) words += `; the crowd, object ${crowd}, comes after`;
  } else if (coco) {
    const over = best((j) => used(j) && iou[j] >= low);
    if (over >= 0) words += `; object ${over} is taken, IoU ${text(over)}`;
  }
  return [words, given];
}
