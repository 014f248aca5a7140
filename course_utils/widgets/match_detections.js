import { place } from "./boxes.js";
import { choice, hundredths } from "./controls.js";
import { clamp, html, plural, say, setAll, svg } from "./dom.js";
import { frame, hatch } from "./drawing.js";
import { explore } from "./frame.js";
import { OUTCOMES } from "./reasons.js";
import { legend, link, outlined, rowList, scene } from "./scene.js";
import { goalsOf, judge, outcomes, RULES } from "./verdicts.js";

const IGNORED = { voc: "difficult", coco: "crowd" };
const KINDS = Object.values(OUTCOMES).map(([name]) => name);

/** What happened in a step, why, under both rules, and the counts so far. */
function wordsOf({ ignored, numbers, scores }) {
  const steps = scores.length;
  const off = ignored.filter(Boolean).length;
  const toFind = plural(ignored.length - off, "object");
  return ({ rule, step }, { both }) => {
    const head = `Step ${step} of ${steps}`;
    if (!step) {
      const wait = `${plural(steps, "detection")} ${steps === 1 ? "waits" : "wait"}`;
      return `${head}: ${toFind} to find, ${off} ignored; ${wait}.`;
    }
    const k = step - 1;
    const [first, second] = rule === "voc" ? [0, 1] : [1, 0];
    const told = [first, second].map((r) => {
      const { outcome, why } = both[r][k];
      return ` ${RULES[r].toUpperCase()}: ${OUTCOMES[outcome][1]}, ${why}.`;
    });
    const counts = [first, second].map((r) => {
      const so = outcomes(both[r].slice(0, step));
      const [hits, wrong, none] = [1, 0, -1].map(
        (x) => so.filter((y) => y === x).length,
      );
      const others = `${plural(wrong, "false positive")}, ${none} ignored`;
      return `${plural(hits, "hit")}, ${others} (${RULES[r].toUpperCase()})`;
    });
    const what = `: #${numbers[k]}, score ${scores[k].toFixed(2)}.`;
    return `${head}${what}${told.join("")} So far, of ${toFind}: ${counts.join("; ")}.`;
  };
}

/** The objects, a disc with its number on each, the frame and the line of this step. */
function sceneOf(image, { objects, boxes, ignored }) {
  const picture = scene(image, boxes, "boxes: the arrow keys go from step to step");
  const { unit, below, above } = picture;
  const stripes = hatch(below, 10 * unit);
  for (const [j, box] of objects.entries()) {
    const rects = outlined("rect");
    for (const rect of rects) place(rect, box);
    if (ignored[j]) rects[1].style.fill = stripes;
    below.append(svg("g", { class: "object" }, ...rects));
  }
  const toward = svg("g", {}, ...outlined("path"));
  const framed = svg("g");
  const frameNow = frame(framed);
  const inside = (x, length) => clamp(x, 10 * unit, length - 10 * unit);
  const spots = objects.map(([x1, y1, x2, y2]) => [
    inside((x1 + x2) / 2, image.width),
    inside((y1 + y2) / 2, image.height),
  ]);
  const badges = spots.map(([cx, cy], j) => {
    const disc = svg("circle", { cx, cy, r: 10 * unit });
    return svg("g", { class: "badge" }, disc, svg("text", { x: cx, y: cy }, String(j)));
  });
  above.append(framed, toward, ...badges);
  function update(k, to, kind, found) {
    framed.style.display = k < 0 ? "none" : "";
    toward.setAttribute("class", to < 0 ? "none" : kind);
    badges.forEach((badge, j) => badge.classList.toggle("found", found.includes(j)));
    if (k < 0) return;
    const [x1, y1, x2, y2] = boxes[k];
    frameNow(x1, y1, x2 - x1, y2 - y1);
    if (to < 0) return;
    const start = [inside(x1, image.width), inside(y1, image.height)];
    for (const path of toward.children) setAll(path, { d: `M${start}L${spots[to]}` });
  }
  return { ...picture, update };
}

