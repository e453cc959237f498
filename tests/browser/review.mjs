// The review page in a real browser: everything a person can do, by keyboard and by mouse.
// usage: node review.mjs ADDRESS SCREENSHOTS MODULES
import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { box, browser } from "./common.mjs";

const [address, shots, modules] = process.argv.slice(2);
const { context, page, faults, state, fits } = await browser(shots, modules);

const project = () => fetch(new URL("/api/project", address)).then((r) => r.json());
const shapes = async () => (await project()).rows.map((row) => [row.source.length, row.target.length]);
const now = () => page.evaluate(() => Number(document.querySelector(".row.now").dataset.at));
const revision = () => page.evaluate(() => Number(document.body.dataset.revision));
const focus = () => page.evaluate(() => {
  const at = document.activeElement;
  return at.closest(".row") ? `row ${at.closest(".row").dataset.at} ${at.dataset.tool ?? ""}`.trim() : at.id || at.tagName;
});
const live = () => page.locator("#live").textContent();
// An edit is done when the page shows what the server made of it.
const act = async (what) => {
  const before = await revision();
  await what();
  await page.waitForFunction((old) => Number(document.body.dataset.revision) !== old, before);
};
const key = (name) => act(() => page.keyboard.press(name));
const goTo = async (at) => {
  await page.locator(".row.now").focus();
  await page.keyboard.press("Home");
  for (let i = 0; i < at; i++) await page.keyboard.press("ArrowDown");
  assert.equal(await now(), at);
};
const open = async () => {
  await page.goto(address);
  await page.waitForSelector(".row.now");
};

await open();
const first = await project();
assert.ok(first.rows.length > 15);
assert.equal(await focus(), "row 0", "the first row has the focus");
await state("01-open");
await fits("open");

// Arabic stands on the right and runs from the right; English on the left.
const texts = async () => [await box(page.locator(".row:not(.gap) .sentence:lang(ar)")), await box(page.locator(".row:not(.gap) .sentence:lang(en)"))];
{
  const [arabic, english] = await texts();
  assert.ok(arabic.left >= english.right, "Arabic stands right of English");
  assert.deepEqual([arabic.dir, english.dir], ["rtl", "ltr"]);
  assert.ok(arabic.right - arabic.textRight < 12, "Arabic begins at its right edge");
  assert.ok(english.textLeft - english.left < 12, "English begins at its left edge");
}

// Words that support a row light up on both sides: under the pointer, and by the arrow keys.
{
  const word = page.locator(".sentence:lang(ar) .word").first();
  const pair = await word.getAttribute("data-pair");
  await word.hover();
  assert.equal(await page.locator(`.word.lit[data-pair="${pair}"]`).count(), 2);
  await state("02-words-pointed-at");
  await page.mouse.move(2, 2);
  await goTo(5);
  await page.keyboard.press("ArrowRight");
  const sides = await page.locator(".row.now .word.lit").evaluateAll((all) => all.map((n) => n.closest(".cell").dataset.side).sort());
  assert.deepEqual(sides, ["source", "target"]);
  assert.match(await live(), / = /);
  await page.keyboard.press("ArrowRight");
  await state("03-words-by-key");
}

// Directed checking: the weakest first, then the next one; what is confirmed is not met again.
{
  const weight = (row) => (row.source.length && row.target.length ? row.confidence : 1);
  const order = first.rows.map((row, at) => [weight(row), at]).sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, at]) => at);
  await page.keyboard.press("w");
  assert.equal(await now(), order[0]);
  await page.keyboard.press("w");
  assert.equal(await now(), order[1]);
  await page.keyboard.press("Shift+W");
  assert.equal(await now(), order[0]);
  await key("Enter");
  assert.equal((await project()).rows[order[0]].state, "confirmed");
  await page.waitForFunction((at) => Number(document.querySelector(".row.now").dataset.at) === at, order[1]);
  await key("c");
  assert.match(await live(), /Confirmed/);
  assert.equal(await focus(), `row ${order[1]}`, "the focus stays in the row");
  await state("04-confirmed");
  await key("c");
  await key("z");
  await key("z");
  await key("z");
}

