//! `muwazi check`: is a memory valid, and are its translations sound?

use std::collections::BTreeMap;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::convert::{LanguageArguments, UnitFormatArgument, each};
use super::term::Channel;
use super::{Outcome, stdout_error, term};
use crate::error::Result;
use crate::exchange::units::{ReadOptions, UnitFormat, read_units};
use crate::memory::unit::Unit;
use crate::quality::{Check, Checker, Finding};
use crate::text::language::Language;
use crate::xml::{Escaped, push_escaped};

/// Check memories: valid files, sound translations. Exit code 1 if something was found.
#[derive(Args)]
pub struct Arguments {
    /// Memories to check
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Form of the report
    #[arg(long, value_enum, value_name = "FORM", default_value_t = Form::Text)]
    report: Form,
    /// Make these checks only
    #[arg(long, value_enum, value_name = "CHECK", value_delimiter = ',')]
    only: Vec<CheckArgument>,
    /// Leave these checks out
    #[arg(long, value_enum, value_name = "CHECK", value_delimiter = ',', conflicts_with = "only")]
    skip: Vec<CheckArgument>,
    /// Format of the files [default: by their content, then their names]
    #[arg(long, value_enum, value_name = "FORMAT")]
    from: Option<UnitFormatArgument>,
    #[command(flatten)]
    languages: LanguageArguments,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Text,
    Jsonl,
    Html,
}

/// A check on the command line.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CheckArgument {
    Empty,
    Untranslated,
    Language,
    Numbers,
    Codes,
    Brackets,
    Doubled,
    Length,
    Inconsistent,
    Punctuation,
}

impl std::fmt::Display for CheckArgument {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(Check::from(*self).name())
    }
}

impl From<CheckArgument> for Check {
    fn from(argument: CheckArgument) -> Check {
        match argument {
            CheckArgument::Empty => Check::Empty,
            CheckArgument::Untranslated => Check::Untranslated,
            CheckArgument::Language => Check::Language,
            CheckArgument::Numbers => Check::Numbers,
            CheckArgument::Codes => Check::Codes,
            CheckArgument::Brackets => Check::Brackets,
            CheckArgument::Doubled => Check::Doubled,
            CheckArgument::Length => Check::Length,
            CheckArgument::Inconsistent => Check::Inconsistent,
            CheckArgument::Punctuation => Check::Punctuation,
        }
    }
}

/// One line of the JSONL report.
#[derive(Serialize)]
struct Row<'a> {
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<u64>,
    check: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<&'a str>,
}

/// The report under way.
struct Report<W> {
    out: W,
    form: Form,
    counts: BTreeMap<String, u64>,
}

/// Runs the command.
pub fn run(arguments: Arguments) -> Result<Outcome> {
    let (source, target) = arguments.languages.pair();
    let options =
        ReadOptions { format: arguments.from.map(UnitFormat::from), source, target, plain: false };
    let wanted = |check: Check| {
        let named = |list: &[CheckArgument]| list.iter().any(|&c| Check::from(c) == check);
        (arguments.only.is_empty() || named(&arguments.only)) && !named(&arguments.skip)
    };
    let out = BufWriter::new(std::io::stdout());
    let mut report = Report { out, form: arguments.report, counts: BTreeMap::new() };
    report.begin()?;
    let mut failed = false;
    let mut total = 0;
    for file in &arguments.files {
        let mut units = match read_units(file, &options) {
            Ok(units) => units,
            Err(error) => {
                report.flush()?;
                term::error(&error);
                failed = true;
                continue;
            }
        };
        let mut checker = Checker::new();
        let mut number = 0;
        failed |= each(&mut units, |unit, units| {
            number += 1;
            for finding in checker.look(&unit, number).into_iter().filter(|f| wanted(f.check)) {
                report.finding(file, units.line(), number, &unit, &finding)?;
            }
            Ok(())
        })?;
        for warning in units.faults() {
            report.validity(file, &warning)?;
        }
        total += number;
    }
    let found: u64 = report.counts.values().sum();
    report.end(total)?;
    Ok(if failed || found > 0 { Outcome::SomeFailed } else { Outcome::Done })
}

