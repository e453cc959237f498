//! Markdown → blocks: headings, paragraphs, items, cells and notes; code, link targets, raw HTML and front matter
//! are left out.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::blocks::{BlockKind, Blocks, CellPlace};

/// The text of a Markdown document.
pub fn read(text: &str) -> Blocks {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS
        | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut out = Blocks::default();
    // Blocks that are open, the innermost last.
    let mut kinds: Vec<BlockKind> = Vec::new();
    let mut skipped = 0;
    let mut cell = CellPlace::default();
    let mut tables = 0;
    let now = |kinds: &[BlockKind]| kinds.last().copied().unwrap_or_default();
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::MetadataBlock(_) | Tag::HtmlBlock) => {
                out.end(now(&kinds));
                skipped += 1;
            }
            Event::End(TagEnd::CodeBlock | TagEnd::MetadataBlock(_) | TagEnd::HtmlBlock) => {
                skipped -= 1
            }
            _ if skipped > 0 => {}
            Event::Start(Tag::Heading { .. }) => {
                out.end(now(&kinds));
                kinds.push(BlockKind::Heading);
            }
            Event::Start(Tag::Item) => {
                out.end(now(&kinds));
                kinds.push(BlockKind::Item);
            }
            Event::Start(Tag::FootnoteDefinition(_)) => {
                out.end(now(&kinds));
                kinds.push(BlockKind::Note);
            }
            Event::Start(Tag::Table(_)) => {
                out.end(now(&kinds));
                cell = CellPlace { table: tables, row: 0, column: 0 };
                tables += 1;
            }
            Event::Start(Tag::TableCell) => kinds.push(BlockKind::Cell(cell)),
            Event::End(TagEnd::TableCell) => {
                out.end(now(&kinds));
                kinds.pop();
                cell.column += 1;
            }
            Event::End(TagEnd::TableHead | TagEnd::TableRow) => {
                cell.row += 1;
                cell.column = 0;
            }
            Event::End(TagEnd::Heading(_) | TagEnd::Item | TagEnd::FootnoteDefinition) => {
                out.end(now(&kinds));
                kinds.pop();
            }
            Event::End(TagEnd::Paragraph | TagEnd::BlockQuote(_)) => out.end(now(&kinds)),
            Event::Text(text) | Event::Code(text) => out.push(&text),
            Event::SoftBreak => out.push(" "),
            Event::HardBreak => out.line_break(),
            _ => {}
        }
    }
    out.end(BlockKind::Paragraph);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structure_is_kept_and_code_left_out() {
        let read = read(
            "---\ntitle: x\n---\n# عنوان {#id}\n\nفقرة **مهمة** مع [رابط](https://example.org/a)\nعلى سطرين.[^1]\n\n\
             ```rust\nfn main() {}\n```\n\n- بند `رمز`\n- آخر\n\n| أ | b |\n|---|---|\n| ج | d |\n\n<div>raw</div>\n\n[^1]: حاشية\n",
        );
        let shown: Vec<(&str, BlockKind)> =
            read.blocks.iter().map(|b| (b.span.of(&read.text), b.kind)).collect();
        let cell = |row, column| BlockKind::Cell(CellPlace { table: 0, row, column });
        assert_eq!(
            shown,
            [
                ("عنوان", BlockKind::Heading),
                ("فقرة مهمة مع رابط على سطرين.", BlockKind::Paragraph),
                ("بند رمز", BlockKind::Item),
                ("آخر", BlockKind::Item),
                ("أ", cell(0, 0)),
                ("b", cell(0, 1)),
                ("ج", cell(1, 0)),
                ("d", cell(1, 1)),
                ("حاشية", BlockKind::Note),
            ]
        );
    }
}
