//! Sentence alignment: one log-odds model, exact search, calibrated confidence.
//!
//! The score of a bead is log P(what is seen | its sides translate each other) − log P(what is
//! seen | they do not). It is the sum of a prior for its shape, a length likelihood ratio (Gale &
//! Church 1993; Moore 2002) and a Model 1 likelihood ratio over words in both directions (Moore
//! 2002), in which dictionary words, numbers, names and signs take part alike.
//!
//! | file | idea |
//! |---|---|
//! | [`model`] | the constants |
//! | `features` | sentences → bags of word types, lengths |
//! | `glued` | words that have lost the spaces between them |
//! | `links` | which source type may translate which target type: p(t\|s) from lexicon, numbers, names, cognates |
//! | `length` | likelihood ratio of lengths |
//! | `layout` | paragraph breaks as soft evidence |
//! | `times` | when subtitles are shown, as evidence |
//! | `learn` | what the pair teaches about its own words |
//! | `score` | bead → log-odds; knows no paths |
//! | `corridor` | which part of the lattice is searched |
//! | `search` | best path and posteriors; knows no languages |
//! | `moved` | sentences left over on both sides, matched across |
//! | [`evaluate`] | precision and recall against gold |
//! | [`calibration`] | confidence against the share that is right |

pub mod calibration;
pub mod evaluate;
pub mod ladder;
pub mod model;

mod corridor;
mod diagonal;
mod explain;
mod features;
mod glued;
mod layout;
mod learn;
mod length;
mod links;
mod moved;
mod score;
mod search;
mod table;
mod times;
mod values;

use std::ops::Range;

use serde::Serialize;

use crate::lexicon::Lexicon;
use crate::read::Document;
use crate::segment::{self, Segmented};
use crate::span::Span;

/// An aligned group: the source sentences `source` and the target sentences `target`.
///
/// One side may be empty: the bead is then a *gap*. Ranges are half-open sentence numbers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bead {
    /// Source sentences.
    pub source: Range<usize>,
    /// Target sentences.
    pub target: Range<usize>,
    /// Log-odds (natural logarithm) that the sides translate each other, prior left out; 0 for a gap.
    pub score: f64,
    /// Posterior probability of this very bead, 0 to 1.
    pub confidence: f64,
    /// Whether its sides stand in different places: it is out of order with the beads around it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub moved: bool,
    /// The words that support it, the strongest first; empty unless asked for ([`align_explained`]).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<WordLink>,
}

/// A word or number of the source and one of the target that support a bead.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct WordLink {
    /// Where the source word stands in its document.
    pub source: Span,
    /// Where the target word stands in its document.
    pub target: Span,
    /// What they add to the log-odds of the bead, natural logarithm.
    pub gain: f32,
}

impl Bead {
    /// Whether one side is empty.
    pub fn is_gap(&self) -> bool {
        self.source.is_empty() || self.target.is_empty()
    }

    /// Its type as `m-n`.
    pub fn shape(&self) -> String {
        format!("{}-{}", self.source.len(), self.target.len())
    }
}

/// The beads of one document pair; every sentence is in exactly one.
///
/// In the order of both documents but for [moved](Bead::moved) beads, which stand at their source sentence.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Alignment {
    /// The beads.
    pub beads: Vec<Bead>,
}

impl Alignment {
    /// Mean confidence of the beads with two sides; `None` where there are none.
    pub fn mean_confidence(&self) -> Option<f64> {
        let (mut sum, mut count) = (0.0, 0u32);
        for bead in self.beads.iter().filter(|b| !b.is_gap()) {
            sum += bead.confidence;
            count += 1;
        }
        (count > 0).then(|| sum / f64::from(count))
    }
}

/// A document pair with its alignment: what every output format writes.
#[derive(Debug)]
pub struct AlignedPair {
    /// Common name of the two documents.
    pub name: String,
    /// The source side.
    pub source: Segmented,
    /// The target side.
    pub target: Segmented,
    /// The beads over the sentences of both.
    pub alignment: Alignment,
}

