//! `muwazi lookup`: how was this translated before?

mod json;

use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;

use clap::Args;

use self::json::json;
use super::memory::MemoryArguments;
use super::term::{self, Channel};
use super::{Outcome, stdout_error, usage};
use crate::error::{Error, ErrorKind, Result};
use crate::lexicon::Lexicon;
use crate::memory::batch::{Wanted, look_up_all};
use crate::memory::difference::EditKind;
use crate::memory::look_up::Found;
use crate::memory::open::{Memory, Use};
use crate::memory::parts::Part;
use crate::memory::score::{Penalty, Reason};
use crate::text::language::Language;

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
    /// For what has no match, the phrases in it that the memory knows (always for a single TEXT)
    #[arg(long)]
    parts: bool,
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
        (Some(text), _) => return one(&arguments, &one_line(text)),
        (None, Some(file)) => Box::new(std::fs::File::open(file).map_err(|e| Error::io(file, e))?),
        (None, None) => return usage("nothing to look up", "give a text, --file FILE, or -"),
    };
    let name = arguments.file.clone().unwrap_or_else(|| PathBuf::from("standard input"));
    many(&arguments, lines(BufReader::new(input), name))
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

/// One text: its matches, or else its parts.
fn one(arguments: &Arguments, text: &str) -> Result<Outcome> {
    let wanted = wanted(arguments);
    let shown = arguments.memory.ask(|memories| {
        let texts = [text.to_string()];
        let found = look_up_all(memories, &texts, 1, None, &wanted)?.pop().unwrap_or_default();
        let parts = if found.is_empty() { parts(text, memories, &wanted)? } else { Vec::new() };
        Ok(shown(arguments, Listing::One, (text, &found, &parts), memories))
    })?;
    anstream::stdout().write_all(shown.as_bytes()).map_err(stdout_error)?;
    Ok(Outcome::Done)
}

/// Each line, with those around it as its neighbours.
fn many(arguments: &Arguments, mut texts: impl Iterator<Item = Result<String>>) -> Result<Outcome> {
    let wanted = wanted(arguments);
    let memories = arguments.memory.open_to_read(Use::Many)?;
    let mut out = anstream::AutoStream::auto(std::io::stdout().lock());
    // The last line of a batch and the first of the next are neighbours.
    let mut before: Option<String> = None;
    let mut batch: Vec<String> = Vec::new();
    loop {
        let more: Vec<String> = texts.by_ref().take(BATCH).collect::<Result<_>>()?;
        let ended = more.len() < BATCH;
        batch.extend(more);
        // The last text waits for its neighbour, unless there is none.
        let count = if ended { batch.len() } else { batch.len() - 1 };
        let answers = look_up_all(&memories, &batch, count, before.as_deref(), &wanted)?;
        for (text, found) in batch.iter().zip(&answers) {
            let parts = if found.is_empty() && arguments.parts {
                parts(text, &memories, &wanted)?
            } else {
                Vec::new()
            };
            let shown = shown(arguments, Listing::Many, (text, found, &parts), &memories);
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

fn wanted(arguments: &Arguments) -> Wanted {
    let code =
        |code: &Option<String>| code.as_ref().map(|c| Language::new(c).primary().to_string());
    Wanted {
        from: code(&arguments.from),
        to: code(&arguments.to),
        threshold: arguments.threshold,
        best: arguments.best,
    }
}

/// A query with its matches and parts.
type Answered<'a> = (&'a str, &'a [(usize, Found)], &'a [Part]);

fn shown(
    arguments: &Arguments,
    listing: Listing,
    (text, found, parts): Answered,
    memories: &[Memory],
) -> String {
    if arguments.json {
        return json(text, found, parts, memories);
    }
    let several = memories.len() > 1;
    let name = |at: usize| memories.get(at).filter(|_| several).map(file_name);
    readable(text, found, parts, listing, name)
}

/// The phrases of `text` that the memory knows which knows most of it.
fn parts(text: &str, memories: &[Memory], wanted: &Wanted) -> Result<Vec<Part>> {
    let languages = (wanted.language_of(text), wanted.to.as_deref());
    let mut best: Vec<Part> = Vec::new();
    for memory in memories {
        let parts = memory.reader()?.parts(text, languages, Lexicon::builtin())?;
        let covered = |parts: &[Part]| parts.iter().map(|part| part.span.len()).sum::<usize>();
        if covered(&parts) > covered(&best) {
            best = parts;
        }
    }
    Ok(best)
}

fn file_name(memory: &Memory) -> String {
    memory.store().location().to_string()
}

/// The matches of one query for a person; one language a line.
fn readable(
    query: &str,
    found: &[(usize, Found)],
    parts: &[Part],
    listing: Listing,
    memory: impl Fn(usize) -> Option<String>,
) -> String {
    let shown = |text: &str| Channel::Stdout.shown(text).into_owned();
    let mut out = String::new();
    if listing == Listing::Many {
        out.push_str(&format!("{}\n", term::bold(&shown(query))));
    }
    if found.is_empty() {
        let known = if parts.is_empty() { "" } else { " as a whole; parts of it:" };
        out.push_str(&format!("  no match{known}\n"));
    }
    for part in parts {
        let units = if part.count == 1 { "unit" } else { "units" };
        let phrase = term::bold(&shown(part.span.of(query)));
        let count = term::dim(&format!("{} {units}", part.count));
        out.push_str(&format!("        {phrase}  {count}\n"));
        for rendering in &part.renderings {
            let count = term::dim(&format!("×{} · unit {}", rendering.count, rendering.unit));
            out.push_str(&format!("          {}  {count}\n", shown(&rendering.text)));
        }
        if part.renderings.is_empty() {
            let unit = term::dim(&format!("whole unit {}", part.example.id));
            out.push_str(&format!("          {}  {unit}\n", shown(&part.example.translation)));
        }
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