// Merge down and up, divide, move one sentence or all to a neighbour, on either side.
const before = await shapes();
{
  await goTo(1);
  await key("m");
  const merged = [before[1][0] + before[2][0], before[1][1] + before[2][1]];
  assert.deepEqual((await shapes())[1], merged);
  assert.equal(await now(), 1);
  await state("05-merged");
  await key("d");
  assert.deepEqual((await shapes())[1], [1, 1]);
  await key("z");
  await key("z");
  await page.keyboard.press("ArrowDown");
  await key("Shift+M");
  assert.deepEqual((await shapes())[1], merged);
  await key("z");
  assert.deepEqual(await shapes(), before);
  const move = async (at, name, side, by) => {
    await goTo(at);
    await key(name);
    const after = await shapes();
    assert.equal(after[at + by][side === "left" ? 1 : 0], before[at + by][side === "left" ? 1 : 0] + 1, name);
    await key("z");
    assert.deepEqual(await shapes(), before);
  };
  await move(4, "q", "left", -1);
  await move(4, "a", "left", 1);
  await move(4, "o", "right", -1);
  await move(4, "l", "right", 1);
  // All sentences of a side at once.
  const many = before.findIndex(([, target], at) => at > 0 && target > 1);
  await goTo(many);
  await key("Shift+Q");
  assert.equal((await shapes())[many - 1][1], before[many - 1][1] + before[many][1]);
  assert.equal((await shapes())[many][1], 0);
  await state("06-gap-made");
  await key("z");
  await key("y");
  await key("Control+z");
  assert.deepEqual(await shapes(), before);
}

// A sentence has the focus by Tab: dividing and joining happen there. Tools keep the focus.
{
  const many = before.findIndex(([source]) => source > 1);
  await goTo(many);
  const stops = [];
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press("Tab");
    stops.push(await page.evaluate(() => document.activeElement.dataset.tool ?? (document.activeElement.classList.contains("sentence") ? "sentence" : "other")));
  }
  assert.equal(stops[0], "confirm");
  assert.equal(stops.filter((s) => s === "sentence").length, before[many][0] + before[many][1], `${stops}`);
  await page.locator('.row.now .right [data-number="1"]').focus();
  await key("d");
  assert.deepEqual((await shapes())[many][0], 1);
  await key("z");
  await page.locator('.row.now .right [data-tool="join"]').focus();
  await key("Enter");
  assert.equal((await shapes())[many][0], before[many][0] - 1);
  await key("z");
  await page.locator('.row.now [data-tool="merge"]').focus();
  await act(() => page.keyboard.press("Space"));
  assert.equal(await focus(), `row ${many} merge`, "the focus stays on the tool");
  await key("z");
  assert.deepEqual(await shapes(), before);
}

// Unlink, link again; link across the page makes a moved row; mark as gap.
const whole = first.rows.findIndex((row) => row.source.length === 1 && row.target.length === 1);
{
  await goTo(whole);
  await key("u");
  assert.deepEqual((await shapes()).slice(whole, whole + 2), [[1, 0], [0, 1]]);
  await page.keyboard.press("k");
  assert.match(await page.locator("#message").textContent(), /press k again/);
  await state("07-linking");
  await page.keyboard.press("ArrowDown");
  await key("k");
  assert.deepEqual(await shapes(), before);
  await goTo(whole);
  await key("u");
  const far = whole + 8;
  await goTo(far);
  await key("u");
  await goTo(whole);
  await page.keyboard.press("k");
  // The arrow keys go to what can be linked only.
  for (let i = 0; i < 9 && (await now()) <= far; i++) {
    await page.keyboard.press("ArrowDown");
    assert.equal(await page.locator(".row.now .right.empty").count(), 1);
  }
  const other = await now();
  await key("k");
  assert.ok((await project()).rows[whole].moved, `row ${other} was brought here`);
  await goTo(whole);
  await state("08-moved");
  for (let i = 0; i < 3; i++) await key("z");
  assert.deepEqual(await shapes(), before);
  await goTo(whole);
  await key("g");
  const rows = (await project()).rows;
  assert.deepEqual(rows.slice(whole, whole + 2).map((row) => row.state), ["confirmed", "confirmed"]);
  await key("z");
}

