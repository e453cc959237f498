//! `muwazi pretranslate`: a new text with the best prior translations filled in, for a CAT tool.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::job::{JobArguments, JobSegment};
use super::memory::MemoryArguments;
use super::term::{self, Channel};
use super::{Outcome, stdout_error, usage};
use crate::error::{Error, ErrorKind, Result};
use crate::exchange::draft::{Draft, DraftFormat, DraftMatch, Writer};
use crate::exchange::file::{Existing, PendingFile};
use crate::memory::batch::{Wanted, look_up_all};
use crate::memory::look_up::Found;
use crate::memory::open::{Memory, Use};
use crate::text::language::Language;

/// Fill a new text with prior translations: XLIFF or a two-column TSV for the translator
#[derive(Args)]
pub struct Arguments {
    /// Texts to be translated
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// File to write, - for standard output [default: FILE.xlf]
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// Output format [default: by the extension of OUT, else xliff, which is XLIFF 1.2]
    #[arg(long, value_enum, value_name = "FORMAT")]
    to: Option<FormatArgument>,
    /// Least match score that is filled in, 1 to 101
    #[arg(long, default_value_t = 75, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=101))]
    threshold: u8,
    /// Matches that are listed for each segment, the one filled in among them
    #[arg(long, default_value_t = 3, value_name = "K", value_parser = clap::value_parser!(u8).range(1..=20))]
    best: u8,
    /// Language of the translations [default: English for Arabic, else Arabic]
    #[arg(long, value_name = "CODE")]
    target_lang: Option<String>,
    #[command(flatten)]
    job: JobArguments,
    #[command(flatten)]
    memory: MemoryArguments,
    /// Replace a file that exists
    #[arg(long)]
    force: bool,
    /// Print nothing but errors and warnings
    #[arg(short, long)]
    quiet: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum FormatArgument {
    Xliff,
    Xliff2,
    Tsv,
}

impl From<FormatArgument> for DraftFormat {
    fn from(argument: FormatArgument) -> DraftFormat {
        match argument {
            FormatArgument::Xliff => DraftFormat::Xliff,
            FormatArgument::Xliff2 => DraftFormat::Xliff2,
            FormatArgument::Tsv => DraftFormat::Tsv,
        }
    }
}

/// How many segments were filled in.
#[derive(Default)]
struct Totals {
    segments: u64,
    exact: u64,
    fuzzy: u64,
    numbers: u64,
}

/// Runs the command.
pub fn run(arguments: Arguments) -> Result<Outcome> {
    let output = output(&arguments)?;
    let stdout = output.as_os_str() == "-";
    let format = format(&arguments, &output)?;
    let job = arguments.job.job()?;
    let existing = if arguments.force { Existing::Replace } else { Existing::Keep };
    if !stdout {
        crate::exchange::file::check(&output, existing)?;
    }
    let memories = arguments.memory.open_to_read(Use::Many)?;
    let mut outcome = Outcome::Done;
    let mut totals = Totals::default();
    let mut text = String::new();
    let mut writer: Option<Writer> = None;
    for file in &arguments.files {
        let read = job.segments(file).and_then(|(language, segments)| {
            let target = target(arguments.target_lang.as_deref(), &language);
            match &writer {
                Some(writer) => writer.same_languages(&language, &target)?,
                None => writer = Some(Writer::begin(&mut text, format, &language, &target)?),
            }
            Ok((target, segments))
        });
        match read {
            Ok((target, segments)) => {
                let wanted = Wanted {
                    from: None,
                    to: Some(target.primary().to_string()),
                    threshold: arguments.threshold,
                    best: usize::from(arguments.best),
                };
                let drafts = drafts(file, &segments, &memories, &wanted)?;
                for draft in &drafts {
                    totals.count(draft);
                    if let Some(writer) = &mut writer {
                        writer.draft(&mut text, draft);
                    }
                }
            }
            Err(error) => {
                term::error(&error);
                outcome = Outcome::SomeFailed;
            }
        }
    }
    let Some(writer) = writer else { return Ok(outcome) };
    let dropped = writer.end(&mut text);
    if dropped > 0 {
        term::warning(&format!("{dropped} characters that XML forbids were left out"));
    }
    if stdout {
        std::io::stdout().write_all(text.as_bytes()).map_err(stdout_error)?;
    } else {
        let mut file = PendingFile::create(&output, existing)?;
        file.write_all(text.as_bytes()).map_err(|e| Error::io(&output, e))?;
        file.commit()?;
    }
    if !arguments.quiet {
        let channel = if stdout { Channel::Stderr } else { Channel::Stdout };
        channel.line(&totals.text(&output));
    }
    Ok(outcome)
}

impl Totals {
    fn count(&mut self, draft: &Draft) {
        self.segments += 1;
        if let Some(best) = draft.matches.first() {
            *(if best.score >= 100 { &mut self.exact } else { &mut self.fuzzy }) += 1;
            self.numbers += u64::from(best.numbers_differ);
        }
    }

