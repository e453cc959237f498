// The report of `align --to html` in a real browser, from a file. usage: node report.mjs FILE SCREENSHOTS MODULES
import { strict as assert } from "node:assert";
import { pathToFileURL } from "node:url";
import { box, browser } from "./common.mjs";

const [file, shots, modules] = process.argv.slice(2);
const { context, page, faults, state, fits } = await browser(shots, modules);
const asked = [];
page.on("request", (request) => asked.push(request.url()));
await page.goto(pathToFileURL(file).href);
await state("70-report");
const arabic = await box(page.locator("td[lang=ar] p")), english = await box(page.locator("td[lang=en] p"));
assert.ok(arabic.left >= english.right && arabic.dir === "rtl" && english.dir === "ltr");
// Without any script, a word lights up its partner.
const colour = (locator) => locator.evaluate((node) => getComputedStyle(node).backgroundColor);
const row = page.locator("tr:has(.w0)").first(), words = row.locator(".w0");
assert.equal(await words.count(), 2);
const plain = await colour(words.nth(1));
await words.nth(0).hover();
assert.notEqual(await colour(words.nth(1)), plain);
await state("71-report-words");
await page.emulateMedia({ colorScheme: "dark" });
await state("72-report-dark");
await page.emulateMedia({ colorScheme: "light" });
await page.setViewportSize({ width: 400, height: 800 });
await state("73-report-narrow");
await fits("narrow");
await page.setViewportSize({ width: 1280, height: 860 });
await page.emulateMedia({ media: "print" });
await page.screenshot({ path: `${shots}/74-report-paper.png`, fullPage: true });
assert.deepEqual(asked, [pathToFileURL(file).href], "it asks for nothing else");
assert.deepEqual(faults, []);
await context.close();
