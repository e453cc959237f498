// The review page: shows the rows, sends each edit to the server, and shows what the server made of it.
// Text reaches the page through textContent only.
"use strict";

const FIRM = 0.9, FAIR = 0.6;
const state = { rows: [], languages: ["ar", "en"], revision: 0, undo: 0, redo: 0, now: 0, link: null, editing: null, language: "en" };
const $ = (id) => document.getElementById(id);
const word = (name, ...parts) => {
  const text = WORDS[state.language][name] ?? WORDS.en[name] ?? name;
  return parts.reduce((all, part, at) => all.replaceAll(`{${at}}`, part), text);
};
const number = (value) => value.toLocaleString(state.language === "ar" ? "ar-EG" : "en");

function make(name, className, text) {
  const node = document.createElement(name);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function say(text) {
  $("message").textContent = text;
  $("message").hidden = !text;
}

// ---- the server ----

async function ask(path, body) {
  let response;
  try {
    response = await fetch(path, body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  } catch {
    say(word("offline"));
    return null;
  }
  const answer = await response.json();
  if (response.ok) return answer;
  if (response.status === 409) {
    await load();
    say(word("stale"));
  } else {
    say(word("failed", answer.detail));
  }
  return null;
}

let turn = Promise.resolve();
// One request after the other: each needs the revision that the one before it made.
function change(path, body) {
  turn = turn.then(async () => {
    const answer = await ask(path, { revision: state.revision, ...body });
    if (!answer) return;
    say("");
    state.rows.splice(answer.at, answer.removed, ...answer.rows);
    Object.assign(state, { revision: answer.revision, undo: answer.undo, redo: answer.redo });
    if (path !== "/api/edit" || !["confirm", "note", "text"].includes(body.edit?.do)) state.link = null;
    const first = answer.at, last = answer.at + Math.max(answer.rows.length, 1) - 1;
    if (state.now < first || state.now > last) state.now = Math.min(first, state.rows.length - 1);
    patch(answer.at, answer.removed, answer.rows.length);
    focusNow();
  });
  return turn;
}
const edit = (what) => change("/api/edit", { edit: what });

async function load() {
  const project = await ask("/api/project");
  if (!project) return;
  Object.assign(state, project);
  state.now = Math.min(state.now, Math.max(state.rows.length - 1, 0));
  document.title = `${project.name} – muwazi`;
  $("name").textContent = project.name;
  render();
}

// ---- rows ----

const percent = (row) => `${number(Math.round(100 * row.confidence))} %`;
const isGap = (row) => !row.source.length || !row.target.length;
function grade(row) {
  if (isGap(row)) return "gap";
  return row.state === "confirmed" || row.confidence >= FIRM ? "firm" : row.confidence >= FAIR ? "fair" : "weak";
}

function shown(row) {
  const wanted = $("filter").value;
  const fits = wanted === "all" || wanted === "open" && row.state !== "confirmed" || wanted === "gaps" && isGap(row)
    || wanted === "weak" && grade(row) === "weak" || wanted === "noted" && row.note;
  const text = $("search").value.trim().toLocaleLowerCase();
  return fits && (!text || [...row.source, ...row.target].some((s) => plain(s.text).includes(plain(text))));
}

// As readers search: without vowel signs, tatweel and the forms of alef.
function plain(text) {
  return text.toLocaleLowerCase().normalize("NFKD").replace(/[\u064B-\u0655\u0670\u0640]/g, "").replace(/ى/g, "ي").replace(/ة/g, "ه");
}

function sentences(row, at, side) {
  const language = state.languages[side === "source" ? 0 : 1];
  const right = /^(ar|fa|he|ur)\b/.test(language);
  const cell = make("div", `cell ${right ? "right" : "left"}`);
  // Two languages of one direction: the source stands first.
  if (/^(ar|fa|he|ur)\b/.test(state.languages[0]) === /^(ar|fa|he|ur)\b/.test(state.languages[1])) {
    cell.className = `cell ${side === "source" ? "left" : "right"}`;
  }
  cell.dataset.side = side;
  if (!row[side].length) {
    cell.classList.add("empty");
    cell.textContent = word("empty");
    return cell;
  }
  row[side].forEach((sentence, number) => {
    const p = make("p", sentence.heading ? "sentence heading" : "sentence");
    p.lang = language;
    p.dir = right ? "rtl" : "auto";
    p.dataset.number = number;
    p.append(...marked(sentence.text, row, side, number));
    p.addEventListener("dblclick", () => beginEdit(at(), side, number));
    cell.append(p);
  });
  return cell;
}

// The words that support the row, each with the number of its pair.
function marked(text, row, side, sentence) {
  const base = side === "source" ? 0 : 3;
  const spans = (row.links ?? []).map((link, pair) => ({ pair, sentence: link[base], start: link[base + 1], end: link[base + 2] }))
    .filter((span) => span.sentence === sentence).sort((a, b) => a.start - b.start);
  const parts = [];
  let at = 0;
  for (const span of spans) {
    if (span.start < at) continue;
    parts.push(text.slice(at, span.start));
    const node = make("span", "word", text.slice(span.start, span.end));
    node.dataset.pair = span.pair;
    parts.push(node);
    at = span.end;
  }
  parts.push(text.slice(at));
  return parts;
}

function rowNode(row) {
  const node = make("div", `row ${grade(row)}${row.state === "confirmed" ? " confirmed" : ""}`);
  node.setAttribute("role", "listitem");
  node.tabIndex = -1;
  // Rows move: the number is looked up when it is needed.
  const at = () => numberOf(node);
  const mark = make("div", "mark");
  const kind = isGap(row) ? word("gap") : row.state === "confirmed" ? word("confirmed") : word({ firm: "firm", fair: "fair", weak: "weakWord" }[grade(row)]);
  mark.append(make("b", "", isGap(row) ? "–" : percent(row)), document.createTextNode(`${row.source.length}-${row.target.length} · ${kind}`));
  if (row.moved) mark.append(make("div", "", `⇅ ${word("moved")}`));
  node.append(mark, sentences(row, at, "source"), sentences(row, at, "target"));
  if (row.note) {
    const note = make("p", "note", `✎ ${row.note}`);
    note.dir = "auto";
    node.append(note);
  }
  node.addEventListener("mousedown", () => { if (at() !== state.now) go(at(), false); });
  node.addEventListener("mouseover", light);
  node.addEventListener("mouseout", light);
  return node;
}

function light(event) {
  const pair = event.target.dataset?.pair;
  if (pair === undefined) return;
  const on = event.type === "mouseover";
  event.currentTarget.querySelectorAll(`[data-pair="${pair}"]`).forEach((n) => n.classList.toggle("lit", on));
}

let nodes = [];
const numberOf = (node) => nodes.indexOf(node);

function render() {
  words();
  nodes = state.rows.map(rowNode);
  $("rows").replaceChildren(...nodes);
  select();
  refresh();
}

// Only the rows that changed are made anew.
function patch(at, removed, added) {
  const fresh = state.rows.slice(at, at + added).map(rowNode);
  const old = nodes.splice(at, removed, ...fresh);
  const next = nodes[at + added] ?? null;
  old.forEach((node) => node.remove());
  fresh.forEach((node) => $("rows").insertBefore(node, next));
  select();
  refresh();
}

function select() {
  state.rows.forEach((row, at) => { nodes[at].hidden = !shown(row); nodes[at].style.display = nodes[at].hidden ? "none" : ""; });
}

function refresh() {
  const count = (test) => state.rows.filter(test).length;
  $("progress").textContent = word("progress", number(count((r) => r.state === "confirmed")), number(state.rows.length),
    number(count(isGap)), number(count((r) => grade(r) === "weak")));
  $("undo").disabled = !state.undo;
  $("redo").disabled = !state.redo;
  current();
  drawMap();
}

// ---- the current row and its tools ----

function current() {
  document.querySelectorAll(".row.now").forEach((node) => { node.classList.remove("now"); node.tabIndex = -1; node.querySelector(".tools")?.remove(); });
  const node = nodes[state.now], row = state.rows[state.now];
  if (!node) return;
  node.classList.add("now");
  node.tabIndex = 0;
  const tools = make("div", "tools");
  const tool = (name, key, what, possible = true) => {
    const button = make("button", "", word(name));
    button.type = "button";
    button.dataset.tool = name;
    button.disabled = !possible;
    if (key) button.append(make("kbd", "", key));
    button.addEventListener("click", what);
    tools.append(button);
  };
  const last = state.now + 1 >= state.rows.length;
  tool("merge", "m", keys.m, !last);
  tool("divide", "d", keys.d, row.source.length + row.target.length > 2);
  tool("unlink", "u", keys.u, !isGap(row));
  if (isGap(row)) tool(state.link === null ? "linkStart" : state.link === state.now ? "linkStop" : "linkEnd", "l", keys.l);
  tool("upSource", "q", keys.q, state.now > 0 && row.source.length > 0);
  tool("downSource", "a", keys.a, !last && row.source.length > 0);
  tool("upTarget", "p", keys.p, state.now > 0 && row.target.length > 0);
  tool("downTarget", ";", keys[";"], !last && row.target.length > 0);
  tool("edit", "e", keys.e, row.source.length > 0);
  tool("note", "n", keys.n);
  node.append(tools);
}

function go(at, focus = true) {
  if (at < 0 || at >= state.rows.length) return;
  state.now = at;
  current();
  drawMap();
  if (focus) focusNow();
}

function focusNow() {
  const node = nodes[state.now];
  if (!node || state.editing) return;
  node.focus({ preventScroll: true });
  node.scrollIntoView({ block: "nearest" });
}

function step(by) {
  let at = state.now + by;
  while (at >= 0 && at < nodes.length && nodes[at].hidden) at += by;
  go(at);
}

// The weakest below, then from the top again: gaps come after what is doubtful.
function weakest() {
  const worth = (row) => (isGap(row) ? 1 : row.confidence);
  let best = -1;
  state.rows.forEach((row, at) => {
    if (row.state === "confirmed" || at === state.now || nodes[at].hidden) return;
    if (best < 0 || worth(row) < worth(state.rows[best])) best = at;
  });
  if (best < 0) return say(word("none"));
  go(best);
}

// ---- correcting a text ----

function beginEdit(row, side, number) {
  if (state.editing) endEdit(true);
  go(row, false);
  const p = nodes[row]?.querySelector(`[data-side="${side}"] [data-number="${number}"]`);
  if (!p) return;
  const text = state.rows[row][side][number].text;
  p.textContent = text;
  p.contentEditable = "true";
  p.setAttribute("role", "textbox");
  p.setAttribute("aria-label", word("edit"));
  state.editing = { row, side, number, p, text };
  p.focus();
  p.addEventListener("blur", () => { if (state.editing?.p === p) endEdit(true); }, { once: true });
}

// UTF-16 units before the cursor.
function cursor(p) {
  const selection = getSelection();
  if (!selection.rangeCount || !p.contains(selection.anchorNode)) return null;
  const range = selection.getRangeAt(0).cloneRange();
  range.setStart(p, 0);
  return range.toString().length;
}

function endEdit(keep) {
  const { row, side, number, p, text } = state.editing;
  state.editing = null;
  p.contentEditable = "false";
  p.removeAttribute("role");
  p.removeAttribute("aria-label");
  const now = p.textContent.replace(/\s+/g, " ").trim();
  if (keep && now && now !== text) return edit({ do: "text", row, side, sentence: number, text: now });
  p.replaceChildren(...marked(text, state.rows[row], side, number));
  focusNow();
}

function splitHere() {
  const { row, side, number, p, text } = state.editing;
  const at = cursor(p);
  const now = p.textContent;
  endEdit(now !== text);
  if (at !== null) edit({ do: "split", row, side, sentence: number, at });
}

// ---- keys ----

const row = () => state.rows[state.now];
const keys = {
  ArrowUp: () => step(-1), ArrowDown: () => step(1), w: weakest,
  c: () => edit({ do: "confirm", row: state.now, confirmed: row().state !== "confirmed" }),
  m: () => edit({ do: "merge", row: state.now }),
  d: () => edit({ do: "divide", row: state.now, source: Math.min(1, row().source.length), target: Math.min(1, row().target.length) }),
  u: () => edit({ do: "unlink", row: state.now }),
  l: () => {
    if (state.link === null || state.link === state.now) {
      state.link = state.link === null ? state.now : null;
      return current();
    }
    const pair = [state.link, state.now];
    if (!state.rows[pair[0]].source.length) pair.reverse();
    state.link = null;
    edit({ do: "link", source: pair[0], target: pair[1] });
  },
  q: () => edit({ do: "up", row: state.now, side: "source" }),
  a: () => edit({ do: "down", row: state.now, side: "source" }),
  p: () => edit({ do: "up", row: state.now, side: "target" }),
  ";": () => edit({ do: "down", row: state.now, side: "target" }),
  e: () => beginEdit(state.now, "source", 0), E: () => beginEdit(state.now, "target", 0),
  j: () => edit({ do: "join", row: state.now, side: "source", sentence: 0 }), J: () => edit({ do: "join", row: state.now, side: "target", sentence: 0 }),
  n: () => {
    const note = prompt(word("notePrompt"), row().note ?? "");
    if (note !== null) edit({ do: "note", row: state.now, note });
  },
  r: () => change("/api/realign", { from: state.now }),
  z: () => change("/api/undo", {}), y: () => change("/api/redo", {}),
  "/": () => $("search").focus(), "?": () => $("sheet").showModal(),
};

addEventListener("keydown", (event) => {
  if (state.editing) {
    if (event.key === "Enter") {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) splitHere(); else endEdit(true);
    } else if (event.key === "Escape") {
      event.preventDefault();
      endEdit(false);
    }
    return;
  }
  if ($("sheet").open || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) || event.ctrlKey || event.metaKey || event.altKey) return;
  const what = keys[event.key];
  if (!what || !state.rows.length) return;
  event.preventDefault();
  what();
});