// Correct a text, cut a sentence at the cursor, leave a correction. In Arabic and in English.
{
  const start = await project();
  await goTo(whole);
  await page.keyboard.press("e");
  await page.keyboard.press("Control+Home");
  await page.keyboard.type("Really: ");
  await state("09-correcting-english");
  await key("Enter");
  const said = () => project().then((p) => p.rows[whole].target.map((s) => s.text));
  const text = (await said())[0];
  assert.ok(text.startsWith("Really: "), text);
  assert.equal(await focus(), `row ${whole}`);
  await page.keyboard.press("e");
  await page.keyboard.press("Control+Home");
  for (let i = 0; i < 7; i++) await page.keyboard.press("ArrowRight");
  await key("Control+Enter");
  assert.equal((await said())[0], "Really:");
  await key("j");
  assert.deepEqual(await said(), [text]);
  await page.keyboard.press("Shift+E");
  await page.keyboard.type("x");
  await state("10-correcting-arabic");
  await page.keyboard.press("Escape");
  assert.equal((await project()).rows[whole].source[0].text, first.rows[whole].source[0].text);
  // The mouse: a double click sets the cursor where it was; a button cuts there, with what was written meanwhile.
  await page.locator(".row.now .left .sentence").dblclick({ position: { x: 60, y: 10 } });
  const caret = await page.locator(".editor textarea").evaluate((field) => field.selectionStart);
  assert.ok(caret > 2 && caret < 20, `${caret}`);
  await page.keyboard.press("Control+Home");
  await page.keyboard.type("One. ");
  const old = await revision();
  await page.locator(".editor button", { hasText: "Cut here" }).click();
  await page.waitForFunction((r) => Number(document.body.dataset.revision) === r + 2, old);
  assert.deepEqual(await said(), ["One.", text]);
  const made = (await project()).undo - start.undo;
  assert.equal(made, 5, "text, split, join, text, split");
  for (let i = 0; i < made; i++) await key("z");
  assert.deepEqual((await project()).rows, start.rows);
}

// A note with what would be markup.
{
  await goTo(2);
  await page.keyboard.press("n");
  await page.keyboard.type("<b onclick=alert(1)>check</b> «المرجع»");
  await state("11-note-under-way");
  await key("Enter");
  assert.match(await page.locator(".row.now .note").textContent(), /<b onclick=alert\(1\)>check<\/b>/);
  assert.equal(await page.locator(".row b[onclick]").count(), 0);
}

// The keys are where they are, whatever the layout: this is the one with م on the key K … L.
{
  const at = await now();
  await act(() => page.evaluate(() => document.querySelector(".row.now").dispatchEvent(new KeyboardEvent("keydown", { key: "ؤ", code: "KeyC", bubbles: true, cancelable: true }))));
  assert.equal((await project()).rows[at].state, "confirmed");
  await key("z");
}

// Search finds other spellings and marks them; filters show neighbours of the current row only.
{
  await page.keyboard.press("/");
  assert.equal(await focus(), "search");
  await page.keyboard.type("متحف");
  await page.waitForFunction(() => document.getElementById("found").textContent !== "");
  assert.ok(await page.locator(".row mark").count() > 1);
  await state("12-search");
  await page.keyboard.press("Enter");
  assert.match(await page.locator(".row.now").textContent(), /متحف/);
  await page.keyboard.press("Control+f");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("wadi");
  assert.ok(await page.locator(".row mark").count() > 0, "both sides are searched");
  await page.keyboard.press("Escape");
  await page.locator("#filter").selectOption("weak");
  const weak = (await project()).rows.filter((row) => row.source.length && row.target.length && row.confidence < 0.6);
  assert.equal(await page.locator(".row:not(.aside)").count(), weak.length);
  await page.keyboard.press("Tab");
  await state("13-weak-only");
  for (const name of ["open", "gaps", "moved", "hand", "noted"]) await page.locator("#filter").selectOption(name);
  assert.equal(await page.locator(".row:not(.aside)").count(), 1, "one has a note");
  await page.locator("#filter").selectOption("moved");
  await state("14-nothing-fits");
  await page.locator("#filter").selectOption("all");
}

