import { listOf, METHODS } from "./average_precision.js";
import { area } from "./boxes.js";
import { choice, hundredths } from "./controls.js";
import { curveKey, curvePlot } from "./curve.js";
import { html, numberText, plural, range, say } from "./dom.js";
import { follow, pointIn } from "./drag.js";
import { explore } from "./frame.js";
import { boxSample, largePicture, smallPictures } from "./pictures.js";
import { rankedList } from "./ranked_list.js";

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
      ? `The last one counted is number ${count}, in picture ${picture}, ${told()}. `
      : "",
    `AP by ${state.method.replace("-point", " points")} ${average}.`,
  ].join("");
}

function build({ result, set }, data, { ranked }) {
  let pointed = -1; // a place in the list
  let [peeked, pinned] = [null, {}]; // pictures
  const choose = (place) => {
    if (place >= 0) set({ score_threshold: ranked[place].score });
  };
  function point(place, event) {
    if (place === pointed || event?.pointerType === "touch") return;
    pointed = place;
    look(result());
  }

  const large = largePicture(data);
  const smalls = smallPictures(
    data,
    (picture) => {
      pinned = { picture, count: result().count };
      look(result());
    },
    (picture) => {
      peeked = picture;
      look(result());
    },
  );
  const list = rankedList(ranked, point, choose);
  const plot = curvePlot();
  /** The counted detection whose point is nearest. */
  const nearest = (event) => {
    const places = result().ends.map((end) => end - 1);
    return plot.nearest(...pointIn(plot.node, event), places);
  };
  follow(
    plot.node,
    (event) => [nearest(event)],
    (place) => {
      point(place);
      choose(place);
    },
  );
  plot.node.addEventListener("pointermove", (event) => point(nearest(event), event));
  /** The smallest box that is drawn where the pointer is. */
  function boxAt(event) {
    const [x, y] = pointIn(large.node, event);
    const { count } = result();
    const places = range(count).filter((place) => {
      const { picture, box } = ranked[place];
      const [x1, y1, x2, y2] = box;
      return picture === shown() && x >= x1 && x <= x2 && y >= y1 && y <= y2;
    });
    const size = (place) => area(ranked[place].box);
    return places.sort((a, b) => size(a) - size(b))[0] ?? -1;
  }
  large.node.addEventListener("pointermove", (event) => point(boxAt(event), event));
  large.node.addEventListener("click", (event) => choose(boxAt(event)));
  for (const { node } of [large, plot]) {
    node.addEventListener("pointerleave", () => point(-1));
  }

  const score = hundredths("score threshold", (value) =>
    set({ score_threshold: value }),
  );
  const iou = hundredths(
    "IoU threshold",
    (value) => set({ iou_threshold: value }),
    0.01,
  );
  const rule = choice("AP by", METHODS, (method) => set({ method }));
  const averages = METHODS.map(() => html("span", { class: "value" }));
  rule.node.querySelectorAll("label").forEach((label, i) => label.append(averages[i]));
  const captions = range(2).map(() => html("figcaption"));
  const column = (name, ...nodes) => html("figure", { class: name }, ...nodes);
  const key = ["found", "missed"].map((name) =>
    html("span", {}, boxSample(name), name),
  );
  const stage = [
    html(
      "div",
      { class: "columns" },
      column(
        "pictures",
        captions[0],
        html("div", { class: "both" }, large.node, smalls.node),
        html("div", { class: "legend" }, "objects:", ...key),
      ),
      column("ranks", captions[1], list.node),
      column("plot", plot.node, curveKey()),
    ),
  ];

  const shown = () =>
    ranked[pointed]?.picture ??
    peeked ??
    (pinned.count === result().count ? pinned.picture : null) ??
    ranked[result().count - 1]?.picture ??
    0;

  /** What each picture shows, and in words. */
  function sights({ given, foundAt, count }) {
    const all = data.objects.map((own, picture) => {
      const found = own.filter((_, k) => foundAt[picture][k] < count);
      const missed = own.filter((_, k) => foundAt[picture][k] >= count);
      return { layers: { found, missed, hit: [], wrong: [] } };
    });
    for (const [place, { picture, box }] of ranked.slice(0, count).entries()) {
      all[picture].layers[given[place] >= 0 ? "hit" : "wrong"].push(box);
    }
    for (const sight of all) {
      const { found, missed, hit, wrong } = sight.layers;
      const total = found.length + missed.length;
      sight.text = `${plural(hit.length, "hit")}, ${wrong.length} false, `;
      sight.text += `${missed.length} of ${total} missed`;
    }
    return all;
  }

  /** What follows the pointer. */
  function look(solved) {
    const { count } = solved;
    const picture = shown();
    const all = sights(solved);
    const boxAt = (place) =>
      ranked[place]?.picture === picture ? [ranked[place].box] : [];
    const marks = { window: boxAt(count - 1), pointed: boxAt(pointed) };
    large.update(data.urls[picture], { ...all[picture].layers, ...marks });
    const told = marks.pointed.length ? pointed : marks.window.length ? count - 1 : -1;
    if (told < 0) large.write("", [0, 0, 0]);
    else large.write(`${told + 1}: ${ranked[told].score.toFixed(2)}`, ranked[told].box);
    smalls.update(all, picture);
    list.mark(pointed);
    plot.point(pointed);
    say(captions[0], `picture ${picture + 1}: ${all[picture].text}`);
  }

  function draw(state, solved) {
    const { count, given, curve } = solved;
    plot.update(curve, state.method, count - 1);
    look(solved);
    score.update(state.score_threshold);
    iou.update(state.iou_threshold);
    rule.update(state.method);
    averages.forEach((node, i) => say(node, solved.averages[i].toFixed(3)));
    list.update(solved);
    say(captions[1], `${ranked.length} detections, best first: ${count} counted`);
    const { precision, recall } = curve;
    return { count, given, precision, recall, averages: solved.averages };
  }
  return { controls: [score.node, iou.node, rule.node], stage, draw };
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
    hint:
      "Click a row, a box or the curve to count down to that detection; " +
      "point at one to see it in all three.",
    steps: {
      at: (state) => above(state) - none,
      last: () => stops.length - none,
      to: (index) => ({ score_threshold: stops[index + none - 1] ?? 1 }),
    },
    build: (view) => build(view, data, list),
  };
});
