//! What a person does to a project: each edit replaces some rows by others.

use serde::{Deserialize, Serialize};

use super::project::{Project, Row, Sentence, State, Step};
use crate::error::{Error, ErrorKind, Result};

/// A side of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The source.
    Source,
    /// The target.
    Target,
}

/// An edit; rows and sentences count from 0.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Edit {
    /// Makes a row and the next one a single bead.
    Merge {
        /// The upper row.
        row: usize,
    },
    /// Divides a row: so many sentences of either side stay in it, the rest becomes a row of its own.
    Divide {
        /// The row.
        row: usize,
        /// Sentences of the source that stay.
        source: usize,
        /// Sentences of the target that stay.
        target: usize,
    },
    /// Moves the first sentence of a side to the row above.
    Up {
        /// The row.
        row: usize,
        /// The side.
        side: Side,
    },
    /// Moves the last sentence of a side to the row below.
    Down {
        /// The row.
        row: usize,
        /// The side.
        side: Side,
    },
    /// Cuts a sentence in two at the cursor.
    Split {
        /// The row.
        row: usize,
        /// The side.
        side: Side,
        /// The sentence on that side.
        sentence: usize,
        /// Where, in UTF-16 units as a browser counts.
        at: usize,
    },
    /// Makes a sentence and the next one of the same row and side a single sentence.
    Join {
        /// The row.
        row: usize,
        /// The side.
        side: Side,
        /// The first of the two.
        sentence: usize,
    },
    /// Takes the sides of a row apart: each becomes a gap.
    Unlink {
        /// The row.
        row: usize,
    },
    /// Brings the target of one row, wherever it stands, to the source of another; both were gaps.
    Link {
        /// The row of the source.
        source: usize,
        /// The row of the target.
        target: usize,
    },
    /// Corrects a text.
    Text {
        /// The row.
        row: usize,
        /// The side.
        side: Side,
        /// The sentence on that side.
        sentence: usize,
        /// Its new text.
        text: String,
    },
    /// Sets the remark on a row; an empty one takes it away.
    Note {
        /// The row.
        row: usize,
        /// The remark.
        note: String,
    },
    /// Confirms a row, or takes that back.
    Confirm {
        /// The row.
        row: usize,
        /// Whether it is right.
        confirmed: bool,
    },
    /// Confirms all rows of two sides with at least this confidence.
    ConfirmAll {
        /// 0 to 1.
        least: f64,
    },
}

impl Project {
    /// Does an edit; the step says which rows changed.
    ///
    /// # Errors
    /// [`ErrorKind::Usage`] where it makes no sense: no such row, nothing to move.
    pub fn edit(&mut self, edit: &Edit) -> Result<Step> {
        let step = step(&self.rows, edit)?;
        self.replace(step.clone());
        Ok(step)
    }
}

fn refuse<T>(what: &str) -> Result<T> {
    Err(Error::new(ErrorKind::Usage, what).remedy("load the page again if it shows something else"))
}

fn row(rows: &[Row], at: usize) -> Result<&Row> {
    rows.get(at).map_or_else(|| refuse("there is no such row"), Ok)
}

/// What a person has touched is theirs: certain, and no longer explained by the aligner's words.
fn touched(row: Row) -> Row {
    Row { confidence: 1.0, state: State::Aligned, links: Vec::new(), ..row }
}

fn sentences(row: &mut Row, side: Side) -> &mut Vec<Sentence> {
    match side {
        Side::Source => &mut row.source,
        Side::Target => &mut row.target,
    }
}

/// The rows without those that hold nothing.
fn kept(rows: Vec<Row>) -> Vec<Row> {
    rows.into_iter().filter(|row| !(row.source.is_empty() && row.target.is_empty())).collect()
}

