// Writing inside a row: a text that is corrected or cut in two, and a note. It is an ordinary field, with the browser's
// own cursor, spelling and undo.
import { isRight, languageName, languageOf, make, word } from "/state.js";

let open = null;
export const isEditing = () => open !== null;

// Opens a field in place of `target`. `done` gets what became of it: { text, cut }, or null where it stays as it was;
// `cut` is the place of the cursor where the text is to be cut in two.
// `kept` is the text as it stands, where that is not what the field begins with.
export function edit(target, { text, kept = text, caret, side, done }) {
  close(true);
  const box = make("div", "editor"), field = make("textarea");
  field.rows = 1;
  field.value = text;
  if (side) {
    field.lang = languageOf(side);
    field.dir = isRight(field.lang) ? "rtl" : "auto";
    field.setAttribute("aria-label", word("editing", languageName(side)));
  } else {
    field.dir = "auto";
    field.setAttribute("aria-label", word("noteWord"));
  }
  const bar = make("div", "tools");
  const button = (name, key, keep) => {
    const node = make("button", "tool", word(name));
    node.type = "button";
    node.append(make("kbd", "", key));
    // The field keeps the cursor, which says where to cut.
    node.addEventListener("mousedown", (event) => event.preventDefault());
    node.addEventListener("click", () => finish(keep));
    bar.append(node);
  };
  button("keep", "Enter", "keep");
  if (side) button("cut", "Ctrl+Enter", "cut");
  button("leave", "Esc", "leave");
  box.append(field, bar);
  target.hidden = true;
  target.after(box);
  open = { box, field, target, kept, done };
  const fit = () => { field.style.height = "auto"; field.style.height = `${field.scrollHeight + 4}px`; };
  field.addEventListener("input", fit);
  field.addEventListener("keydown", (event) => {
    const name = { Enter: event.ctrlKey || event.metaKey ? (side ? "cut" : "keep") : "keep", Escape: "leave" }[event.key];
    event.stopPropagation();
    if (!name || event.isComposing) return;
    event.preventDefault();
    finish(name);
  });
  box.addEventListener("focusout", (event) => {
    if (open?.box === box && !box.contains(event.relatedTarget) && document.hasFocus()) finish("keep", false);
  });
  fit();
  field.focus();
  field.setSelectionRange(caret ?? text.length, caret ?? text.length);
}

const oneLine = (text) => text.replace(/\s+/g, " ").trim();

// Ends what is being written; `how` is keep, cut or leave. `stay` asks for the focus to come back to the row.
function finish(how, stay = true) {
  if (!open) return;
  const { box, field, target, kept, done } = open;
  open = null;
  const value = field.value, caret = field.selectionStart;
  target.hidden = false;
  box.remove();
  const same = value === kept;
  if (how === "leave" || (how === "keep" && same)) return done(null, stay);
  if (how === "keep") return done({ text: oneLine(value) }, stay);
  // Where the text was changed as well, the place is one in the text as it will be kept.
  const cut = same ? caret : oneLine(`${value.slice(0, caret)}|`).length - 1;
  done({ text: same ? null : oneLine(value), cut }, stay);
}

export function close(keep) {
  if (open) finish(keep ? "keep" : "leave", false);
}
