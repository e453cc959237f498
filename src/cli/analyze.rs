//! `muwazi analyze`: what the memory knows of a new job, by match band.

use std::fmt::Write as _;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::job::JobArguments;
use super::memory::MemoryArguments;
use super::{Outcome, stdout_error, term};
use crate::error::{Error, Result};
use crate::memory::analysis::{Analysis, Analyst, Band, Counts};
use crate::memory::batch::{Wanted, look_up_all};
use crate::memory::look_up::Found;
use crate::memory::open::Use;
use crate::xml::escape;

/// Count the segments of new texts by how well the memory knows them
#[derive(Args)]
pub struct Arguments {
    /// Texts to be translated
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    job: JobArguments,
    /// Print CSV: a row a file and band
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Also write a page with a chart
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    #[command(flatten)]
    memory: MemoryArguments,
}

/// The best match of each segment, down to the lowest band.
const BEST: Wanted = Wanted { from: None, to: None, threshold: 50, best: 1 };

/// Runs the command.
pub fn run(arguments: Arguments) -> Result<Outcome> {
    let job = arguments.job.job()?;
    let memories = arguments.memory.open_to_read(Use::Many)?;
    let mut analyst = Analyst::default();
    let mut outcome = Outcome::Done;
    let mut files: Vec<(String, Analysis)> = Vec::new();
    for file in &arguments.files {
        match job.segments(file) {
            Ok((_, segments)) => {
                let segments: Vec<String> = segments.into_iter().map(|s| s.text).collect();
                let found = look_up_all(&memories, &segments, segments.len(), None, &BEST)?;
                let points = |found: &Vec<(usize, Found)>| {
                    found.first().map_or(0, |(_, best)| best.comparison.score.points())
                };
                let scored = segments.iter().map(String::as_str).zip(found.iter().map(points));
                files.push((file.display().to_string(), analyst.file(scored)));
            }
            Err(error) => {
                term::error(&error);
                outcome = Outcome::SomeFailed;
            }
        }
    }
    if let Some(page) = &arguments.html {
        std::fs::write(page, html(&files)).map_err(|e| Error::io(page, e))?;
    }
    let text = if arguments.json {
        json(&files)
    } else if arguments.csv {
        csv(&files)?
    } else {
        tables(&files)
    };
    anstream::stdout().write_all(text.as_bytes()).map_err(stdout_error)?;
    Ok(outcome)
}

/// Each file and, for several, the sum.
fn with_total(files: &[(String, Analysis)]) -> Vec<(String, Analysis)> {
    let mut all = files.to_vec();
    if files.len() > 1 {
        let mut total = Analysis::default();
        files.iter().for_each(|(_, analysis)| total.add(analysis));
        all.push((format!("{} files", files.len()), total));
    }
    all
}

fn share(part: Counts, whole: Counts) -> f64 {
    100.0 * part.words as f64 / whole.words.max(1) as f64
}

fn tables(files: &[(String, Analysis)]) -> String {
    let mut out = String::new();
    for (name, analysis) in with_total(files) {
        let total = analysis.total();
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{}", term::bold(&name));
        let _ = writeln!(
            out,
            "{:<12} {:>9} {:>9} {:>11} {:>7}",
            "match", "segments", "words", "characters", "words"
        );
        for band in Band::ALL {
            let counts = analysis.band(band);
            let _ = writeln!(
                out,
                "{:<12} {:>9} {:>9} {:>11} {:>5.1} %",
                band.name(),
                counts.segments,
                counts.words,
                counts.characters,
                share(counts, total)
            );
        }
        let _ = writeln!(
            out,
            "{:<12} {:>9} {:>9} {:>11}",
            "total", total.segments, total.words, total.characters
        );
    }
    out
}

fn json(files: &[(String, Analysis)]) -> String {
    let one = |(name, analysis): &(String, Analysis)| {
        let total = analysis.total();
        let bands: Vec<_> = Band::ALL
            .iter()
            .map(|&band| {
                let counts = analysis.band(band);
                serde_json::json!({
                    "band": band.name(),
                    "segments": counts.segments,
                    "words": counts.words,
                    "characters": counts.characters,
                    "share": (share(counts, total) * 100.0).round() / 100.0,
                })
            })
            .collect();
        serde_json::json!({
            "file": name, "segments": total.segments, "words": total.words,
            "characters": total.characters, "bands": bands,
        })
    };
    let all: Vec<_> = with_total(files).iter().map(one).collect();
    format!("{}\n", serde_json::Value::from(all))
}

fn csv(files: &[(String, Analysis)]) -> Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let fail = |e: csv::Error| Error::io("output", std::io::Error::other(e));
    writer.write_record(["file", "band", "segments", "words", "characters"]).map_err(fail)?;
    for (name, analysis) in with_total(files) {
        for band in Band::ALL {
            let counts = analysis.band(band);
            let figures = [counts.segments, counts.words, counts.characters].map(|n| n.to_string());
            let [segments, words, characters] = &figures;
            writer.write_record([&name, band.name(), segments, words, characters]).map_err(fail)?;
        }
    }
    let bytes = writer.into_inner().map_err(|e| Error::io("output", e.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A page with a bar for each band, long as its share of the words.
fn html(files: &[(String, Analysis)]) -> String {
    let mut out = String::from(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Match analysis</title>\n<style>\
         body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:50rem;padding-inline:1rem;color-scheme:light dark}\
         table{border-collapse:collapse;inline-size:100%}th,td{padding:.3rem .6rem;text-align:end}\
         th:first-child{text-align:start}td.bar{inline-size:40%}svg{inline-size:100%;block-size:1rem;display:block}\
         rect{fill:#0a6ebd}</style></head><body>\n<h1>Match analysis</h1>\n",
    );
    for (name, analysis) in with_total(files) {
        let total = analysis.total();
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "<h2 dir=\"auto\">{}</h2>\n<table><thead><tr><th scope=\"col\">match</th><th scope=\"col\">segments</th>\
             <th scope=\"col\">words</th><th scope=\"col\">characters</th><th scope=\"col\">share of words</th><td></td></tr></thead><tbody>",
            escape(&name)
        );
        for band in Band::ALL {
            let counts = analysis.band(band);
            let share = share(counts, total);
            let _ = writeln!(
                out,
                "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{share:.1} %</td>\
                 <td class=\"bar\"><svg role=\"img\" aria-label=\"{share:.1} %\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\">\
                 <rect width=\"{share:.2}\" height=\"10\"/></svg></td></tr>",
                band.name(),
                counts.segments,
                counts.words,
                counts.characters
            );
        }
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\">total</th><td>{}</td><td>{}</td><td>{}</td><td></td><td></td></tr></tbody></table>",
            total.segments, total.words, total.characters
        );
    }
    out.push_str("</body></html>\n");
    out
}
