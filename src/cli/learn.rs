//! `muwazi learn`: alignments → the word pairs they teach, as a lexicon that `align --lexicon` takes.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Deserialize;

use super::{Outcome, stdout_error, usage};
use crate::error::{Error, ErrorKind, Result};
use crate::exchange::file::{Existing, PendingFile};
use crate::lexicon::learn::{Learned, Learner};
use crate::text::language::arabic_share;

/// Learn word pairs from alignments: a lexicon to look at, to mend, and to align with
#[derive(Args)]
pub struct Arguments {
    /// Alignments as `muwazi align` writes them: JSONL, TSV, CSV
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Where the lexicon goes: TSV of Arabic, nothing, English words by probability; - for standard output
    #[arg(short, long, default_value = "-")]
    output: PathBuf,
    /// Units below this confidence teach nothing
    #[arg(long, default_value_t = 0.8, value_name = "0–1")]
    min_confidence: f64,
    /// Replace an output that exists
    #[arg(long)]
    force: bool,
}

/// Runs the command.
pub fn run(arguments: Arguments) -> Result<Outcome> {
    let mut learner = Learner::new();
    for file in &arguments.files {
        for pair in pairs(file)?.into_iter().filter(|p| p.confidence >= arguments.min_confidence) {
            let is_arabic = |text: &str| arabic_share(text).is_some_and(|share| share > 0.5);
            match (is_arabic(&pair.source), is_arabic(&pair.target)) {
                (true, false) => learner.add(&pair.source, &pair.target),
                (false, true) => learner.add(&pair.target, &pair.source),
                _ => {}
            }
        }
    }
    if learner.is_empty() {
        return usage(
            "no pair of an Arabic and an English text to learn from",
            "give what `muwazi align --to jsonl` or `--to tsv` writes",
        );
    }
    let units = learner.len();
    let learned = learner.finish();
    let text = lexicon(&learned, units);
    if arguments.output.as_os_str() == "-" {
        anstream::stdout().write_all(text.as_bytes()).map_err(stdout_error)?;
    } else {
        let existing = if arguments.force { Existing::Replace } else { Existing::Keep };
        let mut pending = PendingFile::create(&arguments.output, existing)?;
        pending.write_all(text.as_bytes()).map_err(|e| Error::io(&arguments.output, e))?;
        pending.commit()?;
        let place = arguments.output.display();
        writeln!(anstream::stdout(), "{} words from {units} units → {place}", learned.len())
            .map_err(stdout_error)?;
    }
    Ok(Outcome::Done)
}

fn lexicon(learned: &[Learned], units: usize) -> String {
    let mut out = format!(
        "# {} words learned from {units} units: ARABIC, TAB, TAB, ENGLISH by probability\n",
        learned.len()
    );
    for entry in learned {
        let words: Vec<&str> = entry.english.iter().map(|(word, _)| word.as_str()).collect();
        out.push_str(&format!("{}\t\t{}\n", entry.arabic, words.join(";")));
    }
    out
}

/// What is read of a unit.
#[derive(Deserialize)]
struct Pair {
    source: String,
    target: String,
    /// Made by people where nothing is said.
    #[serde(default = "sure")]
    confidence: f64,
}

fn sure() -> f64 {
    1.0
}

fn pairs(file: &Path) -> Result<Vec<Pair>> {
    let text = std::fs::read_to_string(file).map_err(|e| Error::io(file, e))?;
    let broken = |line: u64, what: String| {
        Error::new(ErrorKind::Format, what)
            .in_file(file)
            .at_line(line)
            .remedy("give what `muwazi align --to jsonl` or `--to tsv` writes")
    };
    if text.trim_start().starts_with('{') {
        let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
        return lines
            .map(|(number, line)| {
                serde_json::from_str(line).map_err(|e| broken(number, e.to_string()))
            })
            .collect();
    }
    let tabs = text.lines().next().is_some_and(|line| line.contains('\t'));
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(if tabs { b'\t' } else { b',' })
        .quoting(!tabs)
        .from_reader(text.as_bytes());
    reader
        .deserialize()
        .map(|row| {
            row.map_err(|e: csv::Error| {
                broken(e.position().map_or(1, csv::Position::line), e.to_string())
            })
        })
        .collect()
}
