// Long documents on the review page: how fast they open, how much of them is in the page, how smoothly they scroll.
// usage: node large.mjs ADDRESS SCREENSHOTS MODULES NAME LONGEST_OPEN_MS
import { strict as assert } from "node:assert";
import { browser } from "./common.mjs";

const [address, shots, modules, name, longest] = process.argv.slice(2);
const { context, page, faults, state } = await browser(shots, modules);

// The browser itself and its compiled scripts are warm; the project is not.
await page.goto(address);
await page.waitForSelector(".row.now");
const opened = [], control = [];
for (let i = 0; i < 5; i++) {
  // A page of nothing but a style sheet tells how busy the machine is.
  const before = Date.now();
  await page.goto(new URL("look.css", address).href);
  control.push(Date.now() - before);
  const begin = Date.now();
  await page.goto(address);
  await page.waitForSelector(".row.now");
  opened.push(Date.now() - begin);
}
const rows = Number(await page.locator(".row").first().getAttribute("aria-setsize"));
const nodes = () => page.evaluate(() => document.querySelectorAll("*").length);
const before = await nodes();
// What the page itself costs, in milliseconds of the processor: on a busy machine the clock says little.
const session = await context.newCDPSession(page);
await session.send("Performance.enable", { timeDomain: "threadTicks" });
const spent = async () => 1000 * (await session.send("Performance.getMetrics")).metrics.find((m) => m.name === "TaskDuration").value;

// Two seconds of scrolling, a screenful in two frames: how long the frames take, and whether anything is ever blank.
const start = await spent();
const scrolled = await page.evaluate(async () => {
  const scroller = document.getElementById("scroll");
  const box = scroller.getBoundingClientRect();
  const frame = () => new Promise(requestAnimationFrame);
  // How long a frame takes when nothing happens: what the machine has to spare.
  const idle = [];
  for (let i = 0; i < 40; i++) {
    const begin = performance.now();
    await frame();
    idle.push(performance.now() - begin);
  }
  idle.sort((a, b) => a - b);
  const times = [], middle = [box.left + box.width / 3, box.top + box.height / 2];
  let blank = 0, most = 0;
  await frame();
  for (let i = 0; i < 120; i++) {
    const begin = performance.now();
    scroller.scrollTop += 400;
    await frame();
    await frame();
    times.push((performance.now() - begin) / 2);
    if (!document.elementFromPoint(...middle)?.closest(".row")) blank++;
    most = Math.max(most, document.querySelectorAll(".row").length);
  }
  times.sort((a, b) => a - b);
  return { idle: idle[20], median: times[60], p95: times[114], blank, most, moved: scroller.scrollTop };
});
const work = (await spent() - start) / (40 + 120 * 2);
assert.ok(scrolled.moved > 40000, `scrolled ${scrolled.moved} pixels`);
assert.equal(scrolled.blank, 0, "no frame is blank");

// To the end, to the middle by the map, and an edit there.
await page.locator(".row.now").evaluate((node) => node.focus());
await page.keyboard.press("End");
await page.waitForFunction((last) => Number(document.querySelector(".row.now")?.dataset.at) === last, rows - 1);
const inside = await page.evaluate(() => {
  const row = document.querySelector(".row.now").getBoundingClientRect(), window = document.getElementById("scroll").getBoundingClientRect();
  return row.top >= window.top - 1 && row.bottom <= window.bottom + 1;
});
assert.ok(inside, "the last row is in the window");
const map = await page.locator("#map").boundingBox();
await page.mouse.click(map.x + map.width / 2, map.y + map.height / 2);
const at = await page.evaluate(() => Number(document.querySelector(".row.now").dataset.at));
assert.ok(Math.abs(at - rows / 2) < rows / 50, `row ${at}`);
await state(name);
const edits = [], edited = await spent();
for (let i = 0; i < 5; i++) {
  edits.push(await page.evaluate(async () => {
    const begin = performance.now(), old = document.body.dataset.revision;
    document.querySelector(".row.now").dispatchEvent(new KeyboardEvent("keydown", { key: "m", bubbles: true }));
    while (document.body.dataset.revision === old) await new Promise((r) => setTimeout(r, 1));
    return performance.now() - begin;
  }));
}
const editing = (await spent() - edited) / 5;
const middle = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
const after = await nodes();
console.log(`${rows} rows: opened in ${middle(opened)} ms (${opened}; a page of nothing ${middle(control)}), ${before} nodes, ${after} at the end, at most ${scrolled.most} rows in the page; ` +
  `a frame of scrolling takes ${work.toFixed(1)} ms of work, ${scrolled.median.toFixed(1)} ms by the clock (idle ${scrolled.idle.toFixed(1)}); ` +
  `an edit ${editing.toFixed(0)} ms of work, ${Math.round(middle(edits))} ms until it is shown`);
const allowed = Math.max(Number(longest), 15 * middle(control));
assert.ok(Math.min(...opened) < allowed, `opened in ${opened} ms, a page of nothing in ${control}`);
assert.ok(before < 3000 && after < 3000 && scrolled.most < 60, "only what can be seen is in the page");
assert.ok(work < 60, `a frame costs ${work} ms`);
assert.ok(editing < 400, `an edit costs ${editing} ms`);
assert.deepEqual(faults, []);
await context.close();
