//! What a paragraph is that stands alone: a heading, a byline, a dateline, an item, a row of a table.

use super::SentenceKind;

/// Most words of a heading, byline or dateline.
const SHORT: usize = 14;

/// Most words of a cell.
const CELL: usize = 12;

/// Marks that no heading has at its end.
const ENDS: [char; 11] = ['.', '!', '?', '؟', '…', ':', '»', '"', '”', '،', ','];

/// Whether `text` is cells apart by tabs or upright strokes, none of them running text: a row of a
/// table, which is not to be cut.
pub fn is_row(text: &str) -> bool {
    // Running text, at the price of two quick looks.
    if !text.contains('\t') && !text.contains('|') {
        return false;
    }
    let few_words = |cell: &str| cell.split_whitespace().count() <= CELL;
    let strokes =
        text.matches(" | ").count() >= 2 || text.starts_with("| ") && text.ends_with(" |");
    text.contains('\t') && text.split('\t').all(few_words)
        || strokes && text.split('|').all(few_words)
}

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
    if is_dateline(text) {
        return SentenceKind::Dateline;
    }
    let open = !text.ends_with(ENDS);
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

/// Where and when, often with the agency, alone on its line: "MOSCOW, May 3 (Reuters) -", "موسكو (رويترز) –".
fn is_dateline(text: &str) -> bool {
    let bare = text.trim_end_matches(['-', '–', '—', ':', ' ', '/']);
    let dashed = bare.len() < text.len() && text.ends_with(['-', '–', '—', '/']);
    let words = bare.split_whitespace().count();
    let agency = bare.ends_with(')') && bare.contains(" (");
    words <= 8 && (dashed && (agency || words <= 4) || agency && is_capitals(bare))
}

/// Whether the first word is a place in capitals.
fn is_capitals(text: &str) -> bool {
    let place = text.split([' ', ',']).next().unwrap_or("");
    place.chars().count() > 1 && place.chars().all(char::is_uppercase)
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
            ("MOSCOW (Reuters) -", 1, SentenceKind::Dateline),
            ("PARIS, 3 May (AFP)", 1, SentenceKind::Dateline),
            ("موسكو (رويترز) –", 1, SentenceKind::Dateline),
            ("World Health Organization (WHO)", 3, SentenceKind::Heading),
        ] {
            assert_eq!(of(text, paragraph), kind, "{text}");
        }
    }

    #[test]
    fn rows_are_told_from_text_with_strokes() {
        for (text, row) in [
            ("Cairo\t21.3 m.\tEgypt", true),
            ("| Name | No. 5 |", true),
            ("He asked for a|b. Nobody knew.", false),
        ] {
            assert_eq!(is_row(text), row, "{text}");
        }
    }
}
