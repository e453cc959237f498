//! HTML → blocks: the article of a page, without what stands around it.
//!
//! The article is found by the rules of Firefox's reader view (`dom_smoothie`); where they find none, the page
//! without its navigation is taken. Headings, items and cells keep what they are, in the order of the page.

use dom_query::{Document as Dom, NodeRef};
use dom_smoothie::{Config, Readability};

use super::blocks::{BlockKind, Blocks, CellPlace};
use crate::error::{Error, ErrorKind, Result};
use crate::text::fold::is_arabic_letter;

/// Elements inside each other that are read; no page that people read comes near.
const MOST_DEPTH: usize = 1_000;

/// An article has at least this share of the page's text, or the whole page is taken.
const LEAST_SHARE: f64 = 0.25;

/// Elements whose content is never text of the article.
const NO_TEXT: [&str; 19] = [
    "script", "style", "noscript", "template", "head", "svg", "math", "iframe", "object", "canvas",
    "audio", "video", "select", "textarea", "button", "input", "form", "dialog", "datalist",
];

/// Elements around an article.
const AROUND: [&str; 4] = ["nav", "header", "footer", "aside"];

/// Elements that run on in their line.
const INLINE: [&str; 33] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
];

/// The text of a page.
///
/// # Errors
/// [`ErrorKind::Format`] for elements nested beyond reason.
pub fn article(html: &str) -> Result<Blocks> {
    if depth(html) > MOST_DEPTH {
        return Err(Error::new(
            ErrorKind::Format,
            format!("elements are nested more than {MOST_DEPTH} deep"),
        )
        .remedy("save the page as plain text"));
    }
    let page = walk(&Dom::from(html).root(), Around::Left);
    let config = Config { disable_json_ld: true, ..Config::default() };
    let found = Readability::new(html, None, Some(config)).and_then(|mut r| r.parse()).ok();
    let Some(found) = found else { return Ok(page) };
    let content: &str = &found.content;
    let inside = walk(&Dom::from(content).root(), Around::Kept);
    if (inside.text.len() as f64) < LEAST_SHARE * page.text.len() as f64 {
        return Ok(page);
    }
    Ok(with_headline(inside, &page))
}

/// The text of a page that holds both languages. Where they stand apart, the rules that find an article find one of
/// them: then the page without its navigation is taken.
///
/// # Errors
/// As [`article`].
pub fn both(html: &str) -> Result<Blocks> {
    let article = article(html)?;
    if has_both_scripts(&article.text) {
        return Ok(article);
    }
    let page = walk(&Dom::from(html).root(), Around::Left);
    Ok(if has_both_scripts(&page.text) { page } else { article })
}

/// Whether a tenth of the letters at least is Arabic, and a tenth is not.
fn has_both_scripts(text: &str) -> bool {
    let (mut arabic, mut all) = (0u64, 0u64);
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        all += 1;
        arabic += u64::from(is_arabic_letter(c));
    }
    arabic * 10 >= all && (all - arabic) * 10 >= all
}

/// All text of a page of a book, where nothing stands around it.
///
/// # Errors
/// As [`article`].
pub fn whole(html: &str) -> Result<Blocks> {
    if depth(html) > MOST_DEPTH {
        return article(html);
    }
    Ok(walk(&Dom::from(html).root(), Around::Kept))
}

/// The article with the page's first heading, which the rules take for furniture.
fn with_headline(article: Blocks, page: &Blocks) -> Blocks {
    let text = |blocks: &Blocks, at: usize| {
        blocks.blocks.get(at).map(|b| b.span.of(&blocks.text).to_string()).unwrap_or_default()
    };
    let first = text(&article, 0);
    let Some(start) = (0..page.blocks.len()).find(|&at| text(page, at) == first) else {
        return article;
    };
    let heading = (0..start)
        .rev()
        .find(|&at| page.blocks.get(at).is_some_and(|block| block.kind == BlockKind::Heading));
    let Some(heading) = heading else { return article };
    let mut out = Blocks::default();
    out.push(&text(page, heading));
    out.end(BlockKind::Heading);
    for block in &article.blocks {
        out.push(block.span.of(&article.text));
        out.end_directed(block.kind, block.right_to_left);
    }
    out
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    Kept,
    Left,
}

