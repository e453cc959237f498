//! A page for reading: Arabic right-to-left beside English, one bead a row, no script, no network.
//!
//! The Arabic column stands at the right edge and the other one at the left, whichever is the source:
//! that is where readers of both languages look for them. Confidence is shown as a figure, a word
//! and a colour; a gap as an empty, dashed cell. The coloured strip on top has one link a bead.
//! The markup is well-formed XML, too, so that it can be checked by any parser.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::{Options, decimal};
use crate::align::{AlignedPair, Bead};
use crate::segment::Segmented;
use crate::span::Span;
use crate::text::language::Language;
use crate::xml::is_legal;

/// Confidence from which a bead is shown as firm, and as fair; below it is weak.
const FIRM: f64 = 0.9;
const FAIR: f64 = 0.6;

/// Pairs of words of a bead that light up together; the strongest come first.
const MOST_PAIRED: usize = 48;

/// Head of the page.
pub fn begin(out: &mut dyn Write, options: &Options) -> io::Result<()> {
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\" dir=\"ltr\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <title>Alignment {} – {}</title>\n<style>\n{}</style>\n</head>\n<body>\n<main>\n<h1>Aligned documents</h1>",
        escaped(&options.source_language.tag()),
        escaped(&options.target_language.tag()),
        style(),
    )
}

/// The style sheet, with a rule for each number of a pair of words: pointing at one shows its partner.
fn style() -> String {
    let mut css = [super::LOOK, include_str!("html.css")].concat();
    for number in 0..MOST_PAIRED {
        // Writing to a String cannot fail.
        let _ = writeln!(
            css,
            "tr:has(.w{number}:hover) .w{number} {{ background: var(--pair); outline: 1px solid var(--edge); }}"
        );
    }
    css
}

/// The section of one pair.
pub fn pair(
    out: &mut dyn Write,
    pair: &AlignedPair,
    beads: &[Bead],
    options: &Options,
) -> io::Result<()> {
    let mut page = String::new();
    // Writing to a String cannot fail: the results below carry no news.
    let _ = section(&mut page, pair, beads, options);
    out.write_all(page.as_bytes())
}

/// Foot of the page.
pub fn end(out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"</main>\n</body>\n</html>\n")
}

fn section(
    page: &mut String,
    pair: &AlignedPair,
    beads: &[Bead],
    options: &Options,
) -> std::fmt::Result {
    let sides = Sides::new(pair, options);
    let name = escaped(&pair.name);
    let id = anchor_name(&pair.name);
    let units = beads.iter().filter(|b| !b.is_gap()).count();
    let confidence = pair.alignment.mean_confidence().map_or("–".to_string(), |c| decimal(c, 2));
    writeln!(page, "<section>\n<h2 dir=\"auto\">{name}</h2>")?;
    writeln!(
        page,
        "<p class=\"facts\">{} {} and {} {} sentences · {units} units · {} sentences without translation · mean confidence {confidence}</p>",
        pair.source.sentences.len(),
        escaped(&options.source_language.tag()),
        pair.target.sentences.len(),
        escaped(&options.target_language.tag()),
        beads.len() - units,
    )?;
    writeln!(page, "<nav class=\"map\" aria-label=\"Beads of {name} by confidence\">")?;
    for (number, bead) in beads.iter().enumerate() {
        let (class, word) = grade(bead);
        writeln!(
            page,
            "<a class=\"{class}\" href=\"#{id}-{number}\" title=\"{} {word}\" aria-label=\"bead {}, {word}\"></a>",
            number + 1,
            number + 1
        )?;
    }
    writeln!(
        page,
        "</nav>\n<table>\n<colgroup><col class=\"mark\"/><col/><col/></colgroup>\n<thead><tr><th scope=\"col\">Bead</th>\
         <th scope=\"col\">{}</th><th scope=\"col\" dir=\"{}\">{}</th></tr></thead>\n<tbody>",
        label(sides.left.language),
        direction(sides.right.language),
        label(sides.right.language),
    )?;
    let mut last_paragraph = None;
    for (number, bead) in beads.iter().enumerate() {
        row(page, pair, bead, &sides, &format!("{id}-{number}"), &mut last_paragraph)?;
    }
    writeln!(page, "</tbody>\n</table>\n</section>")
}

/// Which side stands where.
struct Sides<'a> {
    left: Side<'a>,
    right: Side<'a>,
}

struct Side<'a> {
    text: &'a Segmented,
    language: &'a Language,
    is_source: bool,
}

impl<'a> Sides<'a> {
    fn new(pair: &'a AlignedPair, options: &'a Options) -> Self {
        let source =
            Side { text: &pair.source, language: &options.source_language, is_source: true };
        let target =
            Side { text: &pair.target, language: &options.target_language, is_source: false };
        if source.language.is_arabic() {
            Sides { left: target, right: source }
        } else {
            Sides { left: source, right: target }
        }
    }
}