fn step(rows: &[Row], edit: &Edit) -> Result<Step> {
    let one = |at: usize, after: Vec<Row>| -> Result<Step> {
        Ok(Step { at, before: vec![row(rows, at)?.clone()], after: kept(after) })
    };
    match *edit {
        Edit::Merge { row: at } => {
            let (upper, lower) = (row(rows, at)?, row(rows, at + 1)?);
            let note = [upper.note.as_str(), lower.note.as_str()];
            let note: Vec<&str> = note.into_iter().filter(|note| !note.is_empty()).collect();
            let merged = Row {
                source: [upper.source.clone(), lower.source.clone()].concat(),
                target: [upper.target.clone(), lower.target.clone()].concat(),
                moved: upper.moved || lower.moved,
                note: note.join(" "),
                ..Row::default()
            };
            let before = vec![upper.clone(), lower.clone()];
            Ok(Step { at, before, after: vec![touched(merged)] })
        }
        Edit::Divide { row: at, source, target } => {
            let whole = row(rows, at)?;
            let (Some((s, t)), Some((u, v))) =
                (whole.source.split_at_checked(source), whole.target.split_at_checked(target))
            else {
                return refuse("the row has fewer sentences");
            };
            if s.is_empty() && u.is_empty() || t.is_empty() && v.is_empty() {
                return refuse("one of the two rows would be empty");
            }
            let part = |source: &[Sentence], target: &[Sentence], note: &str| {
                touched(Row {
                    source: source.to_vec(),
                    target: target.to_vec(),
                    moved: whole.moved,
                    note: note.to_string(),
                    ..Row::default()
                })
            };
            one(at, vec![part(s, u, &whole.note), part(t, v, "")])
        }
        Edit::Up { row: at, side } => {
            let Some(above) = at.checked_sub(1) else { return refuse("there is no row above") };
            let (mut upper, mut lower) = (row(rows, above)?.clone(), row(rows, at)?.clone());
            let before = vec![upper.clone(), lower.clone()];
            let from = sentences(&mut lower, side);
            if from.is_empty() {
                return refuse("there is no sentence to move");
            }
            let sentence = from.remove(0);
            sentences(&mut upper, side).push(sentence);
            Ok(Step { at: above, before, after: kept(vec![touched(upper), touched(lower)]) })
        }
        Edit::Down { row: at, side } => {
            let (mut upper, mut lower) = (row(rows, at)?.clone(), row(rows, at + 1)?.clone());
            let before = vec![upper.clone(), lower.clone()];
            let Some(sentence) = sentences(&mut upper, side).pop() else {
                return refuse("there is no sentence to move");
            };
            sentences(&mut lower, side).insert(0, sentence);
            Ok(Step { at, before, after: kept(vec![touched(upper), touched(lower)]) })
        }
        Edit::Split { row: at, side, sentence, at: place } => {
            let mut changed = row(rows, at)?.clone();
            let list = sentences(&mut changed, side);
            let Some(whole) = list.get(sentence).cloned() else {
                return refuse("there is no such sentence");
            };
            let byte = byte_of(&whole.text, place);
            let parts = byte.and_then(|byte| whole.text.split_at_checked(byte));
            let Some((first, second)) = parts.map(|(a, b)| (a.trim(), b.trim())) else {
                return refuse("there is no such place in the sentence");
            };
            if first.is_empty() || second.is_empty() {
                return refuse("one of the two sentences would be empty");
            }
            let part = |text: &str| Sentence { text: text.to_string(), ..whole.clone() };
            list.splice(sentence..=sentence, [part(first), part(second)]);
            one(at, vec![touched(changed)])
        }
        Edit::Join { row: at, side, sentence } => {
            let mut changed = row(rows, at)?.clone();
            let list = sentences(&mut changed, side);
            let next = sentence.saturating_add(1);
            let (Some(first), Some(second)) = (list.get(sentence), list.get(next)) else {
                return refuse("there is no sentence to join it with");
            };
            let joined =
                Sentence { text: format!("{} {}", first.text, second.text), ..first.clone() };
            list.splice(sentence..=next, [joined]);
            one(at, vec![touched(changed)])
        }
        Edit::Unlink { row: at } => {
            let whole = row(rows, at)?;
            if whole.is_gap() {
                return refuse("the row has one side only");
            }
            let gap = |source: &[Sentence], target: &[Sentence], note: &str| {
                touched(Row {
                    source: source.to_vec(),
                    target: target.to_vec(),
                    note: note.to_string(),
                    ..Row::default()
                })
            };
            one(at, vec![gap(&whole.source, &[], &whole.note), gap(&[], &whole.target, "")])
        }
        Edit::Link { source, target } => {
            let (from, to) = (row(rows, source)?, row(rows, target)?);
            if source == target || !from.target.is_empty() || !to.source.is_empty() {
                return refuse(
                    "only a sentence without translation and a translation without sentence are linked",
                );
            }
            let (at, end) = (source.min(target), source.max(target));
            let before = rows.get(at..=end).unwrap_or_default().to_vec();
            let mut after = before.clone();
            // Next to each other they are in order; farther apart something stands between them.
            let between = before.iter().skip(1).take(end - at - 1);
            let moved = between.into_iter().any(|row| !row.is_gap());
            let linked = touched(Row {
                source: from.source.clone(),
                target: to.target.clone(),
                moved,
                note: from.note.clone(),
                ..Row::default()
            });
            if let Some(place) = after.get_mut(source - at) {
                *place = linked;
            }
            after.remove(target - at);
            Ok(Step { at, before, after })
        }
        Edit::Text { row: at, side, sentence, ref text } => {
            let mut changed = row(rows, at)?.clone();
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            if text.is_empty() {
                return refuse("a sentence cannot be empty");
            }
            let Some(place) = sentences(&mut changed, side).get_mut(sentence) else {
                return refuse("there is no such sentence");
            };
            place.text = text;
            // Which sentences belong together is as sure as before; where the words stand is not.
            changed.links.clear();
            changed.state = State::Aligned;
            one(at, vec![changed])
        }
        Edit::Note { row: at, ref note } => {
            let changed = Row { note: note.trim().to_string(), ..row(rows, at)?.clone() };
            one(at, vec![changed])
        }
        Edit::Confirm { row: at, confirmed } => {
            let state = if confirmed { State::Confirmed } else { State::Aligned };
            one(at, vec![Row { state, ..row(rows, at)?.clone() }])
        }
        Edit::ConfirmAll { least } => {
            let chosen =
                |row: &Row| row.state == State::Aligned && !row.is_gap() && row.confidence >= least;
            let Some(first) = rows.iter().position(chosen) else {
                return refuse("no row has that confidence and is not confirmed yet");
            };
            let last = rows.iter().rposition(chosen).unwrap_or(first);
            let before = rows.get(first..=last).unwrap_or_default().to_vec();
            let confirm = |row: &Row| {
                let state = if chosen(row) { State::Confirmed } else { row.state };
                Row { state, ..row.clone() }
            };
            let after = before.iter().map(confirm).collect();
            Ok(Step { at: first, before, after })
        }
    }
}

