// The page asks the API and shows what it says. All text of the memory goes through textContent.
"use strict";

const $ = (id) => document.getElementById(id);
const STORED = "muwazi-language";
let language = new URLSearchParams(location.search).get("lang") || stored() || (navigator.language.startsWith("ar") ? "ar" : "en");
if (!(language in WORDS)) language = "en";
let token = "";
// How to draw what is shown and said now, for a change of language.
let redraw = () => {};
let facts = null;

function stored() {
  try { return localStorage.getItem(STORED); } catch { return null; }
}

// ---- words

function word(name, values = {}) {
  let text = WORDS[language][name];
  if (typeof text === "object") text = text[new Intl.PluralRules(language).select(values.n)] ?? text.other;
  return text.replace(/\{(\w+)\}/g, (_, key) => typeof values[key] === "number" ? number(values[key]) : values[key]);
}

function number(value) {
  return new Intl.NumberFormat(language === "ar" ? "ar-u-nu-latn" : "en").format(value);
}

function speak() {
  document.documentElement.lang = language;
  document.documentElement.dir = language === "ar" ? "rtl" : "ltr";
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
  for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", word(element.dataset.label));
  const other = $("language");
  other.textContent = word("other");
  other.lang = language === "ar" ? "en" : "ar";
  $("facts").replaceChildren(...(facts ?? []).map((memory) => make("span", {}, make("bdi", {}, memory.memory_name), ` · ${word("facts", { n: memory.units })}`)));
  redraw();
}

// ---- elements

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// A text of the memory, in its own language and direction.
function passage(tag, code, ...children) {
  return make(tag, { lang: code, dir: "auto" }, ...children);
}

// The API counts in bytes of UTF-8.
function slicer(text) {
  const bytes = new TextEncoder().encode(text);
  const decoder = new TextDecoder();
  return (start, end) => decoder.decode(bytes.subarray(start, end));
}

function highlighted(text, places, kind) {
  const slice = slicer(text);
  const out = [];
  let at = 0;
  for (const [start, end] of places) {
    if (start < at) continue;
    out.push(slice(at, start), make("mark", { class: kind }, slice(start, end)));
    at = end;
  }
  return [...out, slice(at)];
}

// The unit's text; what only it has is struck out, what only the query has is put in.
function compared(query, match) {
  const unit = slicer(match.source), own = slicer(query);
  const out = [];
  let at = 0;
  for (const edit of match.edits) {
    if (edit.kind === "equal") continue;
    out.push(unit(at, Math.max(at, edit.unit.start)));
    const removed = unit(edit.unit.start, edit.unit.end), added = own(edit.query.start, edit.query.end);
    if (removed) out.push(make("del", { title: word("removed") }, removed));
    if (removed && added) out.push(" ");
    if (added) out.push(make("ins", { title: word("added") }, added));
    if (!removed) out.push(" ");
    at = Math.max(at, edit.unit.end);
  }
  return [...out, unit(at)];
}

// ---- units

function unit(found, head, source, target, kind = "") {
  const about = make("p", { class: "about" });
  const say = (text) => about.append(make("span", { dir: "auto" }, text));
  const [origin, ...more] = found.origins;
  if (origin) say(origin.document);
  if (origin?.paragraph) say(word("paragraph", { n: origin.paragraph }));
  if (more.length) say(word("places", { n: more.length }));
  say(WORDS[language].statuses[found.status]);
  if (found.confidence !== null) say(word("confidence", { n: Math.round(found.confidence * 100) / 100 }));
  const date = found.changed ?? found.created;
  if (date) say(new Intl.DateTimeFormat(language === "ar" ? "ar-u-nu-latn" : "en", { dateStyle: "medium" }).format(new Date(date)));
  for (const text of [found.author, found.domain, found.client, found.project, ...found.notes]) if (text) say(text);
  say(word("unit", { n: found.id }));
  const article = make("article", { class: `unit ${kind}` }, ...head,
    make("div", { class: "sides" }, ...columns([found.source_language, source], [found.target_language, target])), about);
  const around = origin && [["before", origin.before], ["after", origin.after]].filter(([, text]) => text);
  if (around?.length) {
    article.append(make("details", { class: "around" }, make("summary", {}, word("around")),
      ...around.map(([name, text]) => make("p", {}, `${word(name)}: `, passage("bdi", "", text)))));
  }
  return article;
}

// What is written from the right stands at the right, whatever the language of the page; the source is read first.
function columns(...sides) {
  const [source, target] = sides.map(([code]) => /^(ar|fa|he|ur|ps|ckb|yi|dv|ug|sd)\b/.test(code));
  const right = source && !target ? 0 : 1;
  return sides.map(([code, text], at) => make("div", { class: at === right ? "right" : "left" }, passage("p", code, ...text)));
}

function match(query, found) {
  const kind = found.score >= 95 ? "firm" : found.score >= 75 ? "fair" : "weak";
  const reasons = make("div", { class: "score" }, make("b", { dir: "ltr" }, `${number(found.score)} %`));
  const say = (text, kind = "") => reasons.append(make("span", { class: kind }, text));
  const changed = found.edits.filter((edit) => edit.kind !== "equal");
  // Signs count only where nothing else differs.
  const places = changed.filter((edit) => !edit.signs_only).length || changed.length;
  if (found.score >= 100) say(word(found.score > 100 ? "context" : "same"));
  else if (places) say(word("differ", { n: places }));
  for (const { reason, points } of found.penalties) {
    const name = reason[0].toUpperCase() + reason.slice(1);
    say(word("penalty", { n: points, reason: WORDS[language].reasons[name] ?? reason }));
  }
  if (found.numbers_differ) say(word("numbers"), "warn");
  return unit(found, [reasons], compared(query, found), [found.target], kind);
}

