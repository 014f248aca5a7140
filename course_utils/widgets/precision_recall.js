import { listOf, METHODS } from "./average_precision.js";
import { area } from "./boxes.js";
import { choice, hundredths } from "./controls.js";
import { curveKey, curvePlot } from "./curve.js";
import { html, numberText, plural, range, say } from "./dom.js";
import { follow, pointIn } from "./drag.js";
import { explore } from "./frame.js";
import { largePicture, smallPictures } from "./pictures.js";
import { rankedList } from "./ranked_list.js";
import { holds, legend } from "./scene.js";

const KEY = [
  ["found", "object found"],
  ["missed", "object missed"],
];

const goals = [
  {
    name: "clean",
    text: "Count as many detections as you can without a false positive.",
    met: (_, { curve, ends, count, wrong }) =>
      count &&
      !wrong &&
      !ends.some((end) => end > count && curve.found[end - 1] === end),
  },
  {
    name: "dip",
    text: "The detection whose point lies furthest below the envelope.",
    met: (_, { curve, ends, count }) => {
      const below = (end) => curve.envelope[end - 1] - curve.precision[end - 1];
      const most = Math.max(...ends.map(below));
      return count && most > 1e-9 && below(count) > most - 1e-9;
    },
  },
  {
    name: "equal",
    text: "Precision equal to recall, above 0 and below one half.",
    met: (_, { hits, count, total }) => hits && count === total && 2 * hits < total,
  },
];

function verdict({ ranked, given }, place, threshold) {
  if (given[place] >= 0) return "a hit";
  const near = ranked[place].ious.some((iou) => iou >= threshold);
  return `a false positive: ${near ? "its object is taken" : "no object is near enough"}`;
}

function words(state, solved) {
  const { count, hits, wrong, total, averages } = solved;
  const share = (of) =>
    of ? `${hits}/${of} = ${numberText(hits / of, 3)}` : "undefined";
  const average = numberText(averages[METHODS.indexOf(state.method)], 3);
  const last = count - 1;
  const picture = solved.ranked[last]?.picture + 1;
  const told = verdict.bind(null, solved, last, state.iou_threshold);
  return [
    `Score at least ${numberText(state.score_threshold)}: ${plural(hits, "hit")}, `,
    `${plural(wrong, "false positive")}, `,
    `${total - hits} of ${plural(total, "object")} missed. `,
    `Precision ${share(count)}, recall ${share(total)}. `,
    count
      ? `The last one counted is number ${count}, in image ${picture}, ${told()}. `
      : "",
    `AP by ${state.method.replace("-point", " points")} ${average}.`,
  ].join("");
}

/** What each picture shows: boxes by their kind, and how many in words. */
function sightsOf({ objects }, { ranked, given, foundAt, count }) {
  const all = objects.map((own, picture) => {
    const found = own.filter((_, k) => foundAt[picture][k] < count);
    const missed = own.filter((_, k) => foundAt[picture][k] >= count);
    return { found, missed, hit: [], wrong: [] };
  });
  ranked.slice(0, count).forEach(({ picture, box }, place) => {
    all[picture][given[place] >= 0 ? "hit" : "wrong"].push(box);
  });
  return all.map((layers, picture) => {
    const { missed, hit, wrong } = layers;
    const counts = `${plural(hit.length, "hit")}, ${wrong.length} false`;
    const lost = `${missed.length} of ${objects[picture].length} missed`;
    return { layers, text: `image ${picture + 1}: ${counts}, ${lost}` };
  });
}

/** The smallest counted box of a picture at x, y: its place in the list, or -1. */
function boxAt({ ranked, count }, picture, x, y) {
  const hit = ({ picture: own, box }) => own === picture && holds(box, x, y);
  const places = range(count).filter((place) => hit(ranked[place]));
  const size = (place) => area(ranked[place].box);
  return places.sort((a, b) => size(a) - size(b))[0] ?? -1;
}

function controlsOf(set) {
  const score = hundredths("score threshold", (score_threshold) =>
    set({ score_threshold }),
  );
  const iou = hundredths(
    "IoU threshold",
    (iou_threshold) => set({ iou_threshold }),
    0.01,
  );
  const rule = choice("AP by", METHODS, (method) => set({ method }));
  const averages = METHODS.map(() => html("span", { class: "value" }));
  rule.node.querySelectorAll("label").forEach((label, i) => label.append(averages[i]));
  function update(state, values) {
    score.update(state.score_threshold);
    iou.update(state.iou_threshold);
    rule.update(state.method);
    averages.forEach((node, i) => say(node, values[i].toFixed(3)));
  }
  return { nodes: [score.node, iou.node, rule.node], update };
}

