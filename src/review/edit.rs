//! What a person does to a project: each edit replaces some rows by others, and touches no more than it must.

use serde::{Deserialize, Serialize};

use super::project::{Project, Row, Sentence, State, Step, byte_of};
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
    /// Moves the first sentences of a side to the row above.
    Up {
        /// The row.
        row: usize,
        /// The side.
        side: Side,
        /// How many sentences; all that there are, if there are fewer.
        #[serde(default = "one")]
        count: usize,
    },
    /// Moves the last sentences of a side to the row below.
    Down {
        /// The row.
        row: usize,
        /// The side.
        side: Side,
        /// How many sentences; all that there are, if there are fewer.
        #[serde(default = "one")]
        count: usize,
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
    /// Says that nothing in a row has a translation: each side becomes a gap, and is confirmed as such.
    Gap {
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
    /// Confirms all rows of two sides that the aligner gave at least this confidence.
    ConfirmAll {
        /// 0 to 1.
        least: f64,
    },
}

fn one() -> usize {
    1
}

impl Project {
    /// What an edit would do.
    ///
    /// # Errors
    /// [`ErrorKind::Usage`] where it makes no sense: no such row, nothing to move.
    pub fn step(&self, edit: &Edit) -> Result<Step> {
        match step(&self.rows, edit)? {
            Step::Rows { before, after, .. } if before == after => refuse("nothing would change"),
            step => Ok(step),
        }
    }
}

fn refuse<T>(what: &str) -> Result<T> {
    Err(Error::new(ErrorKind::Usage, what).remedy("load the page again if it shows something else"))
}

fn row(rows: &[Row], at: usize) -> Result<&Row> {
    rows.get(at).map_or_else(|| refuse("there is no such row"), Ok)
}

/// What a person put together is theirs: no longer doubted, and no longer explained by the aligner's words.
fn touched(row: Row) -> Row {
    Row { confidence: 1.0, by_hand: true, state: State::Aligned, links: Vec::new(), ..row }
}

/// The sides of a row apart, each a gap; the remark stays with the first.
fn apart(row: &Row, state: State) -> Vec<Row> {
    let gap = |source: &[Sentence], target: &[Sentence], note: &str| {
        let note = note.to_string();
        let (source, target) = (source.to_vec(), target.to_vec());
        Row { state, ..touched(Row { source, target, note, ..Row::default() }) }
    };
    kept(vec![gap(&row.source, &[], &row.note), gap(&[], &row.target, "")])
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
        Ok(Step::rows(at, vec![row(rows, at)?.clone()], kept(after)))
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
            Ok(Step::rows(at, before, vec![touched(merged)]))
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
        Edit::Up { row: at, side, count } => {
            let Some(above) = at.checked_sub(1) else { return refuse("there is no row above") };
            let (mut upper, mut lower) = (row(rows, above)?.clone(), row(rows, at)?.clone());
            let before = vec![upper.clone(), lower.clone()];
            let from = sentences(&mut lower, side);
            let moving: Vec<Sentence> = from.drain(..count.min(from.len())).collect();
            if moving.is_empty() {
                return refuse("there is no sentence to move");
            }
            sentences(&mut upper, side).extend(moving);
            Ok(Step::rows(above, before, moved_between(upper, lower)))
        }
        Edit::Down { row: at, side, count } => {
            let (mut upper, mut lower) = (row(rows, at)?.clone(), row(rows, at + 1)?.clone());
            let before = vec![upper.clone(), lower.clone()];
            let from = sentences(&mut upper, side);
            let moving: Vec<Sentence> = from.drain(from.len().saturating_sub(count)..).collect();
            if moving.is_empty() {
                return refuse("there is no sentence to move");
            }
            sentences(&mut lower, side).splice(..0, moving);
            Ok(Step::rows(at, before, moved_between(upper, lower)))
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
            one(at, apart(whole, State::Aligned))
        }
        Edit::Gap { row: at } => {
            let whole = row(rows, at)?;
            if whole.is_gap() {
                return one(at, vec![Row { state: State::Confirmed, ..whole.clone() }]);
            }
            one(at, apart(whole, State::Confirmed))
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
            let between: Vec<Row> = before.iter().skip(1).take(end - at - 1).cloned().collect();
            // Past gaps the two meet in order; past a pair one of them leaves its place.
            let moved = between.iter().any(|row| !row.is_gap());
            let linked = touched(Row {
                source: from.source.clone(),
                target: to.target.clone(),
                moved,
                note: [from.note.as_str(), to.note.as_str()].join(" ").trim().to_string(),
                ..Row::default()
            });
            let after = if !moved {
                // Gaps of the side that comes from below go first: then both sides stay in order.
                let is_first = |row: &Row| row.source.is_empty() == (source < target);
                let (first, last): (Vec<Row>, Vec<Row>) = between.into_iter().partition(is_first);
                [first, vec![linked], last].concat()
            } else if source < target {
                [vec![linked], between].concat()
            } else {
                [between, vec![linked]].concat()
            };
            Ok(Step::rows(at, before, after))
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
            // Which sentences belong together is as sure as before; where the words of this one stand is not.
            let number = match side {
                Side::Source => 0,
                Side::Target => 3,
            };
            changed.links.retain(|link| link.get(number) != Some(&sentence));
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
            let chosen = |row: &Row| {
                row.state == State::Aligned
                    && !row.by_hand
                    && !row.is_gap()
                    && row.confidence >= least
            };
            let numbers = rows.iter().enumerate().filter(|(_, row)| chosen(row));
            let confirmed: Vec<usize> = numbers.map(|(at, _)| at).collect();
            if confirmed.is_empty() {
                return refuse("no row has that confidence and is not confirmed yet");
            }
            Ok(Step::Confirmed { confirmed })
        }
    }
}

