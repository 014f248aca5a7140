// The frame of every explorer: its traits, its keys, its layout, its goals.

import { html, remember, say } from "./dom.js";
import { keepInNotebook, whenLost } from "./kernel.js";
import { history, presetButtons, stepper } from "./toolbar.js";

const REST = 100; // milliseconds after which the hand has come to rest

// [rows, columns] a key moves by; infinite: to the edge.
export const MOVES = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  PageUp: [-Infinity, 0],
  PageDown: [Infinity, 0],
  Home: [0, -Infinity],
  End: [0, Infinity],
};

/**
 * An anywidget of an explorer. `define(get)`, with `get(trait)`, returns:
 *
 * - `hint`: one line that says what to do.
 * - `inside(state)`: the state with its positions where they may be. A state has all
 *   traits of the Python call; Python may shorten one before it moves another inside.
 * - `solve(state)`: what follows from it; kept until the state changes.
 * - `words(state, result)`: what is shown, in sentences.
 * - `goals`: [{ name, text, met(state, result) }], asked when the hand rests.
 * - `presets`: {text: settings, or a function of the state that makes them}, optional.
 * - `steps`: { at(state, result), last(state, result), to(index, state, result) },
 *   optional: which step it is at, from 0, the last one, and the settings of one.
 * - `build(view)`: called once for each view, returns `controls` and `stage` (nodes),
 *   `draw(state, result)`, which returns what tests compare with NumPy, and optionally
 *   `move(rows, columns, event)` for arrow keys outside of an <input>; it returns false
 *   to leave a key to the browser. Without it they change `row` and `column`, or steps.
 *
 * `view` has `now()`, the state; `result()`; `set(settings)`; `root`; `limits`, the
 * { min, max } that Python takes for each trait; and `before(pick)`: the last state,
 * rested in, of which `pick(state)` differs from now.
 */
export function explore(define) {
  return { render: ({ model, el }) => show(define, model, el) };
}

