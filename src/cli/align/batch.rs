//! What the documents of a batch teach about words together, before they are aligned.

use rayon::prelude::*;

use super::pair::align_files;
use super::plan::{Plan, PlanLexicon};
use super::progress;
use crate::align::AlignedPair;
use crate::lexicon::learn::Learner;
use crate::read::pairs::FilePair;

/// From so many pairs on, a batch is looked at before it is aligned: what its pairs teach goes into a
/// lexicon for all of them.
const LEARN_PAIRS: usize = 20;
/// Pairs that are looked at, evenly spaced over the batch; more would teach little more.
const LEARN_MOST_PAIRS: usize = 500;
/// Beads that teach: with fewer, in-document learning knows as much.
const LEARN_BEADS: usize = 1_000;
/// Least confidence of a bead that teaches.
const LEARN_CONFIDENCE: f64 = 0.8;

/// Adds what the batch as a whole teaches about its words.
pub fn learn_from_batch(plan: &mut Plan) {
    let (from, to) = (&plan.options.source_language, &plan.options.target_language);
    let arabic_first = from.is_arabic();
    let known = if arabic_first { to.is_english() } else { from.is_english() && to.is_arabic() };
    if plan.pairs.len() < LEARN_PAIRS || !known {
        return;
    }
    let step = plan.pairs.len().div_ceil(LEARN_MOST_PAIRS);
    let sample: Vec<&FilePair> = plan.pairs.iter().step_by(step).collect();
    // A pair that cannot be read is reported when its turn comes.
    let bar = progress(plan, sample.len(), "learning from");
    let aligned: Vec<AlignedPair> = sample
        .par_iter()
        .filter_map(|pair| {
            bar.inc(1);
            align_files(pair, plan).ok()
        })
        .map(|(pair, _)| pair)
        .collect();
    bar.finish_and_clear();
    let mut learner = Learner::new();
    for pair in &aligned {
        for bead in
            pair.alignment.beads.iter().filter(|b| !b.is_gap() && b.confidence >= LEARN_CONFIDENCE)
        {
            let source = pair.source.joined(bead.source.clone());
            let target = pair.target.joined(bead.target.clone());
            let (arabic, english) = if arabic_first { (source, target) } else { (target, source) };
            learner.add(&arabic, &english);
        }
    }
    if learner.len() >= LEARN_BEADS {
        plan.lexicon = PlanLexicon::Own(plan.lexicon.get().with_learned(&learner.finish()));
    }
}
