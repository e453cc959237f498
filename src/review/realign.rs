//! Realigning what is not confirmed: confirmed rows stay, and teach; what lies between them is aligned again.

use std::ops::Range;

use super::project::{Project, Row, Sentence, State, Step, pair_of, rows};
use crate::align::{AlignedPair, Bead, align_around};
use crate::error::{Error, ErrorKind, Result};
use crate::lexicon::Lexicon;
use crate::lexicon::learn::Learner;

impl Project {
    /// Aligns again what stands at the row `from` or below and is not confirmed. Rows that a person linked from
    /// elsewhere stay as they are.
    ///
    /// # Errors
    /// [`ErrorKind::Usage`] where there is nothing to align.
    pub fn realign(&mut self, from: usize, lexicon: &Lexicon) -> Result<Step> {
        let lexicon = taught(&self.rows, &self.language_pair(), lexicon);
        let before: Vec<Row> = self.rows.get(from..).unwrap_or_default().to_vec();
        // All rows take part, those above as well: the model learns from the whole pair.
        let (above, below) = self.rows.split_at(from.min(self.rows.len()));
        let fixed = |row: &Row| row.state == State::Confirmed;
        let (mut in_order, mut known, mut aside) = (Vec::new(), Vec::new(), Vec::new());
        let (mut i, mut j) = (0, 0);
        for (row, keep) in
            above.iter().map(|row| (row, true)).chain(below.iter().map(|row| (row, fixed(row))))
        {
            if row.moved {
                aside.push(((i, j), row.clone()));
                continue;
            }
            let (source, target) = (i..i + row.source.len(), j..j + row.target.len());
            (i, j) = (source.end, target.end);
            in_order.push(row.clone());
            if keep {
                known.push((source, target, row.clone()));
            }
        }
        let pair = pair_of(&self.name, &in_order, self.language_pair());
        let ranges: Vec<Ranges> =
            known.iter().map(|(source, target, _)| (source.clone(), target.clone())).collect();
        let alignment = align_around(&pair.source, &pair.target, &lexicon, &ranges);
        let found = AlignedPair { alignment, ..pair };
        // Everything with the place where it stands: sentences before it on either side.
        let mut all: Vec<((usize, usize), Row)> = aside;
        let (mut i, mut j) = (0, 0);
        for (bead, row) in found.alignment.beads.iter().zip(rows(&found)) {
            let place = (i, j);
            (i, j) = (i.max(bead.source.end), if bead.moved { j } else { j.max(bead.target.end) });
            let rest = without(&row, bead, &ranges);
            all.extend(rest.map(|row| (place, row)));
        }
        all.extend(
            known.into_iter().map(|(source, target, row)| ((source.start, target.start), row)),
        );
        all.sort_by_key(|(place, _)| *place);
        let mut after: Vec<Row> = all.into_iter().map(|(_, row)| row).collect();
        // What stands above is known, and came out as it went in.
        after.drain(..above.len().min(after.len()));
        if after == before {
            return Err(Error::new(ErrorKind::Usage, "nothing would change")
                .remedy("confirm some rows first: what they teach may change the others"));
        }
        let step = Step { at: from, before, after };
        self.replace(step.clone());
        Ok(step)
    }
}

/// Sentences of a row on either side.
type Ranges = (Range<usize>, Range<usize>);

/// What is left of a row when the sentences of known ones are taken out; `None` for nothing.
fn without(row: &Row, bead: &Bead, known: &[Ranges]) -> Option<Row> {
    let source = free(&bead.source, &row.source, known.iter().map(|(source, _)| source));
    let target = free(&bead.target, &row.target, known.iter().map(|(_, target)| target));
    if source.is_empty() && target.is_empty() {
        return None;
    }
    if (source.len(), target.len()) == (row.source.len(), row.target.len()) {
        return Some(row.clone());
    }
    Some(Row { source, target, links: Vec::new(), ..row.clone() })
}

/// The sentences of `side`, which have the numbers `range`, that are in none of `taken`.
fn free<'a>(
    range: &Range<usize>,
    side: &[Sentence],
    taken: impl Iterator<Item = &'a Range<usize>> + Clone,
) -> Vec<Sentence> {
    let pairs = range.clone().zip(side);
    let rest = pairs.filter(|(at, _)| !taken.clone().any(|one| one.contains(at)));
    rest.map(|(_, sentence)| sentence.clone()).collect()
}

/// The lexicon with what the confirmed rows teach.
fn taught(
    rows: &[Row],
    (source, target): &(crate::text::language::Language, crate::text::language::Language),
    lexicon: &Lexicon,
) -> Lexicon {
    let mut learner = Learner::new();
    let text =
        |side: &[Sentence]| side.iter().map(|s| s.text.as_str()).collect::<Vec<_>>().join(" ");
    for row in rows.iter().filter(|row| row.state == State::Confirmed && !row.is_gap()) {
        match (source.is_arabic(), target.is_arabic()) {
            (true, false) => learner.add(&text(&row.source), &text(&row.target)),
            (false, true) => learner.add(&text(&row.target), &text(&row.source)),
            _ => {}
        }
    }
    lexicon.with_learned(&learner.finish())
}