// Confirm all above a threshold: the button says how many. Then realign: what is confirmed stays.
{
  await page.locator("#least").fill("95");
  const sure = (await project()).rows.filter((row) => row.source.length && row.target.length && !row.by_hand && row.confidence >= 0.95).length;
  assert.equal(await page.locator("#confirm-all").textContent(), `Confirm all ${sure}`);
  await act(() => page.locator("#confirm-all").click());
  const fixed = (await project()).rows.filter((row) => row.state === "confirmed").map((row) => JSON.stringify(row));
  assert.equal(fixed.length, sure);
  const at = (await project()).rows.findIndex((row) => row.state !== "confirmed" && row.source.length && row.target.length);
  await goTo(at);
  await key("u");
  await goTo(0);
  await key("r");
  const after = (await project()).rows.map((row) => JSON.stringify(row));
  assert.ok(fixed.every((row) => after.includes(row)), "confirmed rows stay");
  assert.match(await live(), /Aligned again/);
  await state("15-realigned");
}

// Another window made an edit: nothing is overwritten, and what was being written is not lost.
{
  const elsewhere = async (edit) => {
    const { revision } = await project();
    const answer = await fetch(new URL("/api/edit", address), { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ revision, edit }) });
    assert.equal(answer.status, 200);
  };
  await goTo(3);
  await elsewhere({ do: "note", row: 0, note: "from elsewhere" });
  await key("c");
  assert.match(await page.locator("#message").textContent(), /another window/);
  assert.equal((await project()).rows[0].note, "from elsewhere");
  await state("16-conflict");
  await page.keyboard.press("e");
  await page.keyboard.type(" MINE");
  await elsewhere({ do: "merge", row: 0 });
  await page.keyboard.press("Enter");
  await page.waitForSelector(".editor textarea");
  assert.match(await page.locator(".editor textarea").inputValue(), / MINE$/);
  await key("Enter");
  assert.ok((await project()).rows.some((row) => row.target.some((s) => s.text.endsWith(" MINE"))));
  // A second window of the same browser follows by itself.
  const other = await context.newPage();
  await other.goto(address);
  await other.waitForSelector(".row.now");
  await act(() => page.keyboard.press("c"));
  const made = await revision();
  await other.waitForFunction((r) => Number(document.body.dataset.revision) === r, made);
  await other.close();
}

// The server is gone for a moment: nothing is lost, and it is said.
{
  await page.route("**/api/edit", (route) => route.abort());
  await page.keyboard.press("e");
  await page.keyboard.type(" KEPT");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.getElementById("saved").className === "no");
  await state("17-offline");
  await page.unroute("**/api/edit");
  await page.waitForSelector(".editor textarea");
  await key("Enter");
  assert.ok((await project()).rows.some((row) => row.target.some((s) => s.text.endsWith(" KEPT"))));
}

// Export in every format, and into the memory.
{
  const begins = { tmx: "<?xml", xliff: "<?xml", xliff2: "<?xml", tsv: "", csv: "", xlsx: "PK", jsonl: "{", moses: "PK", po: "", html: "<!DOCTYPE", ladder: "[" };
  await page.locator(".row.now").focus();
  await page.keyboard.press("x");
  await page.waitForSelector("#out[open]");
  await state("18-export");
  const offered = await page.locator("#format option").evaluateAll((all) => all.map((o) => o.value));
  assert.deepEqual(offered.sort(), Object.keys(begins).sort());
  await page.keyboard.press("Escape");
  for (const [format, begin] of Object.entries(begins)) {
    await page.locator("#export").click();
    await page.locator("#format").selectOption(format);
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#save").click()]);
    const text = readFileSync(await download.path(), "latin1");
    assert.ok(text.length > 100 && text.startsWith(begin), `${format}: ${text.slice(0, 40)}`);
  }
  await page.locator("#add").click();
  await page.waitForFunction(() => /new units/.test(document.getElementById("message").textContent));
  await page.locator("#message-close").click();
}

