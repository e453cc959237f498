//! `muwazi learn`: alignments → the word pairs they teach, as a lexicon that `align --lexicon` takes.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::{Outcome, stdout_error, usage};
use crate::error::{Error, Result};
use crate::exchange::file::{Existing, PendingFile};
use crate::exchange::units::{ReadOptions, read_units};
use crate::lexicon::learn::{Learned, Learner};
use crate::text::language::arabic_share;

/// Learn word pairs from translations: a lexicon to look at, to mend, and to align with
#[derive(Args)]
pub struct Arguments {
    /// Alignments as `muwazi align` writes them, or any file that holds translations: JSONL, TSV, CSV, TMX,
    /// XLIFF, PO, XLSX
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    output: LexiconOutput,
    /// Units below this confidence teach nothing
    #[arg(long, default_value_t = 0.8, value_name = "0–1")]
    min_confidence: f64,
}

/// Where a lexicon goes.
#[derive(Args)]
pub struct LexiconOutput {
    /// Where the lexicon goes: TSV of Arabic, nothing, English words by probability; - for standard output
    #[arg(short, long, default_value = "-")]
    output: PathBuf,
    /// Replace an output that exists
    #[arg(long)]
    force: bool,
}

/// Runs the command.
pub fn run(arguments: Arguments) -> Result<Outcome> {
    let mut learner = Learner::new();
    for file in &arguments.files {
        for unit in read_units(file, &ReadOptions { plain: true, ..ReadOptions::default() })? {
            let unit = unit.map_err(|e| e.in_file(file))?;
            if unit.confidence.is_none_or(|c| c >= arguments.min_confidence) {
                teach(&mut learner, &unit.source.text, &unit.target.text);
            }
        }
    }
    write_lexicon(learner, &arguments.output)
}

/// Adds a pair of texts, if one is Arabic and the other is not.
pub fn teach(learner: &mut Learner, source: &str, target: &str) {
    let is_arabic = |text: &str| arabic_share(text).is_some_and(|share| share > 0.5);
    match (is_arabic(source), is_arabic(target)) {
        (true, false) => learner.add(source, target),
        (false, true) => learner.add(target, source),
        _ => {}
    }
}

/// Writes what was learned.
pub fn write_lexicon(learner: Learner, output: &LexiconOutput) -> Result<Outcome> {
    if learner.is_empty() {
        return usage(
            "no pair of an Arabic and an English text to learn from",
            "give what `muwazi align --to jsonl` or `--to tsv` writes",
        );
    }
    let units = learner.len();
    let learned = learner.finish();
    let text = lexicon(&learned, units);
    let file = &output.output;
    if file.as_os_str() == "-" {
        anstream::stdout().write_all(text.as_bytes()).map_err(stdout_error)?;
    } else {
        let existing = if output.force { Existing::Replace } else { Existing::Keep };
        let mut pending = PendingFile::create(file, existing)?;
        pending.write_all(text.as_bytes()).map_err(|e| Error::io(file, e))?;
        pending.commit()?;
        let place = file.display();
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
