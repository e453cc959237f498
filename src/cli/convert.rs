//! `muwazi convert`: a memory from one format into another.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::{Outcome, stdout_error, term, usage};
use crate::error::{Error, ErrorKind, Result};
use crate::exchange::file::{Existing, PendingFile};
use crate::exchange::tmx;
use crate::exchange::unit_writer::{UnitCounts, UnitWriter, WriteOptions};
use crate::exchange::units::{ReadOptions, UnitFormat, Units, moses_files, read_units};
use crate::memory::unit::Unit;
use crate::text::language::Language;

/// Convert a translation memory: TMX, XLIFF, CSV, TSV, JSON lines, Moses, PO, XLSX; TBX is read only.
///
/// From TMX to TMX without --source-lang and --target-lang everything is kept: all languages, notes,
/// properties, inline codes.
#[derive(Args)]
pub struct Arguments {
    /// Memory to read; for Moses one of the two files, or what their names begin with
    input: PathBuf,
    /// File to write, - for standard output; for Moses what both names begin with
    output: PathBuf,
    /// Format of the input [default: by its content, then its name]
    #[arg(long, value_enum, value_name = "FORMAT")]
    from: Option<UnitFormatArgument>,
    /// Format of the output [default: by its name]
    #[arg(long, value_enum, value_name = "FORMAT")]
    to: Option<UnitFormatArgument>,
    /// Leave inline codes out
    #[arg(long)]
    plain: bool,
    #[command(flatten)]
    tmx: TmxArguments,
    #[command(flatten)]
    languages: LanguageArguments,
    /// Replace a file that exists
    #[arg(long)]
    force: bool,
    /// Print nothing but errors and warnings
    #[arg(short, long)]
    quiet: bool,
}

/// Which languages of a memory are its two sides.
#[derive(Args)]
pub struct LanguageArguments {
    /// Language of the source side; ar is Arabic of any country [default: as the file says]
    #[arg(long, value_name = "CODE")]
    source_lang: Option<String>,
    /// Language of the target side [default: as the file says]
    #[arg(long, value_name = "CODE")]
    target_lang: Option<String>,
}

impl LanguageArguments {
    /// The two languages, if they are named.
    pub fn pair(&self) -> (Option<Language>, Option<Language>) {
        (
            self.source_lang.as_deref().map(Language::new),
            self.target_lang.as_deref().map(Language::new),
        )
    }
}

/// How TMX is written.
#[derive(Args)]
pub struct TmxArguments {
    /// TMX level: 1 texts only, 2 with inline codes
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=2))]
    level: u8,
    /// Write TMX the way this tool likes best
    #[arg(long, value_enum, value_name = "TOOL")]
    tool_friendly: Option<ToolArgument>,
}

