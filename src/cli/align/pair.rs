//! One pair of files: read, cut, aligned.

use std::path::Path;

use super::plan::{Cut, Detail, Plan};
use crate::align::{AlignedPair, Alignment, align, align_explained, align_rows};
use crate::cli::input::InputArguments;
use crate::error::{Error, ErrorKind, Result};
use crate::lexicon::Lexicon;
use crate::read::bilingual::{Bilingual, split};
use crate::read::pairs::{FilePair, stem};
use crate::read::{self, Document};
use crate::segment::{self, RuleSet, Rules, Segmented};
use crate::text::language::{Language, arabic_share};

/// How a pair is read, cut and aligned.
struct Way<'a> {
    languages: (&'a Language, &'a Language),
    input: &'a InputArguments,
    cut: &'a Cut,
    lexicon: &'a Lexicon,
    detail: Detail,
}

/// Reads, cuts and aligns one pair; the second value is what the user should know.
pub fn align_files(pair: &FilePair, plan: &Plan) -> Result<(AlignedPair, Vec<String>)> {
    let way = Way {
        languages: (&plan.options.source_language, &plan.options.target_language),
        input: &plan.input,
        cut: &plan.cut,
        lexicon: plan.lexicon.get(),
        detail: plan.detail,
    };
    align_pair(&pair.name, (&pair.source, &pair.target), &way)
}

/// Two files with all defaults, and the words that support each bead; the same file twice holds both sides.
pub fn align_two(
    (source, target): (&Path, &Path),
    (from, to): (Language, Language),
    input: &InputArguments,
) -> Result<(AlignedPair, Vec<String>)> {
    let way = Way {
        languages: (&from, &to),
        input,
        cut: &Cut::Sentences(RuleSet::Muwazi(Rules::builtin().clone())),
        lexicon: Lexicon::builtin(),
        detail: Detail::Words,
    };
    align_pair(&stem(source), (source, target), &way)
}

fn align_pair(
    name: &str,
    (source, target): (&Path, &Path),
    way: &Way,
) -> Result<(AlignedPair, Vec<String>)> {
    if source == target {
        let document = read::file_of_both(source, way.input.options(), way.languages.0.clone())?;
        return align_one(name, &document, way);
    }
    let read = |path, language: &Language| read::file(path, way.input.options(), language.clone());
    let document = read(source, way.languages.0)?;
    let other = read(target, way.languages.1)?;
    let mut notes: Vec<String> = [&document, &other].into_iter().flat_map(warnings).collect();
    let (source, target) = in_order(document, other, &mut notes)?;
    let (source, target) = (way.cut.apply(source)?, way.cut.apply(target)?);
    let alignment = aligned(&source, &target, way);
    Ok((AlignedPair { name: name.to_string(), source, target, alignment }, notes))
}

/// A file that holds both sides.
fn align_one(name: &str, document: &Document, way: &Way) -> Result<(AlignedPair, Vec<String>)> {
    let (from, to) = way.languages;
    let sides = split(document, from, to).map_err(|e| e.in_file(side_name(document)))?;
    let Bilingual { source, target, rows, notes } = sides;
    let mut all: Vec<String> = warnings(document).collect();
    all.extend(notes);
    let (source, target, alignment) = match rows {
        Some(rows) => {
            let (source, target) = (segment::whole_blocks(source), segment::whole_blocks(target));
            let free = aligned(&source, &target, way);
            let alignment = align_rows(&source, &target, &rows, free, way.lexicon);
            (source, target, alignment)
        }
        None => {
            let (source, target) = (way.cut.apply(source)?, way.cut.apply(target)?);
            let alignment = aligned(&source, &target, way);
            (source, target, alignment)
        }
    };
    Ok((AlignedPair { name: name.to_string(), source, target, alignment }, all))
}

fn aligned(source: &Segmented, target: &Segmented, way: &Way) -> Alignment {
    match way.detail {
        Detail::Beads => align(source, target, way.lexicon),
        Detail::Words => align_explained(source, target, way.lexicon),
    }
}

fn warnings(document: &Document) -> impl Iterator<Item = String> {
    document.warnings.iter().map(|w| format!("{}: {w}", side_name(document)))
}

fn side_name(document: &Document) -> String {
    document
        .path
        .as_deref()
        .map_or_else(|| document.name.clone(), |path| path.display().to_string())
}

/// The two documents with the Arabic one on its side; says so if they had to be swapped.
fn in_order(
    source: Document,
    target: Document,
    notes: &mut Vec<String>,
) -> Result<(Document, Document)> {
    let arabic_first = source.language.is_arabic();
    if arabic_first == target.language.is_arabic() {
        return Ok((source, target));
    }
    let is_arabic = |d: &Document| arabic_share(&d.text).map(|share| share > 0.5);
    let (Some(source_arabic), Some(target_arabic)) = (is_arabic(&source), is_arabic(&target))
    else {
        return Ok((source, target));
    };
    match (source_arabic, target_arabic) {
        (s, t) if s == t => {
            let what = if s { "both sides are Arabic" } else { "neither side is Arabic" };
            Err(Error::new(ErrorKind::Language, what).in_file(side_name(&source)).remedy(
                "check the file names, or name the languages with --source-lang and --target-lang",
            ))
        }
        (s, _) if s == arabic_first => Ok((source, target)),
        _ => {
            notes.push("the sides were swapped and have been put right".to_string());
            let (source_language, target_language) =
                (source.language.clone(), target.language.clone());
            let swapped = (
                Document { language: source_language, ..target },
                Document { language: target_language, ..source },
            );
            Ok(swapped)
        }
    }
}
