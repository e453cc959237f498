//! `muwazi align --stream`: a pair a line in, a result a line out, for engines that run many of us.
//!
//! Spark, Slurm arrays, GNU parallel and their like divide the work and start it again where it broke; a filter
//! that keeps order, echoes ids, says what failed and holds nothing but what is in flight is all they need.
//!
//! | file | idea |
//! |---|---|
//! | `lines` | bytes → lines, none held that is too long |
//! | `record` | line → the pair, its id, what goes through |
//! | `answer` | the pair cut and aligned: a pure function |
//! | `filter` | which units stay |
//! | `queue` | several threads, one order |
//! | `output` | JSONL, TSV or Moses; counts |
//!
//! Memory: the records in flight (one; with several threads two for each and two more) and what aligning them takes.

mod answer;
mod filter;
mod lines;
mod output;
mod queue;
mod record;

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use self::answer::{Answer, Mixing, Way, answer};
use self::filter::{Duplicates, Filter, Met};
use self::lines::{Line, Lines};
use self::output::{Form, Gaps, Moses, Output, Statistics};
use self::queue::{Flow, ordered};
use super::plan::{Detail, PlanLexicon, Report, cut, languages};
use super::summary::plural;
use super::{Arguments, FormatArgument};
use crate::cli::check::CheckArgument;
use crate::cli::{Outcome, stdout_error, term, usage};
use crate::error::{Error, ErrorKind, Result};
use crate::exchange::file::{Existing, check};
use crate::exchange::units::{ReadOptions, moses_files};
use crate::quality::Check;
use crate::text::language::Language;

/// Options for streams.
#[derive(Args)]
#[command(next_help_heading = "Streams")]
pub struct StreamArguments {
    /// Pairs from standard input, one {"id", "source", "target"} a line, to results, one a line in the same
    /// order. A side is a text or a list of paragraphs (with --presegmented, or "presegmented": true in
    /// the record, of sentences); "source_lang" and "target_lang" may name other languages; further fields go
    /// through
    #[arg(long, conflicts_with_all = ["source", "target", "manifest", "from", "encoding", "add"])]
    pub stream: bool,
    /// Stop at the first record that fails
    #[arg(long)]
    strict: bool,
    /// Longest input line; a longer one is answered with an error and never held in memory [default: 16777216]
    #[arg(long, value_name = "BYTES", value_parser = clap::value_parser!(u64).range(1..=1 << 40))]
    max_document_bytes: Option<u64>,
    /// Leave out units with one side more than X times as long as the other, in characters
    #[arg(long, value_name = "X", value_parser = ratio)]
    max_length_ratio: Option<f64>,
    /// Leave out units that fail these checks, as muwazi clean does; copies may differ in case and signs
    #[arg(long, value_enum, value_name = "CHECK", value_delimiter = ',')]
    drop: Vec<CheckArgument>,
    /// Leave out units that were met before in this run, spelling habits aside; keeps 10 to 21 bytes a unit
    #[arg(long)]
    drop_duplicates: bool,
}

impl StreamArguments {
    /// An option that says nothing without a stream.
    pub fn in_vain(&self) -> Option<&'static str> {
        [
            ("--strict", self.strict),
            ("--max-document-bytes", self.max_document_bytes.is_some()),
            ("--max-length-ratio", self.max_length_ratio.is_some()),
            ("--drop", !self.drop.is_empty()),
            ("--drop-duplicates", self.drop_duplicates),
        ]
        .into_iter()
        .find_map(|(name, given)| (given && !self.stream).then_some(name))
    }
}

/// The longest line that is read where nobody says otherwise.
const MOST_BYTES: u64 = 16 << 20;

/// A number from 1.
fn ratio(text: &str) -> std::result::Result<f64, String> {
    match text.parse::<f64>() {
        Ok(x) if x >= 1.0 && x.is_finite() => Ok(x),
        _ => Err("give a number from 1, such as 3".to_string()),
    }
}

/// When the run ends before its input.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Failing {
    GoesOn,
    Stops,
}

/// The arguments, checked and complete; knows no clap.
struct Plan {
    way: Way,
    form: Form,
    threads: usize,
    failing: Failing,
    report: Report,
}

