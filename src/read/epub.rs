//! EPUB → blocks: the pages of a book in the order of its spine. EPUB 3.3, sections 5 and 9.

use std::collections::HashMap;

use super::blocks::Blocks;
use super::html;
use super::package::Package;
use crate::error::{Error, ErrorKind, Result};
use crate::xml::stream::{Item, Stream};

/// The text of the book in `package`.
///
/// # Errors
/// [`ErrorKind::Format`] for a package that is no book, or a page that it names and does not hold.
pub fn read(package: &mut Package) -> Result<Blocks> {
    let broken = |what: String| {
        Error::new(ErrorKind::Format, what).remedy("open the book in an editor and save it anew")
    };
    let container = package.part("META-INF/container.xml")?.unwrap_or_default();
    if package.has("META-INF/encryption.xml") && package.has("META-INF/rights.xml") {
        return Err(broken("the book is locked by its publisher".to_string()));
    }
    let opf = elements(&container, &["rootfile"])?
        .into_iter()
        .find_map(|(_, mut attributes)| attributes.remove("full-path"))
        .ok_or_else(|| broken("the book does not say where its contents are".to_string()))?;
    let contents =
        package.part(&opf)?.ok_or_else(|| broken(format!("the book has no contents ({opf})")))?;
    let folder = opf.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut pages: HashMap<String, (String, bool)> = HashMap::new();
    let mut out = Blocks::default();
    for (name, attributes) in elements(&contents, &["item", "itemref"])? {
        let get = |name: &str| attributes.get(name).map(String::as_str).unwrap_or_default();
        if name == "item" {
            let is_page = get("media-type").contains("html");
            // The table of contents repeats the headings.
            let contents = get("properties").split(' ').any(|property| property == "nav");
            pages.insert(get("id").to_string(), (get("href").to_string(), is_page && !contents));
            continue;
        }
        let Some((href, true)) = pages.get(get("idref")) else { continue };
        let path = resolved(folder, href);
        let page = package.part(&path)?.ok_or_else(|| {
            broken(format!("the book names a page that it does not hold ({path})"))
        })?;
        let page = super::decode(&page, None).map_err(|e| e.adding(&format!("in {path}")))?;
        let page = html::whole(&page.text).map_err(|e| e.adding(&format!("in {path}")))?;
        for block in &page.blocks {
            out.push(block.span.of(&page.text));
            out.end_directed(block.kind, block.right_to_left);
        }
    }
    Ok(out)
}

/// The elements of these names with their attributes, in order.
fn elements(xml: &[u8], names: &[&str]) -> Result<Vec<(String, HashMap<String, String>)>> {
    let mut stream = Stream::new(xml)?;
    let mut out = Vec::new();
    loop {
        match stream.next_item()? {
            Item::Open(tag) if names.contains(&tag.name()) => {
                let attributes = tag.attributes()?;
                let attributes = attributes
                    .into_iter()
                    .map(|(name, value)| (name.to_string(), value.into_owned()));
                out.push((tag.name().to_string(), attributes.collect()));
            }
            Item::End => return Ok(out),
            _ => {}
        }
    }
}

/// The part that a reference from a file in `folder` means.
fn resolved(folder: &str, href: &str) -> String {
    let href = href.split('#').next().unwrap_or_default();
    let href = percent_encoding::percent_decode_str(href).decode_utf8_lossy();
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in href.split('/') {
        match part {
            ".." => {
                parts.pop();
            }
            "." | "" => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved() {
        for (folder, href, path) in [
            ("OEBPS", "a.xhtml", "OEBPS/a.xhtml"),
            ("OEBPS/t", "../x/b%20c.xhtml#id", "OEBPS/x/b c.xhtml"),
            ("", "./a%d9%85.xhtml", "aم.xhtml"),
            ("", "100%", "100%"),
        ] {
            assert_eq!(resolved(folder, href), path);
        }
    }
}