// ---- answers

function showConcordance(found) {
  const out = [];
  if (found.renderings.length) {
    out.push(make("h2", {}, word("renderings")), make("ul", { class: "renderings" },
      ...found.renderings.map(({ text, count }) => make("li", {}, passage("span", "", text), " ", make("b", {}, `×${number(count)}`)))));
  }
  for (const one of found.occurrences) {
    out.push(unit(one, [], highlighted(one.source, one.places, "found"), highlighted(one.target, one.renderings, "rendered")));
  }
  show(out, found.total ? word("units", { n: found.total, shown: found.occurrences.length }) : word("nothing"));
}

function showMatches({ answers }) {
  const out = [];
  for (const { query, matches } of answers) {
    out.push(passage("h2", /[\u0600-\u06ff]/.test(query) ? "ar" : "en", query));
    if (!matches.length) out.push(make("p", { class: "facts" }, word("noMatch")));
    out.push(...matches.map((found) => match(query, found)));
  }
  show(out, word("sentences", { n: answers.length, found: answers.filter((a) => a.matches.length).length }));
}

function show(elements, status, kind = "") {
  $("results").replaceChildren(...elements);
  $("status").textContent = status;
  $("status").className = kind;
}

// ---- asking

async function ask(path, body) {
  const headers = body ? { "Content-Type": "application/json" } : {};
  if (token) headers.Authorization = `Bearer ${token}`;
  const response = await fetch(path, body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers });
  const answer = await response.json();
  if (response.ok) return answer;
  if (response.status === 401) { $("secret").hidden = false; $("token").focus(); }
  throw Object.assign(new Error(answer.detail), { answer });
}

// What went wrong: the server's words, or ours where it says nothing. The first question for a token is no fault.
function said({ answer }) {
  if (!answer) return word("offline");
  if (answer.status === 401 && !token) return "";
  return [answer.detail, answer.remedy].filter(Boolean).join(": ");
}

let turn = 0;
async function run(form, path, body, draw) {
  const mine = ++turn;
  const button = form.querySelector("button");
  button.disabled = true;
  redraw = () => show([], word("working"));
  redraw();
  try {
    const answer = await ask(path, body);
    // A later question has been asked meanwhile.
    if (mine !== turn) return;
    redraw = () => draw(answer);
  } catch (error) {
    if (mine !== turn) return;
    redraw = () => show([], said(error), "no");
  } finally {
    button.disabled = false;
  }
  redraw();
}

function submitConcordance() {
  const asked = new URLSearchParams({ q: $("phrase").value, best: $("most").value || "20" });
  if ($("exact").checked) asked.set("exact", "true");
  if ($("near").value) asked.set("near", $("near").value);
  remember({ q: $("phrase").value });
  return run($("panel-concordance"), `api/v1/concordance?${asked}`, null, showConcordance);
}

function submitLookup() {
  const body = { text: $("text").value, threshold: Number($("threshold").value || 70), best: Number($("best").value || 3) };
  remember({ text: $("text").value.length < 1500 ? $("text").value : "" });
  return run($("panel-lookup"), "api/v1/lookup/batch", body, showMatches);
}

// The address can be passed on, and "back" comes back.
function remember(values) {
  history.replaceState(null, "", `?${new URLSearchParams({ ...values, lang: language })}`);
}

async function count() {
  try {
    facts = (await ask("api/v1/stats")).memories;
    $("secret").hidden = true;
    redraw = () => show([], "");
  } catch (error) {
    redraw = () => show([], said(error), "no");
  }
  speak();
}

// ---- events

function choose(tab) {
  for (const other of document.querySelectorAll("[role=tab]")) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    $(other.getAttribute("aria-controls")).hidden = !chosen;
  }
}

$("tabs").addEventListener("click", (event) => {
  if (event.target.matches("[role=tab]")) choose(event.target);
});
$("tabs").addEventListener("keydown", (event) => {
  if (!["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) return;
  event.preventDefault();
  const tabs = [...document.querySelectorAll("[role=tab]")];
  const step = (event.key === "ArrowRight") === (document.documentElement.dir === "ltr") ? 1 : -1;
  const at = { Home: 0, End: tabs.length - 1 }[event.key] ?? (tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length;
  choose(tabs[at]);
  tabs[at].focus();
});
$("panel-concordance").addEventListener("submit", (event) => { event.preventDefault(); submitConcordance(); });
$("panel-lookup").addEventListener("submit", (event) => { event.preventDefault(); submitLookup(); });
$("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); submitLookup(); }
});
$("secret").addEventListener("submit", (event) => {
  event.preventDefault();
  token = $("token").value.trim();
  start();
});
$("language").addEventListener("click", () => {
  language = language === "ar" ? "en" : "ar";
  try { localStorage.setItem(STORED, language); } catch { /* not kept then */ }
  speak();
});

// Does what the address asks for; again when the token has been given.
async function start() {
  await count();
  if (!$("secret").hidden) return $("token").focus();
  const asked = new URLSearchParams(location.search);
  if (asked.get("q")) {
    $("phrase").value = asked.get("q");
    return submitConcordance();
  }
  if (asked.get("text")) {
    choose($("tab-lookup"));
    $("text").value = asked.get("text");
    return submitLookup();
  }
  $("phrase").focus();
}

speak();
start();
