//! Languages of the two sides and how a text tells its own.
//!
//! Arabic is recognised by its script: the share of Arabic letters among all letters. That is
//! enough to see swapped sides; telling two Latin-script languages apart is left to the user.

use serde::Serialize;

use crate::text::fold::is_arabic_letter;

/// A language by its BCP 47 code, lower case (`ar`, `en`, `de`, `pt-br`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Language(String);

impl Language {
    /// The language with this code; case does not matter, `_` counts as `-`.
    pub fn new(code: &str) -> Self {
        Language(
            code.trim()
                .chars()
                .filter(char::is_ascii)
                .collect::<String>()
                .to_ascii_lowercase()
                .replace('_', "-"),
        )
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

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(Language::new("zh-hant-tw").tag(), "zh-Hant-TW");
    }
}
