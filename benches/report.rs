//! Measured CSV files → one table (Markdown and CSV) and the plots of the README.
//!
//! `rustc -O --edition 2024 benches/report.rs -o target/bench/report` builds it: it needs no crate, not even ours.
//! `report RESULTS_DIR PLOTS_DIR [README]`: each `RESULTS_DIR/QUESTION.csv` has lines `case,tool,measure,value`;
//! the last line for the same three counts. With README the table between its two `speed` marks is replaced.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[path = "plot.rs"]
mod plot;

use plot::{Bar, Panel, Scale, Series, picture, short};

type Failure = Box<dyn std::error::Error>;

/// Case, tool, measure → value.
type Key = (String, String, String);

/// One question's figures, in the order in which they were first measured.
#[derive(Default)]
struct Figures {
    order: Vec<Key>,
    values: BTreeMap<Key, f64>,
}

impl Figures {
    fn read(path: &Path) -> Result<Figures, Failure> {
        let mut out = Figures::default();
        let Ok(text) = std::fs::read_to_string(path) else { return Ok(out) };
        for (number, line) in (1..).zip(text.lines()) {
            let columns: Vec<&str> = line.split(',').collect();
            let [tool @ .., measure, value] = columns.as_slice() else { continue };
            // Only the name of a tool may hold a comma.
            let [case, tool @ ..] = tool else { continue };
            let value: f64 = value
                .parse()
                .map_err(|e| format!("{}, line {number}: {value}: {e}", path.display()))?;
            let key = (case.to_string(), tool.join(","), measure.to_string());
            if out.values.insert(key.clone(), value).is_none() {
                out.order.push(key);
            }
        }
        Ok(out)
    }

    fn get(&self, case: &str, tool: &str, measure: &str) -> Option<f64> {
        self.values.get(&(case.to_string(), tool.to_string(), measure.to_string())).copied()
    }

    /// What stands in one column of the lines of `measure`, each once.
    fn distinct(&self, measure: &str, column: impl Fn(&Key) -> &String) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for key in self.order.iter().filter(|key| key.2 == measure) {
            if !out.contains(column(key)) {
                out.push(column(key).clone());
            }
        }
        out
    }

    fn cases(&self, measure: &str) -> Vec<String> {
        self.distinct(measure, |key| &key.0)
    }

    fn tools(&self, measure: &str) -> Vec<String> {
        self.distinct(measure, |key| &key.1)
    }

    /// The curve of a measure over cases that are numbers.
    fn curve(&self, tool: &str, measure: &str) -> Vec<(f64, f64)> {
        let mut points: Vec<(f64, f64)> = self
            .cases(measure)
            .iter()
            .filter_map(|case| Some((case.parse().ok()?, self.get(case, tool, measure)?)))
            .collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        points
    }
}

/// A line of the table.
struct Row {
    question: String,
    tool: String,
    speed: String,
    quality: String,
    command: &'static str,
}

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    let [results, plots, readme @ ..] = arguments.as_slice() else {
        return Err("report RESULTS_DIR PLOTS_DIR [README]".into());
    };
    let (results, plots) = (PathBuf::from(results), PathBuf::from(plots));
    let figures = |question: &str| Figures::read(&results.join(format!("{question}.csv")));
    let (align, lookup, tmx, segment) =
        (figures("align")?, figures("lookup")?, figures("tmx")?, figures("segment")?);
    let (growth_align, growth_memory, profile) =
        (figures("growth-align")?, figures("growth-memory")?, figures("profile")?);

    let mut rows = Vec::new();
    align_rows(&align, &mut rows);
    lookup_rows(&lookup, &mut rows);
    rate_rows(&tmx, "TMX, ", "benches/run.sh tmx", &mut rows);
    rate_rows(&segment, "sentences, ", "benches/run.sh segment", &mut rows);
    growth_rows(&growth_align, &growth_memory, &mut rows);
    profile_rows(&profile, &mut rows);
    let table = markdown(&rows);
    std::fs::write(results.join("table.md"), &table)?;
    std::fs::write(results.join("table.csv"), comma_separated(&rows))?;
    print!("{table}");
    if let [readme] = readme {
        put_table(Path::new(readme), &table)?;
    }

    std::fs::create_dir_all(&plots)?;
    let pictures = [
        ("align.svg", align_picture(&align)),
        ("lookup.svg", lookup_picture(&lookup)),
        ("throughput.svg", throughput_picture(&tmx, &segment)),
        ("growth.svg", growth_picture(&growth_align, &growth_memory)),
        ("profile.svg", profile_picture(&profile)),
    ];
    for (name, svg) in pictures {
        if let Some(svg) = svg {
            std::fs::write(plots.join(name), svg)?;
        }
    }
    Ok(())
}

