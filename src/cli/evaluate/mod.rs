//! `muwazi evaluate`: precision, recall and F1 of alignments against gold.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::{Outcome, stdout_error, term, usage};
use crate::align::calibration::Calibration;
use crate::align::evaluate::{Scores, Tally, score};
use crate::align::ladder::Rung;
use crate::error::{Error, Result};

mod diagram;
mod input;

/// Score alignments in ladder form ([0, 1]:[0]) or JSONL against gold.
#[derive(Args)]
pub struct Arguments {
    /// Gold file, or folder of *.gold files
    gold: PathBuf,
    /// Output file, or folder of *.align or *.jsonl files with the same names; one JSONL file may hold
    /// several documents
    output: PathBuf,
    /// Show how far the confidence can be trusted: beads by confidence with their precision (needs JSONL)
    #[arg(long)]
    calibration: bool,
    /// Draw the calibration into an SVG file
    #[arg(long, value_name = "FILE", requires = "calibration")]
    svg: Option<PathBuf>,
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(arguments: Arguments) -> Result<Outcome> {
    let gold = input::gold(&arguments.gold)?;
    let mut output = input::output(&arguments.output)?;
    // A single file is the output of a single gold file, whatever the document is called.
    if let (1, 1, Some(only)) = (gold.len(), output.len(), gold.keys().next().cloned())
        && !output.contains_key(&only)
        && let Some((_, beads)) = output.pop_first()
    {
        output.insert(only, beads);
    }
    let mut missing = 0usize;
    let mut total = Scores::default();
    let mut calibration = Calibration::default();
    for (name, gold) in &gold {
        let beads = output.remove(name).unwrap_or_else(|| {
            missing += 1;
            term::warning(&format!("no output for {name}: all its beads count as missed"));
            Vec::new()
        });
        let right: BTreeSet<&Rung> = gold.iter().collect();
        for (rung, confidence) in &beads {
            if let (false, false, Some(confidence)) =
                (rung.0.is_empty(), rung.1.is_empty(), confidence)
            {
                calibration.add(*confidence, right.contains(rung));
            }
        }
        let rungs: Vec<Rung> = beads.into_iter().map(|(rung, _)| rung).collect();
        total.add(score(gold, &rungs));
    }
    if arguments.calibration && calibration.beads() == 0 {
        return usage("the output has no confidence", "write it with `muwazi align --to jsonl`");
    }
    if let Some(file) = &arguments.svg {
        std::fs::write(file, diagram::svg(&calibration)).map_err(|e| Error::io(file, e))?;
    }
    let shown = arguments.calibration.then_some(&calibration);
    let text = if arguments.json {
        json(&total, gold.len(), missing, shown)
    } else {
        table(&total, gold.len()) + &shown.map(calibration_table).unwrap_or_default()
    };
    writeln!(anstream::stdout(), "{text}").map_err(stdout_error)?;
    Ok(if missing == 0 { Outcome::Done } else { Outcome::SomeFailed })
}

/// Beads, mean confidence and precision by tenth of confidence.
fn calibration_table(calibration: &Calibration) -> String {
    let mut text = format!(
        "\n\n{:<11} {:>6} {:>10} {:>9}   {:>18}\n",
        "confidence", "beads", "mean", "precision", "from here on: kept"
    );
    for (number, bin) in calibration.bins().iter().enumerate() {
        let (precision, kept) = calibration.from_bin(number);
        let low = number as f64 / 10.0;
        text.push_str(&format!("{low:.1} – {:.1}   {:>6}", low + 0.1, bin.beads));
        if bin.beads > 0 {
            text.push_str(&format!(" {:>10.3} {:>9.3}", bin.confidence(), bin.precision()));
        } else {
            text.push_str(&format!(" {:>10} {:>9}", "–", "–"));
        }
        text.push_str(&format!("   {:>6.1} % at {precision:.3}\n", 100.0 * kept));
    }
    text + &format!("expected calibration error {:.3}", calibration.error())
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

fn json(
    scores: &Scores,
    documents: usize,
    missing: usize,
    calibration: Option<&Calibration>,
) -> String {
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
    if let Some(calibration) = calibration {
        let bins = calibration.bins().iter().map(|bin| {
            serde_json::json!({
                "beads": bin.beads,
                "right": bin.right,
                "confidence": bin.confidence(),
                "precision": bin.precision(),
            })
        });
        object["calibration"] = serde_json::json!({
            "error": calibration.error(),
            "bins": bins.collect::<Vec<_>>(),
        });
    }
    object.to_string()
}
