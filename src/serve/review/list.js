// A long list of which only what can be seen is in the page. Rows have any height: it is guessed from the length of the
// text, measured when the row is drawn, and what one looks at stays in its place meanwhile.

const BEYOND = 600; // Pixels above and below the window that are drawn as well.

export class List {
  // `build` makes the node of a row, `guess` its height in pixels.
  constructor(scroller, holder, { build, guess, drawn }) {
    Object.assign(this, { scroller, holder, build, guess, drawn });
    this.rows = [];
    this.tops = new Float64Array(1);
    this.nodes = new Map();
    // A row that stays in the page wherever it is: the one with the focus.
    this.pinned = null;
    this.whole = false;
    this.width = 0;
    this.sizes = new ResizeObserver((entries) => this.resized(entries));
    scroller.addEventListener("scroll", () => this.soon(), { passive: true });
    new ResizeObserver(() => this.reflow()).observe(scroller);
  }

  // Other rows, in this order. What was seen stays where it was, by preference `anchor`.
  show(rows, anchor = null) {
    const kept = this.anchor(anchor);
    this.rows = rows;
    this.place = new Map(rows.map((row, at) => [row, at]));
    this.layout();
    this.restore(kept);
    this.draw();
  }

  at(row) {
    return this.place?.get(row) ?? -1;
  }

  node(row) {
    return this.nodes.get(row);
  }

  height(row) {
    return row.height ?? (row.guessed ??= this.guess(row));
  }

  layout() {
    const { rows } = this;
    this.tops = new Float64Array(rows.length + 1);
    for (let at = 0; at < rows.length; at++) this.tops[at + 1] = this.tops[at] + this.height(rows[at]);
    if (!this.whole) this.holder.style.height = `${this.tops[rows.length]}px`;
  }

