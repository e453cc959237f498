// What the browser tests share: a Chromium, screenshots, and the search for barriers.
import { createRequire } from "node:module";
import { strict as assert } from "node:assert";
import { mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

// A browser with one page. `shots` is the folder for screenshots, `modules` that of playwright-core and axe-core.
export async function browser(shots, modules, { locale = "en-GB", width = 1280, height = 860 } = {}) {
  const require = createRequire(join(modules, "x.js"));
  const { chromium } = require("playwright-core");
  const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
  mkdirSync(shots, { recursive: true });
  const context = await chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), "browser-")), {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: SWITCHES, locale,
    viewport: { width, height }, acceptDownloads: true, colorScheme: "light",
  });
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error.stack ?? error)));
  page.on("console", (message) => { if (message.type() === "error") faults.push(message.text()); });

  // What axe finds serious or critical, none of which may be. The page's own policy lets no foreign script in: the
  // checker is run over the debugger.
  const barriers = async (name) => {
    const session = await context.newCDPSession(page);
    const run = async (expression) => {
      const { result, exceptionDetails } = await session.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
      assert.equal(exceptionDetails, undefined, name);
      return result.value;
    };
    await run(`${axe}; 0`);
    const found = JSON.parse(await run("axe.run(document, { resultTypes: ['violations'] }).then((r) => JSON.stringify(r.violations))"));
    await session.detach();
    const serious = found.filter((v) => ["serious", "critical"].includes(v.impact));
    assert.deepEqual(serious.map((v) => `${name}: ${v.id}: ${v.nodes[0].html} ${v.nodes[0].failureSummary}`), []);
    return found.map((v) => v.id);
  };
  // A screenshot of a state, after a look for barriers in it.
  const state = async (name) => {
    await page.screenshot({ path: join(shots, `${name}.png`) });
    await barriers(name);
  };
  // Nothing sticks out at the side.
  const fits = async (name) => {
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(over <= 0, `${name}: ${over} pixels too wide`);
  };
  return { context, page, faults, state, barriers, fits };
}

// The box of an element and of the text in it.
export const box = (locator) => locator.first().evaluate((node) => {
  const range = document.createRange();
  range.selectNodeContents(node);
  const { left, right, top, bottom } = node.getBoundingClientRect(), text = range.getBoundingClientRect();
  return { left, right, top, bottom, textLeft: text.left, textRight: text.right, dir: getComputedStyle(node).direction };
});