/// Runs the command.
pub fn run(arguments: Arguments) -> Result<Outcome> {
    let Plan { way, form, threads, failing, report } = plan(arguments)?;
    let begin = Instant::now();
    let mut output = Output {
        form,
        out: std::io::stdout().lock(),
        met: Met::default(),
        statistics: Statistics::default(),
    };
    let mut stopped_by = None;
    let most_bytes = way.most_bytes;
    let lines = move || Lines::new(std::io::stdin().lock(), most_bytes);
    let work = move |line: Result<Line>| line.map(|line| answer(line, &way));
    let taken = ordered(threads, lines, work, |answer: Result<Answer>| {
        let answer = answer?;
        output.take(&answer).map_err(stdout_error)?;
        match answer.outcome {
            Err(failure) if failing == Failing::Stops => {
                let error = Error::new(ErrorKind::Format, failure.message);
                let error = error.in_file("standard input").at_line(answer.line);
                stopped_by = Some(match failure.remedy {
                    Some(remedy) => error.remedy(remedy),
                    None => error,
                });
                Ok(Flow::Stop)
            }
            _ => Ok(Flow::Go),
        }
    });
    let broken_pipe = matches!(&taken, Err(error) if error.is_broken_pipe());
    if report == Report::Full && !broken_pipe {
        statistics(&output.statistics, begin.elapsed().as_secs_f64());
    }
    taken?;
    if let Some(error) = stopped_by {
        return Err(error);
    }
    Ok(if output.statistics.failed > 0 { Outcome::SomeFailed } else { Outcome::Done })
}

fn plan(arguments: Arguments) -> Result<Plan> {
    let languages = languages(&arguments)?;
    let stream = arguments.stream;
    let mut checks: Vec<Check> = stream.drop.iter().map(|&c| c.into()).collect();
    if checks.contains(&Check::Inconsistent) {
        return usage(
            "whether a translation is consistent cannot be told from one unit",
            "leave --drop inconsistent out, and run muwazi check over the result",
        );
    }
    let gaps = if arguments.keep_gaps { Gaps::Keep } else { Gaps::Drop };
    let output = arguments.output.filter(|output| output.as_os_str() != "-");
    let form = match (arguments.to, output) {
        (Some(FormatArgument::Moses), Some(output)) => {
            let existing = if arguments.force { Existing::Replace } else { Existing::Keep };
            Form::Moses(Box::new(moses(&output, &languages, existing)?))
        }
        (Some(FormatArgument::Moses), None) => {
            return usage("Moses is two files", "name what both begin with: -o corpus");
        }
        (_, Some(_)) => {
            return usage("a stream goes to standard output", "leave -o out and write > FILE");
        }
        (None | Some(FormatArgument::Jsonl), None) => Form::Jsonl,
        (Some(FormatArgument::Tsv), None) => Form::Tsv(gaps),
        (Some(_), None) => {
            return usage(
                "a stream is written as jsonl, tsv or moses",
                "choose one, and muwazi convert makes the rest of it",
            );
        }
    };
    let is_jsonl = matches!(form, Form::Jsonl);
    // A row without a text on one side is no unit of a corpus.
    if !is_jsonl && !checks.contains(&Check::Empty) {
        checks.push(Check::Empty);
    }
    let mixing = if matches!(form, Form::Moses(_)) { Mixing::OnePair } else { Mixing::Any };
    Ok(Plan {
        way: Way {
            cut: cut(arguments.presegmented, &arguments.rules, &languages)?,
            languages,
            lexicon: PlanLexicon::new(&arguments.lexicon)?,
            detail: if arguments.explain && is_jsonl { Detail::Words } else { Detail::Beads },
            filter: Filter {
                least_confidence: arguments.min_confidence,
                most_length_ratio: stream.max_length_ratio,
                checks,
                duplicates: if stream.drop_duplicates {
                    Duplicates::Drop
                } else {
                    Duplicates::Keep
                },
            },
            mixing,
            most_bytes: usize::try_from(stream.max_document_bytes.unwrap_or(MOST_BYTES))
                .unwrap_or(usize::MAX),
        },
        form,
        threads: arguments.threads.map_or(1, usize::from),
        failing: if stream.strict { Failing::Stops } else { Failing::GoesOn },
        report: if arguments.quiet { Report::Quiet } else { Report::Full },
    })
}

/// The two files that begin with `output`.
fn moses(output: &Path, languages: &(Language, Language), existing: Existing) -> Result<Moses> {
    let (source, target) = (Some(languages.0.clone()), Some(languages.1.clone()));
    let options = ReadOptions { source, target, ..ReadOptions::default() };
    let (source, target) = moses_files(output, &options)?;
    check(&source, existing)?;
    check(&target, existing)?;
    let create =
        |file: &PathBuf| File::create(file).map(BufWriter::new).map_err(|e| Error::io(file, e));
    Ok(Moses { source: create(&source)?, target: create(&target)?, lines: 0 })
}

/// What was done, on standard error.
fn statistics(done: &Statistics, seconds: f64) {
    let mut text = format!(
        "{}, {} failed, {}, {} unaligned",
        plural(done.pairs, "pair"),
        done.failed,
        plural(done.units, "unit"),
        plural(done.gaps, "sentence"),
    );
    let reasons: Vec<String> =
        done.left_out.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
    if !reasons.is_empty() {
        text += &format!("; left out: {}", reasons.join(", "));
    }
    let seconds = seconds.max(1e-9);
    let speed = (done.pairs + done.failed) as f64 / seconds;
    let megabytes = done.bytes as f64 / 1e6 / seconds;
    term::note(&format!("{text}; {seconds:.1} s, {speed:.1} pairs/s, {megabytes:.2} MB/s"));
}
