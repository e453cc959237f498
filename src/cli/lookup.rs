//! `muwazi lookup`: how was this translated before?

use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;

use clap::Args;
use rayon::prelude::*;
use serde::Serialize;

use super::memory::MemoryArguments;
use super::term::{self, Channel};
use super::{Outcome, stdout_error, usage};
use crate::error::{Error, ErrorKind, Result};
use crate::memory::difference::{Edit, EditKind};
use crate::memory::open::{Found, Memory, Query, Reader, Shared, Side, Use, order};
use crate::memory::score::{Neighbours, Penalty, Reason};
use crate::text::language::{Language, arabic_share};

/// Find prior translations of a sentence: the best matches with the reason for every point
#[derive(Args)]
pub struct Arguments {
    /// What to look up; - reads one sentence a line from standard input
    text: Option<String>,
    /// Look up every line of a file
    #[arg(long, value_name = "FILE", conflicts_with = "text")]
    file: Option<PathBuf>,
    /// Most matches of a sentence
    #[arg(long, default_value_t = 3, value_name = "K")]
    best: usize,
    /// Least match score, 1 to 101
    #[arg(long, default_value_t = 70, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=101))]
    threshold: u8,
    /// Language of the text [default: Arabic by its script, else any]
    #[arg(long, value_name = "CODE")]
    from: Option<String>,
    /// Language of the translations [default: any]
    #[arg(long, value_name = "CODE")]
    to: Option<String>,
    /// One JSON object a sentence
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    memory: MemoryArguments,
}

/// Sentences that are looked up together.
const BATCH: usize = 2_048;

/// Runs the command.
pub fn run(arguments: Arguments) -> Result<Outcome> {
    let input: Box<dyn Read> = match (&arguments.text, &arguments.file) {
        (Some(text), _) if text == "-" => Box::new(std::io::stdin()),
        (Some(text), _) => {
            return look_up_all(&arguments, &mut std::iter::once(Ok(one_line(text))), Listing::One);
        }
        (None, Some(file)) => Box::new(std::fs::File::open(file).map_err(|e| Error::io(file, e))?),
        (None, None) => return usage("nothing to look up", "give a text, --file FILE, or -"),
    };
    let name = arguments.file.clone().unwrap_or_else(|| PathBuf::from("standard input"));
    let mut lines = lines(BufReader::new(input), name);
    look_up_all(&arguments, &mut lines, Listing::Many)
}

/// Whether each match stands under its query.
#[derive(Clone, Copy, PartialEq)]
enum Listing {
    One,
    Many,
}

/// The lines of a text without their ends; broken UTF-8 is an error that names the line.
fn lines(mut input: impl BufRead, name: PathBuf) -> impl Iterator<Item = Result<String>> {
    let mut number = 0;
    std::iter::from_fn(move || {
        let mut bytes = Vec::new();
        number += 1;
        match input.read_until(b'\n', &mut bytes) {
            Ok(0) => None,
            Ok(_) => Some(String::from_utf8(bytes).map_err(|_| {
                Error::new(ErrorKind::Encoding, "the line is not UTF-8")
                    .in_file(&name)
                    .at_line(number)
                    .remedy("convert the file to UTF-8")
            })),
            Err(e) => Some(Err(Error::io(&name, e))),
        }
        .map(|line| line.map(|line| line.trim_start_matches('\u{FEFF}').trim().to_string()))
    })
}

fn one_line(text: &str) -> String {
    text.lines().collect::<Vec<_>>().join(" ").trim().to_string()
}

fn look_up_all(
    arguments: &Arguments,
    mut texts: &mut dyn Iterator<Item = Result<String>>,
    listing: Listing,
) -> Result<Outcome> {
    let code =
        |code: &Option<String>| code.as_ref().map(|c| Language::new(c).primary().to_string());
    let wanted = Wanted {
        from: code(&arguments.from),
        to: code(&arguments.to),
        threshold: arguments.threshold,
        best: arguments.best,
    };
    let using = if listing == Listing::One { Use::Few } else { Use::Many };
    let memories = arguments.memory.open_to_read(using)?;
    let mut out = anstream::AutoStream::auto(std::io::stdout().lock());
    // The last line of a batch and the first of the next are neighbours.
    let mut before: Option<String> = None;
    let mut batch: Vec<String> = Vec::new();
    loop {
        let more: Vec<String> = (&mut texts).take(BATCH).collect::<Result<_>>()?;
        let ended = more.len() < BATCH;
        batch.extend(more);
        // The last text waits for its neighbour, unless there is none.
        let count = if ended { batch.len() } else { batch.len() - 1 };
        let answers = answer(&memories, &batch, count, before.as_deref(), &wanted)?;
        for (text, found) in batch.iter().zip(&answers) {
            let shown = if arguments.json {
                json(text, found, &memories)
            } else {
                let sections = memories.len() > 1;
                readable(text, found, listing, |m| sections.then(|| file_name(&memories[m])))
            };
            out.write_all(shown.as_bytes()).map_err(stdout_error)?;
        }
        out.flush().map_err(stdout_error)?;
        if ended {
            return Ok(Outcome::Done);
        }
        let rest = batch.split_off(count);
        before = batch.pop();
        batch = rest;
    }
}

