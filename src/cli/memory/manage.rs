//! `muwazi memory add`, `clean`, `learn`, `check`, `compact`.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::choice::{ChoiceArguments, LabelArguments};
use super::{Intake, MemoryArguments};
use crate::cli::learn::{LexiconOutput, teach, write_lexicon};
use crate::cli::term::{self, Channel};
use crate::cli::{Outcome, stdout_error, usage};
use crate::error::{ErrorKind, Result};
use crate::lexicon::learn::Learner;
use crate::memory::index::Index;
use crate::memory::open::{Memory, Side};
use crate::memory::store::{Filter, Location, Store};
use crate::memory::unit::{Segment, Status, Unit};
use crate::text::language::{Language, arabic_share};

/// Add one translation
#[derive(Args)]
pub struct AddArguments {
    /// The source text
    source: String,
    /// Its translation
    target: String,
    /// Language of the source [default: Arabic by its script, else English]
    #[arg(long, value_name = "CODE")]
    source_lang: Option<String>,
    /// Language of the target
    #[arg(long, value_name = "CODE")]
    target_lang: Option<String>,
    /// A remark
    #[arg(long)]
    note: Option<String>,
    #[command(flatten)]
    labels: LabelArguments,
    #[command(flatten)]
    memory: MemoryArguments,
}

/// Remove units
#[derive(Args)]
pub struct CleanArguments {
    /// Units below this confidence
    #[arg(long, value_name = "0–1")]
    below_confidence: Option<f64>,
    /// Units whose target is their source
    #[arg(long)]
    untranslated: bool,
    /// Every unit that the other filters choose
    #[arg(long)]
    all: bool,
    /// Only say what would be removed
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    choice: ChoiceArguments,
    #[command(flatten)]
    memory: MemoryArguments,
}

/// Learn word pairs from a memory: a lexicon for `align --lexicon`
#[derive(Args)]
pub struct LearnArguments {
    #[command(flatten)]
    output: LexiconOutput,
    /// Units below this confidence teach nothing
    #[arg(long, default_value_t = 0.8, value_name = "0–1")]
    min_confidence: f64,
    #[command(flatten)]
    memory: MemoryArguments,
}

/// Look for damage in the store and the indexes
#[derive(Args)]
pub struct CheckArguments {
    /// Save what can be read to a new memory
    #[arg(long, value_name = "NEW")]
    salvage: Option<PathBuf>,
    #[command(flatten)]
    memory: MemoryArguments,
}

/// Give back the room of removed units and write the indexes anew
#[derive(Args)]
pub struct CompactArguments {
    #[command(flatten)]
    memory: MemoryArguments,
}

/// Adds one unit.
pub fn add(arguments: AddArguments) -> Result<Outcome> {
    let language = |named: &Option<String>, text: &str| match named {
        Some(code) => Language::new(code),
        None if arabic_share(text).is_some_and(|share| share > 0.5) => Language::arabic(),
        None => Language::english(),
    };
    let side = |named: &Option<String>, text: &str| Segment {
        language: language(named, text).tag(),
        text: text.trim().to_string(),
        markup: None,
    };
    let now = crate::cli::now()?;
    let mut unit = Unit {
        source: side(&arguments.source_lang, &arguments.source),
        target: side(&arguments.target_lang, &arguments.target),
        created: Some(now),
        changed: Some(now),
        status: Status::Confirmed,
        notes: arguments.note.into_iter().collect(),
        ..Unit::default()
    };
    arguments.labels.apply(&mut unit);
    if !unit.is_whole() {
        return usage("a side is empty", "give a text and its translation");
    }
    if unit.source.language == unit.target.language {
        return usage(
            &format!("both sides would be {}", unit.source.language),
            "name the languages with --source-lang and --target-lang",
        );
    }
    let mut memory = Memory::open(arguments.memory.one()?)?;
    let added = memory.add(&[unit])?;
    let what = match (added.new, added.merged) {
        (1, _) => "added to",
        (_, 1) => "was there, now knows more:",
        _ => "was there already:",
    };
    writeln!(anstream::stdout(), "{what} {}", memory.store().location()).map_err(stdout_error)?;
    Ok(Outcome::Done)
}

