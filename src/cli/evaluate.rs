//! `muwazi evaluate`: precision, recall and F1 of alignments against gold.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{Outcome, stdout_error, term};
use crate::align::evaluate::{Scores, Tally, score};
use crate::align::ladder::{self, Rung};
use crate::error::{Error, ErrorKind, Result};

/// Score alignments in ladder form ([0, 1]:[0]) against gold.
#[derive(Args)]
pub struct Arguments {
    /// Gold file, or folder of *.gold files
    gold: PathBuf,
    /// Output file, or folder of *.align files with the same names
    output: PathBuf,
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(arguments: Arguments) -> Result<Outcome> {
    let mut missing = Vec::new();
    let mut total = Scores::default();
    let mut documents = 0usize;
    if arguments.gold.is_dir() {
        let gold = by_stem(&arguments.gold, "gold")?;
        if gold.is_empty() {
            return Err(Error::new(ErrorKind::Usage, "no .gold files in the folder")
                .in_file(&arguments.gold));
        }
        let output = by_stem(&arguments.output, "align")?;
        for (name, file) in &gold {
            let beads = match output.get(name) {
                Some(file) => read(file)?,
                None => {
                    missing.push(name.clone());
                    Vec::new()
                }
            };
            total.add(score(&read(file)?, &beads));
            documents += 1;
        }
    } else {
        total = score(&read(&arguments.gold)?, &read(&arguments.output)?);
        documents = 1;
    }
    for name in &missing {
        term::warning(&format!("no output for {name}: all its beads count as missed"));
    }
    let text = if arguments.json {
        json(&total, documents, missing.len())
    } else {
        table(&total, documents)
    };
    use std::io::Write;
    writeln!(anstream::stdout(), "{text}").map_err(stdout_error)?;
    Ok(if missing.is_empty() { Outcome::Done } else { Outcome::SomeFailed })
}

fn read(file: &Path) -> Result<Vec<Rung>> {
    let bytes = std::fs::read(file).map_err(|e| Error::io(file, e))?;
    ladder::read(&String::from_utf8_lossy(&bytes)).map_err(|e| e.in_file(file))
}

/// The files of a folder with this extension, by name without it.
fn by_stem(folder: &Path, extension: &str) -> Result<BTreeMap<String, PathBuf>> {
    let mut out = BTreeMap::new();
    for entry in std::fs::read_dir(folder).map_err(|e| Error::io(folder, e))? {
        let path = entry.map_err(|e| Error::io(folder, e))?.path();
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if let Some(stem) = name.strip_suffix(&format!(".{extension}")) {
            out.insert(stem.to_string(), path);
        }
    }
    Ok(out)
}

const ROWS: [&str; 3] = ["strict", "lax", "gaps"];

fn tallies(scores: &Scores) -> [Tally; 3] {
    [scores.strict, scores.lax, scores.gaps]
}

fn table(scores: &Scores, documents: usize) -> String {
    let mut text = format!("{:<8} {:>9} {:>9} {:>9}\n", "", "precision", "recall", "F1");
    for (name, tally) in ROWS.iter().zip(tallies(scores)) {
        let [p, r, f] =
            [tally.precision(), tally.recall(), tally.f1()].map(|x| format!("{:.2}", 100.0 * x));
        text.push_str(&format!("{name:<8} {p:>9} {r:>9} {f:>9}\n"));
    }
    text.push_str(&format!(
        "{documents} document{}, {} gold beads, {} found",
        if documents == 1 { "" } else { "s" },
        scores.strict.wanted,
        scores.strict.predicted
    ));
    text
}

fn json(scores: &Scores, documents: usize, missing: usize) -> String {
    let mut object = serde_json::json!({
        "documents": documents,
        "missing": missing,
        "gold_beads": scores.strict.wanted,
        "output_beads": scores.strict.predicted,
    });
    for (name, tally) in ROWS.iter().zip(tallies(scores)) {
        let percent = |x: f64| (x * 1e4).round() / 100.0;
        object[*name] = serde_json::json!({
            "precision": percent(tally.precision()),
            "recall": percent(tally.recall()),
            "f1": percent(tally.f1()),
        });
    }
    object.to_string()
}
