//! Compiles `data/lexicon.tsv`, so that the program has nothing to load when it starts.

#[allow(dead_code)]
#[path = "src/lexicon/compile.rs"]
mod compile;
#[path = "src/text/english.rs"]
mod english;
#[allow(dead_code)]
#[path = "src/text/fold.rs"]
mod fold;

/// The paths under which the shared files know each other.
mod text {
    pub(crate) use super::{english, fold};
}

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=data/lexicon.tsv");
    println!("cargo::rerun-if-changed=data/english-irregular.tsv");
    println!("cargo::rerun-if-changed=src/lexicon/compile.rs");
    println!("cargo::rerun-if-changed=src/text");
    let lexicon = std::fs::read_to_string("data/lexicon.tsv")?;
    let folder = std::env::var_os("OUT_DIR").ok_or(std::io::ErrorKind::NotFound)?;
    std::fs::write(
        std::path::Path::new(&folder).join("lexicon.bin"),
        compile::compile(compile::entries(&lexicon)),
    )
}
