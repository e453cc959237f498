//! dev
use crate::text::language::Language;
use std::path::Path;
use std::process::ExitCode;
/// dev driver
pub fn main() -> ExitCode {
    let a: Vec<String> = std::env::args().collect();
    let pairs =
        crate::read::pairs::of_folder(Path::new(&a[1]), &Language::arabic(), &Language::english())
            .unwrap();
    let lex = crate::lexicon::Lexicon::builtin();
    std::fs::create_dir_all(&a[2]).unwrap();
    for p in pairs.pairs {
        let s =
            crate::segment::lines(crate::read::file(&p.source, None, Language::arabic()).unwrap());
        let t =
            crate::segment::lines(crate::read::file(&p.target, None, Language::english()).unwrap());
        let al = crate::align::align(&s, &t, lex);
        std::fs::write(format!("{}/{}.align", a[2], p.name), crate::align::ladder::write(&al))
            .unwrap();
    }
    ExitCode::SUCCESS
}