/// Two rows after sentences went from one to the other; one that is left with nothing gives its remark to the other.
fn moved_between(mut upper: Row, mut lower: Row) -> Vec<Row> {
    let is_empty = |row: &Row| row.source.is_empty() && row.target.is_empty();
    let both = [upper.note.as_str(), lower.note.as_str()].join(" ").trim().to_string();
    if is_empty(&upper) {
        lower.note = both;
    } else if is_empty(&lower) {
        upper.note = both;
    }
    kept(vec![touched(upper), touched(lower)])
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

    fn act(project: &mut Project, edit: &Edit) -> Result<()> {
        let step = project.step(edit)?;
        project.act(step);
        Ok(())
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
            (row.clone(), side.clone(), 0..4usize).prop_map(|(row, side, count)| Edit::Up {
                row,
                side,
                count
            }),
            (row.clone(), side.clone(), 0..4usize).prop_map(|(row, side, count)| Edit::Down {
                row,
                side,
                count
            }),
            (row.clone(), side.clone(), small.clone(), 0..12usize)
                .prop_map(|(row, side, sentence, at)| Edit::Split { row, side, sentence, at }),
            (row.clone(), side.clone(), small).prop_map(|(row, side, sentence)| Edit::Join {
                row,
                side,
                sentence
            }),
            row.clone().prop_map(|row| Edit::Unlink { row }),
            row.clone().prop_map(|row| Edit::Gap { row }),
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
                match project.step(edit).map(|step| project.act(step)) {
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
        let project = project(3);
        let (row, side, far) = (0, Side::Source, usize::MAX);
        for edit in [
            Edit::Merge { row: far },
            Edit::Down { row: far, side, count: 1 },
            Edit::Up { row: far, side, count: far },
            Edit::Divide { row, source: far, target: far },
            Edit::Split { row, side, sentence: 0, at: far },
            Edit::Split { row, side, sentence: far, at: 0 },
            Edit::Join { row, side, sentence: far },
            Edit::Link { source: far, target: far - 1 },
        ] {
            assert!(project.step(&edit).is_err(), "{edit:?}");
        }
    }

    #[test]
    fn edits_do_what_they_say() {
        let mut project = project(3);
        let shape = |project: &Project| -> Vec<(usize, usize)> {
            project.rows.iter().map(|r| (r.source.len(), r.target.len())).collect()
        };
        act(&mut project, &Edit::Merge { row: 0 }).expect("merged");
        assert_eq!(shape(&project), [(2, 2), (1, 1)]);
        act(&mut project, &Edit::Down { row: 0, side: Side::Target, count: 1 }).expect("moved");
        assert_eq!(shape(&project), [(2, 1), (1, 2)]);
        act(&mut project, &Edit::Divide { row: 0, source: 1, target: 1 }).expect("divided");
        assert_eq!(shape(&project), [(1, 1), (1, 0), (1, 2)]);
        act(&mut project, &Edit::Unlink { row: 2 }).expect("unlinked");
        assert_eq!(shape(&project), [(1, 1), (1, 0), (1, 0), (0, 2)]);
        act(&mut project, &Edit::Link { source: 1, target: 3 }).expect("linked");
        // Between them stood a gap of the source, which is met after it.
        assert_eq!(shape(&project), [(1, 1), (1, 2), (1, 0)]);
        assert!(!project.rows[1].moved, "nothing but gaps stood between them");
        // Behind the Arabic word: 2 units.
        let split = Edit::Split { row: 0, side: Side::Source, sentence: 0, at: 2 };
        act(&mut project, &split).expect("split");
        let texts: Vec<&str> = project.rows[0].source.iter().map(|s| s.text.as_str()).collect();
        assert_eq!(texts, ["نص", "0 x"]);
        let text = |text: &str| Edit::Text {
            row: 0,
            side: Side::Target,
            sentence: 0,
            text: text.to_string(),
        };
        act(&mut project, &text(" a \n b ")).expect("text");
        assert_eq!(project.rows[0].target[0].text, "a b");
        assert!(act(&mut project, &text(" ")).is_err());
        assert!(act(&mut project, &Edit::Up { row: 0, side: Side::Source, count: 1 }).is_err());
        assert!(act(&mut project, &Edit::Merge { row: 2 }).is_err());
        // Both sentences of a side at once; the row that is left with nothing goes.
        act(&mut project, &Edit::Up { row: 2, side: Side::Source, count: 9 }).expect("moved");
        assert_eq!(shape(&project), [(2, 1), (2, 2)]);
        act(&mut project, &Edit::Gap { row: 1 }).expect("gaps");
        assert_eq!(shape(&project), [(2, 1), (2, 0), (0, 2)]);
        assert!(project.rows[1..].iter().all(|row| row.state == State::Confirmed));
    }

    #[test]
    fn what_is_confirmed_at_once_is_what_the_aligner_was_sure_of() {
        let mut project = project(4);
        project.rows[1].confidence = 0.2;
        act(&mut project, &Edit::Merge { row: 2 }).expect("merged");
        act(&mut project, &Edit::ConfirmAll { least: 0.5 }).expect("confirmed");
        let states: Vec<bool> =
            project.rows.iter().map(|row| row.state == State::Confirmed).collect();
        assert_eq!(states, [true, false, false], "weak and made by hand are for a person to say");
        project.undo().expect("taken back");
        assert!(project.rows.iter().all(|row| row.state == State::Aligned));
    }

    #[test]
    fn a_correction_leaves_the_words_of_other_sentences_marked() {
        let mut project = project(2);
        act(&mut project, &Edit::Merge { row: 0 }).expect("merged");
        project.rows[0].links = vec![[0, 0, 2, 0, 0, 4], [1, 0, 2, 1, 0, 4]];
        let text = Edit::Text { row: 0, side: Side::Target, sentence: 1, text: "new".into() };
        act(&mut project, &text).expect("text");
        assert_eq!(project.rows[0].links, [[0, 0, 2, 0, 0, 4]]);
    }
}
