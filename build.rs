//! Compiles `data/lexicon.tsv`, so that the program has nothing to load when it starts, and finds out which commit it is
//! built from, for `--version`.

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
    )?;
    println!("cargo::rustc-env=MUWAZI_COMMIT={}", commit());
    Ok(())
}

/// The commit of the source: `MUWAZI_COMMIT` if that is set, else what git says of this checkout, or cargo of a
/// published package; "unknown" where nobody says. No dates and no paths: the same source gives the same program.
///
/// A debug build does not ask: it would be built anew after every commit, for a line that nobody reads.
fn commit() -> String {
    println!("cargo::rerun-if-env-changed=MUWAZI_COMMIT");
    let named = std::env::var("MUWAZI_COMMIT").ok().filter(|named| !named.trim().is_empty());
    if let Some(named) = named {
        return named.trim().to_string();
    }
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "debug") {
        return "debug build".to_string();
    }
    of_checkout().or_else(of_package).unwrap_or_else(|| "unknown".to_string())
}

fn of_checkout() -> Option<String> {
    let git = |arguments: &[&str]| -> Option<String> {
        let output = std::process::Command::new("git").args(arguments).output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        output.status.success().then(|| text.trim().to_string())
    };
    // An unpacked package may lie in somebody else's checkout.
    let top = std::fs::canonicalize(git(&["rev-parse", "--show-toplevel"])?).ok()?;
    if top != std::fs::canonicalize(std::env::var_os("CARGO_MANIFEST_DIR")?).ok()? {
        return None;
    }
    let branch = git(&["symbolic-ref", "--quiet", "HEAD"]).unwrap_or_default();
    for part in ["HEAD", "logs/HEAD", branch.as_str()] {
        let path = git(&["rev-parse", "--git-path", part]).filter(|_| !part.is_empty());
        // A file that is missing would make cargo ask every time.
        if let Some(path) = path.filter(|path| std::path::Path::new(path).is_file()) {
            println!("cargo::rerun-if-changed={path}");
        }
    }
    git(&["rev-parse", "--short=12", "HEAD"])
}

/// What cargo wrote beside the source when it was packed.
fn of_package() -> Option<String> {
    let text = std::fs::read_to_string(".cargo_vcs_info.json").ok()?;
    let (_, rest) = text.split_once("\"sha1\"")?;
    let hash = rest.split('"').nth(1)?;
    hash.get(..12).filter(|hash| hash.bytes().all(|b| b.is_ascii_hexdigit())).map(str::to_string)
}
