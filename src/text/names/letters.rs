//! Which Latin letters an Arabic letter is written for, and the edit distance over them.
//!
//! A correspondence costs from 0 (the usual one) to under 1 (seen, but seldom); a consonant that nobody
//! answers costs 1, a vowel little, since Arabic leaves short vowels out and Latin guesses at long ones.
//! The letters on the Arabic side are folded, so all alefs are ا and final ى is ي. Cost of a
//! comparison: O(length²) with a small table of correspondences, some microseconds.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// Arabic letters, the Latin letters they may stand for, cost.
type Correspondence = (&'static [char], &'static str, f32);

/// In the order of the alphabet; those of several letters take part beside the single ones.
const CORRESPONDENCES: &[Correspondence] = &[
    (&['ا'], "a e o aa ea ah ai au", 0.0),
    (&['ا'], "i u y eu ae oa oe ie ee ei", 0.15),
    (&['ا', 'ي'], "ai ay ei ey i y ie ij", 0.0),
    (&['ا', 'و'], "au ow ao o ou u", 0.0),
    (&['ا', 'و'], "oa", 0.1),
    (&['و', 'ا'], "oi oa wa ua", 0.0),
    (&['و', 'ي'], "oi oy ui uy oe ue wi we", 0.0),
    (&['ي', 'و'], "u eu iu io yo yu ew ieu eo", 0.0),
    (&['ي', 'و'], "ugh", 0.1),
    (&['ي', 'ا'], "ia ya ea ija", 0.0),
    (&['ء'], "a e i o u ' ae ie", 0.0),
    (&['ئ'], "e i y a ae ie ' ei", 0.0),
    (&['ؤ'], "o u ou ' ow", 0.0),
    (&['ع'], "a aa '", 0.05),
    (&['ع'], "e i o u ai", 0.25),
    (&['ب'], "b p bb pp", 0.0),
    (&['ب'], "v", 0.45),
    (&['پ'], "p pp", 0.0),
    (&['ت'], "t tt", 0.0),
    (&['ت'], "th d", 0.2),
    (&['ت'], "dt", 0.05),
    (&['ت', 'س'], "z tz ts c zz ds cz tzs", 0.0),
    (&['ت', 'ز'], "z tz ts", 0.0),
    (&['ت', 'ش'], "ch tch c cz cs tsch tsh tc cc cc", 0.0),
    (&['ت', 'ش'], "t q", 0.3),
    (&['چ'], "ch tch c", 0.0),
    (&['ث'], "th", 0.0),
    (&['ث'], "t s c z", 0.25),
    (&['ج'], "j g dj dg gg", 0.0),
    (&['ج'], "gh zh ge gi dge y x", 0.3),
    (&['د', 'ج'], "j g dj dg", 0.0),
    (&['غ'], "g gh gg gu", 0.0),
    (&['غ'], "r j h", 0.5),
    (&['گ'], "g gg gu", 0.0),
    (&['ن', 'غ'], "ng n", 0.0),
    (&['ن', 'ج'], "ng", 0.0),
    (&['ن', 'ك'], "nc nk nq nx", 0.0),
    (&['ح'], "h", 0.0),
    (&['ح'], "kh ch", 0.35),
    (&['خ'], "kh ch j", 0.05),
    (&['خ'], "k h x g kk ck", 0.3),
    (&['د'], "d dd", 0.0),
    (&['د'], "dh t", 0.3),
    (&['ذ'], "dh th z d", 0.1),
    (&['ر'], "r rr rh wr", 0.0),
    (&['ز'], "z zz s", 0.05),
    (&['ز'], "ts tz x j ss", 0.35),
    (&['ژ'], "zh j g z", 0.05),
    (&['س'], "s ss c sc ce ps", 0.0),
    (&['س'], "z x th ts tz sch", 0.3),
    (&['ك', 'س'], "x ks cs cks ks cc xs", 0.0),
    (&['ا', 'ك', 'س'], "x", 0.1),
    (&['ش'], "sh sch ch sc sz s", 0.05),
    (&['ش'], "c ti ss x j ci ssi", 0.35),
    (&['ش', 'ت'], "st", 0.05),
    (&['ش', 'ب'], "sp", 0.05),
    (&['ص'], "s ss", 0.0),
    (&['ص'], "c z", 0.4),
    (&['ض'], "d dh dd", 0.0),
    (&['ط'], "t tt", 0.0),
    (&['ط'], "th d", 0.4),
    (&['ظ'], "z dh th", 0.1),
    (&['ظ'], "d", 0.3),
    (&['ف'], "f v ph ff", 0.0),
    (&['ف'], "w gh b p", 0.45),
    (&['ڤ'], "v w", 0.0),
    (&['ق'], "q k c", 0.05),
    (&['ق'], "g ck gh kh ch cc", 0.25),
    (&['ك'], "k c ck q cc kk ch", 0.0),
    (&['ك'], "g kh cq x", 0.35),
    (&['ك'], "qu que", 0.05),
    (&['ك', 'و'], "qu", 0.0),
    (&['ك', 'ي'], "qui ky", 0.0),
    (&['ل'], "l ll", 0.0),
    (&['م'], "m mm", 0.0),
    (&['م'], "n", 0.6),
    (&['ن'], "n nn gn kn", 0.0),
    (&['ن'], "m ng", 0.4),
    (&['ه'], "h", 0.0),
    (&['ه'], "a e", 0.25),
    (&['ة'], "a ah e eh at et", 0.0),
    (&['و'], "w u o ou oo ow au oe ew eau", 0.0),
    (&['و'], "v wh a ui ue aw ough", 0.25),
    (&['ي'], "y i e ee ie ei ey ea ai ay ii ae ij", 0.0),
    (&['ي'], "j a u ll oe eigh igh", 0.25),
];

