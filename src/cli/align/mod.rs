//! `muwazi align`: arguments → plan → pairs aligned in parallel → one output or one a pair.

mod batch;
mod pair;
mod plan;
mod stream;
mod summary;

use std::io::IsTerminal;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use rayon::prelude::*;

use self::pair::align_files;
pub use self::pair::align_two;
use self::plan::{Output, Plan, Report, plan};
use self::stream::StreamArguments;
use self::summary::{Totals, summary};
use super::input::InputArguments;
use super::memory::{Intake, MemoryArguments};
use super::rules::RuleArguments;
use super::term::Channel;
use super::{Outcome, stdout_error, term, usage};
use crate::align::AlignedPair;
use crate::error::{Error, Result};
use crate::exchange::file::PendingFile;
use crate::exchange::{Format, Writer};
use crate::memory::aligned::units;

/// Align documents sentence by sentence and write a translation memory.
///
/// SOURCE and TARGET are two files or two folders; a single folder holds both sides, told apart by
/// their names (x.ar.txt with x.en.txt), a single file both languages: a table with a column for each,
/// or text in two scripts. Without -o the result is a TMX file beside the source.
#[derive(Args)]
pub struct Arguments {
    /// Source file or folder, or a file or folder that holds both sides
    #[arg(required_unless_present_any = ["manifest", "stream"])]
    source: Option<PathBuf>,
    /// Target file or folder
    #[arg(conflicts_with = "manifest")]
    target: Option<PathBuf>,
    /// CSV or TSV file that lists pairs: SOURCE,TARGET or SOURCE,TARGET,NAME
    #[arg(long, value_name = "CSV", conflicts_with = "source")]
    manifest: Option<PathBuf>,
    /// Output: FILE for all pairs, DIR/ for one file a pair, - for standard output; with --stream --to moses
    /// what both names begin with
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// Output format [default: by the extension of OUT, else tmx; with --stream jsonl]
    #[arg(long, value_enum, value_name = "FORMAT")]
    to: Option<FormatArgument>,
    /// Language of the source side
    #[arg(long, value_name = "CODE", default_value = "ar")]
    source_lang: String,
    /// Language of the target side
    #[arg(long, value_name = "CODE", default_value = "en")]
    target_lang: String,
    #[command(flatten)]
    input: InputArguments,
    /// The files hold one sentence a line already
    #[arg(long, conflicts_with_all = ["rules", "srx"])]
    presegmented: bool,
    #[command(flatten)]
    rules: RuleArguments,
    /// Put the units into the memory, too
    #[arg(long)]
    add: bool,
    #[command(flatten)]
    memory: MemoryArguments,
    /// Word pairs of your own besides the built-in ones: TSV, hunalign .dic, dictd (.index), TBX, or a TMX
    /// to learn them from
    #[arg(long, value_name = "FILE")]
    lexicon: Vec<PathBuf>,
    /// Write unaligned sentences to TMX, TSV and CSV, too
    #[arg(long)]
    keep_gaps: bool,
    /// Leave units with a lower confidence unaligned (0 to 1)
    #[arg(long, value_name = "X", default_value_t = 0.0, value_parser = probability)]
    min_confidence: f64,
    /// Show the words, numbers and names that support each unit: in the summary and in JSONL (HTML
    /// pages always have them)
    #[arg(long)]
    explain: bool,
    /// Replace output files that exist
    #[arg(long)]
    force: bool,
    /// Print nothing but errors and warnings
    #[arg(short, long)]
    quiet: bool,
    /// Number of pairs aligned at the same time [default: all cores; with --stream 1]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
    #[command(flatten)]
    stream: StreamArguments,
}

#[derive(Clone, Copy, ValueEnum)]
enum FormatArgument {
    Tmx,
    Tsv,
    Csv,
    Jsonl,
    Html,
    Ladder,
    /// With --stream only
    Moses,
}

impl FormatArgument {
    /// The format of files; Moses is made of a stream.
    fn of_files(self) -> Option<Format> {
        Some(match self {
            FormatArgument::Tmx => Format::Tmx,
            FormatArgument::Tsv => Format::Tsv,
            FormatArgument::Csv => Format::Csv,
            FormatArgument::Jsonl => Format::Jsonl,
            FormatArgument::Html => Format::Html,
            FormatArgument::Ladder => Format::Ladder,
            FormatArgument::Moses => return None,
        })
    }
}

/// A number from 0 to 1.
pub(super) fn probability(text: &str) -> std::result::Result<f64, String> {
    match text.parse::<f64>() {
        Ok(x) if (0.0..=1.0).contains(&x) => Ok(x),
        _ => Err("give a number between 0 and 1".to_string()),
    }
}

/// Pairs aligned between two writes: bounds what is held in memory.
const BATCH: usize = 64;

/// Runs the command.
pub fn run(arguments: Arguments) -> Result<Outcome> {
    if arguments.stream.stream {
        return stream::run(arguments);
    }
    // clap lets a missing option pass that would conflict with one that is there.
    if let Some(option) = arguments.stream.in_vain() {
        return usage(
            &format!("{option} goes with --stream only"),
            "leave it out, or add --stream",
        );
    }
    if let Some(threads) = arguments.threads {
        // Fails only if the pool was built before, which nothing here does.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads)).build_global();
    }
    execute(plan(arguments)?)
}

