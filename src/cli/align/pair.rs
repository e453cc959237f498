//! One pair of files: read, cut, aligned.

use super::plan::{Detail, Plan};
use crate::align::{AlignedPair, Alignment, align, align_explained, align_rows};
use crate::error::{Error, ErrorKind, Result};
use crate::read::bilingual::{Bilingual, split};
use crate::read::pairs::FilePair;
use crate::read::{self, Document};
use crate::segment::{self, Segmented};
use crate::text::language::arabic_share;

/// Reads, cuts and aligns one pair; the second value is what the user should know.
pub fn align_files(pair: &FilePair, plan: &Plan) -> Result<(AlignedPair, Vec<String>)> {
    let read = |path, language| read::file(path, plan.input.options(), language);
    let source = read(&pair.source, plan.options.source_language.clone())?;
    if pair.source == pair.target {
        return align_one(&pair.name, &source, plan);
    }
    let target = read(&pair.target, plan.options.target_language.clone())?;
    let mut notes: Vec<String> = [&source, &target].into_iter().flat_map(warnings).collect();
    let (source, target) = in_order(source, target, &mut notes)?;
    let (source, target) = (plan.cut.apply(source)?, plan.cut.apply(target)?);
    let alignment = aligned(&source, &target, plan);
    Ok((AlignedPair { name: pair.name.clone(), source, target, alignment }, notes))
}

/// A file that holds both sides.
fn align_one(name: &str, document: &Document, plan: &Plan) -> Result<(AlignedPair, Vec<String>)> {
    let (from, to) = (&plan.options.source_language, &plan.options.target_language);
    let sides = split(document, from, to).map_err(|e| e.in_file(side_name(document)))?;
    let Bilingual { source, target, rows, notes } = sides;
    let mut all: Vec<String> = warnings(document).collect();
    all.extend(notes);
    let (source, target, alignment) = match rows {
        Some(rows) => {
            let (source, target) = (segment::whole_blocks(source), segment::whole_blocks(target));
            let free = aligned(&source, &target, plan);
            let alignment = align_rows(&source, &target, &rows, free, plan.lexicon.get());
            (source, target, alignment)
        }
        None => {
            let (source, target) = (plan.cut.apply(source)?, plan.cut.apply(target)?);
            let alignment = aligned(&source, &target, plan);
            (source, target, alignment)
        }
    };
    Ok((AlignedPair { name: name.to_string(), source, target, alignment }, all))
}

fn aligned(source: &Segmented, target: &Segmented, plan: &Plan) -> Alignment {
    match plan.detail {
        Detail::Beads => align(source, target, plan.lexicon.get()),
        Detail::Words => align_explained(source, target, plan.lexicon.get()),
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
