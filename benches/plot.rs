//! Plots as SVG, drawn from plain numbers: bars, curves, and points with names.
//!
//! Each stands on a ground of its own and follows the reader's light or dark scheme, so it can be read on any page.
//! Text is short and set in the reader's own font; nothing is fetched and no script runs.

use std::fmt::Write;

/// The length of a plot's axis is linear in the value, or in its logarithm.
#[derive(Clone, Copy, PartialEq)]
pub enum Scale {
    /// From zero.
    Linear,
    /// From the power of ten below the smallest value.
    Log,
}

/// A row of a bar plot.
pub struct Bar {
    /// Stands at its left.
    pub name: String,
    /// Its length.
    pub value: f64,
    /// Stands behind it.
    pub label: String,
}

/// A curve, or the points of one tool.
pub struct Series {
    /// Stands at its last point.
    pub name: String,
    /// x and y, in order of x.
    pub points: Vec<(f64, f64)>,
}

/// A part of a picture, with a title over it.
pub enum Panel {
    /// Bars below each other; those of `muwazi` stand out.
    Bars {
        /// Over the panel.
        title: String,
        /// From top to bottom.
        bars: Vec<Bar>,
        /// Of their lengths.
        scale: Scale,
    },
    /// Curves over x, both axes logarithmic.
    Curves {
        /// Over the panel.
        title: String,
        /// Under the x axis.
        x: String,
        /// At most four can be told apart.
        series: Vec<Series>,
    },
    /// A point for each tool: x logarithmic, y linear.
    Points {
        /// Over the panel.
        title: String,
        /// Under the x axis.
        x: String,
        /// One point each.
        series: Vec<Series>,
        /// The y axis, from and to.
        y: (f64, f64),
    },
}

const PANEL_WIDTH: f64 = 340.0;
const MARGIN: f64 = 14.0;
const TITLE: f64 = 26.0;
const ROW: f64 = 24.0;
const NAMES: f64 = 122.0;
const LABELS: f64 = 92.0;
const FIELD_HEIGHT: f64 = 190.0;

/// Light first; a dark scheme replaces what it must. Colours by Okabe & Ito (2008), told apart by everyone.
const STYLE: &str = "<style>\
text{font:12px system-ui,sans-serif;fill:#1f2328}.t{font-weight:600}.m{fill:#59636e}.g{fill:#fff;stroke:#d1d9e0}\
.x{stroke:#d1d9e0}.o{fill:#0072b2}.p{fill:#9aa4ae}.c{fill:none;stroke-width:2}\
.s0{stroke:#0072b2}.s1{stroke:#d55e00}.s2{stroke:#009e73}.s3{stroke:#aa4499}\
.f0{fill:#0072b2}.f1{fill:#d55e00}.f2{fill:#009e73}.f3{fill:#aa4499}\
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.m{fill:#9198a1}.g{fill:#0d1117;stroke:#3d444d}.x{stroke:#3d444d}\
.o{fill:#56b4e9}.p{fill:#656c76}.s0{stroke:#56b4e9}.s1{stroke:#e69f00}.s2{stroke:#2fc39a}.s3{stroke:#cc79a7}\
.f0{fill:#56b4e9}.f1{fill:#e69f00}.f2{fill:#2fc39a}.f3{fill:#cc79a7}}</style>";

/// The picture of `panels` side by side; `says` is what a reader hears who cannot see it.
pub fn picture(says: &str, panels: &[Panel]) -> String {
    let height = panels.iter().map(panel_height).fold(0.0, f64::max) + 2.0 * MARGIN;
    let width = panels.len() as f64 * (PANEL_WIDTH + MARGIN) + MARGIN;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         role=\"img\" aria-label=\"{}\">{STYLE}<rect class=\"g\" x=\".5\" y=\".5\" width=\"{}\" height=\"{}\" rx=\"6\"/>\n",
        escaped(says),
        width - 1.0,
        height - 1.0
    );
    let mut left = MARGIN;
    for panel in panels {
        match panel {
            Panel::Bars { title, bars, scale } => {
                heading(&mut out, left, title);
                draw_bars(&mut out, left, bars, *scale);
            }
            Panel::Curves { title, x, series } => {
                heading(&mut out, left, title);
                draw_curves(&mut out, left, x, series);
            }
            Panel::Points { title, x, series, y } => {
                heading(&mut out, left, title);
                draw_points(&mut out, left, x, series, *y);
            }
        }
        left += PANEL_WIDTH + MARGIN;
    }
    out.push_str("</svg>\n");
    out
}

fn panel_height(panel: &Panel) -> f64 {
    TITLE
        + match panel {
            Panel::Bars { bars, .. } => bars.len() as f64 * ROW,
            Panel::Curves { .. } | Panel::Points { .. } => FIELD_HEIGHT + 40.0,
        }
}

fn heading(out: &mut String, left: f64, title: &str) {
    text(out, "t", (left, MARGIN + 12.0), "start", title);
}

fn draw_bars(out: &mut String, left: f64, bars: &[Bar], scale: Scale) {
    let largest = bars.iter().map(|b| b.value).fold(0.0, f64::max);
    let smallest = bars.iter().map(|b| b.value).filter(|&v| v > 0.0).fold(largest, f64::min);
    // The shortest bar of a logarithmic plot must still be seen.
    let floor = (smallest / 2.0).log10().floor();
    let room = PANEL_WIDTH - NAMES - LABELS;
    for (row, bar) in bars.iter().enumerate() {
        let top = MARGIN + TITLE + row as f64 * ROW;
        let share = match scale {
            Scale::Linear => bar.value / largest,
            Scale::Log => (bar.value.log10() - floor) / (largest.log10() - floor),
        };
        let length = (share.clamp(0.0, 1.0) * room).max(1.0);
        let class = if bar.name.starts_with("muwazi") { "o" } else { "p" };
        text(out, "", (left + NAMES - 8.0, top + 14.0), "end", &bar.name);
        let (x, y) = (left + NAMES, top + 4.0);
        let _ = writeln!(
            out,
            "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{length:.1}\" height=\"14\" rx=\"2\"/>"
        );
        text(out, "m", (x + length + 6.0, top + 14.0), "start", &bar.label);
    }
}

