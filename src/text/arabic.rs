//! Stems of an Arabic word: the forms under which a dictionary may know it.
//!
//! Arabic writes conjunctions, prepositions, the article and pronouns onto the word. Taking them
//! off needs a dictionary to be safe (بوتين is not ب + وتين), so nothing is decided here: every
//! plausible analysis is offered, the one that takes least off first, and the lexicon chooses.
//! Input is folded to [`Tier::Orthographic`](crate::text::fold::Tier). Cost: some forty short
//! strings for a word in the worst case.

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;

/// Conjunctions, prepositions, future س and article in the combinations that occur.
/// The second value says what may follow: a noun, a verb, or either.
const PREFIXES: &[(&str, After)] = &[
    ("", After::Any),
    ("ال", After::Noun),
    ("و", After::Any),
    ("وال", After::Noun),
    ("ب", After::Noun),
    ("بال", After::Noun),
    ("ل", After::Any),
    ("لل", After::Noun),
    ("ف", After::Any),
    ("فال", After::Noun),
    ("ك", After::Noun),
    ("كال", After::Noun),
    ("س", After::Verb),
    ("وس", After::Verb),
    ("فس", After::Verb),
    ("ول", After::Any),
    ("فل", After::Any),
    ("ولل", After::Noun),
    ("فلل", After::Noun),
    ("وب", After::Noun),
    ("فب", After::Noun),
    ("وبال", After::Noun),
    ("فبال", After::Noun),
    ("وك", After::Noun),
    ("وكال", After::Noun),
    ("ا", After::Verb),
];

#[derive(Clone, Copy, PartialEq)]
enum After {
    Any,
    Noun,
    Verb,
}

/// Endings and what may stand in their place in the dictionary form.
const SUFFIXES: &[(&str, &[&str])] = &[
    ("ا", &[""]),
    ("ه", &["", "ة"]),
    ("ها", &[""]),
    ("هم", &[""]),
    ("هما", &[""]),
    ("هن", &[""]),
    ("ك", &[""]),
    ("كم", &[""]),
    ("نا", &["", "ن"]),
    ("ني", &[""]),
    ("ي", &["", "ا"]),
    ("ة", &[""]),
    ("ت", &["", "ي", "ا"]),
    ("ات", &["", "ة", "اة"]),
    ("ون", &["", "ي"]),
    ("ين", &[""]),
    ("ان", &[""]),
    ("تان", &["ة"]),
    ("تين", &["ة"]),
    ("يون", &["", "ي"]),
    ("يين", &["", "ي"]),
    ("وا", &["", "ي"]),
    ("تا", &["", "ي"]),
    ("تم", &[""]),
    ("وه", &[""]),
    ("وها", &[""]),
    ("وهم", &[""]),
    ("ته", &["ة", ""]),
    ("تها", &["ة", ""]),
    ("تهم", &["ة", ""]),
    ("تهما", &["ة"]),
    ("تك", &["ة"]),
    ("تكم", &["ة"]),
    ("تنا", &["ة"]),
    ("تي", &["ة", ""]),
    ("اته", &["", "ة"]),
    ("اتها", &["", "ة"]),
    ("اتهم", &["", "ة"]),
    ("اتنا", &["", "ة"]),
    ("يه", &["", "ين", "ي"]),
    ("يها", &["", "ي"]),
    ("يهم", &["", "ي"]),
    ("ية", &["", "ي", "ة", "ا"]),
    ("يات", &["", "ي", "ية"]),
    ("يا", &["", "ي"]),
    ("اه", &["ي", ""]),
    ("اها", &["ي"]),
    ("اهم", &["ي"]),
    ("ائه", &["اء"]),
    ("ائها", &["اء"]),
    ("ائهم", &["اء"]),
    ("اؤه", &["اء"]),
    ("اؤها", &["اء"]),
    ("اؤهم", &["اء"]),
    ("اءه", &["اء"]),
    ("اءها", &["اء"]),
    ("و", &["", "ون"]),
];