fn row(
    page: &mut String,
    pair: &AlignedPair,
    bead: &Bead,
    sides: &Sides<'_>,
    id: &str,
    last_paragraph: &mut Option<usize>,
) -> std::fmt::Result {
    let (class, word) = grade(bead);
    let paragraph = pair
        .source
        .sentences
        .get(bead.source.start)
        .filter(|_| !bead.source.is_empty())
        .map(|s| s.paragraph);
    let new_paragraph =
        paragraph.is_some() && paragraph != *last_paragraph && last_paragraph.is_some();
    *last_paragraph = paragraph.or(*last_paragraph);
    let paragraph_class = if new_paragraph { " paragraph" } else { "" };
    write!(page, "<tr id=\"{id}\" class=\"{class}{paragraph_class}\"><td class=\"mark\">")?;
    if bead.is_gap() {
        write!(page, "{}</td>", bead.shape())?;
    } else {
        let moved = if bead.moved { ", moved" } else { "" };
        let confidence = decimal(bead.confidence, 2);
        write!(page, "<b>{confidence}</b> {word}, {}{moved}</td>", bead.shape())?;
    }
    for side in [&sides.left, &sides.right] {
        let range = if side.is_source { bead.source.clone() } else { bead.target.clone() };
        if range.is_empty() {
            write!(page, "<td class=\"empty\">no translation</td>")?;
            continue;
        }
        write!(
            page,
            "<td lang=\"{}\" dir=\"{}\">",
            escaped(&side.language.tag()),
            direction(side.language)
        )?;
        for i in range {
            page.push_str("<p dir=\"auto\">");
            sentence(page, side, i, bead);
            page.push_str("</p>");
        }
        page.push_str("</td>");
    }
    page.push_str("</tr>\n");
    Ok(())
}

/// Sentence `i`, with the words that support the bead marked; those that belong together have one number.
fn sentence(page: &mut String, side: &Side<'_>, i: usize, bead: &Bead) {
    let Some(sentence) = side.text.sentences.get(i) else { return };
    let document = side.text.document.text.as_str();
    let mut marks: Vec<(Span, usize)> = (0..)
        .zip(&bead.evidence)
        .take(MOST_PAIRED)
        .map(|(number, link)| (if side.is_source { link.source } else { link.target }, number))
        .filter(|(span, _)| sentence.span.start <= span.start && span.end <= sentence.span.end)
        .collect();
    marks.sort_unstable();
    let mut at = sentence.span.start;
    for (span, number) in marks {
        page.push_str(&escaped(Span::new(at, span.start).of(document)));
        // Writing to a String cannot fail.
        let _ = write!(page, "<span class=\"w w{number}\">{}</span>", escaped(span.of(document)));
        at = span.end;
    }
    page.push_str(&escaped(Span::new(at, sentence.span.end).of(document)));
}

/// Class of a bead and the word that says the same.
fn grade(bead: &Bead) -> (&'static str, &'static str) {
    match bead.confidence {
        _ if bead.is_gap() => ("gap", "no translation"),
        c if c >= FIRM => ("firm", "firm"),
        c if c >= FAIR => ("fair", "fair"),
        _ => ("weak", "weak"),
    }
}

fn direction(language: &Language) -> &'static str {
    match language.primary() {
        "ar" | "fa" | "he" | "ur" | "ps" | "ckb" | "yi" | "dv" | "ug" | "sd" => "rtl",
        _ => "ltr",
    }
}

/// Heading of a column: the language in its own words where known.
fn label(language: &Language) -> String {
    match language.primary() {
        "ar" => "العربية".to_string(),
        "en" => "English".to_string(),
        _ => escaped(&language.tag()),
    }
}

/// A name as it may stand in an `id`: other characters as their code points.
fn anchor_name(name: &str) -> String {
    let mut out = String::from("b-");
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "_{:x}", u32::from(c));
        }
    }
    out
}

/// Text as it may stand in content and attributes; characters that HTML forbids are left out.
fn escaped(text: &str) -> String {
    let legal: String =
        text.chars().filter(|&c| is_legal(c) && !matches!(c, '\u{7F}'..='\u{9F}')).collect();
    crate::xml::escape(&legal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::Alignment;
    use crate::read::Document;
    use crate::segment;

    fn page(arabic: &str, english: &str, beads: Vec<Bead>) -> String {
        let pair = super::AlignedPair {
            name: "a<b> & \"c\"".to_string(),
            source: segment::lines(Document::from_text("a", arabic, Language::arabic())),
            target: segment::lines(Document::from_text("a", english, Language::english())),
            alignment: Alignment { beads: beads.clone() },
        };
        let options = Options {
            source_language: Language::arabic(),
            target_language: Language::english(),
            keep_gaps: false,
            min_confidence: 0.0,
            created: jiff::Timestamp::UNIX_EPOCH,
            segmentation: "lines".to_string(),
        };
        let mut out = Vec::new();
        begin(&mut out, &options).expect("written");
        super::pair(&mut out, &pair, &beads, &options).expect("written");
        end(&mut out).expect("written");
        String::from_utf8(out).expect("UTF-8")
    }

    fn bead(
        source: std::ops::Range<usize>,
        target: std::ops::Range<usize>,
        confidence: f64,
    ) -> Bead {
        Bead { source, target, score: 0.0, confidence, moved: false, evidence: Vec::new() }
    }

    #[test]
    fn rows_show_both_languages_with_their_direction() {
        let html = page("نعم\nلا", "Yes", vec![bead(0..1, 0..1, 0.97), bead(1..2, 1..1, 0.9)]);
        assert!(html.contains("<td lang=\"ar\" dir=\"rtl\"><p dir=\"auto\">نعم</p></td>"));
        assert!(html.contains("<td lang=\"en\" dir=\"ltr\"><p dir=\"auto\">Yes</p></td>"));
        assert!(html.contains("<b>0.97</b> firm, 1-1"));
        assert!(html.contains("<td class=\"empty\">no translation</td>"));
    }

    #[test]
    fn any_text_leaves_the_page_well_formed() {
        let html = page("<seg>\u{1}&amp;", "\"x\" <b>\u{202E}y", vec![bead(0..1, 0..1, 0.2)]);
        assert!(!html.contains("<seg>") && !html.contains('\u{1}'));
        let mut reader = quick_xml::Reader::from_str(&html);
        let mut depth = 0i32;
        loop {
            match reader.read_event().expect("well formed") {
                quick_xml::events::Event::Start(_) => depth += 1,
                quick_xml::events::Event::End(_) => depth -= 1,
                quick_xml::events::Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(depth, 0);
    }
}
