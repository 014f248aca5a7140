// Nodes, texts and numbers: what every file of the explorers builds on.

const SVG = "http://www.w3.org/2000/svg";

export const clamp = (x, low, high) => Math.max(low, Math.min(x, high));

export const range = (count) => Array.from({ length: count }, (_, i) => i);

export const sum = (numbers) => numbers.reduce((total, x) => total + x, 0);

/** A number with at most `digits` decimals. */
export const numberText = (x, digits = 4) => String(Number(x.toFixed(digits)));

/** A number with the digits, two at least, that it takes to keep what `is` says of it. */
export function tellingText(x, is) {
  const texts = range(7).map((i) => x.toFixed(i + 2));
  return texts.find((text) => is(Number(text)) === is(x)) ?? texts.at(-1);
}

export const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

export const html = (tag, ...rest) => fill(document.createElement(tag), ...rest);
export const svg = (tag, ...rest) => fill(document.createElementNS(SVG, tag), ...rest);

function fill(element, attributes = {}, ...children) {
  setAll(element, attributes);
  element.append(...children);
  return element;
}

export function setAll(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
}

/** Sets a text only if it differs, so that nothing is drawn or read out twice. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export const unique = (stem) => `${stem}-${Math.random().toString(36).slice(2)}`;

/** A function of one JSON value that keeps its last result. */
export function remember(compute) {
  let [key, result] = [];
  return (value) => {
    const asked = JSON.stringify(value);
    if (asked !== key) [key, result] = [asked, compute(value)];
    return result;
  };
}
