import { choice, hundredths } from "./controls.js";
import { clamp, html, numberText, range, remember, say, tellingText } from "./dom.js";
import { frame } from "./drawing.js";
import { explore } from "./frame.js";
import { legend, link, rowList, scene } from "./scene.js";
import { goalsOf, suppressor } from "./suppression.js";

const CLASSES = ["within each class", "across classes"];
const LEGEND = [
  ["now", "kept in this step"],
  ["struck", "struck out in this step"],
  ["kept", "kept before"],
  ["waiting", "waits"],
  ["pointed", "pointed at or chosen"],
];

/** What has become of box i up to a step. */
function stateOf(i, least, score, step, { kept, struck }) {
  if (score < least) return "low";
  const at = kept.indexOf(i) + 1;
  if (at && at <= step) return at === step ? "now" : "kept";
  if (!(struck[i]?.step <= step)) return "waiting";
  return struck[i].step === step ? "struck" : "gone";
}

/** An IoU above the threshold does not look equal to it. */
const above = ({ iou }, { iou_threshold: low }) =>
  `IoU ${tellingText(iou, (x) => x > low)}`;

/** Why a box was kept that would not have been, had a struck one come first. */
const sparedText = (spared, state, it) =>
  `#${spared.by}, struck before, would have struck ${it}, ${above(spared, state)}`;

function fate(i, state, { kept, struck, states, spared }) {
  if (states[i] === "low") return "below the score threshold";
  if (states[i] === "waiting") return "waits";
  if (states[i] === "gone" || states[i] === "struck") {
    return `struck by #${struck[i].by}, ${above(struck[i], state)}`;
  }
  const text = `kept in step ${kept.indexOf(i) + 1}`;
  const told = states[i] === "now" && spared;
  return told ? `${text}; ${sparedText(spared, state, "it")}` : text;
}

const boxCount = (boxes) => `${boxes || "no"} ${boxes > 1 ? "boxes" : "box"}`;

function words(state, { kept, states, named, spared }) {
  const { score_threshold, step } = state;
  const number = (name) => states.filter((other) => other === name).length;
  const waiting = number("waiting");
  const head = `Step ${step} of ${kept.length}:`;
  const [score, wait] = waiting > 1 ? ["score", "wait"] : ["scores", "waits"];
  if (!step) {
    const least = `${boxCount(waiting)} ${score} at least ${numberText(score_threshold)}`;
    return `${head} ${least}${waiting ? ` and ${wait}` : ""}.`;
  }
  const done = `keeps ${named(kept[step - 1])}`;
  const strikes = `strikes out ${boxCount(number("struck"))}`;
  const left = `${step} kept so far, ${waiting || "none"} ${wait}`;
  const why = spared ? ` ${sparedText(spared, state, "the kept box")}.` : "";
  return `${head} ${done} and ${strikes}; ${left}.${why}`;
}

function controlsOf(set) {
  const score = hundredths("score threshold", (score_threshold) =>
    set({ score_threshold }),
  );
  const iou = hundredths("IoU threshold", (iou_threshold) => set({ iou_threshold }));
  const among = choice("suppress", CLASSES, (value) =>
    set({ per_class: value === CLASSES[0] }),
  );
  function update(state) {
    score.update(state.score_threshold);
    iou.update(state.iou_threshold);
    among.update(CLASSES[state.per_class ? 0 : 1]);
  }
  return { nodes: [score.node, iou.node, among.node], update };
}