/// The byte at which so many UTF-16 units of `text` end.
fn byte_of(text: &str, units: usize) -> Option<usize> {
    let mut seen = 0;
    for (byte, c) in text.char_indices() {
        if seen == units {
            return Some(byte);
        }
        seen += c.len_utf16();
    }
    (seen == units).then_some(text.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::align::{AlignedPair, Alignment};
    use crate::read::Document;
    use crate::segment;
    use crate::text::language::Language;

    /// A project of gaps: `count` sentences on each side.
    fn project(count: usize) -> Project {
        let side = |language: Language, word: &str| {
            let text: Vec<String> = (0..count).map(|i| format!("{word} {i} x")).collect();
            segment::lines(Document::from_text("p", text.join("\n"), language))
        };
        let source = side(Language::arabic(), "نص");
        let target = side(Language::english(), "text");
        let bead = |source, target| crate::align::Bead {
            source,
            target,
            score: 0.0,
            confidence: 0.5,
            moved: false,
            evidence: Vec::new(),
        };
        let beads = (0..count).map(|i| bead(i..i + 1, i..i + 1)).collect();
        Project::new(&AlignedPair {
            name: "p".to_string(),
            source,
            target,
            alignment: Alignment { beads },
        })
    }

    fn letters(project: &Project, side: Side) -> String {
        let mut rows = project.rows.clone();
        let texts = rows.iter_mut().flat_map(|row| sentences(row, side).clone());
        texts
            .flat_map(|s| s.text.chars().filter(|c| !c.is_whitespace()).collect::<Vec<_>>())
            .collect()
    }

    fn edits() -> impl Strategy<Value = Edit> {
        let side = prop_oneof![Just(Side::Source), Just(Side::Target)];
        let (row, small) = (0..9usize, 0..4usize);
        prop_oneof![
            row.clone().prop_map(|row| Edit::Merge { row }),
            (row.clone(), small.clone(), small.clone())
                .prop_map(|(row, source, target)| Edit::Divide { row, source, target }),
            (row.clone(), side.clone()).prop_map(|(row, side)| Edit::Up { row, side }),
            (row.clone(), side.clone()).prop_map(|(row, side)| Edit::Down { row, side }),
            (row.clone(), side.clone(), small.clone(), 0..12usize)
                .prop_map(|(row, side, sentence, at)| Edit::Split { row, side, sentence, at }),
            (row.clone(), side.clone(), small).prop_map(|(row, side, sentence)| Edit::Join {
                row,
                side,
                sentence
            }),
            row.clone().prop_map(|row| Edit::Unlink { row }),
            (row.clone(), row.clone()).prop_map(|(source, target)| Edit::Link { source, target }),
            (row.clone(), any::<bool>())
                .prop_map(|(row, confirmed)| Edit::Confirm { row, confirmed }),
            (0..3u8).prop_map(|tenth| Edit::ConfirmAll { least: f64::from(tenth) / 2.0 }),
            (row, "[a-c ]{0,5}").prop_map(|(row, note)| Edit::Note { row, note }),
        ]
    }

    #[test]
    fn nothing_is_lost_and_everything_can_be_taken_back() {
        proptest!(|(script in proptest::collection::vec(edits(), 0..40))| {
            let first = project(6);
            let mut project = first.clone();
            let mut done = 0;
            let mut linked = false;
            for edit in &script {
                let rows = project.rows.clone();
                match project.edit(edit) {
                    Ok(_) => {
                        done += 1;
                        linked |= matches!(edit, Edit::Link { .. });
                    }
                    Err(_) => prop_assert_eq!(&project.rows, &rows),
                }
                // Order is kept but for what was linked from elsewhere; the letters always are.
                for side in [Side::Source, Side::Target] {
                    let (mut now, mut before) = (letters(&project, side), letters(&first, side));
                    if linked && side == Side::Target {
                        let sorted = |text: &str| { let mut c: Vec<char> = text.chars().collect(); c.sort_unstable(); c.into_iter().collect::<String>() };
                        (now, before) = (sorted(&now), sorted(&before));
                    }
                    prop_assert_eq!(now, before);
                }
                prop_assert!(project.rows.iter().all(|r| !(r.source.is_empty() && r.target.is_empty())));
            }
            let last = project.rows.clone();
            for _ in 0..done {
                prop_assert!(project.undo().is_some());
            }
            prop_assert!(project.undo().is_none());
            prop_assert_eq!(&project.rows, &first.rows);
            while project.redo().is_some() {}
            prop_assert_eq!(&project.rows, &last);
            prop_assert_eq!(project.revision, 3 * done as u64);
        });
    }

    #[test]
    fn numbers_as_large_as_they_go_are_refused() {
        let mut project = project(3);
        let (row, side, far) = (0, Side::Source, usize::MAX);
        for edit in [
            Edit::Merge { row: far },
            Edit::Down { row: far, side },
            Edit::Up { row: far, side },
            Edit::Divide { row, source: far, target: far },
            Edit::Split { row, side, sentence: 0, at: far },
            Edit::Split { row, side, sentence: far, at: 0 },
            Edit::Join { row, side, sentence: far },
            Edit::Link { source: far, target: far - 1 },
        ] {
            assert!(project.edit(&edit).is_err(), "{edit:?}");
        }
    }

    #[test]
    fn edits_do_what_they_say() {
        let mut project = project(3);
        let shape = |project: &Project| -> Vec<(usize, usize)> {
            project.rows.iter().map(|r| (r.source.len(), r.target.len())).collect()
        };
        project.edit(&Edit::Merge { row: 0 }).expect("merged");
        assert_eq!(shape(&project), [(2, 2), (1, 1)]);
        project.edit(&Edit::Down { row: 0, side: Side::Target }).expect("moved");
        assert_eq!(shape(&project), [(2, 1), (1, 2)]);
        project.edit(&Edit::Divide { row: 0, source: 1, target: 1 }).expect("divided");
        assert_eq!(shape(&project), [(1, 1), (1, 0), (1, 2)]);
        project.edit(&Edit::Unlink { row: 2 }).expect("unlinked");
        assert_eq!(shape(&project), [(1, 1), (1, 0), (1, 0), (0, 2)]);
        project.edit(&Edit::Link { source: 1, target: 3 }).expect("linked");
        assert_eq!(shape(&project), [(1, 1), (1, 2), (1, 0)]);
        assert!(!project.rows[1].moved, "nothing but gaps stood between them");
        // Behind the Arabic word: 2 units.
        let split = Edit::Split { row: 0, side: Side::Source, sentence: 0, at: 2 };
        project.edit(&split).expect("split");
        let texts: Vec<&str> = project.rows[0].source.iter().map(|s| s.text.as_str()).collect();
        assert_eq!(texts, ["نص", "0 x"]);
        project
            .edit(&Edit::Text { row: 0, side: Side::Target, sentence: 0, text: " a \n b ".into() })
            .expect("text");
        assert_eq!(project.rows[0].target[0].text, "a b");
        assert!(
            project
                .edit(&Edit::Text { row: 0, side: Side::Target, sentence: 0, text: " ".into() })
                .is_err()
        );
        assert!(project.edit(&Edit::Up { row: 0, side: Side::Source }).is_err());
        assert!(project.edit(&Edit::Merge { row: 2 }).is_err());
    }
}