/// One way to read a word: a dictionary form and how many letters were taken off or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Analysis {
    /// The dictionary form to ask for, folded.
    pub form: String,
    /// Letters taken off at the front.
    pub prefix_letters: usize,
    /// Letters taken off or changed at the end.
    pub suffix_letters: usize,
}

impl Analysis {
    /// Letters that the analysis does not explain by the dictionary form itself.
    pub fn cost(&self) -> usize {
        self.prefix_letters + self.suffix_letters
    }
}

/// The plausible analyses of `word` (folded, one token), the cheapest first, without repeats.
pub fn analyses(word: &str) -> Vec<Analysis> {
    let mut out: Vec<Analysis> = Vec::with_capacity(24);
    // An ending is the same whatever stands before: looked for once.
    let endings: Vec<(&str, usize, &[&str])> = SUFFIXES
        .iter()
        .filter(|(suffix, _)| word.ends_with(suffix))
        .map(|&(suffix, replacements)| (suffix, suffix.chars().count(), replacements))
        .collect();
    for &(prefix, after) in PREFIXES {
        let Some(rest) = word.strip_prefix(prefix) else { continue };
        let prefix_letters = prefix.chars().count();
        let letters = rest.chars().count();
        if letters < 2 {
            continue;
        }
        push_forms(rest.to_string(), after, prefix_letters, 0, &mut out);
        for &(suffix, suffix_letters, replacements) in &endings {
            if letters < suffix_letters + 2 {
                continue;
            }
            let Some(body) = rest.strip_suffix(suffix) else { continue };
            for replacement in replacements {
                let mut form = String::with_capacity(body.len() + replacement.len());
                form.push_str(body);
                form.push_str(replacement);
                push_forms(form, after, prefix_letters, suffix_letters, &mut out);
            }
        }
    }
    out.sort_by_key(Analysis::cost);
    let mut seen: Vec<u64> = Vec::with_capacity(out.len());
    out.retain(|a| {
        let hash = FxBuildHasher.hash_one(&a.form);
        let new = !seen.contains(&hash);
        if new {
            seen.push(hash);
        }
        new
    });
    out
}

fn push_forms(
    form: String,
    after: After,
    prefix_letters: usize,
    suffix_letters: usize,
    out: &mut Vec<Analysis>,
) {
    let present = form.starts_with(['ي', 'ت', 'ن', 'ا']);
    // Dictionary verbs stand in the third person: تقول نقول اقول are found under يقول.
    let third_person = match form.strip_prefix(['ت', 'ن', 'ا']) {
        Some(rest) if after != After::Noun && rest.chars().count() >= 2 => Some(format!("ي{rest}")),
        _ => None,
    };
    if after != After::Verb || present {
        out.push(Analysis { form, prefix_letters, suffix_letters });
    }
    if let Some(form) = third_person {
        out.push(Analysis { form, prefix_letters: prefix_letters + 1, suffix_letters });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(word: &str, form: &str) -> bool {
        analyses(word).iter().any(|a| a.form == form)
    }

    #[test]
    fn clitics_and_endings_come_off() {
        for (word, form) in [
            ("والمدرسة", "مدرسة"),
            ("وبالمدارس", "مدارس"),
            ("مدرسته", "مدرسة"),
            ("للحكومة", "حكومة"),
            ("سيقول", "يقول"),
            ("وتقولون", "يقول"),
            ("قالت", "قال"),
            ("اجراءاتها", "اجراء"),
            ("مسؤولين", "مسؤول"),
            ("فلسطين", "فلسطين"),
            ("السياسية", "سياسي"),
            ("عليه", "علي"),
            ("سيارات", "سيارة"),
        ] {
            assert!(has(word, form), "{word} should offer {form}: {:?}", analyses(word));
        }
    }

    #[test]
    fn the_word_itself_comes_first() {
        for word in ["فلسطين", "بوتين", "ولد", "كتاب"] {
            assert_eq!(analyses(word)[0].form, word);
        }
    }
}