/// What every query has in common.
struct Wanted {
    from: Option<String>,
    to: Option<String>,
    threshold: u8,
    best: usize,
}

/// The matches of the first `count` of `texts`: which memory, which unit.
fn answer(
    memories: &[Memory],
    texts: &[String],
    count: usize,
    before: Option<&str>,
    wanted: &Wanted,
) -> Result<Vec<Vec<(usize, Found)>>> {
    let memories: Vec<Shared> = memories.iter().map(Memory::shared).collect();
    let neighbour = |at: Option<usize>| at.and_then(|at| texts.get(at)).map(String::as_str);
    (0..count)
        .into_par_iter()
        .map_init(
            || memories.iter().map(Shared::reader).collect::<Result<Vec<Reader>>>(),
            |readers, at| {
                let readers = readers.as_mut().map_err(|e| Error::new(e.kind(), e.to_string()))?;
                let text = texts.get(at).map(String::as_str).unwrap_or_default();
                let query = Query {
                    text,
                    neighbours: Neighbours {
                        before: neighbour(at.checked_sub(1)).or(before.filter(|_| at == 0)),
                        after: neighbour(Some(at + 1)),
                    },
                    from: wanted.from.as_deref().or(guessed(text)),
                    to: wanted.to.as_deref(),
                    threshold: wanted.threshold,
                    best: wanted.best,
                };
                let mut found = Vec::new();
                for (number, reader) in readers.iter_mut().enumerate() {
                    found.extend(reader.look_up(&query)?.into_iter().map(|f| (number, f)));
                }
                found.sort_by(|a, b| order(&a.1, &b.1).then(a.0.cmp(&b.0)));
                found.truncate(wanted.best);
                Ok(found)
            },
        )
        .collect()
}

/// The language that the script gives away.
fn guessed(text: &str) -> Option<&'static str> {
    arabic_share(text).is_some_and(|share| share > 0.5).then_some("ar")
}

fn file_name(memory: &Memory) -> String {
    memory.store().path().display().to_string()
}

/// A query as JSON.
#[derive(Serialize)]
struct Answer<'a> {
    query: &'a str,
    matches: Vec<Match<'a>>,
}

/// A match as JSON.
#[derive(Serialize)]
struct Match<'a> {
    score: u8,
    /// The plain word Levenshtein figure.
    base_score: f64,
    source: &'a str,
    target: &'a str,
    /// Number of the unit in its memory.
    id: u64,
    memory: String,
    source_language: &'a str,
    target_language: &'a str,
    penalties: &'a [Penalty],
    credit: f64,
    numbers_differ: bool,
    edits: &'a [Edit],
    status: &'static str,
    confidence: Option<f64>,
    created: Option<String>,
    changed: Option<String>,
    author: Option<&'a str>,
    origins: Vec<Place<'a>>,
}

/// Where a unit occurs, as JSON.
#[derive(Serialize)]
struct Place<'a> {
    document: &'a str,
    paragraph: Option<u32>,
}

fn json(query: &str, found: &[(usize, Found)], memories: &[Memory]) -> String {
    let rounded = |x: f64| (x * 1e4).round() / 1e4;
    let matches = found
        .iter()
        .map(|(memory, found)| {
            let (from, to) = languages(found);
            let unit = &found.unit;
            Match {
                score: found.comparison.score.points(),
                base_score: rounded(found.comparison.base_score),
                source: found.source(),
                target: found.target(),
                id: found.id,
                memory: memories.get(*memory).map(file_name).unwrap_or_default(),
                source_language: from,
                target_language: to,
                penalties: &found.comparison.penalties,
                credit: rounded(found.comparison.credit),
                numbers_differ: found.comparison.numbers_differ,
                edits: &found.comparison.edits,
                status: unit.status.name(),
                confidence: unit.confidence,
                created: unit.created.map(|t| t.to_string()),
                changed: unit.changed.map(|t| t.to_string()),
                author: unit.author.as_deref(),
                origins: unit
                    .origins
                    .iter()
                    .map(|o| Place { document: &o.document, paragraph: o.paragraph })
                    .collect(),
            }
        })
        .collect();
    // Plain data of ours always becomes JSON.
    serde_json::to_string(&Answer { query, matches }).unwrap_or_default() + "\n"
}

fn languages(found: &Found) -> (&str, &str) {
    let (source, target) = (&found.unit.source.language, &found.unit.target.language);
    match found.side {
        Side::Source => (source, target),
        Side::Target => (target, source),
    }
}

