// A row as nodes. Text reaches the page through textContent only.
import { $, grade, isConfirmed, isGap, isRight, languageOf, make, number, percent, places, sides, state, word } from "/state.js";

// What can be done with one side of a row, and with the row: [name, key, whether it is possible].
const sideTools = (row, side, at, [up, down, join, edit]) => [
  ["up", up, at > 0 && row[side].length > 0],
  ["down", down, at + 1 < state.rows.length && row[side].length > 0],
  ["join", join, row[side].length > 1],
  ["edit", edit, row[side].length > 0],
];
export const SIDE_KEYS = { left: ["q", "a", "j", "e"], right: ["o", "l", "J", "E"] };

const rowTools = (row, at) => [
  ["mergeUp", "M", at > 0],
  ["merge", "m", at + 1 < state.rows.length],
  ["divide", "d", row.source.length + row.target.length > 2 || (!isGap(row) && row.source.length + row.target.length > 1)],
  ["unlink", "u", !isGap(row)],
  ["gap", "g", !isGap(row) || !isConfirmed(row)],
  [state.link === null ? "linkStart" : state.link === at ? "linkStop" : "linkEnd", "k", isGap(row)],
  ["note", "n", true],
];

export const kindOf = (row) => (isConfirmed(row) ? "confirmed" : isGap(row) ? "gap" : row.by_hand ? "byHand" : { firm: "firm", fair: "fair", weak: "weak" }[grade(row)]);

// What is said of a row in one breath.
export function summary(row, at) {
  const parts = [word("pair", number(at + 1), number(state.rows.length)), `${number(row.source.length)}-${number(row.target.length)}`, word(kindOf(row))];
  if (!isGap(row) && !isConfirmed(row) && !row.by_hand) parts.push(percent(row.confidence));
  if (row.moved) parts.push(word("moved"));
  if (row.note) parts.push(word("hasNote"));
  return parts.join(word("comma"));
}

let names = 0;

// The node of a row. `search` is the folded text to mark, `wanted` whether the filter asked for it.
export function rowNode(row, { search, wanted }) {
  const node = make("div", `row ${grade(row)}`);
  node.classList.toggle("confirmed", isConfirmed(row));
  node.classList.toggle("aside", !wanted);
  node.setAttribute("role", "listitem");
  node.tabIndex = -1;
  const [left, right] = sides();
  const mark = markOf(row);
  const cells = [[left, "left"], [right, "right"]].map(([side, where]) => cellOf(row, side, where, search));
  node.append(mark, ...cells);
  if (row.note) {
    const note = make("p", "note");
    const text = make("bdi");
    text.append(...marked(row.note, [], places(row.note, search)));
    note.append(`✎ ${word("noteWord")}: `, text);
    node.append(note);
  }
  // The whole of it is its name: place and state, then both texts in their languages.
  const ids = [...node.querySelectorAll(".about, .sentence, .cell.empty, .note")].map((part) => (part.id = `n${++names}`));
  node.setAttribute("aria-labelledby", ids.join(" "));
  return node;
}

// Whatever says where the row stands, which changes without the row.
export function place(node, row, at) {
  if (node.dataset.at === String(at) && node.dataset.of === String(state.rows.length)) return;
  node.dataset.at = at;
  node.dataset.of = state.rows.length;
  node.setAttribute("aria-posinset", at + 1);
  node.setAttribute("aria-setsize", state.rows.length);
  node.querySelector(".number").textContent = number(at + 1);
  node.querySelector(".unseen").textContent = summary(row, at);
}

function markOf(row) {
  const mark = make("div", "mark");
  const about = make("div", "about");
  about.append(make("span", "unseen"));
  const shown = make("div", "shown");
  shown.setAttribute("aria-hidden", "true");
  const doubted = !isGap(row) && !row.by_hand && !isConfirmed(row);
  const shape = make("span", "shape", `${number(row.source.length)}-${number(row.target.length)}`);
  shown.append(make("span", "number"), shape, make("b", "", doubted ? percent(row.confidence) : isConfirmed(row) ? "✓" : isGap(row) ? "∅" : "✋"));
  shown.append(make("span", "kind", word(kindOf(row))));
  if (row.moved) shown.append(make("span", "moved", `⇅ ${word("moved")}`));
  about.append(shown);
  mark.append(about);
  return mark;
}

function cellOf(row, side, where, search) {
  const cell = make("div", `cell ${where}`);
  cell.dataset.side = side;
  if (!row[side].length) {
    cell.classList.add("empty");
    cell.append(make("span", "", word("empty")));
    return cell;
  }
  const language = languageOf(side);
  row[side].forEach((sentence, at) => {
    const p = make("p", sentence.heading ? "sentence heading" : "sentence");
    p.lang = language;
    p.dir = isRight(language) ? "rtl" : "auto";
    p.dataset.number = at;
    p.append(...marked(sentence.text, linksOf(row, side, at), places(sentence.text, search)));
    cell.append(p);
  });
  return cell;
}

// The words of a sentence that support the row, each with the number of its pair, in order and apart.
function linksOf(row, side, sentence) {
  const base = side === "source" ? 0 : 3;
  let at = 0;
  return (row.links ?? []).map((link, pair) => ({ pair, sentence: link[base], start: link[base + 1], end: link[base + 2] }))
    .filter((span) => span.sentence === sentence).sort((a, b) => a.start - b.start)
    .filter((span) => span.start >= at && (at = span.end));
}