/// Aligns the sentences of `source` with those of `target`.
///
/// Time and memory grow with the area of the searched corridor: the whole lattice for articles, a
/// band around anchors for long documents.
pub fn align(source: &Segmented, target: &Segmented, lexicon: &Lexicon) -> Alignment {
    Model::fit(source, target, lexicon, &[]).alignment
}

/// The same, and for each bead the words that support it.
pub fn align_explained(source: &Segmented, target: &Segmented, lexicon: &Lexicon) -> Alignment {
    align_around(source, target, lexicon, &[])
}

/// The same around beads that are known to be right, in order: what stands before one of them on one side is
/// aligned with what stands before it on the other. The known sentences themselves may come out in other beads.
pub fn align_around(
    source: &Segmented,
    target: &Segmented,
    lexicon: &Lexicon,
    known: &[(Range<usize>, Range<usize>)],
) -> Alignment {
    let Model { mut alignment, source, target, links, lambdas } =
        Model::fit(source, target, lexicon, known);
    explain::explain(&mut alignment.beads, &source, &target, &links, &lambdas);
    alignment
}

/// The beads of a table whose rows are aligned already: `rows` says which sides each row has, and the sentences
/// follow them. `free` is what [`align`] makes of the same sentences: where it agrees, the row has its confidence;
/// where it does not, at most one half, however well the two cells go together by themselves.
pub fn align_rows(
    source: &Segmented,
    target: &Segmented,
    rows: &[[bool; 2]],
    free: Alignment,
    lexicon: &Lexicon,
) -> Alignment {
    const DOUBTED: f64 = 0.5;
    let mut agreed: Vec<Option<Bead>> = vec![None; source.sentences.len()];
    for bead in free.beads.into_iter().filter(|bead| bead.shape() == "1-1") {
        if let Some(place) = agreed.get_mut(bead.source.start) {
            *place = Some(bead);
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut beads = Vec::with_capacity(rows.len());
    for &[has_source, has_target] in rows {
        let (from, to) = (i..i + usize::from(has_source), j..j + usize::from(has_target));
        (i, j) = (from.end, to.end);
        let known = agreed.get_mut(from.start).and_then(Option::take);
        let known = known.filter(|bead| bead.source == from && bead.target == to);
        beads.push(known.unwrap_or_else(|| {
            let bead = |score, confidence| Bead {
                source: from.clone(),
                target: to.clone(),
                score,
                confidence,
                moved: false,
                evidence: Vec::new(),
            };
            if from.is_empty() || to.is_empty() {
                return bead(0.0, 1.0);
            }
            let alone = |side: &Segmented, range: &Range<usize>| {
                let text = side.joined(range.clone());
                let language = side.document.language.clone();
                segment::lines(Document::from_text("", text.replace('\n', " "), language))
            };
            let pair = align(&alone(source, &from), &alone(target, &to), lexicon);
            let found = pair.beads.into_iter().find(|bead| !bead.is_gap());
            let (score, confidence) =
                found.map_or((0.0, 0.0), |bead| (bead.score, bead.confidence));
            let confidence = confidence.min(DOUBTED);
            Bead { source: from, target: to, score, confidence, moved: false, evidence: Vec::new() }
        }));
    }
    Alignment { beads }
}

/// An alignment and what was learned on the way to it.
struct Model {
    alignment: Alignment,
    source: features::Side,
    target: features::Side,
    links: links::Links,
    lambdas: score::Lambdas,
}

impl Model {
    fn fit(
        source: &Segmented,
        target: &Segmented,
        lexicon: &Lexicon,
        known: &[(Range<usize>, Range<usize>)],
    ) -> Model {
        let (source, target) =
            (features::Side::new(source, lexicon), features::Side::new(target, lexicon));
        let links = links::Links::new(&source, &target, lexicon);
        let mut margin = model::MARGIN;
        let mut widening = 0;
        let corridor = loop {
            let corridor = corridor::Corridor::new(&source, &target, &links, margin);
            let corridor = if known.is_empty() { corridor } else { corridor.held(known) };
            let (narrow, touches) = passable(&corridor, &source, &target, &links);
            if !touches || widening == model::WIDENINGS || corridor.cells() > model::WIDEN_MOST {
                break narrow;
            }
            margin *= 2;
            widening += 1;
        };
        align_inside(corridor, source, target, links)
    }
}

/// A first look with the usual shapes only: the part of the corridor where the path may run, and
/// whether it touches a wall, so that the corridor was too narrow.
fn passable(
    corridor: &corridor::Corridor,
    source: &features::Side,
    target: &features::Side,
    links: &links::Links,
) -> (corridor::Corridor, bool) {
    let lambdas = score::Lambdas::new(source, target, links);
    let lengths = length::LengthModel::new(source, target);
    let layout = layout::LayoutModel::new(source, target);
    let priors = search::Priors::default();
    let scores = score::without_words(
        source,
        target,
        &lengths,
        &layout,
        priors.shapes(),
        corridor,
        model::COARSE_SHAPES,
    );
    let scores = score::add_words(scores, source, target, links, &lambdas, corridor);
    let posterior = search::posterior(corridor, &scores, &priors);
    let mut touches = false;
    corridor.for_each_cell(|cell, i, j| {
        touches |= posterior.passed(cell) > 0.5 && corridor.at_wall(i, j);
    });
    let narrow =
        corridor.narrowed(|cell| posterior.passed(cell), model::COARSE_LEAST, model::COARSE_MARGIN);
    (narrow, touches)
}

/// Scores, priors fitted to the document, best path: all inside one corridor, which narrows as the
/// model learns.
fn align_inside(
    mut corridor: corridor::Corridor,
    source: features::Side,
    target: features::Side,
    mut links: links::Links,
) -> Model {
    let mut lambdas = score::Lambdas::new(&source, &target, &links);
    let mut lengths = length::LengthModel::new(&source, &target);
    let mut layout = layout::LayoutModel::new(&source, &target);
    let mut priors = search::Priors::default();
    let scored =
        |corridor: &_, links: &_, lambdas: &_, lengths: &_, layout: &_, priors: &search::Priors| {
            let shapes = model::SHAPE_COUNT;
            let scores = score::without_words(
                &source,
                &target,
                lengths,
                layout,
                priors.shapes(),
                corridor,
                shapes,
            );
            score::add_words(scores, &source, &target, links, lambdas, corridor)
        };
    for _ in 0..model::LEARN_ROUNDS {
        let scores = scored(&corridor, &links, &lambdas, &lengths, &layout, &priors);
        let posterior = search::posterior(&corridor, &scores, &priors);
        let beads = search::decode(&corridor, &scores, &posterior);
        priors = priors.reestimate(&posterior);
        lengths = lengths.reestimate(&corridor, &posterior, &source, &target);
        layout = layout.reestimate(&corridor, &posterior);
        (links, lambdas) = learn::learn(&source, &target, &links, &lambdas, &beads);
        corridor = corridor.narrowed(
            |cell| posterior.passed(cell),
            model::COARSE_LEAST,
            model::ROUND_MARGIN,
        );
    }
    // Words of a sentence are not independent, as the model has it: its odds are too sure of
    // themselves. One temperature makes them honest.
    let scores = scored(&corridor, &links, &lambdas, &lengths, &layout, &priors)
        .scaled(model::TEMPERATURE as f32);
    let posterior = search::posterior(&corridor, &scores, &priors.tempered(model::TEMPERATURE));
    let mut beads = search::decode(&corridor, &scores, &posterior);
    if moved::has_leftovers(&beads) {
        let mut pairs = score::linked_pairs(&source, &target, &links, &lambdas);
        moved::match_leftovers(&mut beads, &source, &target, &lengths, &mut pairs);
    }
    Model { alignment: Alignment { beads }, source, target, links, lambdas }
}
