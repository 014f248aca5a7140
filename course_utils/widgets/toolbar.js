// What every explorer has above its stage: steps, presets, undo, the call as Python.

import { button } from "./controls.js";
import { clamp, html } from "./dom.js";

const PAUSE = 700; // milliseconds from step to step while it plays

/** A value as Python writes it. */
function python(value) {
  if (Array.isArray(value)) return `[${value.map(python).join(", ")}]`;
  if (typeof value === "boolean") return value ? "True" : "False";
  return JSON.stringify(value);
}

/** The call that makes what is shown, as `repr` has it; data is given by its name. */
export function callOf([name, ...given], state) {
  const values = Object.entries(state).map(([trait, x]) => `${trait}=${python(x)}`);
  return `${name}(${[...given, ...values].join(", ")})`;
}

const group = (label, ...buttons) =>
  html(
    "span",
    { class: `buttons ${label}`, role: "group", "aria-label": label },
    ...buttons.map(({ node }) => node),
  );

/** Buttons that go through the `steps` of an explorer, one by one or by themselves. */
export function stepper({ now, result, set }, steps) {
  let timer = null;
  const at = () => steps.at(now(), result());
  const last = () => steps.last(now(), result());
  const go = (index, hand = true) => {
    const to = clamp(index, 0, last());
    if (to !== at()) set(steps.to(to, now(), result()), hand);
  };
  const pause = () => {
    clearInterval(timer);
    timer = null;
    play.node.textContent = "▶ play";
  };
  const tick = () => {
    go(at() + 1, false);
    if (at() >= last()) pause();
  };
  const start = () => {
    if (at() >= last()) go(0, false);
    timer = setInterval(tick, PAUSE);
    play.node.textContent = "❚❚ pause";
  };
  const first = button("first", () => go(0));
  const previous = button("previous", () => go(at() - 1));
  const next = button("next", () => go(at() + 1));
  const end = button("last", () => go(last()));
  const play = button("▶ play", () => (timer === null ? start() : pause()));
  play.node.className = "play";
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const buttons = [first, previous, next, end, ...(still ? [] : [play])];
  const update = () => {
    const [here, most] = [at(), last()];
    for (const { enable } of [first, previous]) enable(here > 0);
    for (const { enable } of [next, end]) enable(here < most);
    play.enable(most > 0);
  };
  /** Any other press stops it. */
  const stop = (event) => {
    if (timer !== null && !play.node.contains(event.target)) pause();
  };
  return { node: group("steps", ...buttons), update, go, at, stop, close: pause };
}

/** A button for each of `presets`, {text: settings}, or a function that makes them. */
export const presetButtons = ({ now, set }, presets) =>
  group(
    "presets",
    ...Object.entries(presets).map(([text, values]) =>
      button(text, () => set(values.call ? values(now()) : values)),
    ),
  );

/** Reset, undo, redo, and the call as Python. `keep()` takes in what is shown now. */
export function history({ now, set }, start, call) {
  let past = [JSON.stringify(now())];
  let index = 0;
  const data = call.slice(1).filter((argument) => !argument.includes("="));
  const passed = data.length ? ` (${data.join(", ")}: what you passed)` : "";
  const text = html("input", { class: "call", readonly: "" });
  const shown = html("label", { hidden: "" }, `as Python${passed}`, text);
  const keep = () => {
    const state = JSON.stringify(now());
    if (state === past[index]) return;
    past = [...past.slice(0, index + 1), state];
    index++;
  };
  const travel = (by) => {
    keep();
    if (past[index + by] === undefined) return;
    index += by;
    set(JSON.parse(past[index]));
  };
  /** The last kept state that differs from what is shown in what `pick` takes of it. */
  const before = (pick) => {
    const here = JSON.stringify(pick(now()));
    const earlier = past.slice(0, index + 1).map((state) => JSON.parse(state));
    return earlier.findLast((state) => JSON.stringify(pick(state)) !== here);
  };
  const copy = async () => {
    text.value = callOf(call, now());
    shown.hidden = false;
    text.focus();
    text.select();
    await navigator.clipboard?.writeText(text.value).catch(() => {}); // else by hand
  };
  const undo = button("undo", () => travel(-1), { title: "Ctrl+Z" });
  const redo = button("redo", () => travel(1), { title: "Ctrl+Shift+Z" });
  const reset = button("reset", () => set(start));
  const python = button("copy as Python", copy);
  const update = () => {
    const state = JSON.stringify(now());
    undo.enable(index > 0 || state !== past[index]);
    redo.enable(index < past.length - 1 && state === past[index]);
    reset.enable(state !== JSON.stringify(start));
    if (!shown.hidden) text.value = callOf(call, now());
  };
  const node = group("tools", reset, undo, redo, python);
  return { node, shown, keep, travel, before, update };
}
