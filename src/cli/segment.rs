//! `muwazi segment`: one sentence a line, or JSON lines with offsets.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::{Outcome, stdout_error, term};
use crate::error::{Error, ErrorKind, Result};
use crate::read::{self, Document};
use crate::segment::{self, SentenceKind};
use crate::text::language::{Language, arabic_share};

/// Split text into sentences, one a line.
#[derive(Args)]
pub struct Arguments {
    /// Text files; - reads standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
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
        let segmented = segment::segment(document);
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
    document.language = match &arguments.lang {
        Some(code) => Language::new(code),
        None if arabic_share(&document.text).is_some_and(|share| share > 0.5) => Language::arabic(),
        None => Language::english(),
    };
    Ok(document)
}
