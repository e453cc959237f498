//! `muwazi align`: arguments → plan → pairs aligned in parallel → one output or one a pair.

mod batch;
mod summary;

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use rayon::prelude::*;

use self::summary::{Totals, summary};
use super::learn::teach;
use super::memory::{Intake, MemoryArguments};
use super::rules::RuleArguments;
use super::term::Channel;
use super::{Outcome, stdout_error, term, usage};
use crate::align::{AlignedPair, align, align_explained};
use crate::error::{Error, ErrorKind, Result};
use crate::exchange::file::{Existing, PendingFile, check};
use crate::exchange::units::{ReadOptions, UnitFormat, read_units};
use crate::exchange::{Format, Options, Writer};
use crate::lexicon::Lexicon;
use crate::lexicon::learn::Learner;
use crate::memory::aligned::units;
use crate::read::pairs::{self, FilePair, Pairs};
use crate::read::{self, Document};
use crate::segment::{self, RuleSet, Segmented, Unwrap};
use crate::text::language::{Language, arabic_share};

/// Align documents sentence by sentence and write a translation memory.
///
/// SOURCE and TARGET are two files or two folders; a single folder holds both sides, told apart by
/// their names (x.ar.txt with x.en.txt). Without -o the result is a TMX file beside the source.
#[derive(Args)]
pub struct Arguments {
    /// Source file or folder, or a folder that holds both sides
    #[arg(required_unless_present = "manifest")]
    source: Option<PathBuf>,
    /// Target file or folder
    #[arg(conflicts_with = "manifest")]
    target: Option<PathBuf>,
    /// CSV or TSV file that lists pairs: SOURCE,TARGET or SOURCE,TARGET,NAME
    #[arg(long, value_name = "CSV", conflicts_with = "source")]
    manifest: Option<PathBuf>,
    /// Output: FILE for all pairs, DIR/ for one file a pair, - for standard output
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// Output format [default: by the extension of OUT, else tmx]
    #[arg(long, value_enum, value_name = "FORMAT")]
    to: Option<FormatArgument>,
    /// Language of the source side
    #[arg(long, value_name = "CODE", default_value = "ar")]
    source_lang: String,
    /// Language of the target side
    #[arg(long, value_name = "CODE", default_value = "en")]
    target_lang: String,
    /// Encoding of the files, such as windows-1256 [default: found]
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
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
    /// Number of pairs aligned at the same time [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
}

#[derive(Clone, Copy, ValueEnum)]
enum FormatArgument {
    Tmx,
    Tsv,
    Csv,
    Jsonl,
    Html,
    Ladder,
}

impl From<FormatArgument> for Format {
    fn from(argument: FormatArgument) -> Format {
        match argument {
            FormatArgument::Tmx => Format::Tmx,
            FormatArgument::Tsv => Format::Tsv,
            FormatArgument::Csv => Format::Csv,
            FormatArgument::Jsonl => Format::Jsonl,
            FormatArgument::Html => Format::Html,
            FormatArgument::Ladder => Format::Ladder,
        }
    }
}

/// A number from 0 to 1.
pub(super) fn probability(text: &str) -> std::result::Result<f64, String> {
    match text.parse::<f64>() {
        Ok(x) if (0.0..=1.0).contains(&x) => Ok(x),
        _ => Err("give a number between 0 and 1".to_string()),
    }
}

/// The arguments, checked and complete; knows no clap.
struct Plan {
    pairs: Vec<FilePair>,
    output: Output,
    format: Format,
    options: Options,
    encoding: Option<String>,
    cut: Cut,
    existing: Existing,
    report: Report,
    detail: Detail,
    lexicon: PlanLexicon,
    /// The memory that the units go into as well.
    memory: Option<PathBuf>,
}

/// Which word pairs the aligner knows.
enum PlanLexicon {
    Builtin,
    Own(Lexicon),
}

impl PlanLexicon {
    fn new(files: &[PathBuf]) -> Result<PlanLexicon> {
        if files.is_empty() {
            return Ok(PlanLexicon::Builtin);
        }
        // A memory is no list of words, but teaches some.
        let (memories, lists): (Vec<&PathBuf>, Vec<&PathBuf>) = files
            .iter()
            .partition(|file| matches!(UnitFormat::of_path(file), Some(UnitFormat::Tmx)));
        let (mut lexicon, _) = Lexicon::with_files(&lists)?;
        for file in memories {
            let mut learner = Learner::new();
            for unit in read_units(file, &ReadOptions { plain: true, ..ReadOptions::default() })? {
                let unit = unit.map_err(|e| e.in_file(file))?;
                teach(&mut learner, &unit.source.text, &unit.target.text);
            }
            lexicon = lexicon.with_learned(&learner.finish());
        }
        Ok(PlanLexicon::Own(lexicon))
    }