// A text with words that belong to a pair and places that were searched for.
function marked(text, words, found) {
  const parts = [];
  let at = 0;
  const plain = (to) => { parts.push(...lit(text, at, to, found)); at = to; };
  for (const { pair, start, end } of words) {
    plain(start);
    const node = make("span", /\p{Nd}/u.test(text.slice(start, end)) ? "word digits" : "word");
    node.dataset.pair = pair;
    node.append(...lit(text, start, end, found));
    parts.push(node);
    at = end;
  }
  plain(text.length);
  return parts;
}

function lit(text, from, to, found) {
  const parts = [];
  for (const [start, end] of found) {
    const first = Math.max(start, from), last = Math.min(end, to);
    if (first >= last) continue;
    if (first > from) parts.push(text.slice(from, first));
    parts.push(make("mark", "", text.slice(first, last)));
    from = last;
  }
  if (from < to) parts.push(text.slice(from, to));
  return parts;
}

// ---- the current row

// Gives a row its tools, and makes its sentences places to stop at.
export function choose(node, row, at) {
  node.classList.add("now");
  node.classList.toggle("linking", state.link === at);
  node.tabIndex = 0;
  node.setAttribute("aria-current", "true");
  node.querySelectorAll(".tools").forEach((old) => old.remove());
  const [left, right] = sides();
  for (const [side, where] of [[left, "left"], [right, "right"]]) {
    const cell = node.querySelector(`.cell.${where}`);
    cell.querySelectorAll(".sentence").forEach((p) => { p.tabIndex = 0; });
    if (row[side].length) cell.append(tools(sideTools(row, side, at, SIDE_KEYS[where]), side));
  }
  node.append(tools(rowTools(row, at), ""));
  const mark = node.querySelector(".mark");
  const tick = tools([[isConfirmed(row) ? "unconfirm" : "confirm", "c", true]], "");
  mark.append(tick);
}

// Takes all that away again.
export function leave(node) {
  node.classList.remove("now", "linking");
  node.tabIndex = -1;
  node.removeAttribute("aria-current");
  node.querySelectorAll(".tools").forEach((old) => old.remove());
  node.querySelectorAll(".sentence").forEach((p) => p.removeAttribute("tabindex"));
  light(node, null);
}

function tools(list, side) {
  const group = make("div", "tools");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", side ? word("sideTools", word(side)) : word("rowTools"));
  for (const [name, key, possible] of list) {
    const button = make("button", "tool");
    button.type = "button";
    button.dataset.tool = name;
    if (side) button.dataset.side = side;
    button.disabled = !possible;
    const icon = make("span", "icon", ICONS[name]);
    icon.setAttribute("aria-hidden", "true");
    button.append(icon, make("span", "", word(name === "gap" ? "gapTool" : name)));
    const hint = make("kbd", "", key === key.toLowerCase() ? key : `⇧${key.toLowerCase()}`);
    hint.setAttribute("aria-hidden", "true");
    button.setAttribute("aria-keyshortcuts", key === key.toLowerCase() ? key : `Shift+${key}`);
    button.append(hint);
    group.append(button);
  }
  return group;
}

const ICONS = {
  up: "↑", down: "↓", join: "⊕", edit: "✎", mergeUp: "⤒", merge: "⤓", divide: "÷", unlink: "⇹", gap: "∅",
  linkStart: "⇄", linkEnd: "⇄", linkStop: "×", note: "✎", confirm: "✓", unconfirm: "↶",
};

// ---- words that belong together

// Lights a pair of words on both sides, or none; says whether there is such a pair.
export function light(node, pair) {
  node.querySelectorAll(".word.lit").forEach((n) => n.classList.remove("lit"));
  if (pair === null) return [];
  const words = [...node.querySelectorAll(`.word[data-pair="${pair}"]`)];
  words.forEach((n) => n.classList.add("lit"));
  return words;
}

// The pair behind (1) or before (-1) the one that is lit, as the left column is read.
export function nextPair(node, by) {
  const order = [...new Set([...node.querySelectorAll(".cell.left .word, .cell.right .word")].map((n) => n.dataset.pair))];
  if (!order.length) return null;
  const now = order.indexOf(node.querySelector(".word.lit")?.dataset.pair);
  return order[now < 0 ? (by > 0 ? 0 : order.length - 1) : (now + by + order.length) % order.length];
}

let measured = null;
// The height of a row before it is drawn, from the length of its texts.
export function guess(row) {
  // Asked for every row at once: the window is measured once a moment.
  if (!measured) {
    const letter = parseFloat(getComputedStyle($("scroll")).fontSize);
    measured = { letter, width: Math.max(($("scroll").clientWidth - 9 * letter) / (innerWidth < 740 ? 1 : 2) - 2 * letter, 8 * letter) };
    queueMicrotask(() => { measured = null; });
  }
  const { letter, width } = measured;
  const side = (name) => row[name].reduce((sum, { text }) => {
    const right = isRight(languageOf(name));
    return sum + Math.ceil(text.length * letter * (right ? 0.46 : 0.5) / width) * letter * (right ? 2.1 : 1.55) + 4;
  }, 0);
  return Math.max(side("source"), side("target"), 4.6 * letter) + letter + 1 + (row.note ? 2 * letter : 0);
}