/// A field with axes: data coordinates → the picture's.
struct Field {
    left: f64,
    width: f64,
    x: (f64, f64),
    y: (f64, f64),
}

impl Field {
    fn at(&self, x: f64, y: f64) -> (f64, f64) {
        let share = |value: f64, (from, to): (f64, f64)| (value - from) / (to - from).max(1e-9);
        (
            self.left + share(x, self.x) * self.width,
            MARGIN + TITLE + (1.0 - share(y, self.y)) * FIELD_HEIGHT,
        )
    }

    fn axes(&self, out: &mut String, title: &str, xs: &[(f64, String)], ys: &[(f64, String)]) {
        for (value, name) in ys {
            let (x, y) = self.at(self.x.0, *value);
            let _ = writeln!(out, "<path class=\"x\" d=\"M{x:.1} {y:.1}h{:.1}\"/>", self.width);
            text(out, "m", (x - 6.0, y + 4.0), "end", name);
        }
        for (value, name) in xs {
            let (x, y) = self.at(*value, self.y.0);
            text(out, "m", (x, y + 16.0), "middle", name);
        }
        let (x, y) = self.at((self.x.0 + self.x.1) / 2.0, self.y.0);
        text(out, "m", (x, y + 34.0), "middle", title);
    }
}

/// The powers of ten that hold `values`, as exponents.
fn decades(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (mut low, mut high) = (f64::MAX, f64::MIN);
    for value in values.filter(|v| *v > 0.0) {
        low = low.min(value.log10());
        high = high.max(value.log10());
    }
    (low.floor(), high.ceil().max(low.floor() + 1.0))
}

fn ticks((from, to): (f64, f64)) -> Vec<(f64, String)> {
    (from as i32..=to as i32).map(|e| (f64::from(e), short(10f64.powi(e)))).collect()
}

/// A number in few signs: 10k, 2.5M, 0.01.
pub fn short(value: f64) -> String {
    let trimmed = |value: f64, unit: &str| {
        let text = format!("{value:.1}");
        format!("{}{unit}", text.strip_suffix(".0").unwrap_or(&text))
    };
    match value {
        v if v >= 1e6 => trimmed(v / 1e6, "M"),
        v if v >= 1e4 => trimmed(v / 1e3, "k"),
        v if v >= 100.0 => format!("{v:.0}"),
        v if v >= 1.0 => trimmed(v, ""),
        v => format!("{}", (v * 1e4).round() / 1e4),
    }
}

fn draw_curves(out: &mut String, left: f64, x: &str, series: &[Series]) {
    let all = || series.iter().flat_map(|s| &s.points);
    let field = Field {
        left: left + 44.0,
        width: PANEL_WIDTH - 44.0 - 70.0,
        x: decades(all().map(|p| p.0)),
        y: decades(all().map(|p| p.1)),
    };
    field.axes(out, x, &ticks(field.x), &ticks(field.y));
    let mut ends: Vec<(f64, f64, usize)> = Vec::new();
    for (number, one) in series.iter().enumerate() {
        let places: Vec<(f64, f64)> =
            one.points.iter().map(|&(x, y)| field.at(x.log10(), y.log10())).collect();
        let path: Vec<String> = places.iter().map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
        let _ = writeln!(out, "<path class=\"c s{number}\" d=\"M{}\"/>", path.join("L"));
        for (x, y) in &places {
            let _ =
                writeln!(out, "<circle class=\"f{number}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\"/>");
        }
        if let Some(&(x, y)) = places.last() {
            ends.push((x, y, number));
        }
    }
    // Names from bottom to top, none over another.
    ends.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut free = f64::MAX;
    for (x, y, number) in ends {
        let y = y.min(free);
        free = y - 14.0;
        text(out, &format!("f{number}"), (x + 7.0, y + 4.0), "start", &series[number].name);
    }
}

fn draw_points(out: &mut String, left: f64, x: &str, series: &[Series], y: (f64, f64)) {
    let all = || series.iter().flat_map(|s| &s.points);
    let field =
        Field { left: left + 30.0, width: PANEL_WIDTH - 60.0, x: decades(all().map(|p| p.0)), y };
    let steps = (0..=5).map(|k| y.0 + (y.1 - y.0) * f64::from(k) / 5.0);
    let ys: Vec<(f64, String)> = steps.map(|v| (v, short(v))).collect();
    field.axes(out, x, &ticks(field.x), &ys);
    for one in series {
        let class = if one.name.starts_with("muwazi") { "o" } else { "p" };
        for &(x, y) in &one.points {
            let (x, y) = field.at(x.log10(), y);
            let _ =
                writeln!(out, "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"5\"/>");
            // Names at the right of the middle stand at the left of their points.
            let (at, anchor) = if x > field.left + 0.55 * field.width {
                (x - 9.0, "end")
            } else {
                (x + 9.0, "start")
            };
            text(out, "", (at, y + 4.0), anchor, &one.name);
        }
    }
}

fn text(out: &mut String, class: &str, (x, y): (f64, f64), anchor: &str, what: &str) {
    let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
    let _ = writeln!(
        out,
        "<text{class} x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>",
        escaped(what)
    );
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
