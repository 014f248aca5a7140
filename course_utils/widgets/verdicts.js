// Both rules side by side, and what to find out about them.

import { range, remember } from "./dom.js";
import { matchDetections, overlaps } from "./matching.js";
import { reason } from "./reasons.js";

export const RULES = ["voc", "coco"];

/** Both rules at every threshold: of each box `given`, `outcome`, `taken`, `why`, `to`. */
export function judge(data) {
  const ious = Object.fromEntries(RULES.map((rule) => [rule, overlaps(data, rule)]));
  const at = (iou_threshold) =>
    RULES.map((rule) => matchDetections(data, { rule, iou_threshold }, ious[rule]));
  const solve = remember((iou_threshold) =>
    at(iou_threshold).map((matched, r) => {
      const settings = { rule: RULES[r], iou_threshold };
      return matched.map((one, k) => {
        const [why, to] = reason(data, settings, ious[RULES[r]][k], one);
        return { ...one, why, to };
      });
    }),
  );
  return { ious, at, solve };
}

export const outcomes = (matched) => matched.map(({ outcome }) => outcome);
const differ = (one, other) =>
  range(one.length).filter((k) => one[k].outcome !== other[k].outcome);

export function goalsOf({ scores }, { at }) {
  const hundred = range(100).map((i) => (i + 1) / 100);
  const all = hundred.map((threshold) => at(threshold));
  const fewest = Math.min(...all.map(([voc, coco]) => differ(voc, coco).length));
  const odd =
    ([voc, coco]) =>
    (k) => {
      const pair = [voc[k]?.outcome, coco[k]?.outcome];
      return pair.includes(-1) && pair.includes(0);
    };
  const better = ([, now], [, stricter], k) =>
    now[k]?.outcome === 0 && stricter[k].outcome === 1;
  const goals = [
    {
      name: "ignored",
      text: "Stop at a detection that one rule ignores and the other counts as false.",
      met: ({ step }, { both }) => odd(both)(step - 1),
      reachable: all.some((both) => range(scores.length).some(odd(both))),
    },
    {
      name: "agree",
      text: "All judged, at a threshold where the rules differ on the fewest detections.",
      met: ({ step }, { both }) =>
        step === scores.length && differ(...both).length === fewest,
      reachable: all.some((both) => differ(...both).length > fewest),
    },
    {
      name: "stricter",
      text: "Rule coco: stop at a false positive that is a hit when the threshold is 0.01 more.",
      met: ({ rule, iou_threshold, step }, { both }) => {
        const more = Math.round(iou_threshold * 100 + 1) / 100;
        return rule === "coco" && more <= 1 && better(both, at(more), step - 1);
      },
      reachable: range(99).some((i) =>
        range(scores.length).some((k) => better(all[i], all[i + 1], k)),
      ),
    },
  ];
  return goals.filter(({ reachable }) => reachable);
}
