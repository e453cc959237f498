//! Realigning what is not confirmed: confirmed rows stay, and teach; what lies between them is aligned again.

use std::ops::Range;

use super::project::{Project, Row, Sentence, State, Step, pair_of, rows};
use crate::align::{AlignedPair, Bead, align_around};
use crate::error::{Error, ErrorKind, Result};
use crate::lexicon::Lexicon;
use crate::lexicon::learn::Learner;

impl Project {
    /// What aligning again would do to the rows from `from` on that are not confirmed. Rows that a person linked from
    /// elsewhere stay as they are.
    ///
    /// # Errors
    /// [`ErrorKind::Usage`] where there is nothing to align.
    pub fn realigned(&self, from: usize, lexicon: &Lexicon) -> Result<Step> {
        let lexicon = taught(&self.rows, &self.language_pair(), lexicon);
        let before: Vec<Row> = self.rows.get(from..).unwrap_or_default().to_vec();
        // All rows take part, those above as well: the model learns from the whole pair.
        let above = self.rows.get(..from).unwrap_or(&self.rows);
        let fixed = |row: &Row| row.state == State::Confirmed;
        let (mut in_order, mut known, mut aside) = (Vec::new(), Vec::new(), Vec::new());
        let (mut i, mut j) = (0, 0);
        for (at, row) in self.rows.iter().enumerate() {
            let is_below = at >= above.len();
            if row.moved {
                aside.extend(is_below.then(|| ((i, j), row.clone())));
                continue;
            }
            let (source, target) = (i..i + row.source.len(), j..j + row.target.len());
            (i, j) = (source.end, target.end);
            in_order.push(row.clone());
            if !is_below || fixed(row) {
                known.push((source, target, row));
            }
        }
        let pair = pair_of(&self.name, &in_order, self.language_pair());
        let ranges: Vec<Ranges> =
            known.iter().map(|(source, target, _)| (source.clone(), target.clone())).collect();
        let taken = [0, 1].map(|side| taken(&ranges, [i, j][side], side));
        let alignment = align_around(&pair.source, &pair.target, &lexicon, &ranges);
        let found = AlignedPair { alignment, ..pair };
        // Everything with the place where it stands: sentences before it on either side.
        let mut all: Vec<((usize, usize), Row)> = aside;
        let (mut i, mut j) = (0, 0);
        for (bead, row) in found.alignment.beads.iter().zip(rows(&found)) {
            let place = (i, j);
            (i, j) = (i.max(bead.source.end), if bead.moved { j } else { j.max(bead.target.end) });
            if bead.moved || is_free(bead, &taken) {
                let rest = without(&row, bead, &taken);
                all.extend(rest.map(|row| (place, row)));
            } else {
                all.extend(around(&row, bead, &ranges));
            }
        }
        // What stands above is known, too, but stays where it is.
        let skipped = above.iter().filter(|row| !row.moved).count();
        let known = known.into_iter().skip(skipped);
        all.extend(known.map(|(source, target, row)| ((source.start, target.start), row.clone())));
        all.sort_by_key(|(place, _)| *place);
        let after: Vec<Row> = all.into_iter().map(|(_, row)| row).collect();
        if after == before {
            return Err(Error::new(ErrorKind::Usage, "nothing would change")
                .remedy("confirm some rows first: what they teach may change the others"));
        }
        Ok(Step::rows(from, before, after))
    }
}

/// Sentences of a row on either side.
type Ranges = (Range<usize>, Range<usize>);

/// For each of the `count` sentences of a side whether a known row has it.
fn taken(known: &[Ranges], count: usize, side: usize) -> Vec<bool> {
    let mut taken = vec![false; count];
    for (source, target) in known {
        let range = if side == 0 { source } else { target };
        taken.iter_mut().take(range.end).skip(range.start).for_each(|one| *one = true);
    }
    taken
}

/// Whether no known row has a sentence of the bead.
fn is_free(bead: &Bead, [sources, targets]: &[Vec<bool>; 2]) -> bool {
    let free = |taken: &[bool], range: &Range<usize>| {
        taken.get(range.clone()).is_some_and(|taken| !taken.contains(&true))
    };
    free(sources, &bead.source) && free(targets, &bead.target)
}

/// What is left of a row around the known ones inside it, with the places: nothing crosses a known row.
fn around(row: &Row, bead: &Bead, known: &[Ranges]) -> Vec<((usize, usize), Row)> {
    let first = known.partition_point(|(source, target)| {
        source.end <= bead.source.start && target.end <= bead.target.start
    });
    let inside = known.iter().skip(first).take_while(|(source, target)| {
        source.start < bead.source.end || target.start < bead.target.end
    });
    let end = (bead.source.end..bead.source.end, bead.target.end..bead.target.end);
    let (mut i, mut j) = (bead.source.start, bead.target.start);
    let mut parts = Vec::new();
    for (source, target) in inside.chain(std::iter::once(&end)) {
        let part = |side: &[Sentence], start: usize, range: Range<usize>| -> Vec<Sentence> {
            let count = range.end.saturating_sub(range.start);
            side.iter().skip(range.start - start).take(count).cloned().collect()
        };
        let sources = part(&row.source, bead.source.start, i..source.start);
        let targets = part(&row.target, bead.target.start, j..target.start);
        if !(sources.is_empty() && targets.is_empty()) {
            let rest = Row { source: sources, target: targets, links: Vec::new(), ..row.clone() };
            parts.push(((i, j), rest));
        }
        (i, j) = (i.max(source.end), j.max(target.end));
    }
    parts
}

/// What is left of a row when the sentences of known ones are taken out; `None` for nothing.
fn without(row: &Row, bead: &Bead, [sources, targets]: &[Vec<bool>; 2]) -> Option<Row> {
    let source = free(&bead.source, &row.source, sources);
    let target = free(&bead.target, &row.target, targets);
    if source.is_empty() && target.is_empty() {
        return None;
    }
    if (source.len(), target.len()) == (row.source.len(), row.target.len()) {
        return Some(row.clone());
    }
    Some(Row { source, target, links: Vec::new(), ..row.clone() })
}

/// The sentences of `side`, which have the numbers `range`, that are not taken.
fn free(range: &Range<usize>, side: &[Sentence], taken: &[bool]) -> Vec<Sentence> {
    let pairs = range.clone().zip(side);
    let rest = pairs.filter(|(at, _)| taken.get(*at) != Some(&true));
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
            if let Ok(step) = project.realigned(4 + most, Lexicon::builtin()) {
                project.act(step);
            }
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
            let Ok(step) = project.realigned(from, Lexicon::builtin()) else { return Ok(()) };
            project.act(step);
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
