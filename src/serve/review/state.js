// What the parts of the page share: the project, what a row is, and the words.
import { WORDS } from "/words.js";

export const FIRM = 0.9, FAIR = 0.6;
const FROM_THE_RIGHT = /^(ar|fa|he|ur|ps|ckb|yi|dv|ug|sd)\b/;

export const state = {
  name: "", rows: [], languages: ["ar", "en"], revision: 0, undo: 0, redo: 0, memory: "", formats: [],
  // Number of the current row; of the gap that is being linked, if any.
  now: 0, link: null,
  language: "en",
};

export const $ = (id) => document.getElementById(id);

export function make(name, className = "", text = undefined) {
  const node = document.createElement(name);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

// ---- words

export function word(name, ...parts) {
  const text = WORDS[state.language][name] ?? WORDS.en[name] ?? name;
  return typeof text !== "string" ? text : parts.reduce((all, part, at) => all.replaceAll(`{${at}}`, part), text);
}

// Made once: each row has half a dozen numbers.
const formats = { en: new Intl.NumberFormat("en"), ar: new Intl.NumberFormat("ar-EG") };
export const number = (value) => formats[state.language].format(value);
export const percent = (share) => word("percents", number(Math.floor(100 * share + 1e-9)));
export const plural = (name, count) => {
  const forms = word(name);
  return (forms[new Intl.PluralRules(state.language).select(count)] ?? forms.other).replace("{0}", number(count));
};

// ---- rows

export const isGap = (row) => !row.source.length || !row.target.length;
export const isConfirmed = (row) => row.state === "confirmed";

// How sure one can be: what a person confirmed or made is not the aligner's to doubt.
export function grade(row) {
  if (isGap(row)) return "gap";
  if (isConfirmed(row) || row.by_hand || row.confidence >= FIRM) return "firm";
  return row.confidence >= FAIR ? "fair" : "weak";
}

export const isWeak = (row) => grade(row) === "weak";

// The place of a row among those that want looking at: doubtful pairs, then gaps, then what was made by hand.
export const worth = (row) => (isGap(row) ? 1 : row.by_hand ? 2 : row.confidence);

export const isRight = (language) => FROM_THE_RIGHT.test(language);

// The sides from left to right. Where both languages run the same way, the source stands first.
export function sides() {
  const [source, target] = state.languages.map(isRight);
  if (source === target) return source ? ["target", "source"] : ["source", "target"];
  return source ? ["target", "source"] : ["source", "target"];
}

export const languageOf = (side) => state.languages[side === "source" ? 0 : 1];

export function languageName(side) {
  const code = languageOf(side);
  try {
    return new Intl.DisplayNames(state.language, { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

// ---- finding

// As readers search: without case, vowel signs, tatweel, hamza seats and the forms of final letters. For each character
// of the result, `map` has the place of the one that it came from.
export function fold(text) {
  let folded = "";
  const map = [];
  let at = 0;
  for (const character of text) {
    const plain = character.toLowerCase().normalize("NFKD").replace(/[\p{Mn}\u0640]/gu, "")
      .replace(/[ىی]/g, "ي").replace(/ة/g, "ه").replace(/[ٱ]/g, "ا").replace(/ک/g, "ك")
      .replace(/[٠-٩]/g, (d) => String(d.charCodeAt(0) - 0x660)).replace(/[۰-۹]/g, (d) => String(d.charCodeAt(0) - 0x6f0));
    for (let i = 0; i < plain.length; i++) map.push(at);
    folded += plain;
    at += character.length;
  }
  map.push(at);
  return { folded, map };
}

// The places of `wanted`, which is folded, in a text.
export function places(text, wanted) {
  if (!wanted) return [];
  const { folded, map } = fold(text);
  const found = [];
  for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + wanted.length)) {
    found.push([map[at], map[at + wanted.length - 1] + 1]);
  }
  return found;
}

export function holds(row, wanted) {
  row.folded ??= [...row.source, ...row.target].map((sentence) => fold(sentence.text).folded);
  return row.folded.some((text) => text.includes(wanted)) || fold(row.note ?? "").folded.includes(wanted);
}