/** All in the order of the list; `ranked[place]` is the number of a box. */
function build({ now, result, set }, image, data, { ranked }) {
  const { boxes, scores, labels, classes } = data;
  let chosen = -1;
  let before; // what the list showed
  const sorted = ranked.map((i) => boxes[i]);
  const picture = scene(image, sorted, "boxes: the arrow keys go from step to step");
  const frameNow = frame(picture.above);
  const fates = ranked.map(() => html("span"));
  const rows = ranked.map((i, place) => [
    ...[`#${i}`, scores[i].toFixed(2), classes[labels[i]]].map((x) =>
      html("span", {}, x),
    ),
    fates[place],
  ]);
  const heads = ["box", "score", "class", "state"].map((text) =>
    html("span", {}, text),
  );
  const list = rowList("boxes, best first", heads, rows, pick);
  const pointed = link(picture, list, look, choose);

  function pick(place) {
    chosen = place;
    list.select(chosen);
    look();
  }
  function choose(place) {
    pick(place === chosen ? -1 : place);
  }
  list.list.addEventListener("keydown", (event) => {
    const down = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const { states } = result();
    const shown = range(ranked.length).filter(
      (place) => states[ranked[place]] !== "low",
    );
    if (!down || event.ctrlKey || event.altKey || !shown.length) return;
    event.preventDefault();
    const to = chosen < 0 ? 0 : shown.indexOf(chosen) + down;
    pick(shown[clamp(to, 0, shown.length - 1)]);
  });

  /** Tags of the box in hand, of this step and of what was kept before. */
  function look() {
    const { kept, named } = result();
    const { step } = now();
    picture.marks.forEach((mark, place) => {
      mark.classList.toggle("chosen", place === chosen);
      list.items[place].classList.toggle("chosen", place === chosen);
    });
    const hand = [pointed(), chosen].filter((place) => place >= 0);
    const first = [...hand.map((place) => ranked[place]), kept[step - 1]];
    const tagged = new Set([...first, ...kept.slice(0, step)]);
    tagged.delete(undefined);
    picture.write([...tagged].map((i) => [boxes[i], named(i)]));
  }

  const controls = controlsOf((settings) => {
    const { step } = now();
    const ended = step > 0 && step === result().kept.length;
    set({ ...settings, ...(ended ? { step: ranked.length } : {}) }); // at its end again
  });
  function draw(state, solved) {
    const { step } = state;
    const { kept, states } = solved;
    ranked.forEach((i, place) => {
      const kinds = ["low", "kept", "now", "struck", "gone", "waiting"];
      for (const { classList } of [picture.marks[place], list.items[place]]) {
        for (const kind of kinds) classList.toggle(kind, kind === states[i]);
      }
      say(fates[place], fate(i, state, solved));
    });
    picture.above.style.display = step ? "" : "none";
    if (step) {
      const [x1, y1, x2, y2] = boxes[kept[step - 1]];
      frameNow(x1, y1, x2 - x1, y2 - y1);
    }
    controls.update(state);
    const here = ranked.indexOf(kept[step - 1]);
    if (here !== before) {
      chosen = -1; // the list follows the step
      list.select(here);
    }
    before = here;
    look();
    const indices = (name) => range(boxes.length).filter((i) => states[i] === name);
    const now = { kept: kept.slice(0, step), steps: kept.length };
    return { ...now, struck: indices("struck"), waiting: indices("waiting") };
  }
  const stage = html(
    "div",
    { class: "columns" },
    ...[picture.node, list.node, legend(LEGEND).node],
  );
  return { controls: controls.nodes, stage: [stage], draw };
}

export default explore((get) => {
  const data = get("_data");
  const loop = suppressor(data);
  const { scores, labels, classes } = data;
  const run = remember(loop.run);
  const settingsOf = ({ score_threshold, iou_threshold, per_class }) =>
    run({ score_threshold, iou_threshold, per_class });
  const named = (i) => `${classes[labels[i]]} ${scores[i].toFixed(2)}`;
  function solve(state) {
    const solved = settingsOf(state);
    const states = scores.map((score, i) =>
      stateOf(i, state.score_threshold, score, state.step, solved),
    );
    const best = solved.kept[state.step - 1];
    const spared = state.step ? loop.sparedBy(state, solved, best) : null;
    return { ...solved, states, spared, named };
  }
  return {
    ...{ solve, words, goals: goalsOf(data, loop) },
    // Python may change thresholds before it moves the step inside.
    inside: (state) => ({
      ...state,
      step: clamp(state.step, 0, settingsOf(state).kept.length),
    }),
    hint: "Step through the loop; click a row or a box to find it in the other.",
    steps: {
      at: ({ step }) => step,
      last: (_, { kept }) => kept.length,
      to: (step) => ({ step }),
    },
    build: (view) => build(view, get("_image"), data, loop),
  };
});