fn execute(mut plan: Plan) -> Result<Outcome> {
    batch::learn_from_batch(&mut plan);
    let plan = &plan;
    let channel =
        if matches!(plan.output, Output::Stdout) { Channel::Stderr } else { Channel::Stdout };
    let bar = progress(plan, plan.pairs.len(), "aligning");
    let mut totals = Totals::default();
    let mut single = Single::begin(plan)?;
    let mut intake = plan.memory.as_ref().map(Intake::new).transpose()?;
    for (batch, start) in plan.pairs.chunks(BATCH).zip((0..).step_by(BATCH)) {
        let aligned: Vec<Result<(AlignedPair, Vec<String>)>> = batch
            .par_iter()
            .map(|pair| {
                let result = align_files(pair, plan);
                bar.inc(1);
                result
            })
            .collect();
        for (index, result) in (start..).zip(aligned) {
            let outcome = result.and_then(|(pair, notes)| {
                let file = store(plan, &mut single, index, &pair)?;
                if let Some(intake) = &mut intake {
                    for unit in units(&pair, plan.options.created, plan.options.min_confidence) {
                        intake.take(unit)?;
                    }
                }
                Ok((pair, notes, file))
            });
            bar.suspend(|| match outcome {
                Ok((pair, notes, file)) => {
                    notes.iter().for_each(|note| term::warning(&format!("{}: {note}", pair.name)));
                    totals.add(&pair, plan.options.min_confidence);
                    if plan.report == Report::Full {
                        summary(&pair, file.as_deref(), plan, channel);
                    }
                    Ok(())
                }
                // Without its output the whole run is void; a single pair is only one of many.
                Err(error) if error.is_broken_pipe() => Err(error),
                Err(error) => {
                    term::error(&error);
                    totals.failed += 1;
                    Ok(())
                }
            })?;
        }
    }
    bar.finish_and_clear();
    if totals.pairs == 0 {
        // Every pair failed and was reported: no output file appears.
        return Ok(Outcome::SomeFailed);
    }
    let dropped = single.end()?;
    if let (Some(intake), Some(memory)) = (intake, &plan.memory) {
        let (added, _) = intake.end()?;
        if plan.report == Report::Full {
            let known = added.merged + added.same;
            channel.line(&format!("{} new units, {known} known → {memory}", added.new));
        }
    }
    if dropped > 0 {
        term::warning(&format!("{dropped} characters that XML forbids were left out"));
    }
    if plan.report == Report::Full {
        totals.print(plan, channel);
    }
    Ok(if totals.failed > 0 { Outcome::SomeFailed } else { Outcome::Done })
}

/// A bar on stderr for many pairs, if that is a terminal.
fn progress(plan: &Plan, pairs: usize, what: &'static str) -> indicatif::ProgressBar {
    if pairs < 8 || plan.report == Report::Quiet || !std::io::stderr().is_terminal() {
        return indicatif::ProgressBar::hidden();
    }
    let style = indicatif::ProgressStyle::with_template(
        "{msg} {bar:30} {pos}/{len} pairs, {per_sec}, {eta} left",
    )
    .unwrap_or_else(|_| indicatif::ProgressStyle::default_bar());
    indicatif::ProgressBar::new(pairs as u64).with_style(style).with_message(what)
}

/// The output that all pairs share, if there is one.
enum Single {
    None,
    Stdout(Writer<std::io::Stdout>),
    File(Writer<PendingFile>),
}

impl Single {
    fn begin(plan: &Plan) -> Result<Single> {
        let options = plan.options.clone();
        match &plan.output {
            Output::Each(_) => Ok(Single::None),
            Output::Stdout => Writer::begin(plan.format, options, std::io::stdout())
                .map(Single::Stdout)
                .map_err(stdout_error),
            Output::File(file) => {
                let pending = PendingFile::create(file, plan.existing)?;
                Writer::begin(plan.format, options, pending)
                    .map(Single::File)
                    .map_err(|e| Error::io(file, e))
            }
        }
    }

    /// Completes the output; returns how many characters could not be written.
    fn end(self) -> Result<u64> {
        match self {
            Single::None => Ok(0),
            Single::Stdout(writer) => {
                writer.end().map(|(_, counts)| counts.dropped_chars).map_err(stdout_error)
            }
            Single::File(writer) => {
                let (pending, counts) = writer.end().map_err(|e| Error::io("output", e))?;
                pending.commit()?;
                Ok(counts.dropped_chars)
            }
        }
    }
}

/// Writes a pair to the shared output or its own file, whose name is returned.
fn store(
    plan: &Plan,
    single: &mut Single,
    index: usize,
    pair: &AlignedPair,
) -> Result<Option<PathBuf>> {
    match single {
        Single::Stdout(writer) => writer.pair(pair).map_err(stdout_error)?,
        Single::File(writer) => writer.pair(pair).map_err(|e| Error::io("output", e))?,
        Single::None => {
            let Output::Each(files) = &plan.output else { return Ok(None) };
            let Some(file) = files.get(index) else { return Ok(None) };
            let pending = PendingFile::create(file, plan.existing)?;
            let written =
                Writer::begin(plan.format, plan.options.clone(), pending).and_then(|mut writer| {
                    writer.pair(pair)?;
                    writer.end()
                });
            let (pending, counts) = written.map_err(|e| Error::io(file, e))?;
            if counts.dropped_chars > 0 {
                term::warning(&format!(
                    "{}: {} characters that XML forbids were left out",
                    pair.name, counts.dropped_chars
                ));
            }
            return pending.commit().map(Some);
        }
    }
    Ok(None)
}