    fn get(&self) -> &Lexicon {
        match self {
            PlanLexicon::Builtin => Lexicon::builtin(),
            PlanLexicon::Own(lexicon) => lexicon,
        }
    }
}

/// How much is found out about each bead.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Detail {
    Beads,
    /// Also the words that support them.
    Words,
}

/// Where the result goes.
enum Output {
    Stdout,
    /// One file for all pairs.
    File(PathBuf),
    /// One file a pair, in the order of the pairs.
    Each(Vec<PathBuf>),
}

/// How documents are cut.
enum Cut {
    Sentences(RuleSet),
    Lines,
}

impl Cut {
    /// Its name in the header of a memory.
    fn name(&self) -> &str {
        match self {
            Cut::Sentences(rules) => rules.name(),
            Cut::Lines => "lines",
        }
    }

    fn apply(&self, document: Document) -> Result<Segmented> {
        match self {
            Cut::Sentences(rules) => rules.segment(document, Unwrap::Auto),
            Cut::Lines => Ok(segment::lines(document)),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Report {
    Full,
    Quiet,
}

/// Pairs aligned between two writes: bounds what is held in memory.
const BATCH: usize = 64;

/// Runs the command.
pub fn run(arguments: Arguments) -> Result<Outcome> {
    if let Some(threads) = arguments.threads {
        // Fails only if the pool was built before, which nothing here does.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads)).build_global();
    }
    execute(plan(arguments)?)
}

fn plan(arguments: Arguments) -> Result<Plan> {
    let source_language = Language::new(&arguments.source_lang);
    let target_language = Language::new(&arguments.target_lang);
    if source_language.primary() == target_language.primary() {
        return usage(
            "source and target language are the same",
            "set --source-lang and --target-lang",
        );
    }
    let cut = if arguments.presegmented {
        Cut::Lines
    } else {
        let rules = arguments.rules.rule_set()?;
        rules.check(&source_language)?;
        rules.check(&target_language)?;
        Cut::Sentences(rules)
    };
    let found = match (&arguments.manifest, &arguments.source, &arguments.target) {
        (Some(manifest), ..) => pairs::of_manifest(manifest)?,
        (None, Some(source), Some(target)) => pairs::of_two(source, target)?,
        (None, Some(folder), None) if folder.is_dir() => {
            pairs::of_folder(folder, &source_language, &target_language)?
        }
        (None, Some(file), None) if file.exists() => {
            return usage(
                "a single file has nothing to be aligned with",
                "give a second file, or a folder",
            );
        }
        (None, Some(missing), None) => {
            return Err(Error::io(missing, std::io::Error::from(std::io::ErrorKind::NotFound)));
        }
        (None, None, _) => {
            return usage("nothing to align", "give two files, two folders or --manifest");
        }
    };
    let Pairs { pairs, unpaired } = found;
    for file in &unpaired {
        term::warning(&format!("{}: no file to pair it with, left out", file.display()));
    }
    let format = format(arguments.to, arguments.output.as_deref())?;
    let existing = if arguments.force { Existing::Replace } else { Existing::Keep };
    let output = output(arguments.output, &pairs, format)?;
    match &output {
        Output::Stdout => {}
        Output::File(file) => check(file, existing)?,
        Output::Each(files) => files.iter().try_for_each(|file| check(file, existing))?,
    }
    Ok(Plan {
        pairs,
        output,
        format,
        options: Options {
            source_language,
            target_language,
            keep_gaps: arguments.keep_gaps,
            min_confidence: arguments.min_confidence,
            created: super::now()?,
            segmentation: cut.name().to_string(),
        },
        encoding: arguments.encoding,
        cut,
        existing,
        lexicon: PlanLexicon::new(&arguments.lexicon)?,
        memory: arguments.add.then(|| arguments.memory.one()).transpose()?,
        detail: if arguments.explain || format == Format::Html {
            Detail::Words
        } else {
            Detail::Beads
        },
        report: if arguments.quiet { Report::Quiet } else { Report::Full },
    })
}

fn format(to: Option<FormatArgument>, output: Option<&Path>) -> Result<Format> {
    if let Some(to) = to {
        return Ok(to.into());
    }
    let Some(output) = output.filter(|o| !is_folder(o) && o.as_os_str() != "-") else {
        return Ok(Format::Tmx);
    };
    let extension =
        output.extension().map(|e| e.to_string_lossy().into_owned()).unwrap_or_default();
    Format::of_extension(&extension).ok_or_else(|| {
        let known: Vec<&str> = Format::ALL.iter().map(|f| f.extension()).collect();
        Error::new(ErrorKind::Usage, format!("no format has the extension \"{extension}\""))
            .in_file(output)
            .remedy(format!("use one of {}, or name the format with --to", known.join(", ")))
    })
}

fn output(output: Option<PathBuf>, pairs: &[FilePair], format: Format) -> Result<Output> {
    let folder = match output {
        Some(output) if output.as_os_str() == "-" => return Ok(Output::Stdout),
        Some(output) if !is_folder(&output) => return Ok(Output::File(output)),
        Some(folder) => Some(folder),
        None => None,
    };
    let mut files = Vec::with_capacity(pairs.len());
    let mut first_with: BTreeMap<PathBuf, &Path> = BTreeMap::new();
    for pair in pairs {
        let place = folder.as_deref().or_else(|| pair.source.parent()).unwrap_or(Path::new(""));
        let file = place.join(format!("{}.{}", pair.name, format.extension()));
        if let Some(other) = first_with.insert(file.clone(), &pair.source) {
            return Err(Error::new(
                ErrorKind::Usage,
                format!(
                    "{} and {} would both be written here",
                    other.display(),
                    pair.source.display()
                ),
            )
            .in_file(file)
            .remedy("give the pairs different names, or one output file"));
        }
        files.push(file);
    }
    if let Some(folder) = folder {
        std::fs::create_dir_all(&folder).map_err(|e| Error::io(&folder, e))?;
    }
    Ok(Output::Each(files))
}

/// Whether the user means a folder: it is one, or ends with a slash.
fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR])
}