function show(define, model, el) {
  const { call, start, limits } = model.get("_made");
  const traits = Object.keys(start);
  const {
    inside = (state) => state,
    solve = () => ({}),
    ...explorer
  } = define((trait) => model.get(trait));
  const label = call[0].replace(/(?<=.)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const root = html("div", {
    ...{ class: `explorer ${label.toLowerCase().replaceAll(" ", "-")}` },
    ...{ role: "group", "aria-label": label },
  });
  const raw = () =>
    Object.fromEntries(traits.map((trait) => [trait, model.get(trait)]));
  const now = () => inside(raw());
  const solved = remember(solve);
  const result = () => solved(now());
  const before = (pick) => past.before(pick);
  const view = { root, now, result, set, before, limits };

  let [queued, closed, touched, timer] = [false, false, false, null];
  let byHand = true; // or it plays
  function changed() {
    clearTimeout(timer);
    timer = setTimeout(rest, REST);
    if (queued) return;
    queued = true;
    queueMicrotask(() => {
      queued = false;
      if (!closed) draw();
    });
  }
  function set(values, hand = true) {
    touched = true;
    byHand = hand;
    const old = raw();
    const next = inside({ ...old, ...values });
    for (const trait of traits) {
      const differs = JSON.stringify(next[trait]) !== JSON.stringify(old[trait]);
      if (differs) model.set(trait, next[trait]);
    }
    changed();
  }
  /** What waits until the hand rests: goals, undo, Python, the screen reader. */
  function rest() {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    const reached = byHand ? goals.ask(now(), result()) : "";
    if (byHand) past.keep();
    past.update();
    if (touched || reached) model.save_changes?.();
    touched = false;
    speak(reached);
  }

  const built = explorer.build(view);
  const past = history(view, start, call);
  const steps = explorer.steps && stepper(view, explorer.steps);
  const goals = goalList(model, explorer.goals);
  const hint = html("p", { class: "hint" }, explorer.hint);
  const lost = html("p", { class: "lost", role: "status", hidden: "" });
  const words = html("p", { class: "sentence" });
  const spoken = html("p", { class: "spoken", "aria-live": "polite" });
  root.append(
    html("div", { class: "top" }, hint, past.node),
    html(
      "div",
      { class: "controls" },
      ...(steps ? [steps.node] : []),
      ...(explorer.presets ? [presetButtons(view, explorer.presets)] : []),
      ...built.controls,
    ),
    html("div", { class: "stage" }, ...built.stage),
    html("div", { class: "told" }, words, goals.node),
    ...[past.shown, lost, spoken],
  );

  let heard = "";
  /** Only what is new: the sentences that were not there before. */
  function speak(reached) {
    const sentences = words.textContent.split(/(?<=\.) /);
    const fresh = sentences.filter((sentence) => !heard.includes(sentence));
    heard = words.textContent;
    const news = [...(reached ? [`Goal reached: ${reached}`] : []), ...fresh];
    if (news.length) say(spoken, news.join(" "));
  }

  function draw() {
    const [state, solution] = [now(), result()];
    root.dataset.shown = JSON.stringify(built.draw(state, solution) ?? {});
    say(words, explorer.words(state, solution));
    steps?.update();
    past.update();
    goals.update();
  }

  const move =
    built.move ??
    ((rows, columns) => {
      const { row, column } = now();
      if (row === undefined) return steps.go(steps.at() + rows + columns);
      return set({ row: row + rows, column: column + columns });
    });
  root.addEventListener("focusout", rest);
  root.addEventListener("pointerdown", (event) => steps?.stop(event));
  root.addEventListener("keydown", (event) => {
    steps?.stop(event);
    onKey(event, move, past.travel);
  });
  // Notebook 7 asks for its commands before a key gets here, unless its target has this.
  const shield = (event) =>
    root.contains(event.target) &&
    event.target.toggleAttribute("data-lm-suppress-shortcuts", isOurs(event));
  addEventListener("keydown", shield, true);
  const heardTraits = [...traits, "goals_met"].map((trait) => `change:${trait}`);
  for (const event of heardTraits) model.on(event, changed);
  const forget = whenLost(model, (gone) => {
    lost.hidden = !gone;
    say(lost, gone ? "Python no longer hears this explorer: run its cell again." : "");
  });
  keepInNotebook(model);
  el.append(root);
  draw();
  heard = words.textContent;
  return () => {
    rest();
    closed = true;
    steps?.close();
    forget();
    removeEventListener("keydown", shield, true);
    for (const event of heardTraits) model.off?.(event, changed);
    root.remove();
  };
}

const isControl = (event) => event.ctrlKey || event.metaKey;
const isUndo = (event) =>
  isControl(event) && !event.altKey && "zyZY".includes(event.key);

/** Keys that are the explorer's own, and those that would be a notebook's commands. */
function isOurs(event) {
  const { key } = event;
  if (key in MOVES || isUndo(event)) return true;
  const plain = !isControl(event) && !event.altKey;
  // m, a, b, d d, ... change or delete the cell.
  return plain && (key.length === 1 || (key === "Enter" && !event.shiftKey));
}

function onKey(event, move, travel) {
  if (!isOurs(event)) return;
  // JupyterLab would also take arrow keys from a slider, and move to another cell.
  event.stopPropagation();
  if (isUndo(event)) {
    event.preventDefault();
    travel(event.key.toLowerCase() === "y" || event.shiftKey ? 1 : -1);
  }
  const modified = isControl(event) || event.altKey || event.defaultPrevented;
  if (!(event.key in MOVES) || modified || event.target.tagName === "INPUT") return;
  if (move(...MOVES[event.key], event) !== false) event.preventDefault();
}

/** A list that ticks the goals which were met; they stay so. */
function goalList(model, goals) {
  const items = goals.map(({ name, text }) => {
    const mark = html("span", { class: "mark", "aria-hidden": true });
    const state = html("span", { class: "spoken" });
    return {
      mark,
      state,
      node: html("li", { "data-goal": name }, mark, state, ` ${text}`),
    };
  });
  const node = html("ul", { class: "goals", "aria-label": "goals" });
  node.append(...items.map((item) => item.node));
  /** Ticks those that are met now; returns the texts of the new ones. */
  function ask(state, result) {
    const met = model.get("goals_met");
    const fresh = goals.filter(
      (goal) => !met.includes(goal.name) && goal.met(state, result),
    );
    if (!fresh.length) return "";
    model.set("goals_met", [...met, ...fresh.map(({ name }) => name)]);
    return fresh.map(({ text }) => text).join(" ");
  }
  function update() {
    const met = model.get("goals_met");
    items.forEach(({ mark, state, node }, i) => {
      const done = met.includes(goals[i].name);
      node.classList.toggle("met", done);
      say(mark, done ? "☑" : "☐");
      say(state, done ? "reached:" : "open:");
    });
  }
  return { node, ask, update };
}
