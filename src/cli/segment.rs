//! `muwazi segment`: one sentence a line, or JSON lines with offsets.

use std::io::{BufRead, Read, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};

use super::{Outcome, stdout_error, term};
use crate::error::{Error, ErrorKind, Result};
use crate::read::{self, Document};
use crate::segment::{self, Rules, SentenceKind, Unwrap};
use crate::text::language::{Language, arabic_share};

/// Split text into sentences, one a line.
#[derive(Args)]
pub struct Arguments {
    /// Text files; - reads standard input
    #[arg(required_unless_present = "stream", value_name = "FILE")]
    files: Vec<PathBuf>,
    /// JSON lines from standard input, {"id", "text", "lang"}, to JSON lines, {"id", "lang", "sentences", "spans"}
    #[arg(long, conflicts_with_all = ["files", "jsonl"])]
    stream: bool,
    /// Whether line breaks inside a block of lines are spaces
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    unwrap: UnwrapArgument,
    /// File of further abbreviations, one a line (data/segment/abbreviations.txt shows the format)
    #[arg(long, value_name = "FILE")]
    abbreviations: Option<PathBuf>,
    /// One JSON object a sentence, with byte offsets, paragraph and kind
    #[arg(long)]
    jsonl: bool,
    /// Language of the text [default: told from the script]
    #[arg(long, value_name = "CODE")]
    lang: Option<String>,
    /// Encoding of the files [default: found]
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
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
    text: &'a str,
}

/// Runs the command.
pub fn run(arguments: Arguments) -> Result<Outcome> {
    let rules = rules(arguments.abbreviations.as_deref())?;
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
        document.warnings.iter().for_each(|w| term::warning(&format!("{}: {w}", file.display())));
        let segmented = segment::segment_with(document, &rules, arguments.unwrap.into());
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

/// The built-in rules with the user's abbreviations.
fn rules(file: Option<&Path>) -> Result<Rules> {
    let mut rules = Rules::builtin().clone();
    if let Some(file) = file {
        let bytes = std::fs::read(file).map_err(|e| Error::io(file, e))?;
        rules.add_abbreviations(&read::decode(&bytes, None).map_err(|e| e.in_file(file))?.text);
    }
    Ok(rules)
}

/// One answer a record, in order; a bad record is reported with its line and the rest is done.
fn stream(arguments: &Arguments, rules: &Rules) -> Result<Outcome> {
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
        let document = Document::from_text("", record.text, language);
        let segmented = segment::segment_with(document, rules, arguments.unwrap.into());
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
    let encoding = arguments.encoding.as_deref();
    let mut document = if file.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map_err(|e| Error::io("standard input", e))?;
        let decoded = read::decode(&bytes, encoding).map_err(|e| e.in_file("standard input"))?;
        if decoded.text.trim().is_empty() {
            return Err(Error::new(ErrorKind::Empty, "there is no text").in_file("standard input"));
        }
        let mut document = Document::from_text("-", decoded.text, Language::english());
        document.warnings = decoded.warnings;
        document
    } else {
        read::file(file, encoding, Language::english())?
    };
    document.language = language(arguments.lang.as_deref(), &document.text);
    Ok(document)
}