fn row(question: &str, tool: &str, speed: String, quality: String, command: &'static str) -> Row {
    Row { question: question.into(), tool: tool.into(), speed, quality, command }
}

fn seconds(value: f64) -> String {
    match value {
        v if v >= 10.0 => format!("{v:.0} s"),
        v if v >= 1.0 => format!("{v:.1} s"),
        v => format!("{v:.2} s"),
    }
}

fn align_rows(align: &Figures, rows: &mut Vec<Row>) {
    let mut tools = align.tools("seconds");
    tools.sort_by_key(|tool| tool != "muwazi");
    for case in align.cases("seconds") {
        for tool in &tools {
            let speed = match align.get(&case, tool, "seconds") {
                Some(value) => seconds(value),
                None => match align.get(&case, tool, "given_up_after_seconds") {
                    Some(limit) => format!("given up after {limit:.0} s"),
                    None => continue,
                },
            };
            let quality = align.get(&case, tool, "f1");
            let quality = quality.map_or("–".into(), |f1| format!("strict F1 {f1:.1}"));
            rows.push(row(&format!("align {case}"), tool, speed, quality, "benches/run.sh align"));
        }
    }
}

fn lookup_rows(lookup: &Figures, rows: &mut Vec<Row>) {
    for case in lookup.cases("recall") {
        let size = case.parse().map_or(case.clone(), short);
        for tool in lookup.tools("recall") {
            let Some(rate) = lookup.get(&case, &tool, "queries_per_second") else { continue };
            let recall = lookup.get(&case, &tool, "recall").unwrap_or(0.0);
            rows.push(row(
                &format!("look up in {size} units"),
                &tool,
                format!("{} queries/s", short(rate)),
                format!("recall {recall:.3}"),
                "benches/run.sh lookup",
            ));
        }
    }
}

fn rate_rows(figures: &Figures, what: &str, command: &'static str, rows: &mut Vec<Row>) {
    for case in figures.cases("mb_per_second") {
        for tool in figures.tools("mb_per_second") {
            let Some(rate) = figures.get(&case, &tool, "mb_per_second") else { continue };
            let memory = figures.get(&case, &tool, "peak_mb");
            let quality = memory.map_or("–".into(), |mb| format!("{mb:.0} MB of memory"));
            rows.push(row(
                &format!("{what}{case}"),
                &tool,
                format!("{} MB/s", short(rate)),
                quality,
                command,
            ));
        }
    }
}