/// Those at the beginning of a word only: Arabic puts a vowel before a cluster (إسبانيا, Spain).
const INITIAL: &[Correspondence] = &[(&['ا', 'س'], "s", 0.1)];

/// One spelling of one correspondence.
struct Spelled {
    letters: &'static [char],
    latin: &'static [u8],
    price: f32,
    initial: bool,
}

/// The correspondences by the first of their Arabic letters.
static SPELLINGS: LazyLock<FxHashMap<char, Vec<Spelled>>> = LazyLock::new(|| {
    let mut all: FxHashMap<char, Vec<Spelled>> = FxHashMap::default();
    let both = CORRESPONDENCES.iter().map(|c| (c, false)).chain(INITIAL.iter().map(|c| (c, true)));
    for (&(letters, spellings, price), initial) in both {
        let Some(&first) = letters.first() else { continue };
        all.entry(first).or_default().extend(spellings.split(' ').map(|latin| Spelled {
            letters,
            latin: latin.as_bytes(),
            price,
            initial,
        }));
    }
    all
});

/// What an Arabic letter costs that no Latin letter answers.
fn arabic_alone(letter: char) -> f32 {
    match letter {
        'ء' => 0.05,
        'ع' => 0.1,
        'ا' | 'و' | 'ي' | 'ئ' | 'ؤ' => 0.4,
        'ة' => 0.15,
        'ه' => 0.45,
        _ => 1.0,
    }
}

/// What a Latin letter costs that no Arabic letter answers; `place` is where in its word it stands.
fn latin_alone(letter: char, before: Option<char>, is_last: bool) -> f32 {
    let is_first = before.is_none();
    match letter {
        _ if before == Some(letter) => 0.05,
        'e' if is_last => 0.1,
        // Arabic writes a vowel that opens or closes a word.
        'a' | 'e' | 'i' | 'o' | 'u' if is_first => 0.7,
        'a' | 'i' | 'o' | 'u' | 'y' if is_last => 0.35,
        'a' | 'e' | 'i' | 'o' | 'u' | 'y' => 0.15,
        '\'' | '-' | '.' => 0.0,
        // Heard in few languages: Thomas, Johnson, Bordeaux, Keynes, Wright.
        'h' => 0.25,
        'w' => 0.5,
        's' | 't' | 'x' | 'd' if is_last => 0.6,
        _ => 1.0,
    }
}

fn is_vowel(c: char) -> bool {
    matches!(
        c,
        'a' | 'e'
            | 'i'
            | 'o'
            | 'u'
            | 'y'
            | 'ا'
            | 'و'
            | 'ي'
            | 'ع'
            | 'ء'
            | 'ئ'
            | 'ؤ'
            | 'ة'
            | '\''
            | 'h'
            | 'ه'
    )
}

