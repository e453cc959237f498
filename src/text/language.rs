//! Languages of the two sides and how a text tells its own.
//!
//! Arabic is recognised by its script: the share of Arabic letters among all letters. That is
//! enough to see swapped sides. Languages of one script are told apart by their trigrams ([`told`]), where a
//! text is long enough for that.

use serde::Serialize;

use crate::text::fold::is_arabic_letter;

/// A language by its BCP 47 code, lower case (`ar`, `en`, `de`, `pt-br`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Language(String);

/// ISO 639-2 and 639-3 codes that tools write where BCP 47 wants the one of two letters.
const THREE_LETTERS: [(&str, &str); 34] = [
    ("ara", "ar"),
    ("arb", "ar"),
    ("ben", "bn"),
    ("ces", "cs"),
    ("chi", "zh"),
    ("cze", "cs"),
    ("deu", "de"),
    ("dut", "nl"),
    ("ell", "el"),
    ("eng", "en"),
    ("fas", "fa"),
    ("fra", "fr"),
    ("fre", "fr"),
    ("ger", "de"),
    ("gre", "el"),
    ("heb", "he"),
    ("hin", "hi"),
    ("ind", "id"),
    ("ita", "it"),
    ("jpn", "ja"),
    ("kor", "ko"),
    ("kur", "ku"),
    ("msa", "ms"),
    ("nld", "nl"),
    ("per", "fa"),
    ("pol", "pl"),
    ("por", "pt"),
    ("rus", "ru"),
    ("spa", "es"),
    ("swe", "sv"),
    ("tur", "tr"),
    ("ukr", "uk"),
    ("urd", "ur"),
    ("zho", "zh"),
];

impl Language {
    /// The language with this code; case does not matter, `_` counts as `-`, a code of three letters
    /// is that of two where there is one (`ara` is `ar`).
    pub fn new(code: &str) -> Self {
        let is_tidy = code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        let code = if is_tidy {
            code.to_string()
        } else {
            let code: String = code.trim().chars().filter(char::is_ascii).collect();
            code.to_ascii_lowercase().replace('_', "-")
        };
        // The usual case.
        if code.len() == 2 {
            return Language(code);
        }
        let (primary, rest) = code.split_at(code.find('-').unwrap_or(code.len()));
        match THREE_LETTERS.iter().find(|(long, _)| *long == primary) {
            Some((_, short)) => Language(format!("{short}{rest}")),
            None => Language(code),
        }
    }

    /// Whether a text in `other` is a text in this language: `ar` covers `ar-EG`, `ar-EG` only itself.
    pub fn covers(&self, other: &Language) -> bool {
        match other.0.strip_prefix(self.0.as_str()) {
            Some(rest) => !self.0.is_empty() && (rest.is_empty() || rest.starts_with('-')),
            None => false,
        }
    }

    /// [`Self::covers`] for a tag as it is written in a file.
    pub fn covers_tag(&self, tag: &str) -> bool {
        if self.0.eq_ignore_ascii_case(tag) {
            return true;
        }
        // Two letters are the whole of a language's name.
        !(tag.len() == 2 && self.0.len() >= 2) && self.covers(&Language::new(tag))
    }

    /// Arabic.
    pub fn arabic() -> Self {
        Language("ar".to_string())
    }

    /// English.
    pub fn english() -> Self {
        Language("en".to_string())
    }

    /// The code.
    pub fn code(&self) -> &str {
        &self.0
    }

    /// The code as BCP 47 recommends to print it: `pt-BR`, `sr-Latn`.
    pub fn tag(&self) -> String {
        let mut parts = self.0.split('-');
        let mut tag = parts.next().unwrap_or_default().to_string();
        for part in parts {
            tag.push('-');
            match part.len() {
                2 => tag.push_str(&part.to_ascii_uppercase()),
                4 => {
                    let (first, rest) = part.split_at(1);
                    tag.push_str(&first.to_ascii_uppercase());
                    tag.push_str(rest);
                }
                _ => tag.push_str(part),
            }
        }
        tag
    }

    /// Whether it is Arabic of any country.
    pub fn is_arabic(&self) -> bool {
        self.primary() == "ar"
    }

    /// Whether it is English of any country.
    pub fn is_english(&self) -> bool {
        self.primary() == "en"
    }

    /// The code without region and script: `ar` of `ar-eg`.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }
}

impl std::fmt::Display for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Share of Arabic letters among the letters of `text`, 0 to 1; `None` where it has no letters.
///
/// Looks at the first 20,000 letters only.
pub fn arabic_share(text: &str) -> Option<f64> {
    let mut letters = 0u32;
    let mut arabic = 0u32;
    for c in text.chars().filter(|c| c.is_alphabetic()).take(20_000) {
        letters += 1;
        arabic += u32::from(is_arabic_letter(c));
    }
    (letters > 0).then(|| f64::from(arabic) / f64::from(letters))
}

/// Letters from which trigrams say something.
const TELLING_LETTERS: usize = 40;

/// The language that `text` is in beyond doubt; `None` for a text that is short or in doubt.
///
/// By trigrams and alphabets, as `whatlang` has them for seventy languages. Cost: some microseconds.
pub fn told(text: &str) -> Option<Language> {
    if text.chars().filter(|c| c.is_alphabetic()).count() < TELLING_LETTERS {
        return None;
    }
    let info = whatlang::detect(text).filter(whatlang::Info::is_reliable)?;
    // One of the two codes of Persian.
    let code = if info.lang() == whatlang::Lang::Pes { "fa" } else { info.lang().code() };
    Some(Language::new(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_of_one_script_are_told_apart() {
        for (text, code) in [
            ("The president arrived in Cairo yesterday with a large delegation.", "en"),
            ("Le président est arrivé hier au Caire avec une délégation importante.", "fr"),
            ("وصل الرئيس إلى القاهرة أمس على رأس وفد كبير من الوزراء ورجال الأعمال.", "ar"),
            ("رئیس جمهور دیروز همراه با هیئتی بزرگ از وزیران وارد قاهره شد و گفتگو کرد.", "fa"),
        ] {
            assert_eq!(told(text), Some(Language::new(code)), "{text}");
        }
        assert_eq!(told("Le Caire"), None);
    }

    #[test]
    fn script_tells_the_sides_apart() {
        assert!(arabic_share("قال الرئيس Putin أمس").is_some_and(|s| s > 0.6));
        assert_eq!(arabic_share("He said."), Some(0.0));
        assert_eq!(arabic_share("12 – 14"), None);
    }

    #[test]
    fn codes_are_compared_without_region() {
        assert!(Language::new("AR_EG").is_arabic());
        assert_eq!(Language::new("AR_EG").code(), "ar-eg");
        assert_eq!(Language::new("ara").code(), "ar");
        assert_eq!(Language::new("ENG_GB").code(), "en-gb");
        assert!(Language::new("ar").covers(&Language::new("AR_EG")));
        assert!(!Language::new("ar-sa").covers(&Language::new("ar")));
        assert!(!Language::new("a").covers(&Language::new("ar")));
        assert_eq!(Language::new("zh-hant-tw").tag(), "zh-Hant-TW");
    }
}