/// Removes units.
pub fn clean(arguments: CleanArguments) -> Result<Outcome> {
    let chosen = arguments.choice.filter()?;
    let mut filters = Vec::new();
    if arguments.below_confidence.is_some() {
        filters.push(Filter { below_confidence: arguments.below_confidence, ..chosen.clone() });
    }
    if arguments.untranslated {
        filters.push(Filter { untranslated: true, ..chosen.clone() });
    }
    if arguments.all {
        if chosen.is_empty() {
            return usage(
                "that would remove every unit",
                "choose some, as with --document NAME; or delete the memory itself",
            );
        }
        filters.push(chosen);
    }
    if filters.is_empty() {
        return usage(
            "nothing says what to remove",
            "give --below-confidence, --untranslated, or --all with a filter",
        );
    }
    let location = arguments.memory.one()?;
    // A memory that is not there is no reason to make one.
    let store = Store::open_read_only(&location)?;
    let mut ids = Vec::new();
    for filter in &filters {
        store.for_each(filter, |id, unit| {
            if arguments.dry_run {
                let shown =
                    |text: &str| Channel::Stdout.shown(&term::shortened(text, 80)).into_owned();
                Channel::Stdout.line(&format!(
                    "{id}\n  {}\n  {}",
                    shown(&unit.source.text),
                    shown(&unit.target.text)
                ));
            }
            ids.push(id);
            Ok(())
        })?;
    }
    ids.sort_unstable();
    ids.dedup();
    let (count, verb) = if arguments.dry_run {
        (ids.len() as u64, "would be removed")
    } else {
        (Memory::open(&location)?.remove(&ids)?, "removed")
    };
    writeln!(anstream::stdout(), "{count} units {verb}").map_err(stdout_error)?;
    Ok(Outcome::Done)
}

/// Learns word pairs.
pub fn learn(arguments: LearnArguments) -> Result<Outcome> {
    let store = Store::open_read_only(arguments.memory.one()?)?;
    let filter = Filter { least_confidence: Some(arguments.min_confidence), ..Filter::default() };
    let mut learner = Learner::new();
    store.for_each(&filter, |_, unit| {
        teach(&mut learner, &unit.source.text, &unit.target.text);
        Ok(())
    })?;
    write_lexicon(learner, &arguments.output)
}

/// Checks store and indexes.
pub fn check(arguments: CheckArguments) -> Result<Outcome> {
    let store = Store::open_read_only(arguments.memory.one()?)?;
    let mut faults = match store.faults() {
        Ok(faults) => faults,
        Err(error) if error.kind() == ErrorKind::Format => vec![error.to_string()],
        Err(error) => return Err(error),
    };
    if let Some(new) = &arguments.salvage {
        if new.exists() {
            return usage("the new memory exists already", "name a file that does not");
        }
        let mut intake = Intake::new(&Location::from(new))?;
        let lost = store.salvage(|unit| intake.take(unit))?;
        let (added, _) = intake.end()?;
        writeln!(
            anstream::stdout(),
            "{} units saved to {}, {lost} could not be read",
            added.new,
            new.display()
        )
        .map_err(stdout_error)?;
    }
    let mut indexes = 0;
    let base = store.index_base()?;
    for side in [Side::Source, Side::Target] {
        match Index::load(&side.index_path(&base)) {
            Ok(_) => indexes += 1,
            Err(error) if error.kind() == ErrorKind::Io => {}
            Err(error) => {
                faults.push(format!("{error} (it is built anew by `muwazi memory compact`)"))
            }
        }
    }
    if faults.is_empty() {
        let count = store.count()?;
        writeln!(anstream::stdout(), "{count} units, {indexes} indexes, no damage")
            .map_err(stdout_error)?;
        return Ok(Outcome::Done);
    }
    for fault in &faults {
        writeln!(anstream::stdout(), "{fault}").map_err(stdout_error)?;
    }
    Ok(Outcome::SomeFailed)
}

/// Compacts store and indexes.
pub fn compact(arguments: CompactArguments) -> Result<Outcome> {
    let location = arguments.memory.one()?;
    let before = Store::open_read_only(&location)?.bytes()?;
    let mut memory = Memory::open(&location)?;
    memory.compact()?;
    let megabytes = |bytes: u64| format!("{:.1} MB", bytes as f64 / 1e6);
    let after = memory.store().bytes()?;
    writeln!(anstream::stdout(), "{} → {}", megabytes(before), megabytes(after))
        .map_err(stdout_error)?;
    Ok(Outcome::Done)
}