// ---- the map ----

function drawMap() {
  const canvas = $("map"), rows = state.rows;
  const width = canvas.clientWidth, scale = devicePixelRatio || 1;
  canvas.width = Math.max(1, width * scale);
  canvas.height = 22 * scale;
  const context = canvas.getContext("2d");
  context.scale(scale, scale);
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const colours = { firm: colour("firm"), fair: colour("fair"), weak: colour("weak"), gap: colour("line") };
  const heights = { firm: 5, fair: 11, weak: 20, gap: 8 };
  const each = width / Math.max(rows.length, 1);
  rows.forEach((row, at) => {
    const kind = grade(row);
    context.fillStyle = colours[kind];
    context.fillRect(at * each, 22 - heights[kind], Math.max(each - (each > 3 ? 1 : 0), .5), heights[kind]);
  });
  context.fillStyle = colour("accent");
  context.fillRect(Math.max(0, (state.now + .5) * each - 1.5), 0, 3, 22);
}

// ---- the rest of the page ----

function words() {
  document.documentElement.lang = state.language;
  document.documentElement.dir = state.language === "ar" ? "rtl" : "ltr";
  document.querySelectorAll("[data-word]").forEach((node) => {
    node.textContent = word(node.dataset.word);
    if (node.dataset.key) node.append(make("kbd", "", node.dataset.key));
  });
  document.querySelectorAll("[data-label]").forEach((node) => node.setAttribute("aria-label", word(node.dataset.label)));
  $("keys").replaceChildren(...Object.entries(word("keys")).flatMap(([key, text]) => {
    const term = make("dt");
    term.append(...key.split(", ").flatMap((part) => part.split(" ")).map((part) => make("kbd", "", part)));
    return [term, make("dd", "", text)];
  }));
}

