// Several pictures with their objects and boxes: one is large, all are small beside it.

import { html, setAll, svg, unique } from "./dom.js";
import { outlined } from "./scene.js";

// What is drawn, from below.
const LAYERS = ["last", "pointed", "found", "missed", "wrong", "hit"];

const outline = ([x1, y1, x2, y2]) => `M${x1} ${y1}H${x2}V${y2}H${x1}Z`;

/** One picture; `update(layers)` gets the boxes of each of LAYERS. */
function pictureOf({ width, height }, attributes) {
  const image = svg("image", { width, height });
  const lines = LAYERS.map(() => outlined("path"));
  const groups = LAYERS.map((name, i) => svg("g", { class: name }, ...lines[i]));
  const node = svg(
    "svg",
    { class: "scene", viewBox: `0 0 ${width} ${height}`, ...attributes },
    ...[image, ...groups],
  );
  node.style.aspectRatio = `${width} / ${height}`;
  /** Only what differs, so that little is drawn again. */
  function renew(element, name, value) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
  function update(href, layers) {
    renew(image, "href", href);
    LAYERS.forEach((name, i) => {
      const d = (layers[name] ?? []).map(outline).join("");
      for (const path of lines[i]) renew(path, "d", d);
    });
  }
  return { node, update };
}

/** The large picture, with a tag that can be written at a box. */
export function largePicture(data) {
  const { width } = data;
  const { node, update } = pictureOf(data, { "aria-hidden": true });
  const tag = svg("text", { class: "tag", "font-size": width / 18 });
  node.append(tag);
  /** Above the box, or inside of it where the picture ends. */
  function write(text, [x1, y1, x2] = [0, 0, 0]) {
    const right = x1 > width / 2;
    const line = width / 18;
    const y = y1 < 1.3 * line ? Math.max(y1, 0) + line : y1 - 0.8 * line;
    const x = right ? Math.min(x2, width) : Math.max(x1, 0);
    setAll(tag, { x, y, style: `text-anchor: ${right ? "end" : "start"}` });
    tag.textContent = text;
  }
  return { node, update, write };
}

/**
 * The small pictures, one of them chosen: `pick(index)` when one is, `peek(index)` while
 * the pointer is on one, then `peek(null)`.
 */
export function smallPictures(data, pick, peek) {
  const name = unique("picture");
  const items = data.urls.map((_, index) => {
    const radio = html("input", { type: "radio", name });
    const picture = pictureOf(data, { "aria-hidden": true });
    const node = html("label", { class: "small" }, radio, picture.node);
    radio.addEventListener("change", () => pick(index));
    node.addEventListener("pointerenter", () => peek(index));
    node.addEventListener("pointerleave", () => peek(null));
    return { node, radio, picture };
  });
  const node = html(
    "div",
    { class: "smalls", role: "radiogroup", "aria-label": "images" },
    ...items.map((item) => item.node),
  );
  /** `all` has for each picture what it shows, and its name in words. */
  function update(all, chosen) {
    items.forEach(({ radio, picture }, i) => {
      const { layers, text } = all[i];
      picture.update(data.urls[i], layers);
      radio.setAttribute("aria-label", text);
      radio.checked = i === chosen;
    });
  }
  return { node, update };
}