    fn text(&self, output: &Path) -> String {
        let open = self.segments - self.exact - self.fuzzy;
        let mut text = format!(
            "{} segments: {} exact, {} fuzzy, {open} without a match",
            self.segments, self.exact, self.fuzzy
        );
        if self.numbers > 0 {
            text.push_str(&format!("; numbers differ in {}", self.numbers));
        }
        if output.as_os_str() != "-" {
            text.push_str(&format!(" → {}", crate::error::shown(output)));
        }
        text
    }
}

fn output(arguments: &Arguments) -> Result<PathBuf> {
    match (&arguments.output, arguments.files.as_slice()) {
        (Some(output), _) => Ok(output.clone()),
        (None, [file]) => {
            let mut name = file.clone().into_os_string();
            name.push(if matches!(arguments.to, Some(FormatArgument::Tsv)) {
                ".tsv"
            } else {
                ".xlf"
            });
            Ok(PathBuf::from(name))
        }
        (None, _) => usage("several texts need a name for the output", "give -o OUT"),
    }
}

fn format(arguments: &Arguments, output: &Path) -> Result<DraftFormat> {
    if let Some(to) = arguments.to {
        return Ok(to.into());
    }
    let extension = output.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
    match extension.as_deref() {
        Some("xlf" | "xliff") => Ok(DraftFormat::Xliff),
        Some("tsv" | "tab") => Ok(DraftFormat::Tsv),
        None if output.as_os_str() == "-" => Ok(DraftFormat::Xliff),
        _ => Err(Error::new(ErrorKind::Usage, "no format has this extension")
            .in_file(output)
            .remedy("name it .xlf or .tsv, or name the format with --to xliff, xliff2 or tsv")),
    }
}

fn target(named: Option<&str>, source: &Language) -> Language {
    match named {
        Some(code) => Language::new(code),
        None if source.is_arabic() => Language::english(),
        None => Language::arabic(),
    }
}

/// The segments of a file with their matches.
fn drafts(
    file: &Path,
    segments: &[JobSegment],
    memories: &[Memory],
    wanted: &Wanted,
) -> Result<Vec<Draft>> {
    let texts: Vec<String> = segments.iter().map(|segment| segment.text.clone()).collect();
    let found = look_up_all(memories, &texts, texts.len(), None, wanted)?;
    let document = file.file_name().map(|name| name.to_string_lossy().into_owned());
    let document = document.unwrap_or_default();
    let drafts = segments.iter().zip(found).map(|(segment, found)| Draft {
        document: document.clone(),
        paragraph: segment.paragraph,
        source: segment.text.clone(),
        matches: found.iter().map(|(_, found)| draft_match(found)).collect(),
    });
    Ok(drafts.collect())
}

fn draft_match(found: &Found) -> DraftMatch {
    let origin = found.unit.origins.first().map(|origin| origin.document.clone());
    DraftMatch {
        score: found.comparison.score.points(),
        source: found.source().to_string(),
        target: found.target().to_string(),
        origin: origin.unwrap_or_default(),
        numbers_differ: found.comparison.numbers_differ,
    }
}