  // The row at a height of the list.
  find(top) {
    let low = 0, high = this.rows.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.tops[middle] <= top) low = middle; else high = middle - 1;
    }
    return Math.max(low, 0);
  }

  // A row that is seen, and how far below the upper edge it stands.
  anchor(wanted = null) {
    const top = this.scroller.scrollTop;
    let at = wanted ? this.at(wanted) : -1;
    const seen = at >= 0 && this.tops[at + 1] > top && this.tops[at] < top + this.scroller.clientHeight;
    if (!seen) at = this.rows.length ? this.find(top) : -1;
    return at < 0 ? null : { row: this.rows[at], number: at, below: this.tops[at] - top };
  }

  restore(kept) {
    if (!kept || this.whole) return;
    const at = this.at(kept.row) >= 0 ? this.at(kept.row) : Math.min(kept.number, this.rows.length - 1);
    if (at >= 0) this.scrollTo(this.tops[at] - kept.below);
  }

  scrollTo(top) {
    if (Math.abs(this.scroller.scrollTop - top) >= 1) this.scroller.scrollTop = top;
  }

  soon() {
    if (this.waiting) return;
    this.waiting = requestAnimationFrame(() => { this.waiting = 0; this.draw(); });
  }

  // The numbers of the first row in the window and of the one behind the last.
  seen() {
    if (!this.rows.length) return [0, 0];
    const top = this.scroller.scrollTop;
    return [this.find(top), this.find(top + this.scroller.clientHeight) + 1];
  }

  draw() {
    // Measured heights move the window: twice is enough, as guesses are near.
    for (let round = 0; round < 3; round++) if (!this.drawOnce()) break;
    this.drawn?.();
  }

  drawOnce() {
    const { rows, holder, scroller } = this;
    const top = scroller.scrollTop;
    const first = this.whole || !rows.length ? 0 : this.find(top - BEYOND);
    const end = this.whole ? rows.length : rows.length ? this.find(top + scroller.clientHeight + BEYOND) + 1 : 0;
    const wanted = rows.slice(first, end);
    const pinned = this.pinned ? this.at(this.pinned) : -1;
    if (pinned >= 0 && pinned < first) wanted.unshift(this.pinned);
    if (pinned >= end) wanted.push(this.pinned);
    const keep = new Set(wanted);
    for (const [row, node] of this.nodes) {
      if (keep.has(row)) continue;
      this.sizes.unobserve(node);
      this.nodes.delete(row);
      node.remove();
    }
    // A node that stays is never moved: it would lose the focus.
    let next = holder.firstElementChild;
    const fresh = [];
    for (const row of wanted) {
      let node = this.nodes.get(row);
      if (node && node === next) { next = next.nextElementSibling; continue; }
      node = this.build(row);
      this.nodes.set(row, node);
      holder.insertBefore(node, next);
      this.sizes.observe(node);
      fresh.push([row, node]);
    }
    const changed = this.measure(fresh);
    if (this.whole) return false;
    if (changed) {
      const kept = this.anchor(this.pinned);
      this.layout();
      this.restore(kept);
    }
    for (const row of wanted) {
      const node = this.nodes.get(row), y = `${this.tops[this.at(row)]}px`;
      if (node.style.top !== y) node.style.top = y;
    }
    return changed;
  }

  measure(pairs) {
    let changed = false;
    for (const [row, node] of pairs) {
      const height = node.getBoundingClientRect().height;
      if (!height || Math.abs(height - this.height(row)) < 0.5) continue;
      row.height = height;
      changed = true;
    }
    return changed;
  }

  // These rows may have become taller or shorter.
  touch(rows) {
    if (this.whole) return;
    const kept = this.anchor(this.pinned);
    if (!this.measure(rows.map((row) => [row, this.nodes.get(row)]))) return;
    this.layout();
    this.restore(kept);
    this.draw();
  }

  resized(entries) {
    if (this.whole) return;
    const rows = new Map([...this.nodes].map(([row, node]) => [node, row]));
    const pairs = entries.map(({ target }) => [rows.get(target), target]).filter(([row]) => row);
    const kept = this.anchor(this.pinned);
    if (!this.measure(pairs)) return;
    this.layout();
    this.restore(kept);
    this.draw();
  }

  // The window has another width, or the letters another size: what was measured no longer holds.
  reflow(always = false) {
    if (!always && this.scroller.clientWidth === this.width) return this.soon();
    this.width = this.scroller.clientWidth;
    const kept = this.anchor(this.pinned);
    for (const row of this.rows) row.height = row.guessed = undefined;
    this.measure([...this.nodes]);
    this.layout();
    this.restore(kept);
    this.draw();
  }

  // Makes all nodes anew.
  rebuild() {
    for (const node of this.nodes.values()) { this.sizes.unobserve(node); node.remove(); }
    this.nodes.clear();
    this.reflow(true);
  }

  // For paper everything is needed, one below the other.
  all(whole) {
    if (this.whole === whole) return;
    const kept = whole ? null : this.before;
    if (whole) this.before = this.anchor();
    this.whole = whole;
    if (whole) this.holder.style.height = "";
    else this.layout();
    this.draw();
    this.restore(kept);
  }

  // Brings a row into the window: near ones just so, far ones to its middle.
  reveal(row) {
    const at = this.at(row);
    if (at < 0) return;
    for (let round = 0; round < 3; round++) {
      const top = this.scroller.scrollTop, height = this.scroller.clientHeight;
      const from = this.tops[at], to = this.tops[at + 1], margin = Math.min(48, height / 8);
      if (from - margin >= top && to + margin <= top + height) break;
      const far = to < top - height || from > top + 2 * height;
      let goal = far ? (from + to - height) / 2 : from - margin < top ? from - margin : to + margin - height;
      // A row that is longer than the window begins at its top.
      if (to - from + 2 * margin > height) goal = from - margin;
      this.scroller.scrollTop = Math.max(0, goal);
      this.draw();
    }
  }
}
