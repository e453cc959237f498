//! What a paragraph of a single sentence is: a heading, a byline, an item, or text.

use super::SentenceKind;

/// Most words of a heading or byline.
const SHORT: usize = 14;

/// The kind of `text`, the only sentence of paragraph number `paragraph`.
pub fn of(text: &str, paragraph: usize) -> SentenceKind {
    if is_item(text) {
        return SentenceKind::Item;
    }
    let words = text.split_whitespace().count();
    if words > SHORT {
        return SentenceKind::Text;
    }
    if is_byline(text) {
        return SentenceKind::Byline;
    }
    let open = !text.ends_with(['.', '!', '?', '؟', '…', ':', '»', '"', '”', '،', ',']);
    if open && (paragraph == 0 || words <= 8) { SentenceKind::Heading } else { SentenceKind::Text }
}

fn is_item(text: &str) -> bool {
    if text.starts_with(['•', '▪', '●', '◦', '·', '*'])
        || text.starts_with("- ")
        || text.starts_with("– ")
    {
        return true;
    }
    let digits = text.trim_start_matches(char::is_numeric);
    digits.len() < text.len()
        && (digits.starts_with(". ") || digits.starts_with(") ") || digits.starts_with("- "))
}

/// Who wrote it, where it is from, when it was published.
fn is_byline(text: &str) -> bool {
    const ENGLISH: &[&str] = &[
        "by ",
        "source:",
        "photo:",
        "image:",
        "published",
        "updated",
        "reporting by",
        "editing by",
        "read also",
        "read more",
    ];
    const ARABIC: &[&str] = &[
        "المصدر",
        "كتب:",
        "كتبت:",
        "بقلم",
        "تصوير",
        "نشر في",
        "تاريخ النشر",
        "اقرأ أيضا",
        "اقرأ أيضًا",
        "إعداد:",
        "تحرير:",
        "ترجمة:",
        "صورة:",
    ];
    let lower = text.to_lowercase();
    ENGLISH.iter().any(|mark| lower.starts_with(mark))
        || ARABIC.iter().any(|mark| text.starts_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_single_lines() {
        for (text, paragraph, kind) in [
            ("Warren plans to run for president", 0, SentenceKind::Heading),
            ("By Jane Doe and John Roe", 1, SentenceKind::Byline),
            ("المصدر: وكالات", 9, SentenceKind::Byline),
            ("• First item of the list", 3, SentenceKind::Item),
            ("2) Second item", 3, SentenceKind::Item),
            ("He left.", 4, SentenceKind::Text),
        ] {
            assert_eq!(of(text, paragraph), kind, "{text}");
        }
    }
}