fn execute(mut plan: Plan) -> Result<Outcome> {
    batch::learn_from_batch(&mut plan);
    let plan = &plan;
    let channel =
        if matches!(plan.output, Output::Stdout) { Channel::Stderr } else { Channel::Stdout };
    let bar = progress(plan, plan.pairs.len(), "aligning");
    let mut totals = Totals::default();
    let mut single = Single::begin(plan)?;
    let mut intake = plan.memory.as_deref().map(Intake::new).transpose()?;
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
            channel.line(&format!("{} new units, {known} known → {}", added.new, memory.display()));
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

/// Reads, cuts and aligns one pair; the second value is what the user should know.
fn align_files(pair: &FilePair, plan: &Plan) -> Result<(AlignedPair, Vec<String>)> {
    let encoding = plan.encoding.as_deref();
    let source = read::file(&pair.source, encoding, plan.options.source_language.clone())?;
    let target = read::file(&pair.target, encoding, plan.options.target_language.clone())?;
    let mut notes: Vec<String> = [&source, &target]
        .into_iter()
        .flat_map(|document| {
            document.warnings.iter().map(|w| format!("{}: {w}", side_name(document)))
        })
        .collect();
    let (source, target) = in_order(source, target, &mut notes)?;
    let (source, target) = (plan.cut.apply(source)?, plan.cut.apply(target)?);
    let alignment = match plan.detail {
        Detail::Beads => align(&source, &target, plan.lexicon.get()),
        Detail::Words => align_explained(&source, &target, plan.lexicon.get()),
    };
    Ok((AlignedPair { name: pair.name.clone(), source, target, alignment }, notes))
}

fn side_name(document: &Document) -> String {
    document
        .path
        .as_deref()
        .map_or_else(|| document.name.clone(), |path| path.display().to_string())
}

/// The two documents with the Arabic one on its side; says so if they had to be swapped.
fn in_order(
    source: Document,
    target: Document,
    notes: &mut Vec<String>,
) -> Result<(Document, Document)> {
    let arabic_first = source.language.is_arabic();
    if arabic_first == target.language.is_arabic() {
        return Ok((source, target));
    }
    let is_arabic = |d: &Document| arabic_share(&d.text).map(|share| share > 0.5);
    let (Some(source_arabic), Some(target_arabic)) = (is_arabic(&source), is_arabic(&target))
    else {
        return Ok((source, target));
    };
    match (source_arabic, target_arabic) {
        (s, t) if s == t => {
            let what = if s { "both sides are Arabic" } else { "neither side is Arabic" };
            Err(Error::new(ErrorKind::Language, what).in_file(side_name(&source)).remedy(
                "check the file names, or name the languages with --source-lang and --target-lang",
            ))
        }
        (s, _) if s == arabic_first => Ok((source, target)),
        _ => {
            notes.push("the sides were swapped and have been put right".to_string());
            let (source_language, target_language) =
                (source.language.clone(), target.language.clone());
            let swapped = (
                Document { language: source_language, ..target },
                Document { language: target_language, ..source },
            );
            Ok(swapped)
        }
    }
}
