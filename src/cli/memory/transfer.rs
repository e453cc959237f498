//! Files into a memory and out of it, of any size: streams, one transaction a batch.

use std::io::{BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::MemoryArguments;
use super::choice::{ChoiceArguments, LabelArguments};
use crate::cli::convert::TmxArguments;
use crate::cli::{Outcome, stdout_error, term, usage};
use crate::error::{Error, ErrorKind, Result, shown};
use crate::exchange::file::{Existing, PendingFile};
use crate::exchange::unit_writer::{UnitWriter, WriteOptions};
use crate::exchange::units::{ReadOptions, UnitFormat, read_units};
use crate::memory::open::Memory;
use crate::memory::store::{Added, Location, Store};
use crate::memory::unit::{Origin, Unit};
use crate::text::language::Language;

/// Units of one transaction.
const BATCH: usize = 10_000;

/// Take in files of translation units
#[derive(Args)]
pub struct ImportArguments {
    /// TMX, XLIFF, TSV, CSV, JSONL, PO, XLSX, TBX, or the common name of two plain files
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Format of the files, where content and name do not tell it
    #[arg(long, value_name = "FORMAT")]
    from: Option<String>,
    /// Source language, where the files do not say it or say it the other way round
    #[arg(long, value_name = "CODE")]
    source_lang: Option<String>,
    /// Target language
    #[arg(long, value_name = "CODE")]
    target_lang: Option<String>,
    /// Leave inline codes out
    #[arg(long)]
    plain: bool,
    #[command(flatten)]
    labels: LabelArguments,
    #[command(flatten)]
    memory: MemoryArguments,
}

/// Write units into a file
#[derive(Args)]
pub struct ExportArguments {
    /// Where to; the extension names the format
    output: PathBuf,
    /// Format, where the extension does not tell it
    #[arg(long, value_name = "FORMAT")]
    to: Option<String>,
    /// Leave inline codes out
    #[arg(long)]
    plain: bool,
    #[command(flatten)]
    tmx: TmxArguments,
    /// Only units of at least this confidence; those that people made pass
    #[arg(long, value_name = "0–1")]
    min_confidence: Option<f64>,
    /// Replace an output that exists
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    choice: ChoiceArguments,
    #[command(flatten)]
    memory: MemoryArguments,
}

/// Collects units into batches for one store.
pub struct Intake {
    store: Store,
    batch: Vec<Unit>,
    added: Added,
    skipped: u64,
}

impl Intake {
    /// Into the memory at `location`, which is made if it is not there.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn new(location: &Location) -> Result<Intake> {
        Ok(Intake {
            store: Store::open(location)?,
            batch: Vec::with_capacity(BATCH),
            added: Added::default(),
            skipped: 0,
        })
    }

    /// Takes a unit; one with an empty side is counted and left out.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn take(&mut self, unit: Unit) -> Result<()> {
        if !unit.is_whole() {
            self.skipped += 1;
            return Ok(());
        }
        self.batch.push(unit);
        if self.batch.len() >= BATCH { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<()> {
        if !self.batch.is_empty() {
            self.added = self.added.and(self.store.add(&self.batch)?);
            self.batch.clear();
        }
        Ok(())
    }

    /// Writes the last batch and brings the indexes up to date. Returns what was added and how many units
    /// were left out.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn end(mut self) -> Result<(Added, u64)> {
        self.flush()?;
        let location = self.store.location().clone();
        drop(self.store);
        // Opening brings the indexes up to date.
        Memory::open(location)?;
        Ok((self.added, self.skipped))
    }
}

/// Imports files.
pub fn import(arguments: ImportArguments) -> Result<Outcome> {
    let options = ReadOptions {
        format: arguments.from.as_deref().map(format).transpose()?,
        source: arguments.source_lang.as_deref().map(Language::new),
        target: arguments.target_lang.as_deref().map(Language::new),
        plain: arguments.plain,
    };
    let location = arguments.memory.one()?;
    let mut intake = Intake::new(&location)?;
    let mut outcome = Outcome::Done;
    for file in &arguments.files {
        // What stands around a fault is kept; the rest of the files is read, too.
        if import_file(file, &options, &arguments.labels, &mut intake)? {
            outcome = Outcome::SomeFailed;
        }
    }
    let (added, skipped) = intake.end()?;
    let mut parts = vec![
        format!("{} new", added.new),
        format!("{} merged into units that were there", added.merged),
        format!("{} already there", added.same),
    ];
    if skipped > 0 {
        parts.push(format!("{skipped} with an empty side left out"));
    }
    writeln!(anstream::stdout(), "{} → {location}", parts.join(", ")).map_err(stdout_error)?;
    Ok(outcome)
}

