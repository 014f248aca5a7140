// How well the text and the borders of an explorer stand out from what is behind them.
// Of a group with `opacity`, what is in it counts as if each part had that opacity.

const canvas = document.createElement("canvas").getContext("2d", {
  willReadFrequently: true,
});

/** [r, g, b, alpha] of any CSS colour, as it is painted; `opacity` thins it further. */
function paint(css, opacity = 1) {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = css;
  canvas.fillRect(0, 0, 1, 1);
  const [r, g, b, alpha] = canvas.getImageData(0, 0, 1, 1).data;
  return [r, g, b, (alpha / 255) * opacity];
}

const over = ([r, g, b, alpha], under) =>
  [r, g, b].map((x, i) => alpha * x + (1 - alpha) * under[i]);

function luminance(colour) {
  const [r, g, b] = colour.map((x) =>
    x <= 10 ? x / 255 / 12.92 : ((x / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function ratio(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function opacityOf(node) {
  const above = node.parentElement ? opacityOf(node.parentElement) : 1;
  return above * getComputedStyle(node).opacity;
}

/** Whether a background picture is behind x, and not, as a bar, to the left of it. */
function onPicture(node, style, x) {
  if (style.backgroundImage === "none") return false;
  const sizes = style.backgroundSize.split(", ");
  const places = style.backgroundPositionX.split(", ").map(Number.parseFloat);
  const once = style.backgroundRepeat.split(", ").every((each) => each === "no-repeat");
  const fixed =
    sizes.every((size) => /^[\d.]+px/.test(size)) && places.every((at) => at === 0);
  const end = Math.max(...sizes.map(Number.parseFloat));
  return !once || !fixed || x < node.getBoundingClientRect().left + end;
}

/** The darkest paint of a pattern, which is where it is hardest to read on. */
function darkest(url) {
  const pattern = document.getElementById(url.match(/#([^"')]+)/)[1]);
  const paints = [...pattern.children].map((shape) => {
    const { stroke, fill } = getComputedStyle(shape);
    return paint(stroke === "none" ? fill : stroke);
  });
  return paints.sort((a, b) => luminance(a.slice(0, 3)) - luminance(b.slice(0, 3)))[0];
}

/** What `node` paints at a point, from the top; null: a picture or a pattern. */
function layers(node, x, y) {
  const style = getComputedStyle(node);
  const opacity = opacityOf(node);
  if (["IMG", "CANVAS", "image"].includes(node.tagName)) return [null];
  if (!(node instanceof SVGGeometryElement)) {
    const picture = onPicture(node, style, x) ? [null] : [];
    return [...picture, paint(style.backgroundColor, opacity)];
  }
  const point = new DOMPoint(x, y).matrixTransform(node.getScreenCTM().inverse());
  return ["stroke", "fill"].flatMap((kind) => {
    const inside = kind === "fill" ? "isPointInFill" : "isPointInStroke";
    if (style[kind] === "none" || !node[inside](point)) return [];
    if (style[kind].startsWith("url")) return [darkest(style[kind])];
    return [paint(style[kind], opacity * style[`${kind}Opacity`])];
  });
}

/** The colour behind `node` at a point, or null on a picture, a pattern or nowhere. */
function behind(node, x, y, own = true) {
  const stack = document.elementsFromPoint(x, y);
  if (!stack.includes(node)) return null; // cut off
  const seen = [];
  for (const below of stack.slice(stack.indexOf(node) + (own ? 0 : 1))) {
    if (!own && node.contains(below)) continue;
    for (const layer of layers(below, x, y)) {
      seen.push(layer);
      if (layer === null || layer[3] === 1) break;
    }
    if (seen.length && (seen.at(-1) === null || seen.at(-1)[3] === 1)) break;
  }
  if (seen.includes(null)) return null;
  return seen.reduceRight((under, layer) => over(layer, under), [255, 255, 255]);
}

const root = () => document.querySelector(".explorer");

/** [text, pixels of the screen it is high, contrast] of all that can be read. */
function texts() {
  const found = [];
  const add = (node, text, boxes) => {
    if (!text.trim() || !node.checkVisibility({ opacityProperty: true })) return;
    if (node.closest(".spoken")) return;
    node.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    const matrix = node instanceof SVGElement ? node.getScreenCTM() : { c: 0, d: 1 };
    const scale = Math.hypot(matrix.c, matrix.d);
    const size = Number.parseFloat(getComputedStyle(node).fontSize) * scale;
    for (const box of boxes()) {
      if (box.width && box.height)
        found.push([text.trim(), size, textContrast(node, box)]);
    }
  };
  const walker = document.createTreeWalker(root(), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const line = document.createRange();
    line.selectNodeContents(walker.currentNode);
    const { parentElement, data } = walker.currentNode;
    add(parentElement, data, () => line.getClientRects());
  }
  for (const field of root().querySelectorAll("input:is([type=number], .call)")) {
    add(field, field.value, () => field.getClientRects());
  }
  return found;
}

function textContrast(node, box) {
  const style = getComputedStyle(node);
  const drawn = node instanceof SVGElement;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  let ground = behind(node, x, y, !drawn);
  const halo =
    drawn && style.stroke !== "none" && style.paintOrder.startsWith("stroke");
  if (halo && Number.parseFloat(style.strokeWidth) >= 2) {
    const rim = paint(style.stroke, opacityOf(node) * style.strokeOpacity);
    ground = rim[3] === 1 ? rim.slice(0, 3) : ground && over(rim, ground);
  }
  if (ground === null) return 1;
  const share = opacityOf(node) * (drawn ? style.fillOpacity : 1);
  return ratio(over(paint(drawn ? style.fill : style.color, share), ground), ground);
}

function borderContrast(node) {
  node.scrollIntoView({ block: "center", behavior: "instant" });
  const style = getComputedStyle(node);
  const box = node.getBoundingClientRect();
  if (style.borderTopStyle === "none" || !Number.parseFloat(style.borderTopWidth))
    return 1;
  const ground = behind(node, box.x + box.width / 2, box.y + box.height / 2, false);
  return ground
    ? ratio(over(paint(style.borderTopColor, opacityOf(node)), ground), ground)
    : 1;
}

/** The colour of a slider or a radio button, and how it stands out from its page. */
function accent(node) {
  const { accentColor } = getComputedStyle(node);
  const page = over(paint(getComputedStyle(root()).backgroundColor), [255, 255, 255]);
  return [accentColor, ratio(paint(accentColor), page)];
}

window.measure = () => {
  const all = document.createElement("style");
  all.textContent = ".explorer, .explorer * { pointer-events: all !important }";
  document.head.append(all);
  // Products are words of their equation, and the cells of a table lines of its grid.
  const fields = "button:not(.products *), input:is([type=number], .call)";
  const edges = [...root().querySelectorAll(fields)];
  const measured = {
    texts: texts(),
    borders: edges
      .filter((node) => node.checkVisibility({ opacityProperty: true }))
      .map((node) => [node.textContent || node.ariaLabel, borderContrast(node)]),
    accents: [...root().querySelectorAll("input:is([type=range], [type=radio])")]
      .filter((node) => node.checkVisibility())
      .map((node) => [node.ariaLabel || node.value, ...accent(node)]),
  };
  all.remove();
  return measured;
};
