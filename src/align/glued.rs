//! Arabic words that have lost the spaces between them: المتحدةالأمريكية → المتحدة, الأمريكية.
//!
//! Whole documents are like that in real data: Arabic letters join, so nobody sees it. A word that the
//! lexicon does not know is cut where it must be (ة ends a word) or, if it is longer than words are,
//! wherever that leaves the fewest letters unexplained: the cheapest path over its letters (Viterbi),
//! known words at a fixed price, letters that belong to none at a higher one.
//! Cost: letters × [`LONGEST`] questions to the lexicon, for such words only.

/// A word of more letters than this is looked at even if nothing in it marks an end.
const LONG: usize = 12;
/// The longest word with its clitics that is looked for inside.
const LONGEST: usize = 14;
/// Price of a known word, and of each letter outside of one.
const WORD: f32 = 1.0;
const LETTER: f32 = 0.8;
/// Least share of the letters that known words must explain.
const EXPLAINED: f32 = 0.5;

/// The words in `word` (folded), if it holds several and some of them are known.
pub fn parts<'a>(word: &'a str, known: impl Fn(&str) -> bool) -> Option<Vec<&'a str>> {
    // Byte offset of each letter, and the end.
    let at: Vec<usize> = word.char_indices().map(|(i, _)| i).chain([word.len()]).collect();
    let letters = at.len() - 1;
    let ends_word = |c: char| c == 'ة';
    let marked = word.chars().rev().skip(1).any(ends_word);
    if !(marked || letters > LONG) || known(word) {
        return None;
    }
    let slice =
        |from: usize, to: usize| -> Option<&'a str> { word.get(*at.get(from)?..*at.get(to)?) };
    // Cheapest price up to each letter, where its last part begins, and whether that is a known word.
    let mut best: Vec<(f32, usize, bool)> = vec![(0.0, 0, true)];
    for end in 1..=letters {
        let (price, start, _) = best.get(end - 1).copied()?;
        // Unexplained letters run on as one part, unless a word must end before them.
        let runs_on = !best.get(end - 1)?.2 && !slice(end - 2, end - 1)?.ends_with(ends_word);
        let mut cheapest =
            (price + LETTER, if end > 1 && runs_on { start } else { end - 1 }, false);
        for start in end.saturating_sub(LONGEST)..end.saturating_sub(2) {
            let part = slice(start, end)?;
            let inner_end = part.chars().rev().skip(1).any(ends_word);
            let price = best.get(start)?.0 + WORD;
            if price < cheapest.0 && !inner_end && known(part) {
                cheapest = (price, start, true);
            }
        }
        best.push(cheapest);
    }
    let mut parts = Vec::new();
    let (mut end, mut explained) = (letters, 0);
    while end > 0 {
        let (_, start, is_known) = best.get(end).copied()?;
        explained += if is_known { end - start } else { 0 };
        parts.push(slice(start, end)?);
        end = start;
    }
    parts.reverse();
    (parts.len() > 1 && explained as f32 >= EXPLAINED * letters as f32).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_what_is_glued() {
        let words =
            ["المتحدة", "الامريكية", "وصل", "الرييس", "الي", "مدينة", "كبيرة", "استراتيجية", "قال"];
        let known = |w: &str| words.contains(&w);
        for (glued, expected) in [
            ("المتحدةالامريكية", Some(vec!["المتحدة", "الامريكية"])),
            ("وصلالرييسالي", None),
            ("وصلالرييساليمدينةكبيرة", Some(vec!["وصل", "الرييس", "الي", "مدينة", "كبيرة"])),
            ("قالبوتينالرييسالي", Some(vec!["قال", "بوتين", "الرييس", "الي"])),
            ("استراتيجية", None),
            ("زغبولشنكوحبرطمانقفندر", None),
            ("كبيرةزغب", Some(vec!["كبيرة", "زغب"])),
            ("", None),
        ] {
            assert_eq!(parts(glued, known), expected, "{glued}");
        }
    }
}
