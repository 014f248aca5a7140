// Greedy suppression as boxes.py has it, and what to find out about it.

import { overlap } from "./boxes.js";
import { range } from "./dom.js";

/** The best box first; of equal scores the first. */
const rank = (scores) => range(scores.length).sort((i, j) => scores[j] - scores[i]);

/**
 * The greedy loop to its end, as boxes.nms and boxes.batched_nms do it: `kept`, best
 * first, and for each box struck out the step, the box it lost to and their IoU.
 */
export function suppressor({ boxes, scores, labels }) {
  const ranked = rank(scores);
  const ious = boxes.map((a) => boxes.map((b) => overlap([a, b]).iou));
  const rivals = ({ iou_threshold, per_class }, i, j) =>
    ious[i][j] > iou_threshold && (!per_class || labels[i] === labels[j]);
  function run(settings) {
    const kept = [];
    const struck = {};
    let waiting = ranked.filter((i) => scores[i] >= settings.score_threshold);
    while (waiting.length) {
      const best = waiting.shift();
      kept.push(best);
      waiting = waiting.filter((i) => {
        if (!rivals(settings, best, i)) return true;
        struck[i] = { step: kept.length, by: best, iou: ious[best][i] };
        return false;
      });
    }
    return { kept, struck };
  }
  /** The best of the boxes struck out before box i that would have struck it, if any. */
  function sparedBy(settings, { struck }, i) {
    const better = ranked.slice(0, ranked.indexOf(i));
    const by = better.find((j) => struck[j] && rivals(settings, j, i));
    return by === undefined ? null : { by, iou: ious[by][i] };
  }
  return { ranked, run, sparedBy };
}

export function goalsOf({ scores, labels }, { run }) {
  const sure = labels.filter((_, i) => scores[i] >= 0.5);
  const wanted = [...new Set(sure)].sort().join();
  const oneEach = (kept) =>
    kept.length > 0 &&
    kept
      .map((i) => labels[i])
      .sort()
      .join() === wanted;
  const both = [true, false];
  const iouSettings = both.flatMap((per_class) =>
    range(101).map((i) => ({ iou_threshold: i / 100, per_class })),
  );
  const at = (score_threshold) =>
    iouSettings.map((settings) => ({ ...settings, score_threshold }));
  const fewer = (state) => {
    const iou_threshold = Math.round(state.iou_threshold * 100 + 1) / 100;
    const more = run({ ...state, iou_threshold });
    return iou_threshold <= 1 && more.kept.length < run(state).kept.length;
  };
  const goals = [
    {
      name: "one each",
      text: "At the last step, one box of each class that has a score of 0.5 or more.",
      met: ({ step }, { kept }) => step === kept.length && oneEach(kept),
      reachable: wanted !== "",
    },
    {
      name: "overlap alone",
      text: "Score threshold 0.5: at the last step, one box of each class that has a score of 0.5 or more.",
      met: ({ step, score_threshold }, { kept }) =>
        score_threshold === 0.5 && step === kept.length && oneEach(kept),
      reachable: at(0.5).some((settings) => oneEach(run(settings).kept)),
    },
    {
      name: "spared",
      text: "A step that keeps a box which a better one, struck out before, would have struck.",
      met: (_, { spared }) => spared !== null,
      reachable: true,
    },
    {
      name: "fewer",
      text: "Score threshold 0: an IoU threshold where 0.01 more keeps fewer boxes.",
      met: (state) => state.score_threshold === 0 && fewer(state),
      reachable: at(0).some(fewer),
    },
  ];
  return goals.filter(({ reachable }) => reachable);
}
