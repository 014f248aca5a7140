// What a hand sets: fields, sliders, radio buttons, buttons. Each is { node, update }.

import { html, numberText, say, setAll, unique } from "./dom.js";

/** A number field; `set` gets what is typed once it is a number within the limits. */
export function field(label, limits, set) {
  const input = html("input", {
    ...{ type: "number", required: "", "aria-label": label },
    ...limits,
  });
  let current;
  const show = () => (input.value = numberText(current));
  input.addEventListener("input", () => {
    if (input.validity.valid) set(input.valueAsNumber);
  });
  input.addEventListener("blur", show);
  let before;
  input.addEventListener("focus", () => (before = current));
  input.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") {
      if (current !== before) set(before);
      show();
    }
    if (key === "Enter") input.reportValidity(); // the browser says what it takes
  });
  const update = (value, limits = {}) => {
    current = value;
    setAll(input, limits);
    const typing = input.matches(":focus") && !input.validity.valid;
    if (!typing && input.valueAsNumber !== value) show();
  };
  return { node: html("label", {}, label, input), input, update };
}

/** A slider, with its value behind it as text or in the `shown` element. */
export function slider(label, limits, set, shown) {
  const input = html("input", { type: "range", "aria-label": label, ...limits });
  const text = html("span", { class: "value" });
  input.addEventListener("input", () => set(input.valueAsNumber));
  const update = (value, limits = {}) => {
    const told = numberText(value);
    setAll(input, { ...limits, "aria-valuetext": told });
    input.value = value;
    say(text, told);
  };
  return { node: html("label", {}, label, input, shown ?? text), input, update };
}

/** A slider from 0 to 1: `set` gets the number that Python has for the same digits. */
export const hundredths = (label, set, min = 0) =>
  slider(label, { min, max: 1, step: 0.01, class: "long" }, (value) =>
    set(Math.round(value * 100) / 100),
  );

export function button(text, press, attributes = {}) {
  const node = html("button", { type: "button", ...attributes }, text);
  node.addEventListener("click", () => node.ariaDisabled === "true" || press());
  /** Stays in its place and keeps the focus when there is nothing to do. */
  const enable = (enabled) => (node.ariaDisabled = String(!enabled));
  return { node, enable };
}

/** Radio buttons. (JupyterLab takes letters typed into a <select> as commands.) */
export function choice(label, options, set) {
  const name = unique("choice");
  const buttons = options.map((value) => {
    const radio = html("input", { type: "radio", name, value });
    radio.addEventListener("change", () => set(value));
    return radio;
  });
  const node = html(
    "span",
    { role: "radiogroup", "aria-label": label, class: "choice" },
    label,
    ...buttons.map((radio) => html("label", {}, radio, radio.value)),
  );
  const update = (value) => {
    for (const radio of buttons) radio.checked = radio.value === value;
  };
  return { node, update };
}