fn growth_rows(align: &Figures, memory: &Figures, rows: &mut Vec<Row>) {
    const COMMAND: &str = "benches/run.sh growth";
    for (lines, taken) in align.curve("muwazi", "seconds") {
        let peak = align.get(&lines.to_string(), "muwazi", "peak_mb").unwrap_or(0.0);
        rows.push(row(
            &format!("align {} lines", short(lines)),
            "muwazi",
            format!("{} ({:.0} µs a line)", seconds(taken), taken * 1e6 / lines),
            format!("{peak:.0} MB of memory"),
            COMMAND,
        ));
    }
    let threads = |n: u32| align.get("1000", &format!("{n} threads"), "seconds");
    if let (Some(one), Some(two)) = (threads(1), threads(2)) {
        let gain = format!("× {:.2} on two threads", one / two);
        rows.push(row(
            "align 1000 articles",
            "muwazi",
            format!("{} on one", seconds(one)),
            gain,
            COMMAND,
        ));
    }
    for (units, p50) in memory.curve("muwazi", "p50_ms") {
        let of = |measure: &str| memory.get(&units.to_string(), "muwazi", measure).unwrap_or(0.0);
        rows.push(row(
            &format!("look up in {} made units", short(units)),
            "muwazi",
            format!("median {} ms, p99 {} ms", short(p50), short(of("p99_ms"))),
            match of("two_threads_gain") {
                0.0 => format!("index {:.0} MB", of("index_mb")),
                gain => format!("× {gain:.2} on two threads; index {:.0} MB", of("index_mb")),
            },
            COMMAND,
        ));
    }
}

/// What two builds are compared by, and the command that does it.
const COMPARED: [(&str, &str); 2] =
    [("instructions", "benches/profile.sh"), ("seconds", "benches/before_after.py")];

fn profile_rows(profile: &Figures, rows: &mut Vec<Row>) {
    for (measure, command) in COMPARED {
        for part in profile.cases(measure) {
            let of = |when: &str| profile.get(&part, when, measure);
            let (Some(before), Some(after)) = (of("before"), of("after")) else { continue };
            rows.push(row(
                &format!("hot spots removed: {part}"),
                "muwazi",
                format!("{} → {} {measure}", short(before), short(after)),
                format!("{:+.0} %", 100.0 * (after / before - 1.0)),
                command,
            ));
        }
    }
}

fn markdown(rows: &[Row]) -> String {
    let mut out =
        String::from("| question | tool | speed | quality | command |\n|---|---|---|---|---|\n");
    let mut before = "";
    for row in rows {
        let question = if row.question == before { "" } else { &row.question };
        let tool = if row.tool == "muwazi" { "**muwazi**" } else { &row.tool };
        let command =
            if question.is_empty() { String::new() } else { format!("`{}`", row.command) };
        out.push_str(&format!(
            "| {question} | {tool} | {} | {} | {command} |\n",
            row.speed, row.quality
        ));
        before = &row.question;
    }
    out
}

fn comma_separated(rows: &[Row]) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut out = String::from("question,tool,speed,quality,command\n");
    for row in rows {
        let columns = [&row.question, &row.tool, &row.speed, &row.quality, row.command];
        let columns: Vec<String> = columns.into_iter().map(quoted).collect();
        out.push_str(&columns.join(","));
        out.push('\n');
    }
    out
}

fn put_table(readme: &Path, table: &str) -> Result<(), Failure> {
    const MARKS: [&str; 2] = ["<!-- speed -->\n", "<!-- /speed -->"];
    let text = std::fs::read_to_string(readme)?;
    let missing = || format!("{} has no marks for the table", readme.display());
    let (before, rest) = text.split_once(MARKS[0]).ok_or_else(missing)?;
    let (_, after) = rest.split_once(MARKS[1]).ok_or_else(missing)?;
    Ok(std::fs::write(readme, format!("{before}{}{table}{}{after}", MARKS[0], MARKS[1]))?)
}

fn align_picture(align: &Figures) -> Option<String> {
    let panel = |case: &String| {
        let point = |tool: &String| {
            let point = (align.get(case, tool, "seconds")?, align.get(case, tool, "f1")?);
            Some(Series { name: tool.clone(), points: vec![point] })
        };
        Panel::Points {
            title: format!("{case}: strict F1 (%)"),
            x: "seconds for the set".into(),
            series: align.tools("f1").iter().filter_map(point).collect(),
            y: (0.0, 100.0),
        }
    };
    let panels: Vec<Panel> = align.cases("f1").iter().map(panel).collect();
    (!panels.is_empty())
        .then(|| picture("Strict F1 and time of aligners on the same documents", &panels))
}

