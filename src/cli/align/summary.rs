//! What a person is told about an alignment: counts, and the units to look at first.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::Path;

use super::plan::{Output, Plan};
use crate::align::AlignedPair;
use crate::cli::term::{self, Channel};

/// Supporting words shown for a bead on the terminal.
const MOST_EVIDENCE: usize = 8;

/// Weak beads shown for a pair, and the most pairs for which they are.
const WEAKEST: usize = 3;
const MOST_DETAILED: usize = 5;

/// Confidence from which a bead is no weak one.
const FIRM: f64 = 0.95;

/// Counts over all pairs.
#[derive(Default)]
pub struct Totals {
    /// Pairs that were aligned.
    pub pairs: usize,
    /// Pairs that were not.
    pub failed: usize,
    units: usize,
    gaps: usize,
}

impl Totals {
    /// Counts a pair.
    pub fn add(&mut self, pair: &AlignedPair, least: f64) {
        self.pairs += 1;
        let two_sided = pair.alignment.beads.iter().filter(|b| !b.is_gap());
        self.units += two_sided.filter(|b| b.confidence >= least).count();
        self.gaps += pair.alignment.beads.iter().filter(|b| b.is_gap()).count();
    }

    /// Prints the sums.
    pub fn print(&self, plan: &Plan, channel: Channel) {
        if let Output::File(file) = &plan.output {
            channel.line(&format!(
                "{} units from {} → {}",
                self.units,
                plural(self.pairs, "pair"),
                file.display()
            ));
        } else if self.pairs + self.failed > 1 {
            channel.line(&format!(
                "{}, {} units, {} sentences unaligned",
                plural(self.pairs, "pair"),
                self.units,
                self.gaps
            ));
        }
        if self.failed > 0 {
            channel.line(&format!("{} failed", plural(self.failed, "pair")));
        }
    }
}

/// A count with its noun, which gets an s where it needs one.
pub fn plural<N: Display + PartialEq + From<u8>>(count: N, noun: &str) -> String {
    let end = if count == N::from(1) { "" } else { "s" };
    format!("{count} {noun}{end}")
}

/// What a person wants to know about one pair.
pub fn summary(pair: &AlignedPair, file: Option<&Path>, plan: &Plan, channel: Channel) {
    let beads = &pair.alignment.beads;
    let mut shapes: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    beads.iter().for_each(|b| *shapes.entry((b.source.len(), b.target.len())).or_default() += 1);
    let gap = |shape| shapes.get(&shape).copied().unwrap_or(0);
    let mut by_count: Vec<_> = shapes.iter().filter(|((m, n), _)| *m > 0 && *n > 0).collect();
    by_count.sort_by_key(|&(shape, count)| (std::cmp::Reverse(*count), *shape));
    let listed: Vec<String> =
        by_count.iter().map(|((m, n), count)| format!("{m}-{n} ×{count}")).collect();
    let units: usize = by_count.iter().map(|(_, count)| **count).sum();
    let confidence =
        pair.alignment.mean_confidence().map_or("–".to_string(), |c| format!("{c:.2}"));
    let (source, target) = (&plan.options.source_language, &plan.options.target_language);

    channel.line(&format!(
        "{}  {} {source} + {} {target} sentences → {}, mean confidence {confidence}",
        term::bold(&term::clean(&pair.name)),
        pair.source.sentences.len(),
        pair.target.sentences.len(),
        plural(units, "unit"),
    ));
    let mut details = listed;
    let moved = beads.iter().filter(|b| b.moved).count();
    if moved > 0 {
        details.push(format!("moved {moved}"));
    }
    details.push(format!("unaligned {} {source} + {} {target}", gap((1, 0)), gap((0, 1))));
    channel.line(&format!("  {}", details.join(", ")));
    if plan.pairs.len() <= MOST_DETAILED {
        weakest(pair, channel);
    }
    if let Some(file) = file {
        channel.line(&format!("  → {}", crate::error::shown(file)));
    }
}

/// The beads a person should look at first, with their text.
fn weakest(pair: &AlignedPair, channel: Channel) {
    let mut weak: Vec<_> =
        pair.alignment.beads.iter().filter(|b| !b.is_gap() && b.confidence < FIRM).collect();
    weak.sort_by(|a, b| a.confidence.total_cmp(&b.confidence));
    weak.truncate(WEAKEST);
    if weak.is_empty() {
        return;
    }
    channel.line(&term::dim("  weakest:"));
    for bead in weak {
        let source = term::shortened(&pair.source.joined(bead.source.clone()), 90);
        let target = term::shortened(&pair.target.joined(bead.target.clone()), 90);
        // One language a line: terminals rarely get two directions in one line right.
        let moved = if bead.moved { ", moved" } else { "" };
        channel.line(&format!("  {:.2}  {}{moved}", bead.confidence, bead.shape()));
        channel.line(&format!("    {}", channel.shown(&source)));
        channel.line(&format!("    {}", channel.shown(&target)));
        for link in bead.evidence.iter().take(MOST_EVIDENCE) {
            let (source, target) = (
                link.source.of(&pair.source.document.text),
                link.target.of(&pair.target.document.text),
            );
            channel.line(&format!(
                "      {} = {}  {:+.1}",
                channel.shown(source),
                channel.shown(target),
                link.gain
            ));
        }
    }
}