impl TmxArguments {
    /// The options of the writer.
    pub fn options(&self) -> tmx::write::Options {
        tmx::write::Options {
            level: if self.level == 1 { tmx::write::Level::Text } else { tmx::write::Level::Codes },
            tool: self.tool_friendly.map(|tool| match tool {
                ToolArgument::Omegat => tmx::tools::Tool::Omegat,
                ToolArgument::Trados => tmx::tools::Tool::Trados,
                ToolArgument::Memoq => tmx::tools::Tool::Memoq,
            }),
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum ToolArgument {
    Omegat,
    Trados,
    Memoq,
}

/// A format of units on the command line.
#[derive(Clone, Copy, ValueEnum)]
pub enum UnitFormatArgument {
    Tmx,
    Xliff,
    Xliff2,
    Tsv,
    Csv,
    Jsonl,
    Moses,
    Po,
    Xlsx,
    Tbx,
}

impl From<UnitFormatArgument> for UnitFormat {
    fn from(argument: UnitFormatArgument) -> UnitFormat {
        match argument {
            UnitFormatArgument::Tmx => UnitFormat::Tmx,
            UnitFormatArgument::Xliff => UnitFormat::Xliff,
            UnitFormatArgument::Xliff2 => UnitFormat::Xliff2,
            UnitFormatArgument::Tsv => UnitFormat::Tsv,
            UnitFormatArgument::Csv => UnitFormat::Csv,
            UnitFormatArgument::Jsonl => UnitFormat::Jsonl,
            UnitFormatArgument::Moses => UnitFormat::Moses,
            UnitFormatArgument::Po => UnitFormat::Po,
            UnitFormatArgument::Xlsx => UnitFormat::Xlsx,
            UnitFormatArgument::Tbx => UnitFormat::Tbx,
        }
    }
}

/// Runs the command.
pub fn run(arguments: Arguments) -> Result<Outcome> {
    let (source, target) = arguments.languages.pair();
    let options = ReadOptions {
        format: arguments.from.map(UnitFormat::from),
        source: source.clone(),
        target: target.clone(),
        plain: arguments.plain,
    };
    let output = Output::new(&arguments.output, arguments.to, arguments.force)?;
    let mut units = read_units(&arguments.input, &options)?;
    let whole = units.format() == UnitFormat::Tmx
        && output.format == UnitFormat::Tmx
        && source.is_none()
        && target.is_none();
    if whole {
        return every_language(&arguments, &output);
    }
    let write = WriteOptions {
        format: output.format,
        source,
        target,
        tmx: arguments.tmx.options(),
        created: super::now()?,
    };
    let mut failed = false;
    let counts = output.write(write, |writer| {
        failed = each(&mut units, |unit, _| writer(&unit))?;
        Ok(())
    })?;
    report(&arguments.output, &mut units, counts, arguments.quiet);
    Ok(if failed { Outcome::SomeFailed } else { Outcome::Done })
}

/// Hands every good unit on; faults in the input are reported. Says whether there was one.
pub fn each(units: &mut Units, mut take: impl FnMut(Unit, &Units) -> Result<()>) -> Result<bool> {
    let mut failures = term::Failures::default();
    while let Some(unit) = units.next() {
        match unit {
            Ok(unit) => take(unit, units)?,
            Err(error) => failures.say(&error),
        }
    }
    Ok(failures.end())
}

/// What a run has to say at its end.
pub fn report(output: &Path, units: &mut Units, counts: UnitCounts, quiet: bool) {
    units.warnings().iter().for_each(|warning| term::warning(warning));
    for (count, what) in [
        (counts.dropped_chars, "characters that XML forbids were left out"),
        (counts.broken_markup, "segments have codes that are no TMX: their text was written"),
        (
            counts.other_languages,
            "units of another pair of languages were left out: name the pair with --source-lang and --target-lang",
        ),
        (counts.joined_lines, "units had line breaks or tabs, which became spaces"),
    ] {
        if count > 0 {
            term::warning(&format!("{count} {what}"));
        }
    }
    if counts.units == 0 {
        term::warning("no unit was written: check --source-lang and --target-lang");
    }
    if !quiet && output.as_os_str() != "-" {
        term::Channel::Stdout.line(&format!(
            "{} units → {}",
            counts.units,
            crate::error::shown(output)
        ));
    }
}

/// TMX to TMX with nothing lost.
fn every_language(arguments: &Arguments, output: &Output) -> Result<Outcome> {
    let mut reader = tmx::read::open(&arguments.input)?;
    let mut sink = output.open(&output.path)?;
    let header = tmx::write::completed(reader.header(), "ar");
    let mut writer = tmx::write::Writer::begin(&mut sink, &header, arguments.tmx.options())
        .map_err(|e| Error::io(&output.path, e))?;
    let mut failures = term::Failures::default();
    for unit in reader.by_ref() {
        match unit {
            Ok(mut unit) => {
                if arguments.plain {
                    unit.flatten();
                }
                writer.unit(&unit).map_err(|e| Error::io(&output.path, e))?;
            }
            Err(error) => failures.say(&error.in_file(&arguments.input)),
        }
    }
    let failed = failures.end();
    let (_, written) = writer.end().map_err(|e| Error::io(&output.path, e))?;
    sink.commit()?;
    reader.oddities().list().iter().for_each(|oddity| term::warning(&oddity.to_string()));
    if written.dropped_chars > 0 {
        term::warning(&format!(
            "{} characters that XML forbids were left out",
            written.dropped_chars
        ));
    }
    if written.empty > 0 {
        term::warning(&format!("{} units without any language were left out", written.empty));
    }
    if !arguments.quiet && !output.is_stdout() {
        term::Channel::Stdout.line(&format!(
            "{} units → {}",
            written.units,
            crate::error::shown(&output.path)
        ));
    }
    Ok(if failed { Outcome::SomeFailed } else { Outcome::Done })
}

/// Where units go.
pub struct Output {
    path: PathBuf,
    format: UnitFormat,
    existing: Existing,
}

/// An open output.
enum Sink {
    File(PendingFile),
    Stdout(std::io::BufWriter<std::io::Stdout>),
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self {
            Sink::File(file) => file.write(bytes),
            Sink::Stdout(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match self {
            Sink::File(file) => file.flush(),
            Sink::Stdout(out) => out.flush(),
        }
    }
}

impl Sink {
    fn commit(self) -> Result<()> {
        match self {
            Sink::File(file) => file.commit().map(|_| ()),
            Sink::Stdout(mut out) => out.flush().map_err(stdout_error),
        }
    }
}

impl Output {
    /// The output that the arguments name.
    ///
    /// # Errors
    /// [`ErrorKind::Usage`] for a format that cannot be told.
    pub fn new(path: &Path, to: Option<UnitFormatArgument>, force: bool) -> Result<Output> {
        let format =
            to.map(UnitFormat::from).or_else(|| UnitFormat::of_path(path)).ok_or_else(|| {
                let known: Vec<&str> = UnitFormat::ALL.iter().map(|f| f.name()).collect();
                Error::new(ErrorKind::Usage, "no format has this extension")
                    .in_file(path)
                    .remedy(format!("name the format with --to: {}", known.join(", ")))
            })?;
        if format == UnitFormat::Moses && path.as_os_str() == "-" {
            return usage(
                "two plain files do not fit into standard output",
                "give the name that both begin with",
            );
        }
        let existing = if force { Existing::Replace } else { Existing::Keep };
        Ok(Output { path: path.to_path_buf(), format, existing })
    }

    /// The format.
    pub fn format(&self) -> UnitFormat {
        self.format
    }

    fn is_stdout(&self) -> bool {
        self.path.as_os_str() == "-"
    }

    fn open(&self, path: &Path) -> Result<Sink> {
        if self.is_stdout() {
            return Ok(Sink::Stdout(std::io::BufWriter::new(std::io::stdout())));
        }
        PendingFile::create(path, self.existing).map(Sink::File)
    }

    /// Writes what `fill` hands on; the file appears when all is written.
    ///
    /// # Errors
    /// Those of `fill` and of writing.
    pub fn write(
        &self,
        options: WriteOptions,
        fill: impl FnOnce(&mut dyn FnMut(&Unit) -> Result<()>) -> Result<()>,
    ) -> Result<UnitCounts> {
        let (first, second) = if self.format == UnitFormat::Moses {
            let read = ReadOptions {
                source: options.source.clone(),
                target: options.target.clone(),
                ..ReadOptions::default()
            };
            let (one, other) = moses_files(&self.path, &read)?;
            (one, Some(other))
        } else {
            (self.path.clone(), None)
        };
        let second = second.map(|path| self.open(&path)).transpose()?;
        let mut writer = UnitWriter::new(options, self.open(&first)?, second)?;
        fill(&mut |unit| writer.unit(unit))?;
        let (first, second, counts) = writer.end()?;
        first.commit()?;
        second.map(Sink::commit).transpose()?;
        Ok(counts)
    }
}
