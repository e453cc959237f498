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
    let name_of_source = side_name(&document);
    let (source, target, sides) = in_order(document, other).map_err(|e| {
        e.in_file(name_of_source).remedy(
            "check the file names, or name the languages with --source-lang and --target-lang",
        )
    })?;
    if sides == Sides::Swapped {
        notes.push("the sides were swapped and have been put right".to_string());
    }
    let (source, target) = (way.cut.apply(source)?, way.cut.apply(target)?);
    let alignment = aligned(&source, &target, way.lexicon, way.detail);
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
            let free = aligned(&source, &target, way.lexicon, way.detail);
            let alignment = align_rows(&source, &target, &rows, free, way.lexicon);
            (source, target, alignment)
        }
        None => {
            let (source, target) = (way.cut.apply(source)?, way.cut.apply(target)?);
            let alignment = aligned(&source, &target, way.lexicon, way.detail);
            (source, target, alignment)
        }
    };
    Ok((AlignedPair { name: name.to_string(), source, target, alignment }, all))
}

/// The beads of two documents that are cut, in as much detail as is asked for.
pub fn aligned(
    source: &Segmented,
    target: &Segmented,
    lexicon: &Lexicon,
    detail: Detail,
) -> Alignment {
    match detail {
        Detail::Beads => align(source, target, lexicon),
        Detail::Words => align_explained(source, target, lexicon),
    }
}

fn warnings(document: &Document) -> impl Iterator<Item = String> {
    document.warnings.iter().map(|w| format!("{}: {w}", side_name(document)))
}

fn side_name(document: &Document) -> String {
    document.path.as_deref().map_or_else(|| document.name.clone(), crate::error::shown)
}

/// Which side the two texts were given on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sides {
    /// Each on its own.
    AsGiven,
    /// Each on the other's.
    Swapped,
}

/// The two documents with the Arabic one on its side; says whether they had to be swapped.
pub fn in_order(source: Document, target: Document) -> Result<(Document, Document, Sides)> {
    let arabic_first = source.language.is_arabic();
    if arabic_first == target.language.is_arabic() {
        return Ok((source, target, Sides::AsGiven));
    }
    let is_arabic = |d: &Document| arabic_share(&d.text).map(|share| share > 0.5);
    let (Some(source_arabic), Some(target_arabic)) = (is_arabic(&source), is_arabic(&target))
    else {
        return Ok((source, target, Sides::AsGiven));
    };
    match (source_arabic, target_arabic) {
        (s, t) if s == t => {
            let what = if s { "both sides are Arabic" } else { "neither side is Arabic" };
            Err(Error::new(ErrorKind::Language, what))
        }
        (s, _) if s == arabic_first => Ok((source, target, Sides::AsGiven)),
        _ => {
            let (source_language, target_language) =
                (source.language.clone(), target.language.clone());
            let source_side = Document { language: source_language, ..target };
            let target_side = Document { language: target_language, ..source };
            Ok((source_side, target_side, Sides::Swapped))
        }
    }
}
