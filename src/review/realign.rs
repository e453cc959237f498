//! Realigning what is not confirmed: confirmed rows stay, and teach; what lies between them is aligned again.

use super::project::{Project, Row, Sentence, State, Step, pair_of, rows};
use crate::align::{AlignedPair, align_explained};
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
        let is_fixed = |row: &Row| row.state == State::Confirmed || row.moved;
        let before: Vec<Row> = self.rows.get(from..).unwrap_or_default().to_vec();
        let mut after: Vec<Row> = Vec::with_capacity(before.len());
        let mut stretch: Vec<Row> = Vec::new();
        for row in &before {
            if is_fixed(row) {
                after.extend(self.aligned(std::mem::take(&mut stretch), &lexicon));
                after.push(row.clone());
            } else {
                stretch.push(row.clone());
            }
        }
        after.extend(self.aligned(stretch, &lexicon));
        if after == before {
            return Err(Error::new(ErrorKind::Usage, "nothing would change")
                .remedy("confirm some rows first: what they teach may change the others"));
        }
        let step = Step { at: from, before, after };
        self.replace(step.clone());
        Ok(step)
    }

    /// The sentences of some rows, aligned anew.
    fn aligned(&self, stretch: Vec<Row>, lexicon: &Lexicon) -> Vec<Row> {
        let count =
            |side: fn(&Row) -> &Vec<Sentence>| stretch.iter().map(|r| side(r).len()).sum::<usize>();
        if count(|row| &row.source) == 0 || count(|row| &row.target) == 0 {
            return stretch;
        }
        let pair = pair_of(&self.name, &stretch, self.language_pair());
        let alignment = align_explained(&pair.source, &pair.target, lexicon);
        rows(&AlignedPair { alignment, ..pair })
    }
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
