// The review page: shows the rows, sends each edit to the server, and shows what the server made of it.
import * as editor from "/editor.js";
import { List } from "/list.js";
import { Overview } from "/map.js";
import { choose, guess, leave, light, nextPair, place, rowNode, SIDE_KEYS, summary } from "/row.js";
import { $, fold, holds, isConfirmed, isGap, isWeak, make, number, plural, sides, state, word, worth } from "/state.js";

// ---- what is said

function say(text) {
  $("message-text").textContent = text;
  $("message").hidden = !text;
}

// For ears: what an edit did, where the current row stands.
const tell = (...parts) => { $("live").textContent = parts.filter(Boolean).join(". "); };

function refusal(detail) {
  const known = Object.entries(word("refusals")).find(([begin]) => detail.startsWith(begin));
  return word("failed", known ? known[1] : detail);
}

// ---- the server

async function ask(path, body) {
  let response, answer;
  try {
    response = await fetch(path, body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    answer = await response.json();
  } catch {
    $("saved").textContent = word("unsaved");
    $("saved").className = "no";
    say(word("offline"));
    return null;
  }
  if (response.ok) return answer;
  if (response.status === 409) {
    await load();
    say(word("stale"));
  } else {
    say(refusal(answer.detail ?? ""));
  }
  return null;
}

let turn = Promise.resolve();
// One request after the other: each needs the revision that the one before it made. Says whether it was done.
function change(path, body, did) {
  const mine = turn.then(async () => {
    const answer = await ask(path, { revision: state.revision, ...body });
    if (!answer) return false;
    say("");
    saved();
    const from = focusPlace();
    apply(answer, path === "/api/undo" || path === "/api/redo");
    focusAgain(from);
    tell(did, state.rows[state.now] ? summary(state.rows[state.now], state.now) : "");
    others?.postMessage(state.revision);
    return true;
  });
  turn = mine.catch(() => {});
  return mine;
}

const edit = (what, did = what.do) => change("/api/edit", { edit: what }, word("did")[did]);

// `shows` asks for the change to be shown, wherever it is.
function apply(answer, shows) {
  const { rows } = state;
  const old = rows[state.now];
  let { at } = answer;
  if (answer.states) {
    for (const number of answer.states.rows) rows[number] = { ...rows[number], state: answer.states.state };
  } else {
    rows.splice(at, answer.removed, ...answer.rows);
    state.link = null;
    // The current row is where it was, or among those that changed, or as far down as before.
    if (at + answer.removed <= state.now) state.now += answer.rows.length - answer.removed;
    else if (state.now >= at) state.now = Math.min(state.now, at + Math.max(answer.rows.length, 1) - 1);
  }
  state.now = Math.max(0, Math.min(state.now, rows.length - 1));
  Object.assign(state, { revision: answer.revision, undo: answer.undo, redo: answer.redo });
  at ??= answer.states.rows[0];
  const end = at + (answer.rows?.length ?? rows.length);
  if (shows && (state.now < at || state.now >= Math.max(end, at + 1))) state.now = Math.min(at, rows.length - 1);
  refresh(old);
}

async function load() {
  const project = await ask("/api/project");
  if (!project) return;
  editor.close(false);
  const old = state.rows[state.now];
  Object.assign(state, project, { link: null });
  state.now = Math.min(state.now, Math.max(state.rows.length - 1, 0));
  document.title = `${project.name} – muwazi`;
  saved();
  words();
  refresh(old);
}

function saved() {
  $("saved").textContent = word("saved");
  $("saved").className = "";
}

// Another window of this browser says when it has changed something; whoever comes back looks whether one elsewhere has.
const others = "BroadcastChannel" in globalThis ? new BroadcastChannel(`muwazi ${location.host}`) : null;
others?.addEventListener("message", () => look());
addEventListener("focus", () => look());
function look() {
  turn = turn.then(async () => {
    const now = await fetch("/api/revision").then((r) => r.json(), () => null);
    if (now && now.revision !== state.revision && !editor.isEditing()) await load();
  });
}

// ---- what is shown

let search = "", wanted = () => true, filtered = false;

function choice() {
  search = fold($("search").value.trim()).folded;
  const only = { all: () => true, open: (r) => !isConfirmed(r), weak: isWeak, gaps: isGap, moved: (r) => r.moved, hand: (r) => r.by_hand, noted: (r) => r.note }[$("filter").value];
  filtered = $("filter").value !== "all" || search !== "";
  wanted = (row) => only(row) && (!search || holds(row, search));
}

const list = new List($("scroll"), $("rows"), {
  build: (row) => rowNode(row, { search, wanted: !filtered || wanted(row) }),
  guess,
  drawn: () => { renumber(); overview.draw(...seen()); },
});
const overview = new Overview($("map"), (at) => go(at));

// The rows in the page know where they stand; the current one has its tools.
function renumber() {
  const current = state.rows[state.now], touched = [];
  for (const [row, node] of list.nodes) {
    const at = numberOf(row);
    place(node, row, at);
    const is = row === current;
    if (is === node.classList.contains("now")) continue;
    if (is) choose(node, row, at); else leave(node);
    touched.push(row);
  }
  if (touched.length) list.touch(touched);
}

let numbers = null;
const numberOf = (row) => (numbers ??= new Map(state.rows.map((r, at) => [r, at]))).get(row) ?? -1;

function seen() {
  const [first, end] = list.seen();
  if (!list.rows.length) return [0, 0];
  return [numberOf(list.rows[first]), numberOf(list.rows[Math.min(end, list.rows.length) - 1]) + 1];
}

// Shows the rows as they are now; `old` was the current one.
function refresh(old = null) {
  numbers = null;
  if (filtered && old && state.rows[state.now] && !wanted(state.rows[state.now]) && state.link === null) near();
  show();
  counts();
}

// Where a filter is on, the neighbours of the current row are shown, too: without them nobody can merge or move.
function show() {
  const { rows } = state;
  const current = rows[state.now];
  list.pinned = current ?? null;
  const fits = filtered ? rows.filter(wanted).length : rows.length;
  const chosen = !filtered ? rows : !fits ? [] : rows.filter((row, at) => wanted(row) || Math.abs(at - state.now) <= 1 || at === state.link);
  if (filtered) for (const [row, node] of list.nodes) node.classList.toggle("aside", !wanted(row));
  list.show(chosen, current);
  $("found").textContent = filtered ? word("found", number(fits), number(rows.length)) : "";
  $("nothing").hidden = fits > 0;
  $("nothing").textContent = rows.length ? word("nothingFits") : word("noRows");
}

function counts() {
  const { rows } = state;
  const count = (test) => rows.reduce((sum, row) => sum + (test(row) ? 1 : 0), 0);
  const done = count(isConfirmed);
  $("counts").textContent = word("counts", number(done), number(rows.length), number(count((r) => isWeak(r))), number(count(isGap)), number(count((r) => r.moved)));
  $("done").max = Math.max(rows.length, 1);
  $("done").value = done;
  $("undo").disabled = !state.undo;
  $("redo").disabled = !state.redo;
  const row = rows[state.now];
  for (const id of ["weakest", "confirm", "realign"]) $(id).disabled = !row;
  for (const id of ["export", "add"]) $(id).disabled = !rows.length;
  threshold();
  current();
  document.body.dataset.revision = state.revision;
}

const least = () => Math.max(0, Math.min(100, Number($("least").value) || 0)) / 100;
function threshold() {
  const many = state.rows.filter((r) => !isConfirmed(r) && !r.by_hand && !isGap(r) && r.confidence >= least()).length;
  $("confirm-all").textContent = word("confirmAll", number(many));
  $("confirm-all").disabled = !many;
}

function current() {
  const row = state.rows[state.now];
  const label = row && isConfirmed(row) ? "unconfirm" : "confirm";
  if ($("confirm").dataset.word === label) return;
  $("confirm").dataset.word = label;
  spell($("confirm"));
}

// ---- moving

function go(at, focus = true) {
  if (at < 0 || at >= state.rows.length) return;
  state.now = at;
  list.pinned = state.rows[at];
  if (filtered) show(); else renumber();
  current();
  list.reveal(state.rows[at]);
  overview.draw(...seen());
  if (focus) list.node(state.rows[at])?.focus({ preventScroll: true });
}

function step(by) {
  const fits = state.link !== null ? (row) => isGap(row) && !row.source.length !== !state.rows[state.link].source.length : filtered ? wanted : () => true;
  for (let at = state.now + by; at >= 0 && at < state.rows.length; at += by) if (fits(state.rows[at])) return go(at);
}

// To the nearest row that the filter shows, downwards first.
function near() {
  for (const by of [1, -1]) {
    for (let at = state.now; at >= 0 && at < state.rows.length; at += by) {
      if (wanted(state.rows[at])) { state.now = at; return; }
    }
  }
}

function page(by) {
  const [first, end] = list.seen();
  const at = list.at(state.rows[state.now]);
  const to = Math.max(0, Math.min(list.rows.length - 1, at + by * Math.max(1, end - first - 2)));
  go(numberOf(list.rows[to]));
}

// Those that are not confirmed, the weakest first; from one to the next and round again.
function weakest(by) {
  const order = state.rows.map((row, at) => ({ at, worth: worth(row), open: !isConfirmed(row) && (!filtered || wanted(row)) }))
    .filter((one) => one.open || one.at === state.now).sort((a, b) => a.worth - b.worth || a.at - b.at);
  const open = order.filter((one) => one.open);
  if (!open.length) return tell(word("none")), say(word("none"));
  const here = order.findIndex((one) => one.at === state.now);
  // From elsewhere the first call goes to the weakest of all.
  const start = weakest.last === state.rows[state.now] ? here : by > 0 ? -1 : order.length;
  let next = start;
  do next = (next + by + order.length) % order.length; while (!order[next].open);
  go(order[next].at);
  weakest.last = state.rows[state.now];
}

// ---- the focus

// What has the focus: a tool, a sentence, the row; nothing where it is elsewhere on the page.
function focusPlace() {
  const at = document.activeElement;
  if (!at || at === document.body) return { row: true };
  if (!$("rows").contains(at)) return null;
  return { row: true, tool: at.dataset.tool, side: at.dataset.side ?? at.closest(".cell")?.dataset.side, number: at.dataset.number };
}

function focusAgain(from) {
  const node = list.node(state.rows[state.now]);
  if (!node || editor.isEditing()) return;
  list.reveal(state.rows[state.now]);
  if (!from || $("sheet").open || $("out").open) return;
  const same = from.tool === "confirm" ? "unconfirm" : from.tool === "unconfirm" ? "confirm" : from.tool;
  const inside = from.tool ? node.querySelector(`[data-tool="${same}"]${from.side ? `[data-side="${from.side}"]` : ""}:not(:disabled)`)
    : from.number !== undefined ? node.querySelector(`[data-side="${from.side}"] [data-number="${from.number}"]`) : null;
  (inside ?? node).focus({ preventScroll: true });
}

// The side and number of the sentence with the focus.
function sentence() {
  const p = document.activeElement?.closest?.(".row.now .sentence");
  return p ? { side: p.closest(".cell").dataset.side, number: Number(p.dataset.number) } : null;
}

// ---- writing

function correct(side, number, caret, text) {
  const row = state.rows[state.now];
  const p = list.node(row)?.querySelector(`[data-side="${side}"] [data-number="${number}"]`);
  if (!p) return;
  const known = row[side][number].text;
  editor.edit(p, {
    text: text ?? known, kept: known, caret, side,
    done: async (written, stay) => {
      const at = numberOf(row);
      if (stay) focusAgain({ row: true, side, number });
      if (!written || at < 0) return;
      const where = { row: at, side, sentence: number };
      if (written.text !== null && written.text !== known && written.text !== undefined) {
        if (!(await edit({ do: "text", ...where, text: written.text }))) return rescue(side, known, written.text);
      }
      if (written.cut !== undefined) await edit({ do: "split", ...where, at: written.cut });
    },
  });
}

// What was written must not be lost because the server could not take it: the field opens again where the sentence is.
function rescue(side, known, text) {
  const at = state.rows.findIndex((row) => row[side].some((s) => s.text === known));
  if (at < 0) return say(`${$("message-text").textContent} ${word("yours", text)}`);
  go(at, false);
  correct(side, state.rows[at][side].findIndex((s) => s.text === known), text.length, text);
}

function note() {
  const row = state.rows[state.now], node = list.node(row);
  if (!node) return;
  let target = node.querySelector(".note");
  if (!target) {
    target = make("p", "note");
    node.querySelector(":scope > .tools").before(target);
  }
  editor.edit(target, {
    text: row.note ?? "",
    done: async (written, stay) => {
      if (!target.textContent) target.remove();
      if (stay) focusAgain({ row: true });
      if (written) await edit({ do: "note", row: numberOf(row), note: written.text });
    },
  });
}

// Where in a sentence the pointer is.
function caretAt(event, p) {
  const at = document.caretPositionFromPoint?.(event.clientX, event.clientY);
  const old = at ? null : document.caretRangeFromPoint?.(event.clientX, event.clientY);
  const [node, offset] = at ? [at.offsetNode, at.offset] : old ? [old.startContainer, old.startOffset] : [];
  if (!node || !p.contains(node)) return undefined;
  const range = document.createRange();
  range.setStart(p, 0);
  range.setEnd(node, offset);
  return range.toString().length;
}

// ---- what can be done

const row = () => state.rows[state.now];
const here = () => ({ row: state.now });
const all = (side) => row()[side].length;

const actions = {
  confirm: () => edit({ do: "confirm", ...here(), confirmed: !isConfirmed(row()) }, isConfirmed(row()) ? "unconfirm" : "confirm"),
  // From one of the weakest it goes on to the one behind it, not back to those that were passed over.
  confirmNext: async () => {
    const among = weakest.last === row();
    if (!isConfirmed(row()) && !(await actions.confirm())) return;
    if (among) weakest.last = row();
    weakest(1);
  },
  merge: () => edit({ do: "merge", ...here() }),
  mergeUp: () => state.now > 0 && edit({ do: "merge", row: state.now - 1 }),
  // At a sentence that has the focus, the row is divided before it; else one sentence of each side stays.
  divide: () => {
    const at = sentence(), { source, target } = row();
    const counts = { source: Math.min(1, source.length), target: Math.min(1, target.length) };
    if (source.length + target.length === 2 && source.length === 1) return actions.unlink();
    if (at?.number > 0) {
      const other = at.side === "source" ? "target" : "source";
      counts[at.side] = at.number;
      counts[other] = Math.min(Math.max(1, Math.round(at.number / all(at.side) * all(other))), all(other));
    }
    return edit({ do: "divide", ...here(), ...counts });
  },
  unlink: () => edit({ do: "unlink", ...here() }),
  gap: () => edit({ do: "gap", ...here() }),
  link: () => {
    if (!isGap(row())) return undefined;
    if (state.link === null || state.link === state.now) {
      state.link = state.link === null ? state.now : null;
      choose(list.node(row()), row(), state.now);
      list.node(row()).focus({ preventScroll: true });
      tell(word(state.link === null ? "linkStopped" : "linkStarted"));
      return say(state.link === null ? "" : word("linkStarted"));
    }
    const pair = [state.link, state.now];
    if (!state.rows[pair[0]].source.length) pair.reverse();
    return edit({ do: "link", source: pair[0], target: pair[1] });
  },
  up: (side, count = 1) => edit({ do: "up", ...here(), side, count }),
  down: (side, count = 1) => edit({ do: "down", ...here(), side, count }),
  join: (side) => {
    const at = sentence(), last = all(side) - 2;
    return edit({ do: "join", ...here(), side, sentence: Math.max(0, Math.min(at?.side === side ? at.number : 0, last)) });
  },
  edit: (side) => { const at = sentence(); return correct(side, at?.side === side ? at.number : 0); },
  note,
  realign: () => change("/api/realign", { from: state.now }, word("did").realign),
  undo: () => change("/api/undo", {}, word("did").undo),
  redo: () => change("/api/redo", {}, word("did").redo),
};
for (const name of ["linkStart", "linkEnd", "linkStop"]) actions[name] = actions.link;
actions.unconfirm = actions.confirm;

function pairOf(by) {
  const node = list.node(row()), pair = node && nextPair(node, by);
  if (pair === null || pair === undefined) return tell(word("noWords"));
  const found = light(node, pair);
  return tell(found.map((n) => n.textContent).join(" = "));
}

// ---- keys

const [leftKeys, rightKeys] = [SIDE_KEYS.left, SIDE_KEYS.right];
const keys = {
  ArrowUp: () => step(-1), ArrowDown: () => step(1), PageUp: () => page(-1), PageDown: () => page(1),
  Home: () => go(numberOf(list.rows[0])), End: () => go(numberOf(list.rows.at(-1))),
  ArrowLeft: () => pairOf(-1), ArrowRight: () => pairOf(1),
  w: () => weakest(1), W: () => weakest(-1), c: actions.confirm, m: actions.merge, M: actions.mergeUp, d: actions.divide,
  u: actions.unlink, g: actions.gap, k: actions.link, n: actions.note, r: actions.realign, z: actions.undo, y: actions.redo,
  Enter: () => { const at = sentence(); return at ? correct(at.side, at.number) : actions.confirmNext(); },
  Escape: () => { if (state.link !== null) { const at = state.link; state.link = null; go(at); } say(""); },
  x: () => dialog("out"), "/": () => $("search").focus(), "?": () => dialog("sheet"),
};
for (const [side, [up, down, join, edit]] of [[0, leftKeys], [1, rightKeys]]) {
  keys[up] = () => actions.up(sides()[side]);
  keys[up.toUpperCase()] = () => actions.up(sides()[side], all(sides()[side]));
  keys[down] = () => actions.down(sides()[side]);
  keys[down.toUpperCase()] = () => actions.down(sides()[side], all(sides()[side]));
  keys[join] = () => actions.join(sides()[side]);
  keys[edit] = () => actions.edit(sides()[side]);
}
const FREE = new Set(["?", "/", "w", "W", "z", "y", "x", "Escape"]);

// The key as it is on a Latin keyboard, whatever letters are on this one.
function keyOf(event) {
  if (/^[\x20-\x7e]$|^\w{2,}$/.test(event.key)) return event.key;
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
  if (letter) return event.shiftKey ? letter : letter.toLowerCase();
  return event.code === "Slash" ? (event.shiftKey ? "?" : "/") : event.key;
}

addEventListener("keydown", (event) => {
  const key = keyOf(event), command = event.ctrlKey || event.metaKey;
  if (editor.isEditing() || document.querySelector("dialog[open]") || event.altKey) return;
  if (command) {
    const does = { z: event.shiftKey ? actions.redo : actions.undo, y: actions.redo, f: document.activeElement === $("search") ? null : keys["/"] }[key.toLowerCase()];
    const writing = event.target.tagName === "INPUT" && key.toLowerCase() !== "f";
    if (!does || writing) return;
    event.preventDefault();
    does();
    return;
  }
  if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
  // Whoever speaks to the machine, or presses keys unawares, can do without commands of one letter.
  if (key.length === 1 && !$("letters").checked && key !== "?") return;
  // A button does what it says.
  if (event.target.closest?.("button") && (key === "Enter" || key === " ")) return;
  const does = keys[key];
  if (!does || (!state.rows.length && !FREE.has(key))) return;
  // Keys that move the page go on doing that where no row has the focus.
  const inRows = $("rows").contains(document.activeElement) || document.activeElement === document.body || document.activeElement === $("scroll");
  if (!inRows && key.length > 1) return;
  event.preventDefault();
  does();
});

// ---- the pointer

$("rows").addEventListener("mousedown", (event) => {
  const node = event.target.closest(".row");
  if (!node || editor.isEditing()) return;
  const at = Number(node.dataset.at);
  if (at !== state.now) go(at, false);
  if (!event.target.closest("button, textarea, .sentence")) { event.preventDefault(); list.node(row())?.focus({ preventScroll: true }); }
});
$("rows").addEventListener("click", (event) => {
  const button = event.target.closest("button.tool[data-tool]");
  if (button && !editor.isEditing()) actions[button.dataset.tool](button.dataset.side, 1);
});
$("rows").addEventListener("dblclick", (event) => {
  const p = event.target.closest(".sentence");
  if (!p) return;
  const caret = caretAt(event, p);
  getSelection().removeAllRanges();
  correct(p.closest(".cell").dataset.side, Number(p.dataset.number), caret);
});
$("rows").addEventListener("mouseover", (event) => {
  const words = event.target.closest(".word");
  if (words) light(words.closest(".row"), words.dataset.pair);
});
$("rows").addEventListener("mouseout", (event) => {
  const words = event.target.closest(".word");
  if (words) light(words.closest(".row"), null);
});
// A sentence that gets the focus is in the current row, or makes its row the current one.
$("rows").addEventListener("focusin", (event) => {
  const node = event.target.closest(".row");
  if (node && Number(node.dataset.at) !== state.now && !editor.isEditing()) go(Number(node.dataset.at), false);
});

// ---- the rest of the page

function spell(node) {
  node.textContent = word(node.dataset.word);
  if (!node.dataset.key) return;
  const hint = make("kbd", "", node.dataset.key);
  hint.setAttribute("aria-hidden", "true");
  node.append(hint);
  node.setAttribute("aria-keyshortcuts", node.dataset.key);
}

function words() {
  document.documentElement.lang = state.language;
  document.documentElement.dir = state.language === "ar" ? "rtl" : "ltr";
  $("name").textContent = state.name;
  document.querySelectorAll("[data-word]").forEach(spell);
  document.querySelectorAll("[data-label]").forEach((node) => node.setAttribute("aria-label", word(node.dataset.label)));
  $("add").textContent = word("add");
  $("add").title = word("addTo", state.memory ?? "");
  $("format").replaceChildren(...state.formats.map((name) => {
    const option = make("option", "", word("formats")[name] ?? name);
    option.value = name;
    option.selected = name === ($("format").value || "tmx");
    return option;
  }));
  $("keys").replaceChildren(...word("keys").map(([title, ...lines]) => {
    const part = make("section"), terms = make("dl");
    part.append(make("h3", "", title), terms);
    for (const [key, text] of lines) {
      const term = make("dt");
      term.dir = "ltr";
      term.append(...key.split(" ").map((one) => make("kbd", "", one)));
      terms.append(term, make("dd", "", text));
    }
    return part;
  }));
}

function dialog(id) {
  say("");
  $(id).showModal();
}

const stored = (name) => { try { return localStorage.getItem(`muwazi ${name}`); } catch { return null; } };
const store = (name, value) => { try { localStorage.setItem(`muwazi ${name}`, value); } catch { /* not kept then */ } };

function settings() {
  const wish = stored("language") ?? (navigator.language || "en");
  state.language = wish.startsWith("ar") ? "ar" : "en";
  $("language").value = state.language;
  $("theme").value = stored("theme") ?? "";
  $("large").checked = stored("large") === "true";
  $("letters").checked = stored("letters") !== "false";
  appearance();
}

function appearance() {
  const theme = $("theme").value;
  if (theme) document.documentElement.dataset.theme = theme; else delete document.documentElement.dataset.theme;
  document.documentElement.classList.toggle("large", $("large").checked);
}

function start() {
  // After a click the keys are for the row again; who pressed Enter on a button stays there.
  const click = (id, does) => $(id).addEventListener("click", async (event) => {
    await does();
    if (event.detail && !document.querySelector("dialog[open]") && !editor.isEditing()) list.node(row())?.focus({ preventScroll: true });
  });
  click("weakest", () => weakest(1));
  click("confirm", () => actions.confirm());
  click("confirm-all", () => edit({ do: "confirm_all", least: least() }));
  click("undo", () => actions.undo());
  click("redo", () => actions.redo());
  click("realign", () => actions.realign());
  click("help", () => dialog("sheet"));
  click("export", () => dialog("out"));
  $("message-close").addEventListener("click", () => { say(""); list.node(row())?.focus({ preventScroll: true }); });
  document.querySelectorAll("[data-close]").forEach((button) => button.addEventListener("click", () => button.closest("dialog").close()));
  click("add", async () => {
    await turn;
    const answer = await ask("/api/memory", { revision: state.revision });
    if (!answer) return;
    const text = word("added", plural("newUnits", answer.new), state.memory ?? "", plural("knownUnits", answer.known));
    say(text);
  });
  click("save", async () => {
    await turn;
    const link = make("a");
    link.href = `/api/export?${new URLSearchParams({ format: $("format").value, rows: $("which").value })}`;
    link.download = "";
    link.click();
    $("out").close();
  });
  const filter = () => { const old = row(); choice(); list.rebuild(); refresh(old); if (row()) list.reveal(row()); };
  $("search").addEventListener("input", filter);
  $("search").addEventListener("keydown", (event) => {
    if (event.key === "Escape" && $("search").value) { event.preventDefault(); $("search").value = ""; filter(); }
    if (event.key === "Enter" || event.key === "ArrowDown") { event.preventDefault(); if (row()) go(state.now); }
  });
  $("filter").addEventListener("change", filter);
  $("least").addEventListener("input", threshold);
  $("large").addEventListener("change", () => { store("large", $("large").checked); appearance(); list.rebuild(); });
  $("letters").addEventListener("change", () => store("letters", $("letters").checked));
  $("theme").addEventListener("change", () => { store("theme", $("theme").value); appearance(); overview.draw(...seen()); });
  $("language").addEventListener("change", () => {
    state.language = $("language").value;
    store("language", state.language);
    words();
    saved();
    counts();
    list.rebuild();
    show();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => overview.draw(...seen()));
  addEventListener("resize", () => overview.draw(...seen()));
  const paper = matchMedia("print");
  paper.addEventListener("change", () => list.all(paper.matches));
  addEventListener("beforeprint", () => list.all(true));
  addEventListener("afterprint", () => list.all(false));
  document.fonts?.ready.then(() => list.reflow(true));
  settings();
  words();
  load().then(() => { if (row()) go(0); });
}
start();