function listOf({ objects, ignored, numbers, scores }, go) {
  const cell = (text = "") => html("span", {}, text);
  const rows = numbers.map((number, k) => {
    const ious = objects.map(() => cell());
    const verdicts = RULES.map(() => cell());
    const first = [cell(`#${number}`), cell(scores[k].toFixed(2))];
    return { cells: [...first, ...verdicts, ...ious], ious, verdicts };
  });
  const names = objects.map((_, j) => cell(ignored[j] ? `(${j})` : String(j)));
  const rules = RULES.map((rule) => cell(rule));
  const heads = [cell("box"), cell("score"), ...rules, ...names];
  const list = rowList(
    "detections, best first, with both verdicts and the IoU with each object",
    heads,
    rows.map(({ cells }) => cells),
    go,
  );
  list.node.style.setProperty("--objects", objects.length || 1);
  if (!objects.length) list.node.classList.add("alone");
  return { ...list, rows, rules };
}

function build({ now, set }, image, data, { ious }) {
  const { boxes, ignored, scores, numbers } = data;
  const picture = sceneOf(image, data);
  const showBox = (k) => k >= 0 && set({ step: k + 1 });
  const list = listOf(data, showBox);
  const pointed = link(picture, list, look, showBox);
  const rule = choice("rule", ["coco", "voc"], (rule) => set({ rule }));
  const threshold = hundredths(
    "IoU threshold",
    (iou_threshold) => set({ iou_threshold }),
    0.01,
  );
  const entries = [1, 0, -1].map((outcome) => OUTCOMES[outcome]);
  const key = legend([["object", "object"], ...entries, ["pointed", "pointed at"]]);
  const kindKey = html("span");
  if (ignored.some(Boolean)) key.node.append(kindKey);

  function look() {
    const hand = [pointed(), now().step - 1].filter((k) => k >= 0);
    const tags = [...new Set(hand)].map((k) => [
      boxes[k],
      `#${numbers[k]} ${scores[k].toFixed(2)}`,
    ]);
    picture.write(tags);
  }

  let before;
  function draw(state, { both }) {
    const { step } = state;
    const r = RULES.indexOf(state.rule);
    const k = step - 1;
    both[r].forEach(({ given, outcome, taken }, i) => {
      const judged = i < step;
      const kind = judged ? OUTCOMES[outcome][0] : "waiting";
      for (const { classList } of [picture.marks[i], list.items[i]]) {
        for (const name of [...KINDS, "waiting"]) classList.toggle(name, name === kind);
        classList.toggle("now", i === k);
      }
      const { ious: cells, verdicts } = list.rows[i];
      const values = ious[state.rule][i];
      cells.forEach((cell, j) => {
        say(cell, values[j] ? values[j].toFixed(2).replace("0.", ".") : "0");
        cell.classList.toggle("high", values[j] >= state.iou_threshold);
        cell.classList.toggle("taken", judged && values[j] > 0 && taken.includes(j));
        cell.classList.toggle("given", judged && given === j);
      });
      const parted = judged && both[0][i].outcome !== both[1][i].outcome;
      list.items[i].classList.toggle("parted", parted);
      verdicts.forEach((cell, v) => {
        const text = OUTCOMES[both[v][i].outcome][1].replace(" positive", "");
        say(cell, judged ? `${text}${parted && v ? " ≠" : ""}` : "");
      });
    });
    list.rules.forEach((head, v) => head.classList.toggle("chosen", v === r));
    const found = both[r].slice(0, step).map(({ given }) => given);
    const { to, outcome } = both[r][k] ?? { to: -1, outcome: 0 };
    picture.update(k, to, OUTCOMES[outcome][0], found);
    say(kindKey, `hatched: ${IGNORED[state.rule]}`);
    rule.update(state.rule);
    threshold.update(state.iou_threshold);
    look();
    if (before !== step) list.select(k);
    before = step;
    const of = (name) =>
      both.map((matched) => matched.slice(0, step).map((one) => one[name]));
    return { given: of("given"), outcomes: of("outcome"), to };
  }
  const stage = html("div", { class: "columns" }, picture.node, list.node, key.node);
  return { controls: [rule.node, threshold.node], stage: [stage], draw };
}

export default explore((get) => {
  const data = get("_data");
  const steps = data.boxes.length;
  const judged = judge(data);
  return {
    inside: (state) => ({ ...state, step: clamp(state.step, 0, steps) }),
    solve: ({ iou_threshold }) => ({ both: judged.solve(iou_threshold) }),
    words: wordsOf(data),
    goals: goalsOf(data, judged),
    hint: "Judge one detection per step under both rules; click a row to go there.",
    steps: {
      at: ({ step }) => step,
      last: () => steps,
      to: (step) => ({ step }),
    },
    build: (view) => build(view, get("_image"), data, judged),
  };
});