function build({ result, set }, data, { ranked }) {
  // What the hand is on, a place in the list and a picture, or has picked last.
  const nothing = { place: -1, peeked: null, picked: null };
  let hand = { ...nothing };
  let before; // so many were counted
  const onto = (changes) => {
    hand = { ...hand, ...changes };
    look(result());
  };
  const point = (place, event) => {
    if (place !== hand.place && event?.pointerType !== "touch") onto({ place });
  };
  const choose = (place) => {
    if (place >= 0) set({ score_threshold: ranked[place].score });
  };
  const shown = ({ count }) =>
    ranked[hand.place]?.picture ??
    hand.peeked ??
    hand.picked ??
    ranked[count - 1]?.picture ??
    0;

  const controls = controlsOf(set);
  const list = rankedList(ranked, choose);
  const plot = curvePlot();
  const nearest = (event) => plot.nearest(...pointIn(plot.node, event), result().ends);
  const toPoint = (place) => {
    point(place);
    choose(place);
  };
  follow(plot.node, (event) => [nearest(event)], toPoint);
  const large = largePicture(data);
  const under = (event) =>
    boxAt(result(), shown(result()), ...pointIn(large.node, event));
  const parts = [
    [list.list, list.at],
    [large.node, under],
    [plot.node, nearest],
  ];
  for (const [node, placeOf] of parts) {
    node.addEventListener("pointermove", (event) => point(placeOf(event), event));
    node.addEventListener("pointerleave", () => point(-1));
    node.addEventListener("click", (event) => choose(placeOf(event)));
  }
  const smalls = smallPictures(
    data,
    (picked) => onto({ picked }),
    (peeked) => onto({ peeked }),
  );

  const [sight, counted] = range(2).map(() => html("figcaption"));
  const column = (name, ...nodes) => html("figure", { class: name }, ...nodes);
  const both = html("div", { class: "both" }, large.node, smalls.node);
  const stage = html(
    "div",
    { class: "parts" },
    column("pictures", sight, both, legend(KEY).node),
    column("ranks", counted, list.node),
    column("plot", plot.node, curveKey()),
  );

  /** What follows the pointer. */
  function look(solved) {
    const picture = shown(solved);
    const sights = sightsOf(data, solved);
    const [chosen, pointed] = [solved.count - 1, hand.place].map((place) =>
      ranked[place]?.picture === picture ? place : -1,
    );
    const boxOf = (place) => (place < 0 ? [] : [ranked[place].box]);
    const marks = { last: boxOf(chosen), pointed: boxOf(pointed) };
    large.update(data.urls[picture], { ...sights[picture].layers, ...marks });
    const told = ranked[pointed < 0 ? chosen : pointed];
    large.write(
      told ? `${ranked.indexOf(told) + 1}: ${told.score.toFixed(2)}` : "",
      told?.box,
    );
    smalls.update(sights, picture);
    say(sight, sights[picture].text);
    list.mark(hand.place);
    plot.point(hand.place);
  }

  function draw(state, solved) {
    const { count, given, curve, averages } = solved;
    if (count !== before) hand = { ...nothing }; // the picture follows the list
    before = count;
    controls.update(state, averages);
    plot.update(curve, state.method, count - 1);
    look(solved);
    list.update(solved);
    say(counted, `${ranked.length} detections, best first: ${count} counted`);
    return { count, given, precision: curve.precision, recall: curve.recall, averages };
  }
  return { controls: controls.nodes, stage: [stage], draw };
}

export default explore((get) => {
  const data = get("_data");
  const list = listOf(data);
  const { stops, solve } = list;
  // Step 0 counts nothing; no threshold is above a score of 1.
  const none = stops[0] === 1 ? 1 : 0;
  const above = ({ score_threshold: least }) =>
    stops.filter((score) => score >= least).length;
  return {
    ...{ solve, words, goals: goals.filter(list.reachable) },
    hint: "Click a row, a box or the curve to count down to it; point at one to see all three.",
    steps: {
      at: (state) => above(state) - none,
      last: () => stops.length - none,
      to: (index) => ({ score_threshold: stops[index + none - 1] ?? 1 }),
    },
    build: (view) => build(view, data, list),
  };
});