/// The matches of one query for a person; one language a line.
fn readable(
    query: &str,
    found: &[(usize, Found)],
    listing: Listing,
    memory: impl Fn(usize) -> Option<String>,
) -> String {
    let shown = |text: &str| Channel::Stdout.shown(text).into_owned();
    let mut out = String::new();
    if listing == Listing::Many {
        out.push_str(&format!("{}\n", term::bold(&shown(query))));
    }
    if found.is_empty() {
        out.push_str("  no match\n");
    }
    for (number, found) in found {
        let comparison = &found.comparison;
        let reasons: Vec<String> = std::iter::once(differences(found))
            .flatten()
            .chain(comparison.penalties.iter().map(penalty))
            .collect();
        let score = term::bold(&format!("{:>4} %", comparison.score.points()));
        out.push_str(&format!("{score}  {}\n", reasons.join(", ")));
        let marked = marked(query, found);
        let isolated = Channel::Stdout.isolates(found.source());
        let marked = if isolated { term::isolated(&marked) } else { marked };
        out.push_str(&format!("        {marked}\n"));
        out.push_str(&format!("        {}\n", shown(found.target())));
        let about: Vec<String> = memory(*number).into_iter().chain(about(found)).collect();
        out.push_str(&format!("        {}\n", term::dim(&about.join(" · "))));
    }
    out
}

/// What differs, in words.
fn differences(found: &Found) -> Vec<String> {
    let comparison = &found.comparison;
    let mut out = Vec::new();
    let count = |kinds: &[EditKind]| {
        comparison.edits.iter().filter(|e| kinds.contains(&e.kind) && !e.signs_only).count()
    };
    let words = count(&[EditKind::Replaced, EditKind::Inserted, EditKind::Deleted]);
    let forms = count(&[EditKind::Inflected]);
    let signs =
        comparison.edits.iter().filter(|e| e.signs_only && e.kind != EditKind::Equal).count();
    for (count, one, many) in [
        (words, "1 place differs", "places differ"),
        (forms, "1 other form of a word", "other forms of words"),
        (signs, "1 sign differs", "signs differ"),
    ] {
        match count {
            0 => {}
            1 => out.push(one.to_string()),
            n => out.push(format!("{n} {many}")),
        }
    }
    if comparison.numbers_differ {
        out.push(term::warned("numbers differ: adapt the translation by hand"));
    }
    match comparison.score.points() {
        101 => out.push("same text, same neighbours".to_string()),
        100 => out.push("same text".to_string()),
        _ => {}
    }
    out
}

fn penalty(penalty: &Penalty) -> String {
    let reason = match penalty.reason {
        Reason::Marks => "vowel signs, digits, punctuation or case",
        Reason::Letters => "hamza, final ya or ta marbuta",
        Reason::Tags => "inline codes",
        Reason::Memory => "this memory",
        Reason::Unreviewed => "nobody has reviewed it",
    };
    format!("−{} for {reason}", penalty.points)
}

/// The unit's text with what only it has in [-…-] and what only the query has in {+…+}; coloured
/// where the output has styles.
fn marked(query: &str, found: &Found) -> String {
    let unit = found.source();
    let mut out = String::new();
    let mut at = 0;
    for edit in &found.comparison.edits {
        if edit.kind == EditKind::Equal {
            continue;
        }
        out.push_str(&term::clean(unit.get(at..edit.unit.start).unwrap_or_default()));
        let (old, new) = (term::clean(edit.unit.of(unit)), term::clean(edit.query.of(query)));
        if !old.is_empty() {
            out.push_str(&term::removed(&format!("[-{old}-]")));
        }
        if !new.is_empty() {
            // A word that is missing stands where its neighbours are: keep it off them.
            let gap =
                if old.is_empty() && !out.is_empty() && !out.ends_with(' ') { " " } else { "" };
            out.push_str(&format!("{gap}{}", term::added(&format!("{{+{new}+}}"))));
        }
        at = at.max(edit.unit.end);
    }
    out.push_str(&term::clean(unit.get(at..).unwrap_or_default()));
    out
}

/// Where it comes from, how far it was checked, when.
fn about(found: &Found) -> Vec<String> {
    let unit = &found.unit;
    let origin = unit.origins.first().map(|origin| match origin.paragraph {
        Some(paragraph) => format!("{}, paragraph {paragraph}", origin.document),
        None => origin.document.clone(),
    });
    let more = unit.origins.len().saturating_sub(1);
    let confidence = unit.confidence.map(|c| format!(" {c:.2}")).unwrap_or_default();
    let date = unit.changed.or(unit.created).map(|t| t.strftime("%Y-%m-%d").to_string());
    origin
        .into_iter()
        .chain((more > 0).then(|| format!("{more} more place{}", if more == 1 { "" } else { "s" })))
        .chain([format!("{}{confidence}", unit.status.name())])
        .chain(date)
        .chain([format!("unit {}", found.id)])
        .collect()
}
