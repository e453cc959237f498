//! `muwazi segment`: one sentence a line, or JSON lines with offsets.

use std::io::{BufRead, Read, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};

use super::input::InputArguments;
use super::rules::RuleArguments;
use super::{Outcome, stdout_error, term, usage};
use crate::error::{Error, ErrorKind, Result};
use crate::read::{self, Document};
use crate::segment::{RuleSet, SentenceKind, Unwrap, srx};
use crate::text::language::{Language, arabic_share};

/// Split text into sentences, one a line.
#[derive(Args)]
pub struct Arguments {
    /// Text files; - reads standard input
    #[arg(required_unless_present_any = ["stream", "export_srx"], value_name = "FILE")]
    files: Vec<PathBuf>,
    /// JSON lines from standard input, {"id", "text", "lang"}, to JSON lines, {"id", "lang", "sentences", "spans"}
    #[arg(long, conflicts_with_all = ["files", "jsonl"])]
    stream: bool,
    /// Whether line breaks inside a block of lines are spaces
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    unwrap: UnwrapArgument,
    #[command(flatten)]
    rules: RuleArguments,
    /// File of further abbreviations, one a line (data/segment/abbreviations.txt shows the format)
    #[arg(long, value_name = "FILE", conflicts_with = "srx")]
    abbreviations: Option<PathBuf>,
    /// Write our rules to standard output as an SRX 2.0 file, for a CAT tool that shall cut as they do
    #[arg(long, conflicts_with_all = ["files", "stream", "rules", "srx", "jsonl"])]
    export_srx: bool,
    /// One JSON object a sentence, with byte offsets, paragraph and kind
    #[arg(long)]
    jsonl: bool,
    /// Language of the text [default: told from the script]
    #[arg(long, value_name = "CODE")]
    lang: Option<String>,
    #[command(flatten)]
    input: InputArguments,
}

#[derive(Clone, Copy, ValueEnum)]
enum UnwrapArgument {
    Auto,
    Always,
    Never,
}

impl From<UnwrapArgument> for Unwrap {
    fn from(argument: UnwrapArgument) -> Unwrap {
        match argument {
            UnwrapArgument::Auto => Unwrap::Auto,
            UnwrapArgument::Always => Unwrap::Always,
            UnwrapArgument::Never => Unwrap::Never,
        }
    }
}

/// A record of `--stream`.
#[derive(Deserialize)]
struct Record {
    id: serde_json::Value,
    text: String,
    lang: Option<String>,
}

/// Its answer; spans are byte offsets.
#[derive(Serialize)]
struct Answer<'a> {
    id: serde_json::Value,
    lang: &'a str,
    sentences: Vec<&'a str>,
    spans: Vec<[usize; 2]>,
}

#[derive(Serialize)]
struct Row<'a> {
    document: &'a str,
    id: usize,
    start: usize,
    end: usize,
    paragraph: usize,
    kind: SentenceKind,
    /// Milliseconds from the beginning, for subtitles.
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<u64>,
    text: &'a str,
}

/// Runs the command.
pub fn run(arguments: Arguments) -> Result<Outcome> {
    let rules = rules(&arguments.rules, arguments.abbreviations.as_deref())?;
    if let (true, RuleSet::Muwazi(rules)) = (arguments.export_srx, &rules) {
        let mut out = std::io::stdout().lock();
        srx::export(rules, &mut out).and_then(|()| out.flush()).map_err(stdout_error)?;
        return Ok(Outcome::Done);
    }
    if arguments.stream {
        return stream(&arguments, &rules);
    }
    let mut outcome = Outcome::Done;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for file in &arguments.files {
        let document = match load(file, &arguments) {
            Ok(document) => document,
            Err(error) => {
                term::error(&error);
                outcome = Outcome::SomeFailed;
                continue;
            }
        };
        document
            .warnings
            .iter()
            .for_each(|w| term::warning(&format!("{}: {w}", crate::error::shown(file))));
        ready(&rules, &document.language)?;
        let segmented = match rules.segment(document, arguments.unwrap.into()) {
            Ok(segmented) => segmented,
            Err(error) => {
                term::error(&error);
                outcome = Outcome::SomeFailed;
                continue;
            }
        };
        for (id, sentence) in segmented.sentences.iter().enumerate() {
            let text = sentence.span.of(&segmented.document.text);
            if arguments.jsonl {
                let row = Row {
                    document: &segmented.document.name,
                    id,
                    start: sentence.span.start,
                    end: sentence.span.end,
                    paragraph: sentence.paragraph,
                    kind: sentence.kind,
                    time: segmented.document.time_at(sentence.span.start),
                    text,
                };
                serde_json::to_writer(&mut out, &row).map_err(|e| stdout_error(e.into()))?;
                out.write_all(b"\n").map_err(stdout_error)?;
            } else {
                let line: Vec<&str> = text.lines().map(str::trim).collect();
                writeln!(out, "{}", line.join(" ")).map_err(stdout_error)?;
            }
        }
    }
    out.flush().map_err(stdout_error)?;
    Ok(outcome)
}

