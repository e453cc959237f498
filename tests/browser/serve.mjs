// The page of a served memory in a real browser. usage: node serve.mjs ADDRESS EMPTY_ADDRESS SCREENSHOTS MODULES
import { strict as assert } from "node:assert";
import { box, browser } from "./common.mjs";

const [address, emptyAddress, shots, modules] = process.argv.slice(2);
const { context, page, faults, state, fits } = await browser(shots, modules);
const looks = async (name) => {
  await state(name);
  await fits(name);
  await page.emulateMedia({ colorScheme: "dark" });
  await state(`${name}-dark`);
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 400, height: 800 });
  await state(`${name}-narrow`);
  await fits(`${name}, narrow`);
  await page.setViewportSize({ width: 1280, height: 860 });
};
const shown = () => page.waitForSelector("article.unit");

await page.goto(address);
await page.waitForFunction(() => document.getElementById("facts").textContent);
assert.equal(await page.evaluate(() => document.activeElement.id), "phrase");
await looks("50-memory");

// A concordance by keyboard, in either language; the address can be passed on.
await page.keyboard.type("المعرض");
await page.keyboard.press("Enter");
await shown();
assert.ok(await page.locator("mark.found").count() > 0 && await page.locator("mark.rendered").count() > 0);
assert.match(page.url(), /q=/);
const arabic = await box(page.locator(".sides p:lang(ar)")), english = await box(page.locator(".sides p:lang(en)"));
assert.deepEqual([arabic.dir, english.dir], ["rtl", "ltr"]);
assert.ok(arabic.left >= english.right, "Arabic stands right of English");
await looks("51-concordance");
await page.locator("details summary").first().click();
await state("52-neighbours");
await page.reload();
await shown();
await page.locator("#phrase").fill("nothing like this anywhere");
await page.keyboard.press("Enter");
await page.waitForFunction(() => /Not in the memory/.test(document.getElementById("status").textContent));
await looks("53-not-found");

// A pasted paragraph: matches for each sentence, with what differs.
await page.locator("#tab-concordance").focus();
await page.keyboard.press("ArrowRight");
await page.keyboard.press("Tab");
assert.equal(await page.evaluate(() => document.activeElement.id), "text");
await page.locator("#text").fill("واستقبل المعرض في يومه الثاني 1450 زائرًا، بينهم طلاب قدموا من العُلا. ويضم المتحف أصلًا أكثر من ألفي قطعة من عصور مختلفة. جملة لا نظير لها في أي مكان.");
await page.keyboard.press("Control+Enter");
await shown();
assert.equal(await page.locator("#results h2").count(), 3);
assert.ok(await page.locator("del").count() > 0 && await page.locator("ins").count() > 0);
await looks("54-paragraph");

// In Arabic, mirrored; the texts stay where readers look for them.
await page.locator("#language").click();
assert.equal(await page.evaluate(() => document.documentElement.dir), "rtl");
{
  const [first, second] = [await box(page.locator("#tab-concordance")), await box(page.locator("#tab-lookup"))];
  assert.ok(first.left > second.left, "the first tab stands at the right");
  const [arabic, english] = [await box(page.locator(".sides p:lang(ar)")), await box(page.locator(".sides p:lang(en)"))];
  assert.ok(arabic.left >= english.right);
}
await looks("55-paragraph-arabic");
await page.locator("#tab-concordance").click();
await page.locator("#phrase").fill("museum");
await page.keyboard.press("Enter");
await page.waitForSelector("mark.found:lang(en)");
await looks("56-concordance-arabic");
await page.emulateMedia({ media: "print" });
await page.screenshot({ path: `${shots}/57-concordance-paper.png`, fullPage: true });
await page.emulateMedia({ media: "screen" });
await page.locator("#language").click();

// An empty memory; a server that wants a token.
await page.goto(emptyAddress);
await page.waitForFunction(() => document.getElementById("facts").textContent);
await page.keyboard.type("museum");
await page.keyboard.press("Enter");
await page.waitForFunction(() => /Not in the memory/.test(document.getElementById("status").textContent));
await state("58-empty");
// A server beyond this machine wants a token: here its answer is given for it.
const token = "0123456789abcdef";
await page.route("**/api/**", async (route) => {
  if ((await route.request().allHeaders()).authorization === `Bearer ${token}`) return route.continue();
  const problem = { title: "Unauthorized", status: 401, detail: "the token is missing or wrong", remedy: "send it as a bearer token" };
  return route.fulfill({ status: 401, contentType: "application/problem+json", body: JSON.stringify(problem) });
});
await page.goto(address);
await page.waitForSelector("#secret:not([hidden])");
assert.equal(await page.evaluate(() => document.activeElement.id), "token");
await looks("59-token");
await page.locator("#token").focus();
await page.keyboard.type("wrong");
await page.keyboard.press("Enter");
await page.waitForFunction(() => /token is missing or wrong/.test(document.getElementById("status").textContent));
await state("60-wrong-token");
await page.locator("#token").fill(token);
await page.keyboard.press("Enter");
await page.waitForSelector("#secret", { state: "hidden" });
assert.deepEqual(faults.filter((fault) => !/401/.test(fault)), []);
await context.close();
