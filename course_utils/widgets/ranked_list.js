// Detections, best first, as rows: those to the last one counted, and the others.

import { html, range, say, svg } from "./dom.js";
import { outlined, rowList } from "./scene.js";

const HEADS = ["#", "score", "", "", "precision", "recall"];

export function rankedList(ranked, go) {
  const texts = ranked.map(() => range(3).map(() => html("span")));
  const rows = ranked.map(({ score }, place) => {
    const line = outlined("path", { d: "M1 8H23" });
    const sample = svg("svg", { class: "sample", "aria-hidden": true }, ...line);
    const first = [String(place + 1), score.toFixed(2)];
    return [...first.map((text) => html("span", {}, text)), sample, ...texts[place]];
  });
  const { node, list, items, at, select } = rowList(
    "detections, best first: the arrow keys go through them",
    HEADS.map((text) => html("span", {}, text)),
    rows,
    go,
  );
  function update({ given, curve, count }) {
    items.forEach((item, place) => {
      const hit = given[place] >= 0;
      item.classList.toggle("hit", hit);
      item.classList.toggle("wrong", !hit);
      item.classList.toggle("waiting", place >= count);
      item.classList.toggle("now", place === count - 1);
      const [kind, precision, recall] = texts[place];
      say(kind, hit ? "hit" : "false");
      say(precision, curve.precision[place].toFixed(2));
      say(recall, curve.recall[place].toFixed(2));
    });
    select(count - 1);
  }
  let marked;
  function mark(place) {
    marked?.classList.remove("pointed");
    marked = items[place];
    marked?.classList.add("pointed");
  }
  return { node, list, at, update, mark };
}
