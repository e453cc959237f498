//! Modules import only from those before them, and each outside library has one door.

use std::path::{Path, PathBuf};

/// The modules in the order in which they may import: each from itself and those before it.
const ORDER: [&str; 14] = [
    "error", "span", "xml", "text", "lexicon", "read", "segment", "align", "memory", "quality",
    "exchange", "review", "serve", "cli",
];

/// Crates that only one place may name.
const DOORS: &[(&str, &str)] = &[
    ("clap", "src/cli"),
    ("clap_complete", "src/cli/completions.rs"),
    ("clap_mangen", "src/cli/man.rs"),
    ("quick_xml", "src/xml"),
    ("indicatif", "src/cli"),
    ("fancy_regex", "src/segment/srx/pattern.rs"),
    ("rusqlite", "src/memory/store/sqlite"),
    ("postgres", "src/memory/store"),
    ("axum", "src/serve"),
    ("tokio", "src/serve"),
    ("hyper", "src/serve"),
    ("rmcp", "src/serve/mcp"),
    ("whatlang", "src/text/language.rs"),
    ("fs4", "src/review/kept.rs"),
];

fn sources() -> Vec<(PathBuf, String)> {
    let mut out = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = std::fs::read_to_string(&path).expect("a source file");
                // Unit tests stand at the end and may use anything.
                let code = text.split("#[cfg(test)]").next().unwrap_or_default().to_string();
                out.push((
                    path.strip_prefix(env!("CARGO_MANIFEST_DIR")).expect("inside").to_path_buf(),
                    code,
                ));
            }
        }
    }
    out
}

fn module_of(path: &Path) -> Option<usize> {
    let inside = path.strip_prefix("src").ok()?;
    let first = inside.components().next()?.as_os_str().to_string_lossy().replace(".rs", "");
    ORDER.iter().position(|m| *m == first)
}

#[test]
fn imports_go_one_way() {
    let mut checked = 0;
    for (path, code) in sources() {
        let Some(own) = module_of(&path) else { continue };
        for (at, _) in code.match_indices("crate::") {
            let rest = &code[at + "crate::".len()..];
            let name: String =
                rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if let Some(other) = ORDER.iter().position(|m| *m == name) {
                assert!(other <= own, "{} imports {name}, which comes after it", path.display());
                checked += 1;
            }
        }
    }
    assert!(checked > 20);
}

#[test]
fn libraries_have_one_door() {
    for (path, code) in sources() {
        for &(library, door) in DOORS {
            let names = code.contains(&format!("{library}::"));
            // A module is a file, a folder or both.
            let inside = path.starts_with(door) || path == Path::new(&format!("{door}.rs"));
            assert!(!names || inside, "{} names {library}", path.display());
        }
    }
}

#[test]
fn search_knows_no_languages_and_score_no_paths() {
    let text = |name: &str| {
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/align").join(name))
            .expect(name)
    };
    let search = text("search.rs");
    assert!(!search.contains("features::") && !search.contains("crate::text"));
    let score = text("score.rs");
    assert!(!score.contains("search::"));
}