function start() {
  const click = (id, what) => $(id).addEventListener("click", what);
  click("weakest", keys.w);
  click("confirm", () => keys.c());
  click("confirm-all", () => edit({ do: "confirm_all", least: Number($("least").value) / 100 }));
  click("undo", keys.z);
  click("redo", keys.y);
  click("realign", () => keys.r());
  click("help", keys["?"]);
  click("close", () => $("sheet").close());
  click("add", async () => {
    await turn;
    const answer = await ask("/api/memory", { revision: state.revision });
    if (answer) say(word("added", number(answer.new), state.memory ?? "", number(answer.known)));
  });
  click("save", async () => {
    await turn;
    const link = make("a");
    link.href = `/api/export?format=${$("format").value}`;
    link.download = "";
    link.click();
  });
  click("map", (event) => {
    const box = $("map").getBoundingClientRect();
    go(Math.floor((event.clientX - box.left) / box.width * state.rows.length));
    nodes[state.now]?.scrollIntoView({ block: "center" });
  });
  $("search").addEventListener("input", select);
  $("filter").addEventListener("change", select);
  $("large").addEventListener("change", (event) => document.body.classList.toggle("large", event.target.checked));
  $("language").addEventListener("change", (event) => { state.language = event.target.value; render(); });
  addEventListener("resize", drawMap);
  state.language = (navigator.language || "en").startsWith("ar") ? "ar" : "en";
  $("language").value = state.language;
  load();
}
start();
