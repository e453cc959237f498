//! Consonant skeletons: a key that most spellings of a name share.
//!
//! A word is reduced to classes of consonants (vowels and ع dropped, و and ي kept at the
//! start only); skeletons are compared by Jaro–Winkler (Winkler 1990) and Levenshtein similarity (crate `strsim`).
//! Skeletons of two letters or fewer must be equal.

use super::letters::plain;

/// Least similarity of two skeletons whose words are worth a closer look.
pub const CANDIDATE: f64 = 0.65;

/// Consonant skeleton of a folded Arabic word, without guessing at clitics.
pub fn arabic_skeleton(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for (i, c) in word.chars().enumerate() {
        let class = match c {
            'ب' | 'پ' => 'b',
            'ت' | 'ط' | 'ث' => 't',
            'د' | 'ذ' | 'ض' => 'd',
            'س' | 'ص' => 's',
            'ز' | 'ظ' | 'ژ' => 'z',
            'ش' => 'S',
            'چ' => 'C',
            'خ' | 'ق' | 'ك' => 'k',
            'ج' | 'غ' | 'گ' => 'g',
            'ف' | 'ڤ' => 'f',
            'ح' | 'ه' => 'h',
            'ر' => 'r',
            'ل' => 'l',
            'م' => 'm',
            'ن' => 'n',
            'و' if i == 0 => 'w',
            'ي' if i == 0 => 'y',
            _ => continue,
        };
        push(&mut out, class);
    }
    out
}

/// Consonant skeleton of a Latin word in lower case.
pub fn latin_skeleton(word: &str) -> String {
    let letters: Vec<char> = word.chars().map(plain).collect();
    let mut out = String::with_capacity(word.len());
    let mut i = 0;
    while let Some(&c) = letters.get(i) {
        let next = letters.get(i + 1).copied().unwrap_or(' ');
        let (class, width) = match (c, next) {
            ('s', 'h') => ('S', 2),
            ('t', 'h') => ('t', 2),
            ('p', 'h') => ('f', 2),
            ('k', 'h') | ('c', 'k') => ('k', 2),
            ('c', 'h') => ('C', 2),
            ('g', 'h') => ('g', 2),
            ('z', 'h') => ('z', 2),
            ('b' | 'p', _) => ('b', 1),
            ('t', _) => ('t', 1),
            ('d', _) => ('d', 1),
            ('c', 'e' | 'i' | 'y') | ('s', _) => ('s', 1),
            ('z', _) => ('z', 1),
            ('c' | 'k' | 'q', _) => ('k', 1),
            ('x', _) => {
                push(&mut out, 'k');
                ('s', 1)
            }
            ('j' | 'g', _) => ('g', 1),
            ('f' | 'v', _) => ('f', 1),
            ('h', _) => ('h', 1),
            ('r', _) => ('r', 1),
            ('l', _) => ('l', 1),
            ('m', _) => ('m', 1),
            ('n', _) => ('n', 1),
            ('w', _) if i == 0 => ('w', 1),
            ('y', _) if i == 0 => ('y', 1),
            _ => (' ', 1),
        };
        if class != ' ' {
            push(&mut out, class);
        }
        i += width;
    }
    out
}

/// Doubled consonants are one.
fn push(out: &mut String, class: char) {
    if !out.ends_with(class) {
        out.push(class);
    }
}

/// Similarity of two skeletons, 0 (nothing) to 1 (the same).
pub fn skeleton_similarity(arabic: &str, latin: &str) -> f64 {
    if arabic == latin {
        return if arabic.len() >= 2 { 1.0 } else { 0.0 };
    }
    if arabic.len() <= 2 || latin.len() <= 2 {
        return 0.0;
    }
    let direct = likeness(arabic, latin);
    if !latin.contains('C') && !arabic.contains('C') {
        return direct;
    }
    // Latin "ch" is heard as sh, k or t+sh.
    ["S", "k", "tS"]
        .iter()
        .map(|heard| likeness(&arabic.replace('C', "tS"), &latin.replace('C', heard)))
        .fold(direct, f64::max)
}

/// Jaro–Winkler forgives a letter too much in short words (Minsk, Moscow), Levenshtein too little in
/// long ones: their mean.
fn likeness(a: &str, b: &str) -> f64 {
    // One letter of four is too much of a difference.
    let short = if a.len().max(b.len()) <= 4 { 0.9 } else { 1.0 };
    short * (strsim::jaro_winkler(a, b) + strsim::normalized_levenshtein(a, b)) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn similarity(arabic: &str, latin: &str) -> f64 {
        skeleton_similarity(&arabic_skeleton(arabic), &latin_skeleton(latin))
    }

    #[test]
    fn the_same_name_in_both_scripts_is_close() {
        for (arabic, latin) in [
            ("بوتين", "putin"),
            ("لوكاشينكو", "lukashenko"),
            ("ماساتشوستس", "massachusetts"),
            ("نيويورك", "newyork"),
            ("فلاديمير", "vladimir"),
        ] {
            assert!(similarity(arabic, latin) >= 0.8, "{arabic} {latin}");
        }
    }

    #[test]
    fn different_names_are_far() {
        for (arabic, latin) in [("بوتين", "trump"), ("باريس", "london"), ("مينسك", "moscow")]
        {
            assert!(similarity(arabic, latin) < 0.8, "{arabic} {latin}");
        }
    }
}
