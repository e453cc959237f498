//! `muwazi clean`: a memory without what should not be in it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use rustc_hash::FxHashSet;

use super::check::CheckArgument;
use super::convert::{LanguageArguments, Output, TmxArguments, UnitFormatArgument, each, report};
use super::{Outcome, term};
use crate::error::Result;
use crate::exchange::tmx::units::date;
use crate::exchange::unit_writer::WriteOptions;
use crate::exchange::units::{ReadOptions, UnitFormat, read_units};
use crate::memory::unit::{Status, Unit};
use crate::quality::{Check, Checker, fingerprint};

/// Clean a memory: duplicates, empty, untranslated and wrong-language units go; others as you say.
#[derive(Args)]
pub struct Arguments {
    /// Memory to read
    input: PathBuf,
    /// File to write, - for standard output
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
    /// Leave units out that fail these checks
    #[arg(long, value_enum, value_name = "CHECK", value_delimiter = ',', default_values_t = [CheckArgument::Empty, CheckArgument::Untranslated, CheckArgument::Language])]
    drop: Vec<CheckArgument>,
    /// Keep units that fail these checks, with a property x-check that names them
    #[arg(long, value_enum, value_name = "CHECK", value_delimiter = ',')]
    mark: Vec<CheckArgument>,
    /// Keep units that are there already
    #[arg(long)]
    keep_duplicates: bool,
    /// Leave units of a lower confidence out (0 to 1); units that no aligner made have none and stay
    #[arg(long, value_name = "X", value_parser = super::align::probability)]
    min_confidence: Option<f64>,
    /// Leave units out that are checked less than this
    #[arg(long, value_name = "STATUS", value_parser = ["aligned", "reviewed", "confirmed"])]
    min_status: Option<String>,
    /// Leave older units out (YYYY-MM-DD); those without a date, too
    #[arg(long, value_name = "DATE", value_parser = day)]
    since: Option<jiff::Timestamp>,
    /// Leave units from that day on out (YYYY-MM-DD); those without a date, too
    #[arg(long, value_name = "DATE", value_parser = day)]
    until: Option<jiff::Timestamp>,
    /// Keep the units of these authors only
    #[arg(long, value_name = "NAME")]
    user: Vec<String>,
    /// Keep units from these documents only
    #[arg(long, value_name = "DOCUMENT")]
    origin: Vec<String>,
    /// Format of the input [default: by its content, then its name]
    #[arg(long, value_enum, value_name = "FORMAT")]
    from: Option<UnitFormatArgument>,
    /// Format of the output [default: by its name]
    #[arg(long, value_enum, value_name = "FORMAT")]
    to: Option<UnitFormatArgument>,
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

fn day(text: &str) -> std::result::Result<jiff::Timestamp, String> {
    date(text).ok_or_else(|| "give a date such as 2026-01-31".to_string())
}

/// What goes and what is marked; knows no clap.
struct Rules {
    drop: Vec<Check>,
    mark: Vec<Check>,
    least_confidence: f64,
    least_status: Status,
    since: Option<jiff::Timestamp>,
    until: Option<jiff::Timestamp>,
    users: Vec<String>,
    origins: Vec<String>,
}

impl Rules {
    /// Why a unit goes by what is known about it.
    fn refuse(&self, unit: &Unit) -> Option<&'static str> {
        let when = unit.changed.or(unit.created);
        let named = |list: &[String], names: &[&str]| {
            list.is_empty() || names.iter().any(|name| list.iter().any(|l| l == name))
        };
        if unit.confidence.is_some_and(|c| c < self.least_confidence) {
            return Some("confidence too low");
        }
        if unit.status < self.least_status {
            return Some("not checked enough");
        }
        if self.since.is_some_and(|since| when.is_none_or(|w| w < since)) {
            return Some("too old");
        }
        if self.until.is_some_and(|until| when.is_none_or(|w| w >= until)) {
            return Some("too new");
        }
        if !named(&self.users, &[unit.author.as_deref().unwrap_or("")]) {
            return Some("another author");
        }
        let documents: Vec<&str> = unit.origins.iter().map(|o| o.document.as_str()).collect();
        (!named(&self.origins, &documents)).then_some("another document")
    }
}

/// Runs the command.
pub fn run(arguments: Arguments) -> Result<Outcome> {
    let (source, target) = arguments.languages.pair();
    let checks = |list: &[CheckArgument]| list.iter().map(|&c| c.into()).collect();
    let rules = Rules {
        drop: checks(&arguments.drop),
        mark: checks(&arguments.mark),
        least_confidence: arguments.min_confidence.unwrap_or(0.0),
        least_status: arguments.min_status.as_deref().and_then(Status::of_name).unwrap_or_default(),
        since: arguments.since,
        until: arguments.until,
        users: arguments.user,
        origins: arguments.origin,
    };
    let read = ReadOptions {
        format: arguments.from.map(UnitFormat::from),
        source: source.clone(),
        target: target.clone(),
        plain: false,
    };
    let output = Output::new(&arguments.output, arguments.to, arguments.force)?;
    let write = WriteOptions {
        format: output.format(),
        source,
        target,
        tmx: arguments.tmx.options(),
        created: super::now()?,
    };
    let mut units = read_units(&arguments.input, &read)?;
    let mut checker = Checker::new();
    let mut seen: FxHashSet<u64> = FxHashSet::default();
    let mut gone: BTreeMap<&str, u64> = BTreeMap::new();
    let (mut number, mut marked, mut failed) = (0, 0, false);
    let counts = output.write(write, |writer| {
        failed = each(&mut units, |mut unit, _| {
            number += 1;
            let mut why = rules.refuse(&unit);
            if why.is_none() && !arguments.keep_duplicates && !seen.insert(fingerprint(&unit)) {
                why = Some("duplicate");
            }
            if why.is_none() {
                let found: Vec<Check> =
                    checker.look(&unit, number).iter().map(|f| f.check).collect();
                why =
                    found.iter().find(|check| rules.drop.contains(check)).map(|check| check.name());
                let mut marks: Vec<&str> = found
                    .iter()
                    .filter(|check| rules.mark.contains(check))
                    .map(|check| check.name())
                    .collect();
                marks.dedup();
                if why.is_none() && !marks.is_empty() {
                    marked += 1;
                    unit.properties.push(("x-check".to_string(), marks.join(" ")));
                }
            }
            match why {
                Some(why) => {
                    *gone.entry(why).or_default() += 1;
                    Ok(())
                }
                None => writer(&unit),
            }
        })?;
        Ok(())
    })?;
    if !arguments.quiet {
        let channel = if arguments.output.as_os_str() == "-" {
            term::Channel::Stderr
        } else {
            term::Channel::Stdout
        };
        for (why, count) in &gone {
            channel.line(&format!("{count} left out: {why}"));
        }
        if marked > 0 {
            channel.line(&format!("{marked} marked"));
        }
    }
    report(&arguments.output, &mut units, counts, arguments.quiet);
    Ok(if failed { Outcome::SomeFailed } else { Outcome::Done })
}
