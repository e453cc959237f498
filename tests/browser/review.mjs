// The review page in a real browser. usage: node review.mjs ADDRESS BIG_ADDRESS SCREENSHOTS MODULES
import { createRequire } from "node:module";
import { strict as assert } from "node:assert";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [address, bigAddress, screenshots, modules] = process.argv.slice(2);
const require = createRequire(join(modules, "x.js"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const context = await chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), "browser-")), {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  headless: true,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
  viewport: { width: 1280, height: 900 },
  bypassCSP: false,
  acceptDownloads: true,
});
const page = await context.newPage();
const errors = [];
page.on("pageerror", (error) => errors.push(String(error)));
page.on("console", (message) => { if (message.type() === "error") errors.push(message.text()); });
const shot = (name) => page.screenshot({ path: join(screenshots, `${name}.png`) });
const rows = () => page.locator(".row").count();
const shapes = () => page.evaluate(() => state.rows.map((row) => [row.source.length, row.target.length]));
// An edit is done when the server has answered.
const act = async (what) => {
  const before = await page.evaluate(() => state.revision);
  await what();
  await page.waitForFunction((revision) => state.revision !== revision, before);
};
const key = (name) => act(() => page.keyboard.press(name));

await page.goto(address);
await page.waitForSelector(".row.now");
const first = await rows();
assert.ok(first > 10, `${first} rows`);
await shot("1-open");

// Arabic stands on the right and runs from the right; English on the left.
const place = (selector) => page.locator(selector).first().evaluate((node) => {
  const range = document.createRange();
  range.selectNodeContents(node);
  const box = node.getBoundingClientRect(), text = range.getBoundingClientRect();
  return { left: box.left, right: box.right, textRight: text.right, align: getComputedStyle(node).textAlign, dir: getComputedStyle(node).direction };
});
const arabic = await place(".row:not(.gap) [lang^=ar].sentence"), english = await place(".row:not(.gap) [lang^=en].sentence");
assert.ok(arabic.left >= english.right - 1, "Arabic stands right of English");
assert.equal(arabic.dir, "rtl");
assert.equal(english.dir, "ltr");

// The words that support a row light up on both sides.
const linked = page.locator("[lang^=ar] .word").first();
const pair = await linked.getAttribute("data-pair");
await linked.hover();
assert.equal(await page.locator(`.word.lit[data-pair="${pair}"]`).count(), 2);
await shot("2-words");

// Keyboard alone from here. The weakest first.
await page.locator(".row.now").focus();
await page.keyboard.press("w");
const weakest = await page.evaluate(() => state.now);
assert.ok(await page.evaluate((at) => state.rows.every((row) => !row.source.length || !row.target.length || row.confidence >= state.rows[at].confidence), weakest));
await key("c");
assert.equal(await page.evaluate(() => state.rows[state.now].state), "confirmed");

await page.evaluate(() => go(0));
const before = await shapes();
await key("m");
assert.deepEqual((await shapes())[0], [before[0][0] + before[1][0], before[0][1] + before[1][1]]);
assert.equal(await rows(), first - 1);
await shot("3-merged");
await key("d");
assert.deepEqual((await shapes())[0], [1, 1]);
await key("a");
assert.deepEqual((await shapes())[0], [0, 1]);
await shot("4-gap");
await key("z");
await key("z");
await key("z");
assert.deepEqual(await shapes(), before);
await key("y");
assert.equal(await rows(), first - 1);
await key("z");

// Unlink, and link again across the page.
const whole = await page.evaluate(() => state.rows.findIndex((row) => row.source.length === 1 && row.target.length === 1));
await page.evaluate((at) => go(at), whole);
await key("u");
await page.keyboard.press("l");
await page.keyboard.press("ArrowDown");
await key("l");
assert.deepEqual(await shapes(), before);

// Correct a text, split it at the cursor, leave a correction.
await page.evaluate((at) => go(at), whole);
await page.keyboard.press("Shift+E");
await page.keyboard.press("Home");
await page.keyboard.type("Really: ");
await act(() => page.keyboard.press("Enter"));
const text = await page.evaluate((at) => state.rows[at].target[0].text, whole);
assert.ok(text.startsWith("Really: "), text);
await page.keyboard.press("Shift+E");
await page.keyboard.press("Home");
for (let i = 0; i < 7; i++) await page.keyboard.press("ArrowRight");
await shot("5-correcting");
await act(() => page.keyboard.press("Control+Enter"));
assert.equal(await page.evaluate((at) => state.rows[at].target[0].text, whole), "Really:");
await key("Shift+J");
await page.keyboard.press("e");
await page.keyboard.type("x");
await page.keyboard.press("Escape");
assert.ok(!(await page.evaluate((at) => state.rows[at].source[0].text, whole)).includes("x"));