// Everything is there after loading again, and can still be taken back.
{
  const kept = await project();
  await open();
  assert.deepEqual(await project(), kept);
  assert.equal(await page.locator(".row").first().getAttribute("aria-setsize"), String(kept.rows.length));
  await key("z");
  await key("y");
  assert.deepEqual((await project()).rows, kept.rows);
}

// Keys, and all looks: large, dark, narrow, on paper; then the same in Arabic, mirrored.
const looks = async (name) => {
  await page.keyboard.press("?");
  await page.waitForSelector("#sheet[open]");
  await state(`${name}-keys`);
  await page.keyboard.press("Escape");
  await page.locator("#theme").selectOption("dark");
  await goTo(whole);
  await page.keyboard.press("ArrowRight");
  await state(`${name}-dark`);
  await page.locator("#large").check();
  await state(`${name}-dark-large`);
  await fits(`${name}, large`);
  await page.locator("#theme").selectOption("");
  await page.locator("#large").uncheck();
  await page.emulateMedia({ colorScheme: "dark" });
  await page.locator(".row.now").focus();
  await page.keyboard.press("e");
  assert.equal(await page.locator(".editor textarea").count(), 1);
  await state(`${name}-dark-correcting`);
  await page.keyboard.press("Escape");
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 420, height: 800 });
  await goTo(whole);
  await state(`${name}-narrow`);
  await fits(`${name}, narrow`);
  await page.setViewportSize({ width: 1280, height: 860 });
  await page.emulateMedia({ media: "print" });
  await page.waitForFunction((count) => document.querySelectorAll(".row").length === count, (await project()).rows.length);
  await page.screenshot({ path: join(shots, `${name}-paper.png`), fullPage: true });
  assert.equal(await page.locator(".actions, .settings, #map, .tools").evaluateAll((all) => all.filter((n) => n.checkVisibility()).length), 0);
  await page.emulateMedia({ media: "screen" });
};
await looks("20-english");
await page.locator("#language").selectOption("ar");
{
  assert.equal(await page.evaluate(() => document.documentElement.dir), "rtl");
  const [arabic, english] = await texts();
  assert.ok(arabic.left >= english.right, "the texts stay where they are");
  const mark = await box(page.locator(".row .mark")), weakest = await box(page.locator("#weakest")), more = await box(page.locator("#confirm"));
  assert.ok(mark.left >= arabic.right - 1, "the margin stands at the right");
  assert.ok(weakest.left > more.left, "the first button stands at the right");
  assert.ok((await box(page.locator("#map"))).right <= english.left + 1, "the map stands at the left");
  // Nothing is left in the other language.
  const latin = await page.locator("header button, header label > span, header option:not([lang]), .tool span, .kind").evaluateAll((all) => all.map((n) => n.textContent.trim()).filter((t) => /[a-z]{3}/i.test(t)));
  assert.deepEqual(latin, []);
}
await goTo(1);
await state("30-arabic");
await page.keyboard.press("x");
await state("31-arabic-export");
await page.keyboard.press("Escape");
await page.locator(".row.now").focus();
await looks("32-arabic");
await open();
assert.equal(await page.evaluate(() => document.documentElement.lang), "ar", "the language is remembered");
await page.locator("#language").selectOption("en");

// What is refused on purpose, and the server that was made to be gone.
const expected = /409 \(Conflict\)|ERR_FAILED/;
assert.deepEqual(faults.filter((fault) => !expected.test(fault)), []);
await context.close();
