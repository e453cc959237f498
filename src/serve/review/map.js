// The map beside the list: the whole document at a glance. A row is a bar; the more it wants looking at, the longer and
// redder it is. A long document has many rows on a line of pixels: the worst of them is shown.
import { grade, isConfirmed, state } from "/state.js";

const LONGEST_BAR = 16; // Pixels that a row has at most, in a short document.
const RANK = { done: 0, firm: 1, gap: 2, fair: 3, weak: 4 };
const LENGTH = { done: 0.2, firm: 0.35, gap: 0.6, fair: 0.7, weak: 1 };

const kind = (row) => (isConfirmed(row) ? "done" : grade(row));

export class Overview {
  // `go` is called with the row that is pointed at.
  constructor(canvas, go) {
    this.canvas = canvas;
    const point = (event) => {
      const { rows } = state;
      if (!rows.length) return;
      const box = canvas.getBoundingClientRect();
      const at = Math.floor((event.clientY - box.top) / this.each);
      go(Math.max(0, Math.min(rows.length - 1, at)));
    };
    canvas.addEventListener("pointerdown", (event) => { canvas.setPointerCapture(event.pointerId); event.preventDefault(); point(event); });
    canvas.addEventListener("pointermove", (event) => { if (canvas.hasPointerCapture(event.pointerId)) point(event); });
  }

  get each() {
    return Math.min(this.canvas.clientHeight / Math.max(state.rows.length, 1), LONGEST_BAR);
  }

  // For each line of pixels the row that is shown there. Scrolling asks again and again: it changes with the rows only.
  lines(height, each) {
    const { rows, revision } = state, of = `${revision} ${rows.length} ${height}`;
    if (this.known?.of === of) return this.known.lines;
    const lines = new Array(Math.ceil(Math.min(rows.length * each, height)));
    rows.forEach((row, at) => {
      const line = Math.floor(at * each), now = kind(row);
      if (lines[line] === undefined || RANK[now] > RANK[lines[line].kind]) lines[line] = { kind: now, at };
    });
    this.known = { of, lines };
    return lines;
  }

  // Draws the rows, what is shown of them (`first` to `last`) and the current one.
  draw(first, last) {
    const { canvas, each } = this, { rows } = state;
    const width = canvas.clientWidth, height = canvas.clientHeight, scale = devicePixelRatio || 1;
    if (!width || !height) return;
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    const context = canvas.getContext("2d");
    context.scale(scale, scale);
    const style = getComputedStyle(canvas);
    const colour = (name) => style.getPropertyValue(`--map-${name}`).trim() || style.color;
    const mirrored = document.documentElement.dir === "rtl";
    context.fillStyle = style.getPropertyValue("--map-window");
    context.fillRect(0, first * each, width, Math.max((last - first) * each, 3));
    const lines = this.lines(height, each);
    const gap = each > 4 ? 1 : 0;
    lines.forEach(({ kind: name, at }, line) => {
      const y = each > 1 ? at * each : line, tall = Math.max(each - gap, 1), long = Math.round((width - 6) * LENGTH[name]);
      const x = mirrored ? width - 3 - long : 3;
      context.fillStyle = context.strokeStyle = colour(name);
      if (name === "gap" && tall > 4) context.strokeRect(x + 0.5, y + 0.5, long - 1, tall - 1);
      else context.fillRect(x, y, long, tall);
    });
    const y = Math.min(state.now * each, height - 3);
    context.fillStyle = colour("now");
    context.fillRect(0, y, width, Math.max(Math.min(each, 3), 2));
  }
}