/// The rules that are named, ours with the user's abbreviations.
fn rules(arguments: &RuleArguments, file: Option<&Path>) -> Result<RuleSet> {
    let mut rules = arguments.rule_set()?;
    match (&mut rules, file) {
        (RuleSet::Muwazi(rules), Some(file)) => {
            let bytes = std::fs::read(file).map_err(|e| Error::io(file, e))?;
            rules.add_abbreviations(&read::decode(&bytes, None).map_err(|e| e.in_file(file))?.text);
        }
        (RuleSet::Srx(_), Some(_)) => {
            return usage(
                "--abbreviations adds to our own rules only",
                "leave it out, or --rules omegat",
            );
        }
        (_, None) => {}
    }
    Ok(rules)
}

/// An error in a rule file ends the run; one that befalls a single text does not.
fn ready(rules: &RuleSet, language: &Language) -> Result<()> {
    match rules.check(language) {
        Err(error) if error.kind() == ErrorKind::Format => Err(error),
        _ => Ok(()),
    }
}

/// One answer a record, in order; a bad record is reported with its line and the rest is done.
fn stream(arguments: &Arguments, rules: &RuleSet) -> Result<Outcome> {
    let mut outcome = Outcome::Done;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for (number, line) in (1u64..).zip(std::io::stdin().lock().lines()) {
        let line = line.map_err(|e| Error::io("standard input", e).at_line(number))?;
        if line.trim().is_empty() {
            continue;
        }
        let record: Record = match serde_json::from_str(&line) {
            Ok(record) => record,
            Err(error) => {
                let error = Error::new(ErrorKind::Format, error.to_string())
                    .in_file("standard input")
                    .at_line(number)
                    .remedy("write one {\"id\": …, \"text\": \"…\"} a line");
                term::error(&error);
                outcome = Outcome::SomeFailed;
                continue;
            }
        };
        let language = language(record.lang.as_deref().or(arguments.lang.as_deref()), &record.text);
        ready(rules, &language)?;
        let name = record.id.to_string();
        let document = Document::from_text(name.trim_matches('"'), record.text, language);
        let segmented = match rules.segment(document, arguments.unwrap.into()) {
            Ok(segmented) => segmented,
            Err(error) => {
                term::error(&error.adding(&format!("input line {number}")));
                outcome = Outcome::SomeFailed;
                continue;
            }
        };
        let answer = Answer {
            id: record.id,
            lang: segmented.document.language.code(),
            sentences: (0..segmented.sentences.len()).map(|i| segmented.text(i)).collect(),
            spans: segmented.sentences.iter().map(|s| [s.span.start, s.span.end]).collect(),
        };
        serde_json::to_writer(&mut out, &answer).map_err(|e| stdout_error(e.into()))?;
        out.write_all(b"\n").map_err(stdout_error)?;
    }
    out.flush().map_err(stdout_error)?;
    Ok(outcome)
}

/// The language that is named, else Arabic or English by the script.
fn language(named: Option<&str>, text: &str) -> Language {
    match named {
        Some(code) => Language::new(code),
        None if arabic_share(text).is_some_and(|share| share > 0.5) => Language::arabic(),
        None => Language::english(),
    }
}

fn load(file: &Path, arguments: &Arguments) -> Result<Document> {
    let mut document = if file.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map_err(|e| Error::io("standard input", e))?;
        read::document(file, bytes, arguments.input.options(), Language::english())
            .map_err(|e| e.in_file("standard input"))?
    } else {
        arguments.input.file(file, Language::english())?
    };
    document.language = language(arguments.lang.as_deref(), &document.text);
    Ok(document)
}