/// Where the walk is.
#[derive(Default)]
struct State {
    /// Blocks that are open, with their kinds.
    kinds: Vec<BlockKind>,
    /// Directions that elements set.
    directions: Vec<Option<bool>>,
    tables: u32,
    /// Tables that are open: number, rows so far, columns so far.
    open: Vec<(u32, u32, u32)>,
    /// `pre` elements that are open.
    preformatted: usize,
}

/// Goes through all nodes without recursion: depth comes from outside.
fn walk(root: &NodeRef, around: Around) -> Blocks {
    let mut out = Blocks::default();
    let mut state = State::default();
    let mut node = *root;
    let mut entering = true;
    loop {
        if entering {
            let descend = enter(&node, &mut state, &mut out, around);
            if let Some(child) = node.first_child().filter(|_| descend) {
                node = child;
                continue;
            }
            if descend {
                leave(&node, &mut state, &mut out);
            }
        }
        if node.id == root.id {
            break;
        }
        if let Some(next) = node.next_sibling() {
            node = next;
            entering = true;
        } else if let Some(parent) = node.parent() {
            node = parent;
            leave(&node, &mut state, &mut out);
            entering = false;
            if node.id == root.id {
                break;
            }
        } else {
            break;
        }
    }
    out.end(BlockKind::Paragraph);
    out
}

/// Opens a node; says whether its children are to be read.
fn enter(node: &NodeRef, state: &mut State, out: &mut Blocks, around: Around) -> bool {
    if node.is_text() {
        if state.preformatted > 0 {
            for (at, line) in node.text().split('\n').enumerate() {
                if at > 0 {
                    out.line_break();
                }
                out.push(line);
            }
        } else {
            out.push_collapsed(&node.text());
        }
        return false;
    }
    if !node.is_element() {
        return node.is_document() || node.is_fragment();
    }
    let name = node.node_name().unwrap_or_default();
    let name: &str = &name;
    let hidden = node.has_attr("hidden") || node.attr("aria-hidden").as_deref() == Some("true");
    if NO_TEXT.contains(&name) || hidden || around == Around::Left && AROUND.contains(&name) {
        return false;
    }
    if name == "br" {
        out.line_break();
        return false;
    }
    if INLINE.contains(&name) {
        return true;
    }
    end_open(state, out);
    match name {
        "table" => {
            state.open.push((state.tables, 0, 0));
            state.tables += 1;
        }
        "td" | "th" => {
            if let Some((table, row, column)) = state.open.last_mut() {
                let place =
                    CellPlace { table: *table, row: row.saturating_sub(1), column: *column };
                *column += 1;
                state.kinds.push(BlockKind::Cell(place));
            }
        }
        "tr" => {
            if let Some((_, row, column)) = state.open.last_mut() {
                *row += 1;
                *column = 0;
            }
        }
        "pre" => state.preformatted += 1,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => state.kinds.push(BlockKind::Heading),
        "li" | "dt" | "dd" => state.kinds.push(BlockKind::Item),
        _ => {}
    }
    state.directions.push(match node.attr("dir").as_deref() {
        Some("rtl") => Some(true),
        Some("ltr") => Some(false),
        _ => node.attr("lang").map(|lang| is_right_to_left(&lang)).or(direction(state)),
    });
    true
}

fn leave(node: &NodeRef, state: &mut State, out: &mut Blocks) {
    let name = node.node_name().filter(|_| node.is_element()).unwrap_or_default();
    let name: &str = &name;
    if name.is_empty() || INLINE.contains(&name) {
        return;
    }
    end_open(state, out);
    state.directions.pop();
    match name {
        "table" => {
            state.open.pop();
        }
        "td" | "th" if !state.open.is_empty() => {
            state.kinds.pop();
        }
        "pre" => state.preformatted = state.preformatted.saturating_sub(1),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "li" | "dt" | "dd" => {
            state.kinds.pop();
        }
        _ => {}
    }
}