/// How much a letter weighs in the length that the distance is measured against.
fn weight(c: char) -> f32 {
    if is_vowel(c) { 0.4 } else { 1.0 }
}

/// Likeness of an Arabic word and a Latin one, 0 (nothing in common) to 1 (the usual spelling):
/// 1 − distance / length, where consonants make most of the length.
///
/// Both folded to [`Tier::Orthographic`](crate::text::fold::Tier); neither clitics nor endings are tried off, see
/// [`best_similarity`](super::best_similarity).
pub fn similarity(arabic: &str, latin: &str) -> f64 {
    let a: Vec<char> = arabic.chars().collect();
    let l: Vec<char> = latin.chars().map(plain).collect();
    if a.len() > 30 || l.len() > 30 || a.is_empty() || l.is_empty() {
        return 0.0;
    }
    let consonants = |word: &[char]| word.iter().filter(|&&c| !is_vowel(c)).count();
    let (few, many) = {
        let (x, y) = (consonants(&a), consonants(&l));
        (x.min(y), x.max(y))
    };
    // Two names cannot write each other when one has twice the consonants of the other.
    if many > 2 * few + 2 {
        return 0.0;
    }
    let length = (a.iter().map(|&c| weight(c)).sum::<f32>()
        + l.iter().map(|&c| weight(c)).sum::<f32>())
        / 2.0;
    // One consonant, or an abbreviation that nobody pronounces, agrees with many words by chance.
    let chance = if consonants(&l) <= 1 || !latin.contains(['a', 'e', 'i', 'o', 'u', 'y']) {
        0.8
    } else {
        1.0
    };
    chance * f64::from(1.0 - distance(&a, &l) / length.max(1.0)).max(0.0)
}

fn distance(a: &[char], l: &[char]) -> f32 {
    let width = l.len() + 1;
    let mut cost = vec![f32::INFINITY; (a.len() + 1) * width];
    let relax = |cost: &mut Vec<f32>, at: usize, value: f32| {
        if let Some(old) = cost.get_mut(at) {
            *old = old.min(value);
        }
    };
    relax(&mut cost, 0, 0.0);
    let alone: Vec<f32> = l
        .iter()
        .enumerate()
        .map(|(j, &letter)| {
            let before = j.checked_sub(1).and_then(|b| l.get(b)).copied();
            latin_alone(letter, before, j + 1 == l.len())
        })
        .collect();
    for (i, rest) in (0..=a.len()).map(|i| (i, a.get(i..).unwrap_or(&[]))) {
        let here: Vec<&Spelled> = rest
            .first()
            .and_then(|c| SPELLINGS.get(c))
            .into_iter()
            .flatten()
            .filter(|s| (i == 0 || !s.initial) && rest.starts_with(s.letters))
            .collect();
        for j in 0..=l.len() {
            let so_far = cost.get(i * width + j).copied().unwrap_or(f32::INFINITY);
            let tail = l.get(j..).unwrap_or(&[]);
            if let Some(&letter) = rest.first() {
                relax(&mut cost, (i + 1) * width + j, so_far + arabic_alone(letter));
            }
            if let Some(price) = alone.get(j) {
                relax(&mut cost, i * width + j + 1, so_far + price);
            }
            for spelled in &here {
                let long = spelled.latin.len();
                if tail.len() >= long
                    && spelled.latin.iter().zip(tail).all(|(&x, &y)| char::from(x) == y)
                {
                    relax(
                        &mut cost,
                        (i + spelled.letters.len()) * width + j + long,
                        so_far + spelled.price,
                    );
                }
            }
        }
    }
    cost.last().copied().unwrap_or(f32::INFINITY)
}

/// The letter without its accent, for the accents of European names.
pub(super) fn plain(c: char) -> char {
    use unicode_normalization::UnicodeNormalization;
    match c {
        'ø' => 'o',
        'ł' => 'l',
        'ı' => 'i',
        'ß' => 's',
        '’' => '\'',
        _ if c.is_ascii() => c,
        _ => std::iter::once(c).nfd().next().unwrap_or(c),
    }
}