// A note with marks that would be markup.
page.once("dialog", (dialog) => dialog.accept("<b>check</b>"));
await key("n");
assert.equal(await page.locator(".note").first().textContent(), "✎ <b>check</b>");

// Confirm all above a threshold, realign the rest.
await page.locator("#least").fill("90");
await act(() => page.locator("#confirm-all").click());
const confirmed = await page.evaluate(() => state.rows.filter((row) => row.state === "confirmed").map((row) => JSON.stringify(row)));
assert.ok(confirmed.length > 5);
await page.evaluate(() => go(0));
await key("r");
const after = await page.evaluate(() => state.rows.map((row) => JSON.stringify(row)));
assert.ok(confirmed.every((row) => after.includes(row)), "confirmed rows stay");
await shot("6-confirmed");

// Another window is not overwritten.
const other = await context.newPage();
await other.goto(address);
await other.waitForSelector(".row.now");
await act(() => page.keyboard.press("c"));
await other.keyboard.press("m");
await other.waitForFunction(() => !document.getElementById("message").hidden);
assert.equal(await other.evaluate(() => state.revision), await page.evaluate(() => state.revision));
await other.close();

// Search finds spellings with other signs; filters hide rows.
await page.locator("#search").fill("المعرض");
assert.ok(await page.locator(".row:visible").count() < await rows());
await page.locator("#search").fill("");
await page.locator("#filter").selectOption("gaps");
assert.equal(await page.locator(".row:visible").count(), await page.evaluate(() => state.rows.filter(isGap).length));
await page.locator("#filter").selectOption("all");

// Export and memory.
const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#save").click()]);
const tmx = readFileSync(await download.path(), "utf8");
assert.ok(tmx.startsWith("<?xml") && tmx.includes("<tu"), "a TMX comes out");
await page.locator("#add").click();
await page.waitForFunction(() => !document.getElementById("message").hidden);
assert.match(await page.locator("#message").textContent(), /new units/);

// Everything is there after loading again.
const kept = await page.evaluate(() => JSON.stringify(state.rows));
await page.reload();
await page.waitForSelector(".row.now");
assert.equal(await page.evaluate(() => JSON.stringify(state.rows)), kept);

const serious = async (name) => {
  // The page's own policy lets no foreign script in: the checker is run over the debugger.
  const session = await context.newCDPSession(page);
  await session.send("Runtime.evaluate", { expression: axe });
  const { result } = await session.send("Runtime.evaluate", { expression: "axe.run().then((r) => JSON.stringify(r.violations))", awaitPromise: true, returnByValue: true });
  const found = JSON.parse(result.value).filter((v) => ["serious", "critical"].includes(v.impact));
  assert.deepEqual(found.map((v) => `${name}: ${v.id}: ${v.nodes[0].html} ${v.nodes[0].failureSummary}`), []);
};
await serious("English");

// The interface in Arabic is mirrored; the texts stay where they are.
await page.locator("#language").selectOption("ar");
assert.equal(await page.evaluate(() => document.documentElement.dir), "rtl");
const weak = await page.locator("#weakest").boundingBox(), help = await page.locator("#help").boundingBox();
assert.ok(weak.x > help.x || weak.y < help.y, "the first button stands at the right");
assert.ok((await place(".row:not(.gap) [lang^=ar].sentence")).left >= (await place(".row:not(.gap) [lang^=en].sentence")).right - 1);
await shot("7-arabic");
await serious("Arabic");
await page.keyboard.press("Escape");
await page.locator(".row.now").focus();
await page.keyboard.press("?");
await page.waitForSelector("#sheet[open]");
await shot("8-help");
await page.keyboard.press("Escape");
await page.emulateMedia({ colorScheme: "dark" });
await page.locator("#large").check();
await shot("9-dark-large");
await serious("dark");
await page.emulateMedia({ colorScheme: "light" });

// Five thousand sentences.
const begin = Date.now();
await page.goto(bigAddress);
await page.waitForSelector(".row.now");
const opened = Date.now() - begin;
const long = await rows();
assert.ok(long > 2000, `${long} rows`);
assert.ok(opened < 2000, `opened in ${opened} ms`);
const edited = await page.evaluate(async () => {
  const begin = performance.now();
  go(Math.floor(state.rows.length / 2));
  await edit({ do: "merge", row: state.now });
  return performance.now() - begin;
});
assert.ok(edited < 500, `an edit took ${edited} ms`);
assert.deepEqual(errors.filter((e) => !e.includes("409")), []);
console.log(`${first} rows; ${long} rows opened in ${opened} ms, an edit in ${Math.round(edited)} ms`);
await context.close();
