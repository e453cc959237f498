// A project without rows. usage: node empty.mjs ADDRESS SCREENSHOTS MODULES
import { strict as assert } from "node:assert";
import { browser } from "./common.mjs";

const [address, shots, modules] = process.argv.slice(2);
const { context, page, faults, state } = await browser(shots, modules);
await page.goto(address);
await page.waitForFunction(() => !document.getElementById("nothing").hidden);
assert.match(await page.locator("#nothing").textContent(), /nothing to review/);
for (const key of ["w", "c", "Enter", "m", "r", "ArrowDown", "End", "PageDown", "z"]) await page.keyboard.press(key);
await state("45-empty");
assert.deepEqual(faults.filter((fault) => !/400/.test(fault)), []);
await context.close();