fn lookup_picture(lookup: &Figures) -> Option<String> {
    let panel = |case: &String| {
        let bar = |tool: &String| {
            let value = lookup.get(case, tool, "queries_per_second")?;
            let recall = lookup.get(case, tool, "recall")?;
            Some(Bar {
                name: tool.clone(),
                value,
                label: format!("{} · {recall:.3}", short(value)),
            })
        };
        Panel::Bars {
            title: format!(
                "{} units: queries/s · recall",
                case.parse().map_or(case.clone(), short)
            ),
            bars: lookup.tools("recall").iter().filter_map(bar).collect(),
            scale: Scale::Log,
        }
    };
    let panels: Vec<Panel> = lookup.cases("recall").iter().map(panel).collect();
    (!panels.is_empty())
        .then(|| picture("Queries a second and recall of look-ups in the same memory", &panels))
}

fn throughput_picture(tmx: &Figures, segment: &Figures) -> Option<String> {
    let panel = |figures: &Figures, case: &str, title: &str| {
        let bar = |tool: &String| {
            let value = figures.get(case, tool, "mb_per_second")?;
            Some(Bar { name: tool.clone(), value, label: short(value) })
        };
        let bars: Vec<Bar> = figures.tools("mb_per_second").iter().filter_map(bar).collect();
        (!bars.is_empty()).then(|| Panel::Bars { title: title.into(), bars, scale: Scale::Linear })
    };
    let panels: Vec<Panel> = [
        panel(tmx, "read", "TMX read, MB/s"),
        panel(segment, "ar", "Arabic sentences, MB/s"),
        panel(segment, "en", "English sentences, MB/s"),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!panels.is_empty())
        .then(|| picture("Megabytes a second of TMX readers and segmenters", &panels))
}

fn growth_picture(align: &Figures, memory: &Figures) -> Option<String> {
    let mut panels = Vec::new();
    let points = align.curve("muwazi", "seconds");
    if !points.is_empty() {
        // What strict proportion to the length would be, from the first point.
        let linear = |&(x, _): &(f64, f64)| (x, points[0].1 * x / points[0].0);
        let line = points.iter().map(linear).collect();
        panels.push(Panel::Curves {
            title: "Alignment, seconds".into(),
            x: "lines".into(),
            series: vec![
                Series { name: "muwazi".into(), points: points.clone() },
                Series { name: "linear".into(), points: line },
            ],
        });
    }
    let curve = |measure: &str| memory.curve("muwazi", measure);
    if !curve("p50_ms").is_empty() {
        panels.push(Panel::Curves {
            title: "Look-up at 70 %, milliseconds".into(),
            x: "units".into(),
            series: vec![
                Series { name: "median".into(), points: curve("p50_ms") },
                Series { name: "p99".into(), points: curve("p99_ms") },
            ],
        });
    }
    (!panels.is_empty())
        .then(|| picture("Time against the size of documents and memories", &panels))
}

fn profile_picture(profile: &Figures) -> Option<String> {
    let panel = |(measure, _): (&str, &str)| {
        let bar = |part: &String| {
            let before = profile.get(part, "before", measure)?;
            let value = 100.0 * profile.get(part, "after", measure)? / before;
            Some(Bar { name: part.clone(), value, label: format!("{value:.0} %") })
        };
        let bars: Vec<Bar> = profile.cases(measure).iter().filter_map(bar).collect();
        let title = format!("Now, % of the {measure} before");
        (!bars.is_empty()).then_some(Panel::Bars { title, bars, scale: Scale::Linear })
    };
    let panels: Vec<Panel> = COMPARED.into_iter().filter_map(panel).collect();
    let says =
        "What each part needs, in percent of what it needed before the hot spots were removed";
    (!panels.is_empty()).then(|| picture(says, &panels))
}
