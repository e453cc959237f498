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
        let from = from.min(self.rows.len());
        // All rows take part, those above as well: the model learns from the whole pair.
        let (above, below) = self.rows.split_at(from);
        let before = below.to_vec();
        let fixed = |row: &Row| row.state == State::Confirmed;
        let (mut in_order, mut known, mut aside) = (Vec::new(), Vec::new(), Vec::new());
        let (mut i, mut j) = (0, 0);
        for (place, row) in above.iter().chain(below).enumerate() {
            let stays_above = place < from;
            if row.moved {
                if !stays_above {
                    aside.push(((i, j), row.clone()));
                }
                continue;
            }
            let (source, target) = (i..i + row.source.len(), j..j + row.target.len());
            (i, j) = (source.end, target.end);
            in_order.push(row.clone());
            if stays_above || fixed(row) {
                known.push((source, target, (!stays_above).then(|| row.clone())));
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
            all.extend(without(&row, bead, &ranges, place));
        }
        all.extend(known.into_iter().filter_map(|(source, target, row)| {
            row.map(|row| ((source.start, target.start), row))
        }));
        all.sort_by_key(|(place, _)| *place);
        let after: Vec<Row> = all.into_iter().map(|(_, row)| row).collect();
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

/// What is left of a row when the sentences of known ones are taken out, with the place where it belongs: `place` for a
/// whole row; `None` for nothing.
fn without(
    row: &Row,
    bead: &Bead,
    known: &[Ranges],
    place: (usize, usize),
) -> Option<((usize, usize), Row)> {
    let source = free(&bead.source, &row.source, known.iter().map(|(source, _)| source));
    let target = free(&bead.target, &row.target, known.iter().map(|(_, target)| target));
    if source.is_empty() && target.is_empty() {
        return None;
    }
    if (source.len(), target.len()) == (row.source.len(), row.target.len()) {
        return Some((place, row.clone()));
    }
    // The known row may be what the bead began with.
    let first = |free: &[(usize, Sentence)], end: usize| free.first().map_or(end, |(at, _)| *at);
    let place = (first(&source, bead.source.end), first(&target, bead.target.end));
    let texts = |free: Vec<(usize, Sentence)>| free.into_iter().map(|(_, text)| text).collect();
    let (source, target) = (texts(source), texts(target));
    Some((place, Row { source, target, links: Vec::new(), ..row.clone() }))
}

/// The sentences of `side`, which have the numbers `range`, that are in none of `taken`, with their numbers.
fn free<'a>(
    range: &Range<usize>,
    side: &[Sentence],
    taken: impl Iterator<Item = &'a Range<usize>> + Clone,
) -> Vec<(usize, Sentence)> {
    let pairs = range.clone().zip(side);
    let rest = pairs.filter(|(at, _)| !taken.clone().any(|one| one.contains(at)));
    rest.map(|(at, sentence)| (at, sentence.clone())).collect()
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::align::Alignment;
    use crate::read::Document;
    use crate::segment;
    use crate::text::language::Language;

    /// Rows of these shapes; each sentence has a number of its own, and now and then one that the other side has too.
    fn project(shapes: &[(usize, usize, bool)]) -> Project {
        let side = |language: Language, word: &str, count: usize| {
            let text: Vec<String> =
                (0..count).map(|i| format!("{word} {} {i}", i * 7 % 5)).collect();
            segment::lines(Document::from_text("p", text.join("\n"), language))
        };
        let (mut i, mut j) = (0, 0);
        let mut beads = Vec::new();
        for &(m, n, moved) in shapes.iter().filter(|(m, n, _)| m + n > 0) {
            beads.push(Bead {
                source: i..i + m,
                target: j..j + n,
                score: 0.0,
                confidence: 0.5,
                moved,
                evidence: Vec::new(),
            });
            (i, j) = (i + m, j + n);
        }
        Project::new(&AlignedPair {
            name: "p".to_string(),
            source: side(Language::arabic(), "نص", i),
            target: side(Language::english(), "text", j),
            alignment: Alignment { beads },
        })
    }

    fn texts(rows: &[Row]) -> [Vec<String>; 2] {
        let sorted = |side: fn(&Row) -> &Vec<Sentence>| {
            let mut all: Vec<String> =
                rows.iter().flat_map(side).map(|sentence| sentence.text.clone()).collect();
            all.sort();
            all
        };
        [sorted(|row| &row.source), sorted(|row| &row.target)]
    }

    #[test]
    fn gaps_above_leave_a_way_for_the_rest() {
        let (gap, both, source) = ((0, 1, false), (1, 2, false), (1, 0, false));
        for most in 1..9 {
            let mut shapes = vec![gap; 3];
            shapes.push(both);
            shapes.extend(vec![gap; most]);
            shapes.extend([source, gap]);
            let mut project = project(&shapes);
            let before = project.clone();
            let _ = project.realign(4 + most, Lexicon::builtin());
            assert_eq!(texts(&project.rows), texts(&before.rows), "{most} gaps");
        }
    }

    #[test]
    fn realigning_loses_no_sentence_and_leaves_alone_what_stands_above_or_is_confirmed() {
        let row = (0..3usize, 0..3usize, prop::bool::weighted(0.1));
        let rows = proptest::collection::vec((row, any::<bool>()), 1..9);
        proptest!(ProptestConfig::with_cases(64), |(rows in rows, from in 0..12usize)| {
            let shapes: Vec<_> = rows.iter().map(|(shape, _)| *shape).collect();
            let mut project = project(&shapes);
            for (row, (_, confirmed)) in project.rows.iter_mut().zip(&rows) {
                if *confirmed {
                    row.state = State::Confirmed;
                }
            }
            let before = project.clone();
            if project.realign(from, Lexicon::builtin()).is_err() {
                prop_assert_eq!(&project, &before);
                return Ok(());
            }
            prop_assert_eq!(texts(&project.rows), texts(&before.rows));
            let above = from.min(before.rows.len());
            prop_assert_eq!(&project.rows[..above], &before.rows[..above]);
            for row in before.rows.iter().filter(|row| row.state == State::Confirmed) {
                prop_assert!(project.rows.contains(row));
            }
            prop_assert!(project.undo().is_some());
            prop_assert_eq!(project.rows, before.rows);
        });
    }
}