/// Says whether something in the file could not be read.
fn import_file(
    file: &Path,
    options: &ReadOptions,
    labels: &LabelArguments,
    intake: &mut Intake,
) -> Result<bool> {
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let bar = bar(&name);
    // One thread reads while the other writes.
    let (send, receive) = std::sync::mpsc::sync_channel::<Vec<Unit>>(2);
    let read = || -> (Vec<String>, bool) {
        let mut failures = term::Failures::default();
        let mut units = match read_units(file, options) {
            Ok(units) => units,
            Err(error) => {
                failures.say(&error);
                return (Vec::new(), failures.end());
            }
        };
        let mut batch = Vec::with_capacity(BATCH);
        for unit in units.by_ref() {
            match unit {
                Ok(unit) => batch.push(unit),
                Err(error) => failures.say(&error.in_file(file)),
            }
            // A writer that failed says why itself.
            if batch.len() == BATCH && send.send(std::mem::take(&mut batch)).is_err() {
                break;
            }
        }
        let _ = send.send(batch);
        drop(send);
        (units.warnings(), failures.end())
    };
    let (written, read) = std::thread::scope(|scope| {
        let reader = scope.spawn(read);
        let mut write = || -> Result<()> {
            for mut unit in receive.iter().flatten() {
                labels.apply(&mut unit);
                if unit.origins.is_empty() {
                    unit.origins.push(Origin { document: name.clone(), ..Origin::default() });
                }
                intake.take(unit)?;
                bar.inc(1);
            }
            Ok(())
        };
        let written = write();
        drop(receive);
        (written, reader.join())
    });
    bar.finish_and_clear();
    written?;
    let (warnings, failed) = read.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    for warning in warnings {
        term::warning(&format!("{}: {warning}", shown(file)));
    }
    Ok(failed)
}

/// A count on stderr, if that is a terminal.
fn bar(what: &str) -> indicatif::ProgressBar {
    if !std::io::stderr().is_terminal() {
        return indicatif::ProgressBar::hidden();
    }
    let style =
        indicatif::ProgressStyle::with_template("{spinner} {msg}: {human_pos} units, {per_sec}")
            .unwrap_or_else(|_| indicatif::ProgressStyle::default_spinner());
    indicatif::ProgressBar::no_length().with_style(style).with_message(what.to_string())
}

/// Exports units.
pub fn export(arguments: ExportArguments) -> Result<Outcome> {
    let output = &arguments.output;
    let to = match &arguments.to {
        Some(name) => format(name)?,
        None => UnitFormat::of_path(output).ok_or_else(|| {
            Error::new(ErrorKind::Usage, "no format has this extension")
                .in_file(output)
                .remedy(format!("name the format with --to: {}", names()))
        })?,
    };
    let mut filter = arguments.choice.filter()?;
    filter.least_confidence = arguments.min_confidence;
    let store = Store::open_read_only(arguments.memory.one()?)?;
    let options = WriteOptions {
        format: to,
        source: None,
        target: None,
        tmx: arguments.tmx.options(),
        created: crate::cli::now()?,
    };
    let existing = if arguments.force { Existing::Replace } else { Existing::Keep };
    let (first, second) = if to == UnitFormat::Moses {
        let (one, two) = crate::exchange::units::moses_files(output, &ReadOptions::default())?;
        (PendingFile::create(&one, existing)?, Some(PendingFile::create(&two, existing)?))
    } else {
        (PendingFile::create(output, existing)?, None)
    };
    let mut writer = UnitWriter::new(options, BufWriter::new(first), second.map(BufWriter::new))?;
    let bar = bar("exported");
    store.for_each(&filter, |_, mut unit| {
        bar.inc(1);
        if arguments.plain {
            (unit.source.markup, unit.target.markup) = (None, None);
        }
        writer.unit(&unit).map_err(|e| e.in_file(output))
    })?;
    bar.finish_and_clear();
    let (first, second, counts) = writer.end()?;
    for file in [Some(first), second].into_iter().flatten() {
        let file = file.into_inner().map_err(|e| Error::io(output, e.into_error()))?;
        file.commit()?;
    }
    for (count, what) in [
        (counts.dropped_chars, "characters that XML forbids were left out"),
        (counts.broken_markup, "segments lost codes that could not be written"),
        (
            counts.other_languages,
            "units of another pair of languages were left out: name the pair with --source-lang and --target-lang",
        ),
        (counts.joined_lines, "units had line breaks, which became spaces"),
    ] {
        if count > 0 {
            term::warning(&format!("{count} {what}"));
        }
    }
    writeln!(anstream::stdout(), "{} units → {}", counts.units, shown(output))
        .map_err(stdout_error)?;
    Ok(Outcome::Done)
}

/// The format of this name.
fn format(name: &str) -> Result<UnitFormat> {
    match UnitFormat::ALL.into_iter().find(|f| f.name() == name.to_ascii_lowercase()) {
        Some(format) => Ok(format),
        None => {
            usage(&format!("there is no format \"{name}\""), &format!("use one of {}", names()))
        }
    }
}

fn names() -> String {
    UnitFormat::ALL.map(UnitFormat::name).join(", ")
}