fn end_open(state: &State, out: &mut Blocks) {
    out.end_directed(state.kinds.last().copied().unwrap_or_default(), direction(state));
}

fn direction(state: &State) -> Option<bool> {
    state.directions.last().copied().flatten()
}

/// Whether a language is written from right to left.
fn is_right_to_left(language: &str) -> bool {
    let primary = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    matches!(primary.as_str(), "ar" | "fa" | "he" | "ur" | "ps" | "ckb" | "sd" | "ug" | "yi" | "dv")
}

/// How deep elements are nested that must be closed: what a parser would have to hold open.
fn depth(html: &str) -> usize {
    const OPTIONAL: [&str; 27] = [
        "p", "li", "dt", "dd", "tr", "td", "th", "tbody", "thead", "tfoot", "option", "optgroup",
        "colgroup", "br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed",
        "source", "track", "wbr", "param",
    ];
    let (mut depth, mut most) = (0usize, 0usize);
    for piece in html.split('<').skip(1) {
        let closing = piece.starts_with('/');
        let name = piece.trim_start_matches('/');
        let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let known = OPTIONAL.iter().any(|optional| name.eq_ignore_ascii_case(optional));
        if name.is_empty() || known {
            continue;
        }
        if closing {
            depth = depth.saturating_sub(1);
        } else {
            depth += 1;
            most = most.max(depth);
        }
    }
    most
}

/// The encoding that a page names in its first bytes.
pub fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..bytes.len().min(2_048)).unwrap_or_default();
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let (_, rest) = head.split_once("charset=")?;
    let label = rest.trim_start_matches(['"', '\'', ' ']);
    let label: String =
        label.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
    (!label.is_empty()).then_some(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(blocks: &Blocks) -> Vec<(&str, &'static str)> {
        let kind = |kind| match kind {
            BlockKind::Paragraph => "p",
            BlockKind::Heading => "h",
            BlockKind::Item => "li",
            BlockKind::Cell(_) => "td",
            BlockKind::Note => "note",
            BlockKind::Cue => "cue",
        };
        blocks.blocks.iter().map(|b| (b.span.of(&blocks.text), kind(b.kind))).collect()
    }

    #[test]
    fn blocks_keep_kind_and_order() {
        let page = whole(
            "<h1>عنوان</h1><p>أول <b>نص</b>\n مهم.<p>ثان<br>سطر<ul><li>بند<li>آخر</ul><table><tr><td>خلية<td>cell</table>بقية\
             <script>x()</script><p hidden>سر",
        );
        assert_eq!(
            shown(&page.expect("a page")),
            [
                ("عنوان", "h"),
                ("أول نص مهم.", "p"),
                ("ثان\nسطر", "p"),
                ("بند", "li"),
                ("آخر", "li"),
                ("خلية", "td"),
                ("cell", "td"),
                ("بقية", "p"),
            ]
        );
    }

    #[test]
    fn directions_come_from_dir_and_lang() {
        let page = whole("<div dir=rtl><p>a<p dir=ltr>b</div><p lang=ar-EG>c<p>d").expect("a page");
        let directions: Vec<Option<bool>> = page.blocks.iter().map(|b| b.right_to_left).collect();
        assert_eq!(directions, [Some(true), Some(false), Some(true), None]);
    }

    #[test]
    fn absurd_depth_is_refused_and_open_paragraphs_are_not() {
        assert!(article(&"<div>".repeat(2_000_000)).is_err());
        assert!(article(&"<b><i>".repeat(100_000)).is_err());
        let text = "<p>جملة طويلة بعض الشيء لا بأس بها. ".repeat(3_000);
        assert_eq!(article(&text).expect("a page").blocks.len(), 3_000);
    }

    #[test]
    fn encodings_are_read_from_the_head() {
        for (head, label) in [
            ("<meta charset=\"windows-1256\">", Some("windows-1256")),
            ("<meta http-equiv=x content=\"text/html; charset=UTF-8\">", Some("utf-8")),
            ("<p>charset</p>", None),
        ] {
            assert_eq!(declared_encoding(head.as_bytes()).as_deref(), label);
        }
    }
}