impl<W: Write> Report<W> {
    fn begin(&mut self) -> Result<()> {
        if self.form == Form::Html {
            let head = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<title>Memory check</title>\n<style>\n\
                body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem; }\n\
                table { border-collapse: collapse; width: 100%; }\n\
                td, th { border-bottom: 1px solid #ccc; padding: .4rem .6rem; text-align: start; vertical-align: top; }\n\
                </style>\n</head>\n<body>\n<h1>Memory check</h1>\n<table>\n<thead><tr><th>Place</th><th>Check</th>\
                <th>Finding</th><th>Source</th><th>Target</th></tr></thead>\n<tbody>\n";
            self.out.write_all(head.as_bytes()).map_err(stdout_error)?;
        }
        Ok(())
    }

    fn finding(
        &mut self,
        file: &Path,
        line: Option<u64>,
        number: u64,
        unit: &Unit,
        finding: &Finding,
    ) -> Result<()> {
        *self.counts.entry(finding.check.name().to_string()).or_default() += 1;
        let name = crate::error::shown(file);
        let place = line.map_or(format!("{name}: unit {number}"), |line| format!("{name}:{line}"));
        match self.form {
            Form::Text => {
                let shown =
                    |text: &str| Channel::Stdout.shown(&term::shortened(text, 100)).into_owned();
                writeln!(
                    self.out,
                    "{place}: {}: {}\n    {}\n    {}",
                    finding.check.name(),
                    finding.what,
                    shown(&unit.source.text),
                    shown(&unit.target.text)
                )
            }
            Form::Jsonl => {
                let row = Row {
                    file: &name,
                    line,
                    unit: Some(number),
                    check: finding.check.name(),
                    message: &finding.what,
                    source: Some(&unit.source.text),
                    target: Some(&unit.target.text),
                };
                json_line(&mut self.out, &row)
            }
            Form::Html => {
                let mut row = format!("<tr><td>{}</td>", escaped(&place));
                row.push_str(&format!(
                    "<td>{}</td><td>{}</td>",
                    finding.check.name(),
                    escaped(&finding.what)
                ));
                for side in [&unit.source, &unit.target] {
                    let direction =
                        if Language::new(&side.language).is_arabic() { "rtl" } else { "auto" };
                    row.push_str(&format!(
                        "<td lang=\"{}\" dir=\"{direction}\">{}</td>",
                        escaped(&side.language),
                        escaped(&side.text)
                    ));
                }
                writeln!(self.out, "{row}</tr>")
            }
        }
        .map_err(stdout_error)
    }

    fn validity(&mut self, file: &Path, what: &str) -> Result<()> {
        *self.counts.entry("validity".to_string()).or_default() += 1;
        let name = crate::error::shown(file);
        match self.form {
            Form::Text => writeln!(self.out, "{name}: validity: {what}"),
            Form::Jsonl => {
                let row = Row {
                    file: &name,
                    line: None,
                    unit: None,
                    check: "validity",
                    message: what,
                    source: None,
                    target: None,
                };
                json_line(&mut self.out, &row)
            }
            Form::Html => writeln!(
                self.out,
                "<tr><td>{}</td><td>validity</td><td>{}</td><td></td><td></td></tr>",
                escaped(&name),
                escaped(what)
            ),
        }
        .map_err(stdout_error)
    }

    fn flush(&mut self) -> Result<()> {
        self.out.flush().map_err(stdout_error)
    }

    fn end(mut self, units: u64) -> Result<()> {
        let counted: Vec<String> =
            self.counts.iter().map(|(name, count)| format!("{name} {count}")).collect();
        let summary = match counted.as_slice() {
            [] => format!("{units} units, nothing found"),
            counted => format!("{units} units: {}", counted.join(", ")),
        };
        if self.form == Form::Html {
            let foot =
                format!("</tbody>\n</table>\n<p>{}</p>\n</body>\n</html>\n", escaped(&summary));
            self.out.write_all(foot.as_bytes()).map_err(stdout_error)?;
        }
        self.flush()?;
        let channel = if self.form == Form::Text { Channel::Stdout } else { Channel::Stderr };
        channel.line(&summary);
        Ok(())
    }
}

fn json_line(out: &mut impl Write, row: &Row<'_>) -> std::io::Result<()> {
    serde_json::to_writer(&mut *out, row)?;
    out.write_all(b"\n")
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_escaped(&mut out, text, Escaped::Attribute);
    out
}
