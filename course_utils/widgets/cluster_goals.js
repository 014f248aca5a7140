// What iterations of k-means show, in words, and the goals of their explorer.

import { range } from "./dom.js";
import { highest } from "./kmeans.js";

export function clusterWords(state, run) {
  const { k, distance, update, seed, iteration } = state;
  const { tried, last, moves } = run;
  const means = run.means.slice(0, iteration + 1);
  const best = highest(means);
  const own = means[iteration];
  // As many digits as tell them apart.
  const differ = (digits) => own.toFixed(digits) !== means[best].toFixed(digits);
  const digits = range(9).find((i) => differ(4 + i)) ?? 0; // or they are equal
  const figures = (x) => x.toFixed(4 + digits);
  let text = `Iteration ${iteration} of ${last} with k ${k}, distance ${distance}, `;
  text += `update ${update}, start ${seed}: average IoU ${figures(own)}, `;
  if (own === means[best]) text += "the best so far.";
  else text += `below ${figures(means[best])} at iteration ${best}.`;
  if (iteration === last) {
    text += moves ? " It is stopped here." : " Nothing moves any more.";
  }
  if (tried.length < 2) return text;
  const top = tried.reduce((a, b) => (b.end > a.end ? b : a));
  text += ` Of the ${tried.length} starts tried, start ${top.seed} ends highest, at `;
  return `${text}${top.end.toFixed(4)}.`;
}

const LONG = 5; // iterations, at least
const GAIN = 0.01; // of average IoU, at least

/**
 * The goals that can be reached from the setting `start`: `runOf(state)` is what a
 * setting comes to, and `wasTried(state)` whether it was shown.
 */
export function clusterGoals(start, seeds, most, runOf, wasTried) {
  const endOf = (state) => runOf(state).end;
  const ended = ({ iteration }, { last }) => iteration === last;
  const rises = ({ means, last, end }) => last >= LONG && Math.max(...means) === end;
  const both = (state) => ["iou", "euclid"].map((distance) => ({ ...state, distance }));
  const gains = ([iou, euclid]) => endOf(iou) >= endOf(euclid) + GAIN;
  const everySeed = (state) => range(seeds).map((seed) => ({ ...state, seed }));
  const iou = { ...start, distance: "iou" };
  const [low, high] = [1, most].map((k) => endOf({ ...iou, k }));
  const enough = Math.round(5 * (low + 3 * high)) / 20; // three quarters of the way
  return [
    everySeed(start).flatMap(both).map(runOf).some(rises) && {
      name: "ends at its best",
      text: `A run of ${LONG} or more iterations whose last one is its best.`,
      met: (state, run) => ended(state, run) && rises(run),
    },
    everySeed(start).some((state) => gains(both(state))) && {
      name: "iou serves all",
      text: `A start where iou ends at least ${GAIN} above euclid (try both).`,
      met: (state, run) =>
        ended(state, run) && both(state).every(wasTried) && gains(both(state)),
    },
    low < enough &&
      enough <= high && {
        name: "how many",
        text:
          `With iou, the smallest k that ends at ${enough} or more ` +
          `(k 1: ${low.toFixed(2)}, k ${most}: ${high.toFixed(2)}).`,
        met: (state, run) =>
          state.distance === "iou" &&
          ended(state, run) &&
          run.end >= enough &&
          range(state.k - 1).every((k) => endOf({ ...state, k: k + 1 }) < enough),
      },
    most > 1 && {
      name: "what to keep",
      text: `With k 2 or more, the best iteration of all ${seeds} starts (try all).`,
      met: ({ k, iteration }, { means, tried }) =>
        k > 1 &&
        tried.length === seeds &&
        means[iteration] === Math.max(...tried.flatMap((each) => each.means)),
    },
  ].filter(Boolean);
}
